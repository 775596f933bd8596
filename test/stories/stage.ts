import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { createControl } from '../../src/cli/demo/control.ts';
import { proxyEnvironment, serviceEnvironment } from '../../src/cli/demo/environment.ts';
import { createServiceView } from '../../src/cli/demo/service-view.ts';
import { readServiceConfig } from '../../src/config.ts';
import { PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import { createHttpTransport } from '../../src/http-transport.ts';
import { createLog } from '../../src/log.ts';
import { readProxyConfig } from '../../src/oauth-proxy/config.ts';
import { openMemoryStore } from '../../src/oauth-proxy/memory-stores.ts';
import { openProxy } from '../../src/oauth-proxy/open-proxy.ts';
import { startService } from '../../src/service.ts';
import type { FaultRule } from '../../src/simulators/faults.ts';
import { startSimulators } from '../../src/simulators/start-simulators.ts';
import { simulatedTenants, type TenantCode } from '../../src/simulators/tenants.ts';
import { systemClock, systemRandom } from '../../src/system-ports.ts';
import { loadTenants } from '../../src/tenants/load-tenants.ts';
import { secretsOfTenants, tokensOfTenants, writeTenantFiles } from '../support/pinned-tenants.ts';

const KEY = 'key-of-the-stories-0123456789-0123456789';
/** What `/admin` of the service opens to. */
export const ADMIN_KEY = 'admin-key-of-the-stories-0123456789';
const NO_LAG = { query: [0, 0], externalId: [0, 0] } as const;
/** Webhooks are sent up to 150 ms after their cause: when nothing moved for so long, nothing will. */
const QUIET_MS = 300;

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Both simulated platforms and the proxy, on real sockets, with a place for the tenant files. */
export async function openPlatforms() {
  const simulators = await startSimulators({
    storeganisePort: 0,
    zendeskPort: 0,
    serviceUrl: 'http://127.0.0.1:9',
    seed: 1,
    searchLag: NO_LAG,
  });
  const { storeganiseUrl, zendeskUrl } = simulators;
  const proxy = await listen(proxyFor(zendeskUrl));
  const tenantsDir = mkdtempSync(join(tmpdir(), 'usersync-story-'));
  writeTenantFiles(tenantsDir, storeganiseUrl);
  const control = createControl({ storeganise: storeganiseUrl, zendesk: zendeskUrl });

  const faultsAt = (platform: Platform, tenant: TenantCode) =>
    `${{ storeganise: storeganiseUrl, zendesk: zendeskUrl }[platform]}/_control/${tenant}/faults`;

  return {
    simulators,
    control,

    /** Breaks the next calls that fit the rule. */
    async breakCalls(platform: Platform, tenant: TenantCode, rule: FaultRule) {
      const answer = await fetch(faultsAt(platform, tenant), { method: 'POST', body: JSON.stringify(rule) });
      if (answer.status !== 201) throw new Error(await answer.text());
    },

    /** How many calls are still to be broken. */
    async breaksLeft(platform: Platform, tenant: TenantCode): Promise<number> {
      const rules = (await (await fetch(faultsAt(platform, tenant))).json()) as { times: number }[];
      return rules.reduce((sum, { times }) => sum + times, 0);
    },

    /** The environment that a service needs here. */
    env: {
      ...serviceEnvironment({ storeganiseUrl, proxyUrl: proxy.url, key: KEY, tenantsDir }),
      ...secretsOfTenants(),
      ADMIN_KEY,
    },

    async sendWebhooksTo(serviceUrl: string) {
      for (const { code } of simulatedTenants) {
        await control.sendWebhooksTo('storeganise', code, `${serviceUrl}/addon/storeganise`);
        await control.sendWebhooksTo('zendesk', code, `${serviceUrl}/addon/zendesk/${code}`);
      }
    },

    async close() {
      await simulators.close();
      await proxy.close();
      rmSync(tenantsDir, { recursive: true });
    },
  };
}

/** The platforms with a service that works for them, in this process; `changed` is set on top of its environment. */
export async function openStage(changed: Readonly<Record<string, string>> = {}) {
  const platforms = await openPlatforms();
  const { simulators } = platforms;
  const env = { ...platforms.env, ...changed };
  const lines: string[] = [];
  const config = readServiceConfig(env);
  if (!config.ok) throw new Error(config.faults.join());
  const { tenantsDir: dir, storeganiseHosts: hosts } = config.config;
  const loaded = loadTenants({ dir, env, hosts, production: false });
  if (!loaded.ok) throw new Error(loaded.faults.join());
  const log = createLog({ name: 'service', level: 'error' }, { write: (line) => lines.push(line) });
  const service = await startService({ config: config.config, tenants: loaded.tenants, log });
  await platforms.sendWebhooksTo(service.url);
  const { metric } = createServiceView(service.url);
  await vi.waitFor(() => tenantsAreLive(service.url, env.ADMIN_KEY), { timeout: 10_000, interval: 10 });

  const callsOf = (platform: Platform, tenant: TenantCode) => simulators.tenants[tenant][platform].calls;
  const allCalls = () =>
    simulatedTenants.flatMap(({ code }) => PLATFORMS.flatMap((platform) => callsOf(platform, code)));

  const forgetCalls = () => {
    for (const { code } of simulatedTenants) for (const platform of PLATFORMS) callsOf(platform, code).length = 0;
  };
  forgetCalls();

  return {
    ...platforms,
    url: service.url,
    /** What the service logged as an error. */
    errors: lines,
    metric,
    callsOf,
    allCalls,

    /** A webhook from somewhere else. */
    async post(path: string, body: string, headers: Record<string, string>) {
      const answer = await fetch(service.url + path, { method: 'POST', body, headers });
      return { status: answer.status, body: await answer.text() };
    },

    forgetCalls,

    /** Resolves once every delivery has its outcome and nothing moves any more between platforms and service. */
    async rest() {
      let seen = '';
      let since = 0;
      await vi.waitFor(
        async () => {
          const now = JSON.stringify([allCalls().length, simulators.deliveries.length]);
          if (now !== seen) since = Date.now();
          seen = now;
          const isQuiet = Date.now() - since >= QUIET_MS && (await metric('usersync_backlog')) === 0;
          if (!isQuiet) throw new Error('not at rest');
        },
        { timeout: 30_000, interval: 20 },
      );
    },

    async close() {
      // The platforms first: a service that waits for an answer of theirs would drain as long as a call may take.
      await platforms.close();
      await service.stop();
    },
  };
}

/** Throws while any tenant still waits; a service without a key tells nobody. */
async function tenantsAreLive(url: string, key: string): Promise<void> {
  if (key === '') return;
  const answer = await fetch(`${url}/admin/status`, { headers: { authorization: `Bearer ${key}` } });
  const { tenants } = (await answer.json()) as { tenants: { tenant: string; isLive: boolean; notLive?: string }[] };
  for (const { tenant, isLive, notLive } of tenants) if (!isLive) throw new Error(`${tenant} waits: ${notLive}`);
}

/** Plays one story on a stage of its own, so that stories can be told at the same time. */
export const onStage = (story: (stage: Stage) => Promise<void>) => async (): Promise<void> => {
  const stage = await openStage();
  try {
    await story(stage);
  } finally {
    await stage.close();
  }
};

/** A server on a free port of this machine. */
export async function listen(
  answer: RequestListener,
): Promise<{ url: string; server: Server; close(): Promise<void> }> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function proxyFor(zendeskUrl: string): RequestListener {
  const config = readProxyConfig({ ...proxyEnvironment({ zendeskUrl, key: KEY }), ...tokensOfTenants() });
  if (!config.ok) throw new Error(config.faults.join());
  const { app } = openProxy({
    config: config.config,
    publicUrl: 'http://127.0.0.1:9',
    store: openMemoryStore(systemClock),
    transport: createHttpTransport(),
    clock: systemClock,
    random: systemRandom,
    log: createLog({ name: 'oauth-proxy', level: 'silent' }),
    isDraining: () => false,
  });
  return app.callback();
}
