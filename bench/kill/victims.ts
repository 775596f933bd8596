import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../../src/cli/demo/child.ts';
import { proxyEnvironment, serviceEnvironment } from '../../src/cli/demo/environment.ts';
import type { Mongod } from '../../src/cli/mongod/start-mongod.ts';
import { secretsOfTenants, tokensOfTenants, writeTenantFiles } from '../../test/support/pinned-tenants.ts';
import type { Balancer } from './balancer.ts';

const KEY = 'the secret of proxy and service in a campaign only';

/** What may die at any moment, and comes back. */
export type Victim = {
  readonly kind: 'service' | 'proxy' | 'database';
  /** As a crash would: at once. */
  kill(): Promise<void>;
  /** Resolves when it works again. */
  revive(): Promise<void>;
};

type Parts = {
  readonly urls: { readonly storeganise: string; readonly zendesk: string };
  readonly mongod: Mongod;
  readonly balancer: Balancer;
  /** The services are told once where the proxy is. */
  readonly proxyPort: number;
};

/** Two services, the proxy and their database; `close` ends all but the database. Logs lie in `folder`. */
export function openVictims({ urls, mongod, balancer, proxyPort }: Parts) {
  const folder = mkdtempSync(join(tmpdir(), 'usersync-kill-'));
  const tenantsDir = join(folder, 'tenants');
  writeTenantFiles(tenantsDir, urls.storeganise);
  const running = new Map<string, Child>();
  const proxyUrl = `http://127.0.0.1:${proxyPort}`;
  /** What ended by itself. */
  const falls: string[] = [];
  let started = 0;

  async function start(name: string, script: string, env: Readonly<Record<string, string>>, says: RegExp) {
    const child = startChild({ name, script, env, logFile: join(folder, `${name}.${++started}.log`) });
    running.set(name, child);
    void child.ended.then((sentence) => {
      if (running.get(name) === child) falls.push(sentence);
    });
    return child.announcement(says);
  }

  async function kill(name: string): Promise<void> {
    const child = running.get(name);
    running.delete(name);
    await child?.kill();
  }

  const service = (name: string): Victim => ({
    kind: 'service',
    async kill() {
      await kill(name);
      balancer.set(name, undefined);
    },
    async revive() {
      const env = serviceEnvironment({ storeganiseUrl: urls.storeganise, proxyUrl, key: KEY, tenantsDir });
      const where = { ...env, ...secretsOfTenants(), MONGODB_URI: mongod.uri };
      balancer.set(name, await start(name, 'src/main.ts', where, /"service on (http[^"]+)"/));
    },
  });
  const proxy: Victim = {
    kind: 'proxy',
    kill: () => kill('proxy'),
    async revive() {
      const env = proxyEnvironment({ zendeskUrl: urls.zendesk, key: KEY });
      const where = { ...env, ...tokensOfTenants(), PORT: String(proxyPort), MONGODB_URI: mongod.uri };
      await start('proxy', 'src/oauth-proxy/main.ts', where, /"oauth-proxy on (http[^"]+)"/);
    },
  };
  const database: Victim = { kind: 'database', kill: () => mongod.kill(), revive: () => mongod.restart() };

  const services = [service('service-1'), service('service-2')];
  return {
    folder,
    falls: falls as readonly string[],
    all: [...services, proxy, database] as const,
    start: () => Promise.all([proxy, ...services].map((victim) => victim.revive())),
    async close(keepsLogs: boolean) {
      const children = [...running.values()];
      running.clear();
      for (const child of children) await child.stop();
      if (!keepsLogs) rmSync(folder, { recursive: true, force: true });
    },
  };
}
