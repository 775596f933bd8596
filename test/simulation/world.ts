import { createRemote } from '../../src/connectors/remote.ts';
import { createStoreganise as connectStoreganise } from '../../src/connectors/storeganise/storeganise.ts';
import { createZendesk as connectZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import { otherPlatform, PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import { canonicalName, joinName, type NameOrder, splitName } from '../../src/domain/name.ts';
import type { Link, RecordRef } from '../../src/domain/records.ts';
import { runWorker, type WorkerOptions } from '../../src/jobs/worker.ts';
import type { Bell, Clock, HttpRequest } from '../../src/ports.ts';
import { createStoreganise, type Storeganise } from '../../src/simulators/storeganise/storeganise.ts';
import type { SimResponse } from '../../src/simulators/wire.ts';
import { createZendesk, type Zendesk } from '../../src/simulators/zendesk/zendesk.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { Engine } from '../../src/sync/engine.ts';
import { mayBeTakenForOurs } from './checks.ts';
import { type Human, Ledger } from './ledger.ts';
import { createTransport, type Fate, postWebhook } from './network.ts';
import { Process } from './process.ts';
import { Scheduler } from './scheduler.ts';

export const HASH_KEY = 'simulated hash key';
const START = 1_700_000_000_000;
const API_KEY = 'simulated-key';

export type SimTenant = {
  readonly code: string;
  readonly nameOrder: NameOrder;
  readonly callingCode: string;
  readonly storeganise: Storeganise;
  readonly zendesk: Zendesk;
};

/** How unpleasant the world is; a script of its own decides where it returns something. */
export type Weather = {
  readonly fate?: (request: HttpRequest, scheduler: Scheduler) => Fate;
  readonly webhook?: (scheduler: Scheduler) => 'ok' | 'lost' | 'late' | 'doubled';
  readonly diesAt?: (failpoint: string, scheduler: Scheduler) => boolean;
  readonly oversleepMs?: (label: string, scheduler: Scheduler) => number;
  readonly externalIdLagMs?: number;
  readonly workers?: number;
};

type Route = {
  readonly tenant: SimTenant;
  readonly platform: Platform;
  readonly path: string;
  readonly headers: Record<string, string>;
};
type Sent = { readonly at: number; readonly readIndex: number; readonly tag: number | undefined };

/** Two businesses, both platforms, several workers of ours, and all that happens between them. */
export class World {
  readonly scheduler: Scheduler;
  readonly store: MemoryStore;
  readonly ledger = new Ledger();
  readonly tenants: readonly SimTenant[];
  readonly violations: string[] = [];
  /** Accepted deliveries by key, with their record. */
  readonly accepted = new Map<string, string>();
  readonly counts = { kills: 0, unsure: 0, unseen: 0, oversleeps: 0, cases: 0 };
  /** When a process died or overslept. */
  readonly disturbances: number[] = [];
  weather: Weather;
  #waiting: (() => void)[] = [];
  #workers = 0;
  #isInstant = false;
  #busy = 0;

  constructor(seed: number, forecast: (scheduler: Scheduler) => Weather, keepStory = false) {
    this.scheduler = new Scheduler(seed, { startAt: START, keepStory });
    const weather = forecast(this.scheduler);
    this.weather = weather;
    this.store = new MemoryStore(this.clock(), () =>
      this.#isInstant ? Promise.resolve() : this.scheduler.pause('store', 0, 4),
    );
    const lag = weather.externalIdLagMs ?? 0;
    this.tenants = [
      this.#openTenant('acme', 'a01', 'first_last', lag),
      this.#openTenant('sakura', 'a02', 'last_first', lag),
    ];
    for (let index = 0; index < (weather.workers ?? 3); index += 1) this.startWorker();
  }

  #openTenant(code: string, addon: string, nameOrder: NameOrder, lag: number): SimTenant {
    const { random } = this.scheduler;
    const addonId = `5f0000000000000000000${addon}`;
    return {
      code,
      nameOrder,
      callingCode: code === 'acme' ? '+44' : '+81',
      storeganise: createStoreganise({
        businessCode: code,
        addonId,
        apiKey: API_KEY,
        secret: 's',
        apiUrl: `https://${code}.storeganise.com/api`,
        random,
      }),
      zendesk: createZendesk({
        subdomain: code,
        accountId: 900_000_001,
        token: `token-${code}`,
        secret: 's',
        random,
        searchLagMs: { query: [0, 120_000], externalId: [0, lag] },
        switches: { externalIdEventOnCreate: random() < 0.5, eventOnNoOpUpdate: random() < 0.5 },
      }),
    };
  }

  clock(): Clock {
    return { now: () => this.scheduler.now, sleep: (ms) => this.scheduler.pause('sleep', ms, ms) };
  }

  startWorker(): void {
    this.#workers += 1;
    const process = new Process(this, `worker${this.#workers}`);
    const clock: Clock = {
      now: () => this.scheduler.now,
      sleep: (ms) => process.guard('sleep', () => this.clock().sleep(ms)),
    };
    const bell: Bell = {
      ring: () => this.ring(),
      wait: (ms) => process.guard('bell', () => this.#wait(ms)),
    };
    const transport = createTransport(this, process);
    const tenants = new Map(
      this.tenants.map((tenant) => {
        const { code } = tenant;
        const remoteOf = (platform: Platform, base: string, authorization: string) =>
          createRemote({ platform, base, transport, clock, headersFor: () => ({ authorization }) });
        const addonId = code === 'acme' ? '5f0000000000000000000a01' : '5f0000000000000000000a02';
        const connectors = {
          storeganise: connectStoreganise(
            remoteOf('storeganise', `https://${code}.storeganise.com/api/v1/admin`, `Addon ${addonId}|${API_KEY}`),
            tenant,
          ),
          zendesk: connectZendesk(
            remoteOf('zendesk', `https://proxy.test/zendesk/${code}`, `Bearer token-${code}`),
            tenant,
          ),
        };
        return [code, { code, addonId, connectors, createsCustomers: false }] as const;
      }),
    );
    const engine: Engine = {
      clock,
      random: {
        next: this.scheduler.random,
        id: () => `id${Math.floor(this.scheduler.random() * 2 ** 50).toString(36)}`,
      },
      store: process.store(),
      failpoint: process.failpoint(),
      log: {
        info: () => {},
        warn: () => {},
        error: (...args: unknown[]) => this.#noteDefect(process, args),
      } as Engine['log'],
      hashKey: HASH_KEY,
      tenants,
    };
    runWorker(engine, bell, this.#workerOptions(process)).catch((error: unknown) => {
      this.violations.push(`${process.id} ended: ${String(error)}`);
    });
  }

  /** In calm weather nothing is lost between ticks, so that they may be rare and the simulation quick. */
  #workerOptions(process: Process): WorkerOptions {
    const world = this;
    return {
      id: process.id,
      isStopping: () => false,
      get tickMs() {
        return world.weather.fate ? 4_000 : 40_000;
      },
    };
  }

  #noteDefect(process: Process, args: readonly unknown[]): void {
    const [detail] = args;
    const err = typeof detail === 'object' && detail !== null && 'err' in detail ? detail.err : args[1];
    this.violations.push(`${process.id}: ${err instanceof Error ? (err.stack ?? err.message) : String(err)}`);
  }

  kill(process: Process, where: string): void {
    process.alive = false;
    process.disturbances.push(this.scheduler.now);
    this.counts.kills += 1;
    this.disturbances.push(this.scheduler.now);
    this.scheduler.tell(`${process.id} dies at ${where}`);
    this.scheduler.after(this.scheduler.between(500, 20_000), 'restart', () => this.startWorker());
  }

  ring(): void {
    const rung = this.#waiting;
    this.#waiting = [];
    for (const wake of rung) this.scheduler.after(this.scheduler.between(0, 3), 'rung', wake);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.scheduler.after(ms, 'tick', resolve);
    });
  }

  fateOf = (request: HttpRequest): Fate => this.weather.fate?.(request, this.scheduler) ?? 'ok';
  webhookFate = () => this.weather.webhook?.(this.scheduler) ?? 'ok';
  diesAt = (_process: Process, name: string) => this.weather.diesAt?.(name, this.scheduler) ?? false;
  oversleepMs = (label: string): number => {
    const ms = this.weather.oversleepMs?.(label, this.scheduler) ?? 0;
    if (ms > 0) {
      this.counts.oversleeps += 1;
      this.disturbances.push(this.scheduler.now);
    }
    return ms;
  };

  /** A mark without a delivery, as the sweep makes it. */
  async touch(ref: RecordRef): Promise<void> {
    this.#busy += 1;
    await this.store.mark(ref);
    this.#busy -= 1;
    this.ring();
  }

  route(request: HttpRequest): Route {
    const url = new URL(request.url);
    const path = url.pathname + url.search;
    const headers = { ...request.headers };
    const storeganise = /^([a-z]+)\.storeganise\.com$/.exec(url.host)?.[1];
    const [, zendesk, rest] = /^\/zendesk\/([a-z]+)(\/.*)$/.exec(path) ?? [];
    const tenant = this.tenants.find(({ code }) => code === (storeganise ?? zendesk));
    if (!tenant) throw new Error(`a request to a foreign host: ${url.host}`);
    if (storeganise) return { tenant, platform: 'storeganise', path: path.replace(/^\/api/, ''), headers };
    return { tenant, platform: 'zendesk', path: rest ?? '', headers };
  }

  nameOf(tenant: SimTenant, platform: Platform, id: string): string | undefined {
    if (platform === 'zendesk') {
      const user = tenant.zendesk.user(id);
      return user && canonicalName(user.name, tenant.nameOrder);
    }
    const user = tenant.storeganise.user(id);
    return user && joinName({ firstName: user.firstName, lastName: user.lastName }, tenant.nameOrder);
  }

  /** What a process knew when it sent a write: where the value comes from, and how fresh its look at the target was. */
  knowledgeOf(
    process: Process,
    platform: Platform,
    request: HttpRequest,
  ): { readIndex: number; tag: number | undefined } {
    const route = this.route(request);
    const id = recordIdOf(route.path);
    const human = id === undefined ? this.#humanOfCreate(request) : this.ledger.find(platform, id);
    const name = nameInBody(route, request);
    if (!human || name === undefined) return { readIndex: -1, tag: undefined };
    const readIndex = process.lastRead.get(`${platform}|${id ?? ''}`) ?? -1;
    const source = otherPlatform(platform);
    const states = human.states[source];
    const sourceIndex = process.lastRead.get(`${source}|${human.ids[source] ?? ''}`) ?? states.length - 1;
    const seen = states.slice(0, sourceIndex + 1).findLast((state) => state.value === name);
    const any = [...human.states.storeganise, ...human.states.zendesk].findLast((state) => state.value === name);
    return { readIndex, tag: (seen ?? any)?.tag };
  }

  #humanOfCreate(request: HttpRequest): Human | undefined {
    const externalId = userInBody(request)?.external_id;
    return typeof externalId === 'string' ? this.ledger.find('storeganise', externalId) : this.#humanByEmail(request);
  }

  #humanByEmail(request: HttpRequest): Human | undefined {
    const email = userInBody(request)?.email;
    return this.ledger.humans.find((human) => typeof email === 'string' && human.emails.includes(email));
  }

  noteLanding(route: Route, request: HttpRequest, response: SimResponse, sent: Sent): void {
    if (request.method === 'GET' || response.status >= 300 || route.path.includes('/jobs')) return;
    const call = route.tenant[route.platform].calls.at(-1);
    const id = call?.recordId;
    if (id === undefined || !call) return;
    const human = this.ledger.find(route.platform, id) ?? this.#humanOfCreate(request);
    if (!human) return;
    if (request.method === 'POST' && route.path.endsWith('/users')) {
      if (human.ids.zendesk !== undefined) this.violations.push(`twin of ${human.name}`);
      human.ids.zendesk = id;
    }
    const value = this.nameOf(route.tenant, route.platform, id);
    const shown = human.states[route.platform].at(-1);
    const namesName = nameInBody(route, request) !== undefined;
    if (!call.changed) this.scheduler.tell(`a write changed nothing: ${route.platform} ${id}`);
    if (!call.changed) this.noops.push({ human, at: this.scheduler.now });
    if (value === undefined || !namesName || shown?.value === value) return;
    const tag = sent.tag ?? -1;
    this.ledger.write(human, route.platform, {
      at: this.scheduler.now,
      value,
      tag,
      readIndex: sent.readIndex,
      sentAt: sent.at,
    });
  }

  /** Writes that changed nothing on their record. */
  readonly noops: { readonly human: Human; readonly at: number }[] = [];

  noteUnsure(route: Route, request: HttpRequest, until: number): void {
    const value = nameInBody(route, request);
    const id = recordIdOf(route.path);
    const human = id === undefined ? this.#humanOfCreate(request) : this.ledger.find(route.platform, id);
    if (request.method === 'GET' || !human) return;
    this.counts.unsure += 1;
    human.unsure.push({ at: until, side: route.platform, value: value ?? '' });
    // Put back by a person meanwhile, it looks as if the write had not come.
    const was = human.states[route.platform].at(-1)?.value;
    if (was !== undefined) human.unsure.push({ at: until, side: route.platform, value: was });
  }

  /** The states that an answer shows, by record. */
  indexOf(route: Route, response: SimResponse): readonly (readonly [string, number])[] {
    const own =
      recordIdOf(route.path) ??
      (response.status < 300 ? route.tenant[route.platform].calls.at(-1)?.recordId : undefined);
    const human = own === undefined ? undefined : this.ledger.find(route.platform, own);
    const showsUser = !/\/(identities|unit-rentals|jobs)/.test(route.path);
    if (!human || own === undefined || response.status >= 300 || !showsUser) return [];
    return [[`${route.platform}|${own}`, human.states[route.platform].length - 1]];
  }

  noteLink(process: Process, link: Link): void {
    const human = link.storeganiseId === undefined ? undefined : this.ledger.find('storeganise', link.storeganiseId);
    if (!human) return;
    const base = link.base.name;
    if (base !== undefined) human.bases.push({ at: this.scheduler.now, value: base });
    // A target that shows again what it was looks as if a write that was cut off never came.
    const { pending } = link;
    if (pending.name)
      human.cutOff.push({ at: this.scheduler.now, side: pending.name.target, value: pending.name.was, process });
    for (const { side, value } of link.doubts) human.doubted.push({ at: this.scheduler.now, side, value });
    if (link.state === 'linked') human.linkedAt = Math.min(human.linkedAt, this.scheduler.now);
    for (const row of link.outbox) {
      if (row.kind !== 'case' || row.case.kind !== 'field_conflict') continue;
      if (human.asked.some((asked) => asked.at === row.case.since)) continue;
      human.asked.push({ at: row.case.since, values: Object.values(row.case.values) });
      this.counts.cases += 1;
      // A pending of a pass that was cut off: whether its write came before the target's edit, nobody can tell.
      const isCutOff = link.outbox.some((other) => other.kind === 'history' && other.row.why === 'replaced');
      const isDisturbed = this.disturbances.some((at) => this.scheduler.now - at < 400_000);
      if (!(isCutOff && isDisturbed)) this.#checkCase(process, human);
    }
  }

  /** A question is only right where neither person had the other's edit before their eyes. */
  #checkCase(process: Process, human: Human): void {
    const [here, there] = process.knownTags(human.ids);
    this.scheduler.tell(`a question about ${human.name}`);
    if (here === undefined || there === undefined) return;
    const isFalse = this.ledger.descendsInSight(here, there) || this.ledger.descendsInSight(there, here);
    const isTakenForOurs = PLATFORMS.some((side) => {
      const state = human.states[side].at(-1);
      return state && mayBeTakenForOurs(this, human, side, state.value, this.scheduler.now);
    });
    if (isFalse && !isTakenForOurs)
      this.violations.push(`false question about ${human.name}: one edit was made in sight of the other`);
  }

  /** A new person in Storeganise. */
  addCustomer(human: Human, tenant: SimTenant, name: string, email: string): void {
    const parts = splitName(canonicalName(name, tenant.nameOrder), tenant.nameOrder);
    const { id, events } = tenant.storeganise.createUser({ ...parts, email }, this.scheduler.now);
    human.ids.storeganise = id;
    human.emails.push(email);
    this.ledger.edit(human, 'storeganise', name, this.scheduler.now);
    this.scheduler.tell(`${human.name}: customer "${name}" <${email}> is ${id}`);
    for (const event of events) postWebhook(this, tenant, 'storeganise', event);
  }

  /** A new person in Zendesk. */
  addUser(human: Human, tenant: SimTenant, name: string, email: string, createdAt?: number): void {
    const fresh = createdAt === undefined ? { name, email } : { name, email, createdAt };
    const { id, events } = tenant.zendesk.createUser(fresh, this.scheduler.now);
    human.ids.zendesk = id;
    if (!human.emails.includes(email)) human.emails.push(email);
    this.ledger.edit(human, 'zendesk', name, this.scheduler.now);
    this.scheduler.tell(`${human.name}: Zendesk user "${name}" is ${id}`);
    for (const event of events) postWebhook(this, tenant, 'zendesk', event);
  }

  /** A person edits a name on one side. */
  editName(human: Human, tenant: SimTenant, side: Platform, name: string): void {
    const id = human.ids[side];
    if (id === undefined || human.states[side].at(-1)?.value === name) return;
    const parts = splitName(name, tenant.nameOrder);
    const { now } = this.scheduler;
    const events =
      side === 'zendesk' ? tenant.zendesk.editUser(id, { name }, now) : tenant.storeganise.editUser(id, parts, now);
    this.ledger.edit(human, side, name, now);
    this.scheduler.tell(`${human.name}: edited in ${side} to "${name}"`);
    for (const event of events) postWebhook(this, tenant, side, event);
  }

  /** The customer's address changes in Storeganise: what keys a create may not be what the next one would use. */
  editEmail(human: Human, tenant: SimTenant, email: string): void {
    const id = human.ids.storeganise;
    if (id === undefined) return;
    human.emails.push(email);
    this.scheduler.tell(`${human.name}: e-mail is now ${email}`);
    const events = tenant.storeganise.editUser(id, { email }, this.scheduler.now);
    for (const event of events) postWebhook(this, tenant, 'storeganise', event);
  }

  /** Staff tidy up what they do not understand. */
  erasePointer(human: Human, tenant: SimTenant, side: Platform): void {
    const { storeganise, zendesk } = human.ids;
    const { now } = this.scheduler;
    this.scheduler.tell(`${human.name}: pointer erased in ${side}`);
    if (side === 'storeganise' && storeganise !== undefined) {
      const events = tenant.storeganise.editUser(storeganise, { customFields: { zendesk_userId: null } }, now);
      for (const event of events) postWebhook(this, tenant, 'storeganise', event);
    } else if (side === 'zendesk' && zendesk !== undefined) {
      const events = tenant.zendesk.editUser(zendesk, { external_id: null }, now);
      for (const event of events) postWebhook(this, tenant, 'zendesk', event);
    }
  }

  /** Looks at the store while time stands still. */
  async inspect<T>(look: () => Promise<T>): Promise<T> {
    this.#isInstant = true;
    const seen = await look();
    this.#isInstant = false;
    return seen;
  }

  /** Grows with everything that happens. */
  get activity(): number {
    const calls = this.tenants.map(({ storeganise, zendesk }) => storeganise.calls.length + zendesk.calls.length);
    return calls.reduce((sum, count) => sum + count, this.accepted.size);
  }

  get isTouching(): boolean {
    return this.#busy > 0;
  }
}

const recordIdOf = (path: string): string | undefined =>
  /\/users\/([\w-]+)(?:[?/]|$)/.exec(path)?.[1]?.replace(/^search$/, '') || undefined;

function userInBody(request: HttpRequest): Record<string, unknown> | undefined {
  const body = request.body ? (JSON.parse(request.body) as Record<string, unknown>) : undefined;
  return (body?.user as Record<string, unknown> | undefined) ?? body;
}

function nameInBody({ tenant, platform }: Route, request: HttpRequest): string | undefined {
  const user = userInBody(request);
  if (!user) return undefined;
  if (platform === 'zendesk')
    return typeof user.name === 'string' ? canonicalName(user.name, tenant.nameOrder) : undefined;
  if (typeof user.firstName !== 'string') return undefined;
  return joinName({ firstName: user.firstName, lastName: String(user.lastName) }, tenant.nameOrder);
}
