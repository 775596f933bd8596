import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connectors } from '../../src/connectors/connector.ts';
import { createRemote } from '../../src/connectors/remote.ts';
import { createStoreganise as connectStoreganise } from '../../src/connectors/storeganise/storeganise.ts';
import { createZendesk as connectZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import type { Platform } from '../../src/domain/contact.ts';
import type { Case, Link, RecordRef } from '../../src/domain/records.ts';
import { createDoor } from '../../src/http/door.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createMemoryBell } from '../../src/jobs/memory-bell.ts';
import { startMemorySchedule } from '../../src/jobs/memory-schedule.ts';
import { LOOK_FOR_SWEEPS_MS, sweepDue } from '../../src/jobs/sweeper.ts';
import { runWorker } from '../../src/jobs/worker.ts';
import { createLog } from '../../src/log.ts';
import type { HttpAnswer, HttpRequest, Schedule, Store, Transport } from '../../src/ports.ts';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import { createStoreganise, type Storeganise } from '../../src/simulators/storeganise/storeganise.ts';
import type { SimCall, SimEvent } from '../../src/simulators/wire.ts';
import {
  createZendesk,
  customerStatusField,
  type NewUserField,
  type Zendesk,
} from '../../src/simulators/zendesk/zendesk.ts';
import type { Engine, OpenTenant } from '../../src/sync/engine.ts';
import { loadTenants } from '../../src/tenants/load-tenants.ts';
import { type Tenant, tenantOf } from '../../src/tenants/tenant.ts';
import { noActivation, openReception } from '../support/settled-tenants.ts';
import { type Ended, type OpenRowStore, openMemoryStore, rememberOutcomes } from './row-store.ts';
import type { Platforms, Settings } from './rule.ts';
import { knock } from './rule-door.ts';
import { VirtualTime } from './rule-time.ts';

const START = Date.UTC(2026, 0, 12, 9, 0, 0);
const CODE = 'acme';
export const ADDON_ID = '5f0000000000000000000a01';
const API_URL = 'https://acme.storeganise.com/api';
/** The key of the status field in every row that has one. */
export const STATUS_FIELD = 'customer_status';
const API_KEY = 'simulated-key';
const SECRET = 'simulated-secret';
const WORKERS = 2;
/** The backstop of the workers; every ring is heard, so it finds only what waits for its time. */
const TICK_MS = 20_000;

/** Webhooks come this much after their cause, so that one pass of ours is over before its echo arrives. */
const WEBHOOK_MS = 2_000;
/** One third of what a remote call takes. */
const HOP_MS = 10;
/** Nothing moved for so long: longer than a second look after 60 s, a clock minute, and a write in doubt for 3 minutes. */
const QUIET_MS = 200_000;
const PATIENCE_MS = 30 * 60_000;
const LOOK_EVERY_MS = 5_000;

/** One call of ours with what it came to. */
export type SentCall = {
  readonly platform: Platform;
  readonly request: HttpRequest;
  readonly call: SimCall;
  /** The role of the Zendesk user written to, before the write. */
  readonly role?: string;
};

/** One business, both platforms, two workers of ours and the real door, in fair weather and virtual time. */
export class RuleWorld {
  readonly time = new VirtualTime(START);
  readonly storeganise: Storeganise;
  readonly zendesk: Zendesk;
  readonly store: Store;
  /** How deliveries ended. */
  readonly outcomes: Ended[];
  readonly sent: SentCall[] = [];
  /** What must not happen, whatever the row says. */
  readonly problems: string[] = [];
  readonly down = new Set<Platform>();
  /** Whose webhooks are lost. */
  readonly lost = new Set<Platform>();
  /** What happens between our read of Zendesk and our next write to it. */
  beforeWrite: (() => void) | undefined;
  readonly #bell = createMemoryBell(this.time.clock);
  readonly #engine: Engine;
  readonly #door: RequestListener;
  #sweeps: Schedule | undefined;
  #onTheWay = 0;
  #activity = 0;
  #isStopping = false;

  constructor(settings: Settings, platforms: Platforms, openStore: OpenRowStore = openMemoryStore) {
    const random = seededRandom(7);
    this.storeganise = createStoreganise({
      businessCode: CODE,
      addonId: ADDON_ID,
      apiKey: API_KEY,
      secret: SECRET,
      apiUrl: API_URL,
      random,
      settings: settingsOf(settings),
      switches: storeganiseSwitches(platforms),
    });
    const lagMs = (platforms.searchLagMinutes ?? 0) * 60_000;
    this.zendesk = createZendesk({
      subdomain: CODE,
      accountId: 900_000_001,
      token: 'simulated-token',
      secret: SECRET,
      random,
      searchLagMs: { query: [lagMs, lagMs], externalId: [0, 0] },
      userFields: statusFields(platforms.statusField ?? 'present'),
    });
    const { store, settled } = openStore(this.time.clock);
    this.store = store;
    this.time.settled = settled;
    this.outcomes = rememberOutcomes(store);
    const [tenant, faults] = openTenant(settings);
    if (!tenant) throw new Error(`the settings of the row are refused: ${faults.join(', ')}`);
    this.#door = this.#openDoor(tenant);
    this.#engine = this.#openEngine(tenant, random);
    for (let index = 1; index <= WORKERS; index += 1) this.#startWorker(`worker${index}`);
  }

  #openDoor(tenant: Tenant): RequestListener {
    const silent = createLog({ name: 'rules', level: 'silent' });
    return createDoor({
      tenants: new Map([[tenant.code, tenant]]),
      installations: new Map([[tenant.addonId, { ...tenant, tenant: tenant.code }]]),
      reception: openReception(),
      store: this.store,
      bell: this.#bell,
      clock: this.time.clock,
      hashKey: 'simulated hash key',
      signatureSecrets: [SECRET],
      storeganiseHosts: ['*.storeganise.com'],
      production: true,
      log: silent,
      metrics: createMetrics({ store: this.store, tenants: new Map([[tenant.code, tenant]]) }),
      readiness: { report: async () => ({ ready: true, proxy: true, unsignedTenants: 0 }), drain: () => {} },
    }).callback();
  }

  #openEngine(tenant: Tenant, random: () => number): Engine {
    const note = (...args: unknown[]) => this.problems.push(`a defect of ours: ${describe(args)}`);
    return {
      clock: this.time.clock,
      random: { next: random, id: () => `id${Math.floor(random() * 2 ** 50).toString(36)}` },
      store: this.store,
      failpoint: { reach: async () => {} },
      log: { info: () => {}, warn: () => {}, error: note } as Engine['log'],
      hashKey: 'simulated hash key',
      tenants: new Map([[CODE, this.#openTenant(tenant)]]),
      activation: noActivation,
    };
  }

  #openTenant(tenant: Tenant): OpenTenant {
    const { statusKey, createsCustomers, nameOrder, callingCode } = tenant;
    const form = { name: nameOrder, phone: callingCode };
    const open = { code: CODE, addonId: ADDON_ID, connectors: this.#connect(tenant), createsCustomers, form };
    return statusKey === undefined ? open : { ...open, statusKey };
  }

  #connect(tenant: Tenant): Connectors {
    const transport: Transport = { send: (request) => this.#send(request) };
    const clock = this.time.clock;
    const remoteOf = (platform: Platform, base: string, authorization: string) =>
      createRemote({ platform, base, transport, clock, headersFor: () => ({ authorization }) });
    return {
      storeganise: connectStoreganise(
        remoteOf('storeganise', `${tenant.apiUrl}/v1/admin`, `Addon ${ADDON_ID}|${API_KEY}`),
        tenant,
      ),
      zendesk: connectZendesk(
        remoteOf('zendesk', `https://proxy.test/zendesk/${CODE}`, 'Bearer simulated-token'),
        tenant,
      ),
    };
  }

  /** From now on every tenant is swept every ten minutes. */
  startSweeper(): void {
    const run = () => sweepDue(this.#engine, this.#bell, () => this.#isStopping);
    this.#sweeps = startMemorySchedule({ name: 'sweep', everyMs: LOOK_FOR_SWEEPS_MS, run }, this.time.clock);
  }

  #startWorker(id: string): void {
    const isStopping = () => this.#isStopping;
    runWorker(this.#engine, this.#bell, { id, tickMs: TICK_MS, isStopping, held: new Set() }).catch(
      (error: unknown) => {
        this.problems.push(`${id} ended: ${describe([error])}`);
      },
    );
  }

  async #send(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    const platform: Platform = url.host === 'acme.storeganise.com' ? 'storeganise' : 'zendesk';
    const path = (url.pathname + url.search).replace(/^\/(api|zendesk\/acme)(?=\/)/, '');
    await this.time.sleep(HOP_MS);
    if (this.down.has(platform)) return { kind: 'answer', status: 503, headers: {}, body: '' };
    if (request.method !== 'GET' && platform === 'zendesk') this.#actBeforeWrite();
    const machine = this[platform];
    const id = /\/users\/(\d+)/.exec(path)?.[1];
    const role = platform === 'zendesk' && id !== undefined ? this.zendesk.user(id)?.role : undefined;
    const arrived = { method: request.method, path, headers: { ...request.headers }, body: request.body ?? '' };
    const arrival = machine.arrive(arrived, this.time.now);
    await this.time.sleep(HOP_MS);
    const { response, events } = arrival.land(this.time.now);
    const call = machine.calls.at(-1);
    if (!call) throw new Error('the simulator logged no call');
    this.sent.push({ platform, request, call, ...(role === undefined ? {} : { role }) });
    this.#activity += 1;
    this.deliver(platform, events);
    await this.time.sleep(HOP_MS);
    return { kind: 'answer', ...response };
  }

  #actBeforeWrite(): void {
    const act = this.beforeWrite;
    this.beforeWrite = undefined;
    act?.();
  }

  /** Sends the webhooks of a platform on their way. */
  deliver(platform: Platform, events: readonly SimEvent[], times: 0 | 1 | 2 = 1): void {
    if (this.lost.has(platform)) return;
    for (const [index, event] of events.entries()) {
      for (let time = 0; time < times; time += 1) {
        this.#onTheWay += 1;
        this.time.after(WEBHOOK_MS + index * 10 + time * 1_500, () => this.#post(platform, event));
      }
    }
  }

  async #post(platform: Platform, event: SimEvent): Promise<void> {
    const path = platform === 'storeganise' ? '/addon/storeganise' : `/addon/zendesk/${CODE}`;
    const status = await knock(this.#door, path, this[platform].sign(event.body, this.time.now), event.body);
    this.#onTheWay -= 1;
    this.#activity += 1;
    if (status !== 200) this.problems.push(`${platform} ${event.type} was answered ${status}`);
  }

  ref(platform: Platform, recordId: string): RecordRef {
    return { tenant: CODE, platform, recordId };
  }

  /** Looks at a record without being told to by a platform. */
  async look(platform: Platform, recordId: string): Promise<void> {
    await this.store.mark(this.ref(platform, recordId));
    this.#activity += 1;
    this.#bell.ring();
  }

  /** The admin of the account adds the status field. */
  setStatusField(state: 'present'): void {
    for (const field of statusFields(state)) this.zendesk.addUserField(field);
  }

  /** Looks at every record of both sides. */
  async sweep(): Promise<void> {
    for (const { id } of this.storeganise.users()) await this.look('storeganise', id);
    for (const { id } of this.zendesk.users()) await this.look('zendesk', id);
  }

  async link(platform: Platform, recordId: string): Promise<Link | undefined> {
    return this.store.findLink(this.ref(platform, recordId));
  }

  openCases = (): Promise<readonly Case[]> => this.store.openCases(CODE);

  /** Waits until nothing moves any more, or patience ends (a platform is down, a search is searched again). */
  async quiet(): Promise<void> {
    const patience = this.down.size > 0 ? QUIET_MS : PATIENCE_MS;
    let calmMs = 0;
    for (let waited = 0; waited < patience && calmMs < QUIET_MS; waited += LOOK_EVERY_MS) {
      const before = this.#activity;
      await this.time.advance(LOOK_EVERY_MS);
      const { backlog } = await this.store.counts();
      calmMs = this.#activity === before && this.#onTheWay === 0 && backlog === 0 ? calmMs + LOOK_EVERY_MS : 0;
    }
  }

  /** The workers end with the next thing they wait for. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    void this.#sweeps?.stop();
    await this.time.advance(60_000);
  }
}

function statusFields(state: NonNullable<Platforms['statusField']>): NewUserField[] {
  if (state === 'missing') return [];
  return [state === 'present' ? customerStatusField : { ...customerStatusField, options: ['gold', 'silver'] }];
}

function storeganiseSwitches({ readLagSeconds = 0, disabling, customerFields }: Platforms) {
  return {
    readLagMs: readLagSeconds * 1_000,
    ...(disabling === 'event only' ? { disabledMarker: 'none' as const } : {}),
    ...(disabling === 'update only' ? { disableEvent: 'user.updated' as const } : {}),
    ...(customerFields === 'missing' ? { definedFields: [] } : {}),
  };
}

/** The add-on settings under their own names (Storeganise dossier §1.5). */
function settingsOf(settings: Settings): Record<string, unknown> {
  const { nameOrder, callingCode = '+1', statusField, createCustomers } = settings;
  return {
    zendesk_instance: CODE,
    zendesk_webhookSecret: SECRET,
    zendesk_defaultPhoneCountryCode: callingCode,
    ...(nameOrder === undefined ? {} : { zendesk_userNameFormat: nameOrder }),
    ...(statusField === undefined ? {} : { zendesk_customerStatusFieldKey: statusField }),
    ...(createCustomers === undefined ? {} : { zendesk_createCustomers: createCustomers }),
  };
}

/** The tenant as the service reads it from its file. */
function openTenant(settings: Settings): [tenant: Tenant | undefined, faults: readonly string[]] {
  const dir = mkdtempSync(join(tmpdir(), 'usersync-rule-'));
  const file = { addonId: ADDON_ID, apiUrl: API_URL, settings: settingsOf(settings) };
  writeFileSync(join(dir, `${CODE}.json`), JSON.stringify(file));
  const loaded = loadTenants({ dir, env: {}, hosts: ['*.storeganise.com'], production: true });
  rmSync(dir, { recursive: true });
  const [pinned] = loaded.ok ? loaded.tenants : [];
  return [pinned && tenantOf(pinned, pinned.settings), loaded.ok ? [] : loaded.faults];
}

function describe(args: readonly unknown[]): string {
  const found = args.map((arg) => (typeof arg === 'object' && arg !== null && 'err' in arg ? arg.err : arg));
  return found.map((arg) => (arg instanceof Error ? (arg.stack ?? arg.message) : JSON.stringify(arg))).join(' ');
}
