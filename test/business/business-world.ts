import type { RequestListener } from 'node:http';
import type { Connectors } from '../../src/connectors/connector.ts';
import { createRemote } from '../../src/connectors/remote.ts';
import { createStoreganise as connectStoreganise } from '../../src/connectors/storeganise/storeganise.ts';
import { createZendesk as connectZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import type { Platform } from '../../src/domain/contact.ts';
import type { Lease } from '../../src/domain/records.ts';
import { createDoor } from '../../src/http/door.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createMemoryBell } from '../../src/jobs/memory-bell.ts';
import { runWorker } from '../../src/jobs/worker.ts';
import { createLog } from '../../src/log.ts';
import type { Bell, HttpAnswer, HttpRequest, Store } from '../../src/ports.ts';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import { createStoreganise, type Storeganise } from '../../src/simulators/storeganise/storeganise.ts';
import type { SimEvent } from '../../src/simulators/wire.ts';
import { createZendesk, customerStatusField, type Zendesk } from '../../src/simulators/zendesk/zendesk.ts';
import type { Engine } from '../../src/sync/engine.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { type Ended, openMemoryStore, rememberOutcomes } from '../stories/row-store.ts';
import { knock } from '../stories/rule-door.ts';
import { VirtualTime } from '../stories/rule-time.ts';
import { ADDON_ID, type SentCall, STATUS_FIELD } from '../stories/rule-world.ts';
import { noActivation, openReception } from '../support/settled-tenants.ts';

const CODE = 'acme';
const API_KEY = 'simulated-key';
const SECRET = 'simulated-secret';
const HASH_KEY = 'simulated hash key';

/** One third of what a remote call takes. */
const HOP_MS = 10;
/** Webhooks come this much after their cause. */
const WEBHOOK_MS = 2_000;
/** Nothing moved for so long: longer than a second look after 60 s, a tick, and a write in doubt for 3 minutes. */
const CALM_MS = 400_000;
/** The backstop of the workers; rare by night, since every ring is heard and nothing is lost. */
const TICK_MS = { busy: 120_000, idle: 3_600_000 };

const TENANT: Tenant = {
  code: CODE,
  addonId: ADDON_ID,
  apiUrl: 'https://acme.storeganise.com/api',
  zendeskSubdomain: CODE,
  webhookSecrets: [SECRET],
  nameOrder: 'first_last',
  callingCode: '+1',
  statusKey: STATUS_FIELD,
  createsCustomers: false,
};

/** A business that lives for weeks: both platforms, the real door and a worker of ours, in virtual time; others would only wait. */
export class BusinessWorld {
  readonly time: VirtualTime;
  readonly storeganise: Storeganise;
  readonly zendesk: Zendesk;
  readonly store: Store;
  /** How deliveries ended. */
  readonly outcomes: Ended[];
  readonly sent: SentCall[] = [];
  /** What must not happen. */
  readonly problems: string[] = [];
  webhooks = 0;
  isNight = false;
  readonly #bell: Bell;
  readonly #door: RequestListener;
  #onTheWay = 0;
  #movedAt = 0;
  #isStopping = false;

  constructor(seed: number, startAt: number) {
    this.time = new VirtualTime(startAt);
    this.#bell = createMemoryBell(this.time.clock);
    const random = seededRandom(seed);
    const { addonId, apiUrl } = TENANT;
    this.storeganise = createStoreganise({
      businessCode: CODE,
      addonId,
      apiKey: API_KEY,
      secret: SECRET,
      apiUrl,
      random,
    });
    this.zendesk = createZendesk({
      subdomain: CODE,
      accountId: 900_000_001,
      token: 'simulated-token',
      secret: SECRET,
      random,
      userFields: [customerStatusField],
    });
    this.store = openMemoryStore(this.time.clock).store;
    this.outcomes = rememberOutcomes(this.store);
    this.#door = this.#openDoor();
    const engine = this.#openEngine(random);
    this.#startWorker(engine);
  }

  #openDoor(): RequestListener {
    return createDoor({
      tenants: new Map([[CODE, TENANT]]),
      installations: new Map([[ADDON_ID, { ...TENANT, tenant: CODE }]]),
      reception: openReception(),
      store: this.store,
      bell: this.#bell,
      clock: this.time.clock,
      hashKey: HASH_KEY,
      signatureSecrets: [SECRET],
      storeganiseHosts: ['*.storeganise.com'],
      production: true,
      log: createLog({ name: 'business', level: 'silent' }),
      metrics: createMetrics({ store: this.store, tenants: new Map([[CODE, TENANT]]) }),
      readiness: { report: async () => ({ ready: true, proxy: true, unsignedTenants: 0 }), drain: () => {} },
    }).callback();
  }

  #openEngine(random: () => number): Engine {
    const note = (detail: unknown) => {
      const err = typeof detail === 'object' && detail !== null && 'err' in detail ? detail.err : detail;
      this.problems.push(`a defect of ours: ${err instanceof Error ? err.stack : JSON.stringify(err)}`);
    };
    const open = {
      code: CODE,
      addonId: ADDON_ID,
      connectors: this.#connect(),
      createsCustomers: false,
      form: { name: TENANT.nameOrder, phone: TENANT.callingCode },
    };
    return {
      clock: this.time.clock,
      random: { next: random, id: () => `id${Math.floor(random() * 2 ** 50).toString(36)}` },
      store: this.store,
      failpoint: { reach: async () => {} },
      log: { info: () => {}, warn: () => {}, error: note } as Engine['log'],
      hashKey: HASH_KEY,
      tenants: new Map([[CODE, { ...open, statusKey: STATUS_FIELD }]]),
      activation: noActivation,
    };
  }

  #connect(): Connectors {
    const transport = { send: (request: HttpRequest) => this.#send(request) };
    const clock = this.time.clock;
    const remoteOf = (platform: Platform, base: string, authorization: string) =>
      createRemote({ platform, base, transport, clock, headersFor: () => ({ authorization }) });
    const storeganise = remoteOf('storeganise', `${TENANT.apiUrl}/v1/admin`, `Addon ${ADDON_ID}|${API_KEY}`);
    const zendesk = remoteOf('zendesk', `https://proxy.test/zendesk/${CODE}`, 'Bearer simulated-token');
    return { storeganise: connectStoreganise(storeganise, TENANT), zendesk: connectZendesk(zendesk, TENANT) };
  }

  #startWorker(engine: Engine): void {
    const world = this;
    const options = {
      id: 'worker',
      held: new Set<Lease>(),
      isStopping: () => world.#isStopping,
      get tickMs() {
        return world.isNight ? TICK_MS.idle : TICK_MS.busy;
      },
    };
    runWorker(engine, this.#bell, options).catch((error: unknown) => {
      this.problems.push(`the worker ended: ${error instanceof Error ? error.stack : String(error)}`);
    });
  }

  async #send(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    const platform: Platform = url.host === 'acme.storeganise.com' ? 'storeganise' : 'zendesk';
    const path = (url.pathname + url.search).replace(/^\/(api|zendesk\/acme)(?=\/)/, '');
    await this.time.sleep(HOP_MS);
    const id = /\/users\/(\d+)/.exec(path)?.[1];
    const isWrite = request.method !== 'GET' && platform === 'zendesk' && id !== undefined;
    const role = isWrite ? this.zendesk.user(id)?.role : undefined;
    const arrived = { method: request.method, path, headers: { ...request.headers }, body: request.body ?? '' };
    const arrival = this[platform].arrive(arrived, this.time.now);
    await this.time.sleep(HOP_MS);
    const { response, events } = arrival.land(this.time.now);
    const call = this[platform].calls.at(-1);
    if (!call) throw new Error('the simulator logged no call');
    this.sent.push({ platform, request, call, ...(role === undefined ? {} : { role }) });
    this.#movedAt = this.time.now;
    this.deliver(platform, events);
    await this.time.sleep(HOP_MS);
    return { kind: 'answer', ...response };
  }

  /** Sends the webhooks of a platform on their way. */
  deliver(platform: Platform, events: readonly SimEvent[]): void {
    for (const [index, event] of events.entries()) {
      this.#onTheWay += 1;
      this.time.after(WEBHOOK_MS + index * 10, () => this.#post(platform, event));
    }
  }

  async #post(platform: Platform, event: SimEvent): Promise<void> {
    const path = platform === 'storeganise' ? '/addon/storeganise' : `/addon/zendesk/${CODE}`;
    const status = await knock(this.#door, path, this[platform].sign(event.body, this.time.now), event.body);
    this.#onTheWay -= 1;
    this.webhooks += 1;
    this.#movedAt = this.time.now;
    if (status !== 200) this.problems.push(`${platform} ${event.type} was answered ${status}`);
  }

  /** Looks at records without being told to by a platform, as the first sweep does. */
  async look(platform: Platform, recordIds: readonly string[]): Promise<void> {
    for (const recordId of recordIds) await this.store.mark({ tenant: CODE, platform, recordId });
    this.#movedAt = this.time.now;
    this.#bell.ring();
  }

  /** Waits until nothing moves any more. Returns false where that takes longer than `patienceMs`. */
  async quiet(patienceMs = 6 * 3_600_000): Promise<boolean> {
    const until = this.time.now + patienceMs;
    while (this.time.now < until) {
      await this.time.advance(20_000);
      const isCalm = this.#onTheWay === 0 && this.time.now - this.#movedAt >= CALM_MS;
      if (isCalm && (await this.store.queueOf(CODE)).waiting === 0) return true;
    }
    return false;
  }

  /** The workers end with the next thing they wait for. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.time.advance(TICK_MS.idle * 2);
  }
}
