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
import { type OpenTenants, openTenants } from './open-tenants.ts';
import { type OpenedStore, StoreUnavailable } from './ports.ts';
import type { Engine } from './sync/engine.ts';
import { noFailpoint, systemClock, systemRandom } from './system-ports.ts';
import { countUnsigned, type PinnedTenant } from './tenants/tenant.ts';

/** How late a process knows of a tenant that another one has met. */
const REFRESH_MS = 2_000;
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
  /** Those that files pin. */
  tenants: readonly PinnedTenant[];
  log: Logger;
}): Promise<Service> {
  const { config, log } = parts;
  for (const notice of config.notices) log.warn(notice);

  const transport = createHttpTransport();
  const opened = await openStore(config, log);
  const { store, bell } = opened;
  const tenants = openTenants({ files: parts.tenants, config, transport, store, log });
  await keepFresh(tenants, opened, log);
  const metrics = createMetrics({ store, tenants: tenants.tenants });
  tellOutcomes(store, metrics.countOutcome);
  const readiness = createReadiness({
    isStoreReady: opened.isReady,
    proxyUrl: config.oauthProxyUrl,
    transport,
    clock: systemClock,
    unsignedTenants: () => countUnsigned(tenants.tenants.values()),
  });
  const hashKey = fingerprintKey(config.oauthProxyKey);
  const admin: Omit<AdminParts, 'key'> = {
    tenants: tenants.watched,
    installations: tenants.installations,
    reception: tenants.reception,
    storeganiseHosts: config.storeganiseHosts,
    production: config.production,
    store,
    bell,
    clock: systemClock,
    log,
    readiness,
    service: { version: readVersion(), node: process.version, store: opened.kind, startedAt: systemClock.now() },
  };
  const door = createDoor({
    tenants: tenants.tenants,
    installations: tenants.installations,
    reception: tenants.reception,
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
    tenants: tenants.live,
    activation: tenants.activation,
  };

  const app = config.role === 'worker' ? createHealthDoor({ log, metrics, readiness }) : door;
  const server = createServer(app.callback());
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.listen(config.port, config.host);
  await once(server, 'listening');
  const work = config.role === 'web' ? undefined : startWork(engine, bell, opened);
  const refreshing = setInterval(() => void keepFresh(tenants, opened, log), REFRESH_MS);
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host}:${port}`;
  log.info({ node: process.version, role: config.role, tenants: tenants.tenants.size }, `service on ${url}`);

  return {
    url,
    async stop() {
      readiness.drain();
      clearInterval(refreshing);
      await work?.stop(DRAIN_MS);
      await Promise.race([closeServer(server), systemClock.sleep(CLOSE_MS)]);
      await opened.close();
    },
  };
}

/** Takes in what other processes have found; a store that does not answer is asked again. */
async function keepFresh(tenants: OpenTenants, opened: OpenedStore, log: Logger): Promise<void> {
  if (!opened.isPrepared()) return;
  try {
    await tenants.refresh();
  } catch (err) {
    if (err instanceof StoreUnavailable) log.warn({ err }, 'tenants: the store does not answer');
    else log.error({ err }, 'defect in refreshing the tenants');
  }
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
