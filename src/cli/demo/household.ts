import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Addresses } from './addresses.ts';
import { type Child, startChild } from './child.ts';
import { proxyEnvironment, serviceEnvironment } from './environment.ts';

/** All that the demo starts and leaves behind on the machine: three processes and a folder for their files. */
export class Household {
  readonly #folder = mkdtempSync(join(tmpdir(), 'usersync-demo-'));
  readonly #children: Child[] = [];

  /** Starts simulators, proxy and service, each on a free port of this machine. */
  async start(): Promise<Addresses> {
    const key = randomBytes(32).toString('hex');
    const adminKey = randomBytes(32).toString('hex');

    const simulators = this.#open('simulators', 'src/simulators/main.ts', {
      STOREGANISE_SIMULATOR_PORT: '0',
      ZENDESK_SIMULATOR_PORT: '0',
    });
    const [storeganise, zendesk] = await Promise.all([
      simulators.announcement(/^storeganise simulator on (\S+)$/),
      simulators.announcement(/^zendesk simulator on (\S+)$/),
    ]);
    const proxyProcess = this.#open('proxy', 'src/oauth-proxy/main.ts', proxyEnvironment({ zendeskUrl: zendesk, key }));
    const proxy = await proxyProcess.announcement(/"oauth-proxy on (http[^"]+)"/);
    const serviceProcess = this.#open('service', 'src/main.ts', {
      ...serviceEnvironment({
        ...{ storeganiseUrl: storeganise, proxyUrl: proxy, key },
        tenantsDir: join(this.#folder, 'no-tenants'),
      }),
      ADMIN_KEY: adminKey,
    });
    const service = await serviceProcess.announcement(/"service on (http[^"]+)"/);
    return { storeganise, zendesk, proxy, service, adminKey, logs: this.#folder };
  }

  /** Never resolves; rejects as soon as one of the processes ends by itself. */
  async watch(): Promise<never> {
    throw new Error(await Promise.race(this.#children.map(({ ended }) => ended)));
  }

  /** Ends everything, the service first, and removes the folder. */
  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) await child.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #open(name: string, script: string, env: Readonly<Record<string, string>>): Child {
    const child = startChild({ name, script, env, logFile: join(this.#folder, `${name}.log`) });
    this.#children.push(child);
    return child;
  }
}
