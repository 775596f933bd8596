import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivery, OutboxRow } from '../../src/domain/records.ts';
import type { AdminParts } from '../../src/http/admin.ts';
import { createDoor } from '../../src/http/door.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createReadiness } from '../../src/http/readiness.ts';
import { createLog } from '../../src/log.ts';
import type { Store, Transport } from '../../src/ports.ts';
import { systemClock } from '../../src/system-ports.ts';
import type { Reception } from '../../src/tenants/reception.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { openReception } from '../support/settled-tenants.ts';

export const NOW = Date.parse('2026-01-10T08:05:00Z');
export const SECRET = 'zendesk-secret';
const SG_SECRET = 'storeganise-secret';
export const HASH_KEY = 'hash-key';

const tenant = (changed: Partial<Tenant>): Tenant => ({
  code: 'acme',
  addonId: 'a01',
  apiUrl: 'https://acme.storeganise.com/api',
  webhookSecrets: [SECRET],
  nameOrder: 'first_last',
  callingCode: '+81',
  createsCustomers: false,
  ...changed,
});

/** Nobody could read its settings yet. */
function unread(): Tenant {
  const { webhookSecrets: _, ...rest } = tenant({ code: 'unread', addonId: 'u01' });
  return { ...rest, apiUrl: 'https://unread.storeganise.com/api' };
}

export const TENANTS = [
  tenant({}),
  tenant({ code: 'beta', addonId: 'b01', apiUrl: 'https://beta.storeganise.com/api', webhookSecrets: ['other'] }),
  tenant({ code: 'open', addonId: 'o01', apiUrl: 'https://open.storeganise.com/api', webhookSecrets: [] }),
  tenant({ code: 'paused', addonId: 'p01', apiUrl: 'https://paused.storeganise.com/api' }),
  unread(),
];

type Kept = Omit<Delivery, 'mark' | 'receivedAt'>;

/** The door on a real port, before a store that only notes what it was given. */
export async function openDoor(
  changed: {
    accept?: Store['accept'];
    proxy?: Transport['send'];
    admin?: AdminParts;
    isStoreReady?: () => Promise<boolean>;
    reception?: Reception;
  } = {},
) {
  const kept: Kept[] = [];
  const lines: string[] = [];
  let rings = 0;
  const rows: OutboxRow[] = [];
  const store: Pick<Store, 'accept' | 'counts' | 'deliverRow'> = {
    deliverRow: async (_, row) => void rows.push(row),
    async accept(delivery) {
      if (changed.accept) return changed.accept(delivery);
      const isKnown = kept.some(
        (one) => one.tenant === delivery.tenant && one.platform === delivery.platform && one.key === delivery.key,
      );
      if (isKnown) return 'duplicate';
      kept.push(delivery);
      return 'accepted';
    },
    counts: async () => ({ backlog: 3, openCases: 1 }),
  };
  const proxy = changed.proxy ?? (async () => ({ kind: 'answer', status: 200, headers: {}, body: '' }) as const);
  const readiness = createReadiness({
    isStoreReady: changed.isStoreReady ?? (async () => true),
    proxyUrl: 'http://proxy',
    transport: { send: proxy },
    clock: systemClock,
    unsignedTenants: () => 1,
  });
  const app = createDoor({
    tenants: new Map(TENANTS.map((one) => [one.code, one])),
    installations: new Map(TENANTS.map((one) => [one.addonId, { ...one, tenant: one.code }])),
    reception: changed.reception ?? openReception(),
    store,
    bell: { ring: () => rings++ },
    clock: { now: () => NOW },
    hashKey: HASH_KEY,
    signatureSecrets: [SG_SECRET],
    storeganiseHosts: ['*.storeganise.com'],
    production: false,
    log: createLog({ name: 'door', level: 'trace' }, { write: (line) => lines.push(line) }),
    metrics: createMetrics({ store, tenants: new Map(TENANTS.map((one) => [one.code, one])) }),
    readiness,
    ...(changed.admin ? { admin: changed.admin } : {}),
  });
  const server = createServer(app.callback());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  async function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const answer = await fetch(url + path, { method: 'POST', body, headers });
    return { status: answer.status, body: await answer.text(), headers: answer.headers };
  }

  /** How often a webhook was answered that way, over both platforms. */
  async function counted(): Promise<Record<string, number>> {
    const text = await (await fetch(`${url}/metrics`)).text();
    const found = text.matchAll(/^usersync_webhooks_total\{platform="\w+",result="(\w+)"\} (\d+)$/gm);
    const counts: Record<string, number> = {};
    for (const [, result = '', count] of found) {
      if (count !== '0') counts[result] = (counts[result] ?? 0) + Number(count);
    }
    return counts;
  }

  return {
    url,
    port,
    kept,
    /** Questions that were asked and answered. */
    rows,
    lines,
    readiness,
    rings: () => rings,
    post,
    counted,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The headers of a delivery as Zendesk signs it. */
export function signedByZendesk(body: string | Uint8Array, options: { secret?: string; timestamp?: string } = {}) {
  const { secret = SECRET, timestamp = new Date(NOW).toISOString() } = options;
  return {
    'X-Zendesk-Webhook-Signature': createHmac('sha256', secret).update(timestamp).update(body).digest('base64'),
    'X-Zendesk-Webhook-Signature-Timestamp': timestamp,
  };
}

/** The header of a delivery as Storeganise signs it. */
export const signedByStoreganise = (body: string | Uint8Array, secret = SG_SECRET) => ({
  'sg-signature': createHmac('sha256', secret).update(body).digest('base64'),
});
