import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceConfig } from './config.ts';
import type { Connectors } from './connectors/connector.ts';
import { createRemote } from './connectors/remote.ts';
import { createStoreganise } from './connectors/storeganise/storeganise.ts';
import { createZendesk } from './connectors/zendesk/zendesk.ts';
import type { Platform } from './domain/contact.ts';
import type { Outcome } from './domain/records.ts';
import { createDoor } from './http/door.ts';
import { createMetrics } from './http/metrics.ts';
import { createReadiness } from './http/readiness.ts';
import { createHttpTransport } from './http-transport.ts';
import { createMemoryBell } from './jobs/memory-bell.ts';
import { runWorker } from './jobs/worker.ts';
import type { Logger } from './log.ts';
import type { Bell, Transport } from './ports.ts';
import { signProxyCall } from './proxy-signature.ts';
import { MemoryStore } from './store/memory-store.ts';
import type { Engine, OpenTenant } from './sync/engine.ts';
import { noFailpoint, systemClock, systemRandom } from './system-ports.ts';
import type { Tenant } from './tenants/tenant.ts';

/** Tenants that are worked on at the same time. */
const WORKERS = 4;
const TICK_MS = 1_000;
/** Zendesk gives up on a webhook after 12 s (Zendesk dossier §7.4): no request is worth more. */
const REQUEST_TIMEOUT_MS = 30_000;
/** One remote call takes up to 10 s. A pass that takes longer is given up like in a crash: another process resumes it. */
const DRAIN_MS = 15_000;

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
  const store = new CountedStore((platform, outcome) => metrics.countOutcome(platform, outcome));
  const metrics = createMetrics({ store, tenants });
  const bell = createMemoryBell(systemClock);
  const readiness = createReadiness({
    proxyUrl: config.oauthProxyUrl,
    transport,
    clock: systemClock,
    unsignedTenants: tenants.filter((tenant) => tenant.webhookSecrets.length === 0).length,
  });
  const hashKey = fingerprintKey(config.oauthProxyKey);
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
  });
  const engine: Engine = {
    clock: systemClock,
    random: systemRandom,
    store,
    failpoint: noFailpoint,
    log,
    hashKey,
    tenants: openTenants(tenants, config, transport),
  };

  const server = createServer(door.callback());
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.listen(config.port, config.host);
  await once(server, 'listening');
  const workers = startWorkers(engine, bell);
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host}:${port}`;
  log.info({ node: process.version, tenants: engine.tenants.size }, `service on ${url}`);

  return {
    url,
    async stop() {
      readiness.drain();
      await Promise.race([workers.stop().then(() => closed(server)), systemClock.sleep(DRAIN_MS)]);
    },
  };
}

/** The tenants whose changes are carried out; deliveries of all others are kept until theirs is live. */
function openTenants(
  tenants: readonly Tenant[],
  config: ServiceConfig,
  transport: Transport,
): ReadonlyMap<string, OpenTenant> {
  const live = tenants.filter((tenant) => tenant.state === 'enabled' && tenant.zendeskSubdomain !== undefined);
  return new Map(
    live.map((tenant) => {
      const { code, addonId, statusKey, createsCustomers } = tenant;
      const connectors = connect(tenant, config, transport);
      return [code, { code, addonId, connectors, createsCustomers, ...(statusKey === undefined ? {} : { statusKey }) }];
    }),
  );
}

function connect(tenant: Tenant, config: ServiceConfig, transport: Transport): Connectors {
  const { code, addonId, apiUrl } = tenant;
  const storeganise = createRemote({
    platform: 'storeganise',
    base: `${apiUrl}/v1/admin`,
    transport,
    clock: systemClock,
    headersFor: () => ({ authorization: `Addon ${addonId}|${config.storeganiseApiKey}` }),
  });
  const zendesk = createRemote({
    platform: 'zendesk',
    base: `${config.oauthProxyUrl}/zendesk/${code}`,
    transport,
    clock: systemClock,
    headersFor: (method, url, body) =>
      signProxyCall({
        method,
        path: `${url.pathname}${url.search}`,
        tenant: code,
        body,
        key: config.oauthProxyKey,
        now: systemClock.now(),
        nonce: systemRandom.id(),
      }),
  });
  return { storeganise: createStoreganise(storeganise, tenant), zendesk: createZendesk(zendesk, tenant) };
}

/** Stable over restarts, and of no use to whoever reads a fingerprint: echoes are recognised by hashes under this key. */
const fingerprintKey = (oauthProxyKey: string) =>
  createHmac('sha256', oauthProxyKey).update('usersync: fingerprints of field values').digest('base64url');

/** Runs the workers; one that ends in a surprise begins again after a tick. */
function startWorkers(engine: Engine, bell: Bell) {
  let stopping = false;
  const isStopping = () => stopping;

  async function keepWorking(id: string): Promise<void> {
    while (!stopping) {
      try {
        await runWorker(engine, bell, { id, tickMs: TICK_MS, isStopping });
      } catch (err) {
        engine.log.error({ err, worker: id }, 'worker ended in a defect');
        await bell.wait(TICK_MS);
      }
    }
  }

  const workers = Array.from({ length: WORKERS }, () => keepWorking(systemRandom.id()));
  return {
    async stop() {
      stopping = true;
      bell.ring();
      await Promise.all(workers);
    },
  };
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** The store of this process, which tells of every outcome written. */
class CountedStore extends MemoryStore {
  readonly #tell: (platform: Platform, outcome: Outcome['kind']) => void;

  constructor(tell: (platform: Platform, outcome: Outcome['kind']) => void) {
    super(systemClock);
    this.#tell = tell;
  }

  override async recordOutcome(tenant: string, platform: Platform, key: string, outcome: Outcome): Promise<boolean> {
    const isWritten = await super.recordOutcome(tenant, platform, key, outcome);
    if (isWritten) this.#tell(platform, outcome.kind);
    return isWritten;
  }
}
