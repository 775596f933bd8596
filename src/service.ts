import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeServer } from './close-server.ts';
import type { ServiceConfig } from './config.ts';
import type { AdminParts } from './http/admin.ts';
import { createDoor, createHealthDoor } from './http/door.ts';
import { createMetrics } from './http/metrics.ts';
import { createReadiness } from './http/readiness.ts';
import { createHttpTransport } from './http-transport.ts';
import { startWork } from './jobs/start-work.ts';
import type { Logger } from './log.ts';
import { openStore, tellOutcomes } from './open-store.ts';
import { openTenants } from './open-tenants.ts';
import type { Engine } from './sync/engine.ts';
import { noFailpoint, systemClock, systemRandom } from './system-ports.ts';
import type { Tenant } from './tenants/tenant.ts';

/** Zendesk gives up on a webhook after 12 s (Zendesk dossier §7.4): no request is worth more. */
const REQUEST_TIMEOUT_MS = 30_000;
/** One remote call takes up to 10 s. A pass that takes longer is given up like in a crash: another process resumes it. */
const DRAIN_MS = 12_000;
/** What a client may take to end its request once nothing is worked on any more. */
const CLOSE_MS = 2_000;

export type Service = {
  /** Where webhooks come in. */
  readonly url: string;
  /** Says that it is not ready, lets the passes under way come to their end, then closes the door. */
  stop(): Promise<void>;
};

/** Starts the service: the door for webhooks, and the workers that bring every delivery to its outcome. */
export async function startService(parts: {
  config: ServiceConfig;
  tenants: readonly Tenant[];
  log: Logger;
}): Promise<Service> {
  const { config, tenants, log } = parts;
  for (const notice of config.notices) log.warn(notice);

  const transport = createHttpTransport();
  const opened = await openStore(config, log);
  const { store, bell } = opened;
  const metrics = createMetrics({ store, tenants });
  tellOutcomes(store, metrics.countOutcome);
  const readiness = createReadiness({
    isStoreReady: opened.isReady,
    proxyUrl: config.oauthProxyUrl,
    transport,
    clock: systemClock,
    unsignedTenants: tenants.filter((tenant) => tenant.webhookSecrets.length === 0).length,
  });
  const hashKey = fingerprintKey(config.oauthProxyKey);
  const { live, watched } = openTenants(tenants, config, transport);
  const admin: Omit<AdminParts, 'key'> = {
    tenants: watched,
    store,
    bell,
    clock: systemClock,
    log,
    readiness,
    service: { version: readVersion(), node: process.version, store: opened.kind, startedAt: systemClock.now() },
  };
  const door = createDoor({
    tenants: new Map(tenants.map((tenant) => [tenant.code, tenant])),
    tenantByAddonId: new Map(tenants.map((tenant) => [tenant.addonId, tenant])),
    store,
    bell,
    clock: systemClock,
    hashKey,
    signatureSecrets: config.storeganiseSignatureSecrets,
    storeganiseHosts: config.storeganiseHosts,
    production: config.production,
    log,
    metrics,
    readiness,
    ...(config.adminKey === undefined ? {} : { admin: { ...admin, key: config.adminKey } }),
  });
  const engine: Engine = {
    clock: systemClock,
    random: systemRandom,
    store,
    failpoint: noFailpoint,
    log,
    hashKey,
    tenants: live,
  };

  const app = config.role === 'worker' ? createHealthDoor({ log, metrics, readiness }) : door;
  const server = createServer(app.callback());
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.listen(config.port, config.host);
  await once(server, 'listening');
  const work = config.role === 'web' ? undefined : startWork(engine, bell, opened);
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host}:${port}`;
  log.info({ node: process.version, role: config.role, tenants: engine.tenants.size }, `service on ${url}`);

  return {
    url,
    async stop() {
      readiness.drain();
      await work?.stop(DRAIN_MS);
      await Promise.race([closeServer(server), systemClock.sleep(CLOSE_MS)]);
      await opened.close();
    },
  };
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

/** Stable over restarts, and of no use to whoever reads a fingerprint: echoes are recognised by hashes under this key. */
const fingerprintKey = (oauthProxyKey: string) =>
  createHmac('sha256', oauthProxyKey).update('usersync: fingerprints of field values').digest('base64url');
