import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../src/cli/demo/child.ts';
import { type Control, createControl } from '../src/cli/demo/control.ts';
import { proxyEnvironment, serviceEnvironment } from '../src/cli/demo/environment.ts';
import { createServiceView } from '../src/cli/demo/service-view.ts';
import { PLATFORMS, type Platform } from '../src/domain/contact.ts';
import { type RunningSimulators, startSimulators } from '../src/simulators/start-simulators.ts';
import { simulatedTenants, type TenantCode } from '../src/simulators/tenants.ts';
import type { SimCall } from '../src/simulators/wire.ts';
import { secretsOfTenants, tokensOfTenants, writeTenantFiles } from '../test/support/pinned-tenants.ts';

/** Until the processes are up, nobody is told of anything. */
const NOWHERE = 'http://127.0.0.1:9';
/** The simulators hold a webhook for 150 ms at most: when nothing moved for so long, nothing will. */
const QUIET_MS = 500;
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

export type Setting = Awaited<ReturnType<typeof openSetting>>;

/** The simulators in this process, the proxy and the service each in their own, all on free ports of this machine. */
export async function openSetting({ seed }: { seed: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'usersync-bench-'));
  const simulators = await startSimulators({
    storeganisePort: 0,
    zendeskPort: 0,
    serviceUrl: NOWHERE,
    seed,
    searchLag: { query: [0, 0], externalId: [0, 0] },
  });
  const urls = { storeganise: simulators.storeganiseUrl, zendesk: simulators.zendeskUrl };
  const control = createControl(urls);
  const children: Child[] = [];
  const serviceUrl = await startProcesses(folder, urls, children);
  await sendWebhooksTo(control, serviceUrl);
  const service = createServiceView(serviceUrl);
  const callsOf = (tenant: TenantCode, platform: Platform): readonly SimCall[] =>
    simulators.tenants[tenant][platform].calls;

  return {
    control,
    callsOf,

    /** Deliveries without an outcome, of all tenants. */
    waiting: () => service.metric('usersync_backlog'),

    /** Adds a pause to every API call from now on. */
    async slowDown(ms: number) {
      const fault = JSON.stringify({ times: Number.MAX_SAFE_INTEGER, effect: { kind: 'slow', ms } });
      for (const { code } of simulatedTenants) {
        for (const platform of PLATFORMS) {
          await fetch(`${urls[platform]}/_control/${code}/faults`, { method: 'POST', body: fault });
        }
      }
    },

    /** Until every delivery has its outcome, and no call or webhook came for a while. */
    async comeToRest() {
      let last = '';
      let movedAt = Date.now();
      await waitUntil('the service is at rest', async () => {
        const now = movement(simulators);
        if (now !== last) movedAt = Date.now();
        last = now;
        return Date.now() - movedAt >= QUIET_MS && (await service.metric('usersync_backlog')) === 0;
      });
    },

    /** Never resolves; rejects as soon as one of the processes ends by itself. */
    async watch(): Promise<never> {
      throw new Error(await Promise.race(children.map(({ ended }) => ended)));
    },

    /** Ends everything, the service first, and leaves nothing behind. */
    async close() {
      for (const child of children.splice(0).toReversed()) await child.stop();
      await simulators.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks again and again; throws where the answer stays no. */
export async function waitUntil(what: string, isTrue: () => boolean | Promise<boolean>, everyMs = LOOK_EVERY_MS) {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${PATIENCE_MS / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Starts the proxy and the service; returns where the service is. */
async function startProcesses(folder: string, urls: Record<Platform, string>, children: Child[]): Promise<string> {
  const key = randomBytes(32).toString('hex');
  const tenantsDir = join(folder, 'tenants');
  const start = (name: string, script: string, env: Readonly<Record<string, string>>) => {
    const child = startChild({ name, script, env, logFile: join(folder, `${name}.log`) });
    children.push(child);
    return child;
  };
  const proxy = start('proxy', 'src/oauth-proxy/main.ts', {
    ...proxyEnvironment({ zendeskUrl: urls.zendesk, key }),
    ...tokensOfTenants(),
  });
  const proxyUrl = await proxy.announcement(/"oauth-proxy on (http[^"]+)"/);
  writeTenantFiles(tenantsDir, urls.storeganise);
  const env = {
    ...serviceEnvironment({ storeganiseUrl: urls.storeganise, proxyUrl, key, tenantsDir }),
    ...secretsOfTenants(),
  };
  return start('service', 'src/main.ts', env).announcement(/"service on (http[^"]+)"/);
}

async function sendWebhooksTo(control: Control, serviceUrl: string): Promise<void> {
  for (const { code } of simulatedTenants) {
    await control.sendWebhooksTo('storeganise', code, `${serviceUrl}/addon/storeganise`);
    await control.sendWebhooksTo('zendesk', code, `${serviceUrl}/addon/zendesk/${code}`);
  }
}

/** Changes whenever anything happens between the platforms and the service. */
function movement({ tenants, deliveries }: RunningSimulators): string {
  const calls = Object.values(tenants).flatMap((tenant) => PLATFORMS.map((platform) => tenant[platform].calls.length));
  return [...calls, deliveries.length].join(' ');
}
