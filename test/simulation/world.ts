import { createRemote } from '../../src/connectors/remote.ts';
import { createStoreganise as connectStoreganise } from '../../src/connectors/storeganise/storeganise.ts';
import { createZendesk as connectZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import { FIELDS, type Field, otherPlatform, PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import type { NameOrder } from '../../src/domain/name.ts';
import type { Link, RecordRef } from '../../src/domain/records.ts';
import { runWorker, type WorkerOptions } from '../../src/jobs/worker.ts';
import type { Bell, Clock, HttpRequest, Store } from '../../src/ports.ts';
import { createStoreganise, type Storeganise } from '../../src/simulators/storeganise/storeganise.ts';
import type { SimResponse } from '../../src/simulators/wire.ts';
import { createZendesk, customerStatusField, type Zendesk } from '../../src/simulators/zendesk/zendesk.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { Engine } from '../../src/sync/engine.ts';
import { noActivation } from '../support/settled-tenants.ts';
import { mayBeTakenForOurs } from './checks.ts';
import { type Human, Ledger } from './ledger.ts';
import { createTransport, type Fate } from './network.ts';
import { People } from './people.ts';
import { Process, readKey } from './process.ts';
import { Scheduler } from './scheduler.ts';
import { recordIdOf, shownContact, userInBody, writtenValues } from './values.ts';

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
  readonly searchLagMs?: number;
  readonly readLagMs?: number;
  readonly workers?: number;
  /** Every kind of edit happens, not of names alone. */
  readonly isBusy?: boolean;
};

type Route = {
  readonly tenant: SimTenant;
  readonly platform: Platform;
  readonly path: string;
  readonly headers: Record<string, string>;
};
/** A write on its way: who sent it, when, and what that process had read by then. */
export type Sent = { readonly process: Process; readonly at: number; readonly seen: ReadonlyMap<string, number> };

/** What every process of ours works on; without `settled` it answers in this very tick. */
type OpenStore = (clock: Clock, pause: () => Promise<void>) => { readonly store: Store; settled?(): Promise<void> };

export type WorldOptions = { readonly keepStory?: boolean; readonly openStore?: OpenStore };

const openMemoryStore: OpenStore = (clock, pause) => ({ store: new MemoryStore(clock, pause) });

/** Two businesses, both platforms, several workers of ours, and all that happens between them. */
export class World {
  readonly scheduler: Scheduler;
  readonly store: Store;
  readonly ledger = new Ledger();
  readonly people = new People(this);
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
  readonly #readLagMs: number;
  #busy = 0;

  constructor(
    seed: number,
    forecast: (scheduler: Scheduler) => Weather,
    { keepStory = false, openStore = openMemoryStore }: WorldOptions = {},
  ) {
    this.scheduler = new Scheduler(seed, { startAt: START, keepStory });
    const weather = forecast(this.scheduler);
    this.weather = weather;
    this.#readLagMs = weather.readLagMs ?? 0;
    const { store, settled } = openStore(this.clock(), () =>
      this.#isInstant ? Promise.resolve() : this.scheduler.pause('store', 0, 4),
    );
    this.store = store;
    if (settled) this.scheduler.settled = settled;
    this.tenants = [
      this.#openTenant('acme', 'a01', 'first_last', weather),
      this.#openTenant('sakura', 'a02', 'last_first', weather),
    ];
    for (let index = 0; index < (weather.workers ?? 3); index += 1) this.startWorker();
  }

  #openTenant(code: string, addon: string, nameOrder: NameOrder, weather: Weather): SimTenant {
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
        switches: { readLagMs: weather.readLagMs ?? 0 },
      }),
      zendesk: createZendesk({
        subdomain: code,
        accountId: 900_000_001,
        token: `token-${code}`,
        secret: 's',
        random,
        searchLagMs: { query: [0, weather.searchLagMs ?? 120_000], externalId: [0, weather.externalIdLagMs ?? 0] },
        userFields: [customerStatusField],
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
          zendesk: connectZendesk(remoteOf('zendesk', `https://proxy.test/zendesk/${code}`, `Bearer token-${code}`), {
            ...tenant,
            statusKey: customerStatusField.key,
          }),
        };
        const statusKey = customerStatusField.key;
        const form = { name: tenant.nameOrder, phone: tenant.callingCode };
        return [code, { code, addonId, connectors, statusKey, createsCustomers: false, form }] as const;
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
      activation: noActivation,
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
      held: new Set(),
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

  #humanOfCreate(request: HttpRequest): Human | undefined {
    const externalId = userInBody(request)?.external_id;
    return typeof externalId === 'string' ? this.ledger.find('storeganise', externalId) : this.#humanByEmail(request);
  }

  #humanByEmail(request: HttpRequest): Human | undefined {
    const email = userInBody(request)?.email;
    return this.ledger.humans.find((human) => typeof email === 'string' && human.emails.includes(email));
  }

  /** A write of ours landed: whatever field shows something else now was written by it. */
  noteLanding(route: Route, request: HttpRequest, response: SimResponse, sent: Sent): void {
    if (request.method === 'GET' || response.status >= 300 || route.path.includes('/jobs')) return;
    const { tenant, platform, path } = route;
    const call = tenant[platform].calls.at(-1);
    const id = call?.recordId;
    if (id === undefined || !call) return;
    const human = this.ledger.find(platform, id) ?? this.#humanOfCreate(request);
    if (!human) return;
    if (request.method === 'POST' && path.endsWith('/users')) {
      if (human.ids.zendesk !== undefined) this.violations.push(`twin of ${human.name}`);
      human.ids.zendesk = id;
    }
    if (human.promotedAt !== undefined && platform === 'zendesk' && sent.at > human.promotedAt) {
      this.#noteWriteToAgent(human, sent);
    }
    if (!call.changed) {
      this.scheduler.tell(`a write changed nothing: ${platform} ${id}`);
      this.noops.push({ human, at: this.scheduler.now });
    }
    const shown = shownContact(tenant, platform, id);
    for (const field of FIELDS) this.#noteField(human, field, platform, shown?.[field] ?? '', id, sent);
  }

  /** What was read before the promotion may still be written: neither platform has conditional writes. */
  #noteWriteToAgent(human: Human, { process, at }: Sent): void {
    const readAt = process.lastReadAt.get(human.ids.zendesk ?? '') ?? 0;
    if (human.promotedAt !== undefined && readAt > human.promotedAt) {
      this.violations.push(`${human.name}: written while an agent, ${at - human.promotedAt} ms after it`);
    }
  }

  /** A phone is cleared before it is set: that moment is no state. */
  #noteField(human: Human, field: Field, side: Platform, value: string, id: string, sent: Sent): void {
    const { states } = human.tracks[field];
    if (value === '' || states[side].at(-1)?.value === value) return;
    const source = otherPlatform(side);
    const index = (platform: Platform, recordId: string | undefined) =>
      sent.seen.get(readKey(platform, recordId, field));
    const seen = states[source].slice(0, (index(source, human.ids[source]) ?? states[source].length - 1) + 1);
    const known = seen.findLast((state) => state.value === value);
    const any = [...states.storeganise, ...states.zendesk].findLast((state) => state.value === value);
    this.ledger.write(human, field, side, {
      at: this.scheduler.now,
      value,
      tag: (known ?? any)?.tag ?? -1,
      readIndex: index(side, id) ?? -1,
      sentAt: sent.at,
    });
  }

  /** Writes that changed nothing on their record. */
  readonly noops: { readonly human: Human; readonly at: number }[] = [];

  noteUnsure({ tenant, platform, path }: Route, request: HttpRequest, until: number): void {
    const id = recordIdOf(path);
    const human = id === undefined ? this.#humanOfCreate(request) : this.ledger.find(platform, id);
    if (request.method === 'GET' || !human) return;
    this.counts.unsure += 1;
    const values = writtenValues(tenant, platform, path, request);
    for (const field of FIELDS) {
      const { unsure, states } = human.tracks[field];
      const value = values[field];
      if (value === undefined) continue;
      unsure.push({ at: until, side: platform, value });
      // Put back by a person meanwhile, it looks as if the write had not come.
      const was = states[platform].at(-1)?.value;
      if (was !== undefined) unsure.push({ at: until, side: platform, value: was });
    }
  }

  /** The states that an answer shows, by field of the record. */
  indexOf(
    route: Route,
    { method }: HttpRequest,
    response: SimResponse,
  ): readonly (readonly [key: string, index: number])[] {
    const { tenant, platform, path } = route;
    const own = recordIdOf(path) ?? (response.status < 300 ? tenant[platform].calls.at(-1)?.recordId : undefined);
    const human = own === undefined ? undefined : this.ledger.find(platform, own);
    const showsUser = !/\/(identities|unit-rentals|jobs)/.test(path);
    if (!human || own === undefined || response.status >= 300 || !showsUser) return [];
    // Storeganise may show reads as they were a while ago.
    const shownAt = this.scheduler.now - (platform === 'storeganise' && method === 'GET' ? this.#readLagMs : 0);
    return FIELDS.map((field) => {
      const states = human.tracks[field].states[platform];
      return [readKey(platform, own, field), states.findLastIndex(({ at }) => at <= shownAt)];
    });
  }

  noteLink(process: Process, link: Link): void {
    const human = link.storeganiseId === undefined ? undefined : this.ledger.find('storeganise', link.storeganiseId);
    if (!human) return;
    if (link.state === 'linked' && link.zendeskId === human.ids.zendesk) {
      human.linkedAt = Math.min(human.linkedAt, this.scheduler.now);
    }
    for (const field of FIELDS) this.#noteLinkField(process, link, human, field);
  }

  #noteLinkField(process: Process, link: Link, human: Human, field: Field): void {
    const at = this.scheduler.now;
    const track = human.tracks[field];
    const base = link.base[field];
    if (base !== undefined) track.bases.push({ at, value: base });
    // A target that shows again what it was looks as if a write that was cut off never came; one that shows what was to
    // be written looks as if it had.
    const pending = link.pending[field];
    if (pending) {
      for (const value of [pending.was, pending.value]) track.cutOff.push({ at, side: pending.target, value, process });
    }
    for (const { side, value, field: of } of link.doubts) if (of === field) track.doubted.push({ at, side, value });
    for (const row of link.outbox) {
      if (row.kind !== 'case' || row.case.values.field !== field) continue;
      if (track.asked.some((asked) => asked.at === row.case.since)) continue;
      track.asked.push({ at: row.case.since, values: Object.values(row.case.values) });
      this.counts.cases += 1;
      // A pending of a pass that was cut off: whether its write came before the target's edit, nobody can tell.
      const isCutOff = link.outbox.some((other) => other.kind === 'history' && other.row.why === 'replaced');
      const isDisturbed = this.disturbances.some((time) => at - time < 400_000);
      if (row.case.kind === 'field_conflict' && !(isCutOff && isDisturbed)) this.#checkCase(process, human, field);
    }
  }

  /** A question is only right where neither person had the other's edit before their eyes. */
  #checkCase(process: Process, human: Human, field: Field): void {
    const [here, there] = process.knownTags(human, field);
    this.scheduler.tell(`a question about the ${field} of ${human.name}`);
    if (here === undefined || there === undefined) return;
    const isFalse = this.ledger.descendsInSight(here, there) || this.ledger.descendsInSight(there, here);
    const isTakenForOurs = PLATFORMS.some((side) => {
      const state = human.tracks[field].states[side].at(-1);
      return state && mayBeTakenForOurs(this, human.tracks[field], side, state.value, this.scheduler.now);
    });
    if (isFalse && !isTakenForOurs)
      this.violations.push(`false question about ${human.name}: one ${field} was typed in sight of the other`);
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
