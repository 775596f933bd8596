// Everything that is not deterministic enters through one of these. Each has two implementations: the real one,
// and the one of the seeded simulation.

import type { Platform } from './domain/contact.ts';
import type { Account, Installation, LookResult, Pin } from './domain/installation.ts';
import type {
  Case,
  Change,
  Delivery,
  HistoryRow,
  Lease,
  Link,
  OutboxRow,
  Outcome,
  RecordRef,
  Task,
} from './domain/records.ts';

/** Time: milliseconds since the epoch. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Chance: `next` is in [0, 1), `id` is unique for ever. */
export interface Random {
  next(): number;
  id(): string;
}

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** No answer is a value: the request may have been carried out, or still be, unless `sent` is false. */
export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Lower-case names. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'no_answer'; readonly sent: boolean; readonly reason: string };

/** HTTP out. Never throws, follows no redirect, repeats nothing, answers within its own time limit. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/** Wakes workers. A ring may be lost: the tick finds the work all the same. */
export interface Bell {
  ring(): void;
  /** Resolves when rung, or after `ms`. */
  wait(ms: number): Promise<void>;
}

/** Work that comes round; it looks itself whether anything is due, bears being done by two at once, and never throws. */
export type Recurring = { readonly name: string; readonly everyMs: number; run(): Promise<void> };

/** Has recurring work done at once and then every so often, in this process or in another, until stopped. */
export interface Schedule {
  /** Resolves when what this process has under way is over. */
  stop(): Promise<void>;
}

/** A named place where a process may die; does nothing outside tests. */
export interface Failpoint {
  reach(name: string): Promise<void>;
}

/** A unique key is taken: a normal branch, like MongoDB's E11000. */
export class DuplicateKey extends Error {
  override name = 'DuplicateKey';
}

/** The document moved on, or a newer fence holds it: whoever sees this has overslept and gives up quietly. */
export class LostCompareAndSet extends Error {
  override name = 'LostCompareAndSet';
}

/** The store did not answer, or not in a way that tells: what was asked may have happened or not. Asking again is harmless. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** The store is there and must not be used: a fault of the configuration, in one sentence that says what to do. */
export class StoreRefused extends Error {
  override name = 'StoreRefused';
}

/** How a pass leaves its change when it did not settle it. */
export type Postponement = {
  readonly notBefore: number;
  readonly retries?: number;
  readonly isTold?: boolean;
  readonly staleReads?: number;
  readonly defects?: number;
  readonly parked?: boolean;
  /** The code of what the pass ended in. */
  readonly failure?: string;
};

/** What stands in a tenant's queue. */
export type Queue = {
  /** Deliveries without an outcome. */
  readonly backlog: number;
  /** How many changes wait for their turn … */
  readonly waiting: number;
  /** … and the one that has waited longest. */
  readonly oldest?: Change;
  /** Set aside until they are marked again, the oldest first. */
  readonly parked: readonly Change[];
  /** When each platform was last heard. */
  readonly lastReceivedAt: Partial<Readonly<Record<Platform, number>>>;
};

/** Our memory. Each call is one atomic step on one document (design: "What is remembered"); times come from its own clock. */
export interface Store {
  /**
   * Keeps the delivery for good, then marks its change; a known key changes nothing. With an outcome it marks nothing;
   * one about a rental waits until it is routed.
   */
  accept(delivery: Omit<Delivery, 'mark' | 'receivedAt'>): Promise<'accepted' | 'duplicate'>;
  /** Raises the dirty counter without a delivery (sweep, command line, second look). */
  mark(ref: RecordRef): Promise<void>;
  /** Marks what a crash left between insert and mark. */
  markStrays(tenant: string): Promise<void>;
  /** Due deliveries of the tenant whose customer is not known yet. */
  unroutedDeliveries(tenant: string): Promise<readonly Delivery[]>;
  /** Gives the delivery its record and marks that; returns the mark. Routed again it keeps what it has. */
  routeDelivery(delivery: Delivery, recordId: string): Promise<number>;
  postponeDelivery(delivery: Delivery, postponement: { notBefore: number; retries: number }): Promise<void>;

  /** Pins an installation at first sight, with a look due; returns what its id is pinned to, be that something else. */
  pinInstallation(pin: Pin): Promise<Installation>;
  /** Pins what a person wrote down, whatever was pinned before: the first installation of its business, with a look due. */
  pinByHand(pin: Pin): Promise<Installation>;
  /** Of one business, or all. */
  installations(tenant?: string): Promise<readonly Installation[]>;
  /** Asks for a look at an installation now. */
  askLook(pin: Pick<Pin, 'tenant' | 'addonId'>): Promise<void>;
  /** Pins the account of an installation, unless it has one of that subdomain; returns the one that it has. */
  pinAccount(pin: Pick<Pin, 'tenant' | 'addonId'>, account: Account): Promise<Account>;
  /** Keeps what a look has found; who asked meanwhile is not answered by it. Throws LostCompareAndSet for an older lease. */
  saveLook(lease: Lease, addonId: string, found: LookResult): Promise<Installation>;

  /** The tenant among `tenants` that has due work, is free, and has waited longest. */
  claimTenant(worker: string, tenants: readonly string[]): Promise<Lease | undefined>;
  /** Throws LostCompareAndSet when a newer claim holds the tenant, or the lease was released. */
  renewLease(lease: Lease): Promise<Lease>;
  releaseLease(lease: Lease): Promise<void>;
  /** From now on every lease of the tenant says `marksDisabled`. */
  rememberMarks(tenant: string): Promise<void>;
  /** Nobody works on the tenant before `until`. */
  pauseTenant(lease: Lease, until: number): Promise<void>;

  /** The due change that has waited longest, stamped with the fence, an attempt counted. */
  takeChange(lease: Lease): Promise<Change | undefined>;
  findChange(ref: RecordRef): Promise<Change | undefined>;
  /** `done = max(done, seen)`, unless a newer fence took the change. */
  settleChange(ref: RecordRef, seen: number, fence: number): Promise<void>;
  /** Leaves the change dirty, unless a newer fence took it. */
  postponeChange(ref: RecordRef, fence: number, postponement: Postponement): Promise<void>;
  /** The change among those that wait for a platform which has waited longest: the others wait for what it finds. */
  findProbe(tenant: string): Promise<RecordRef | undefined>;
  /** A platform answers again: whatever waits for it is due. */
  wakeWaiting(tenant: string): Promise<void>;
  /** Stored, marked at or below `seen`, without outcome. */
  coveredDeliveries(ref: RecordRef, seen: number): Promise<readonly Delivery[]>;

  /** Where a sweep stands. */
  findCursor(tenant: string, name: string): Promise<string | undefined>;
  saveCursor(tenant: string, name: string, cursor: string): Promise<void>;
  /** The tenant among `tenants` whose sweep is due, if any; from then on it is due again after `everyMs`. */
  takeSweep(tenants: readonly string[], everyMs: number): Promise<string | undefined>;

  findLink(ref: RecordRef): Promise<Link | undefined>;
  /** Throws DuplicateKey when either id is linked already. */
  insertLink(link: Link): Promise<Link>;
  /** Stamps the fence and moves the revision, so that every older holder loses. Throws LostCompareAndSet. */
  takeLink(link: Link, fence: number): Promise<Link>;
  /** Compare-and-set on the link's own revision and fence. Throws LostCompareAndSet, or DuplicateKey for an id linked elsewhere. */
  saveLink(link: Link): Promise<Link>;

  /** Carries out one outbox row; again is harmless. */
  deliverRow(tenant: string, row: OutboxRow): Promise<void>;
  /** Written once; later only a heavier one replaces it. Says whether this one was written. */
  recordOutcome(tenant: string, platform: Platform, key: string, outcome: Outcome): Promise<boolean>;

  /** What `/metrics` shows. */
  counts(): Promise<{ readonly backlog: number; readonly openCases: number }>;
  /** What `/admin` shows of a tenant. */
  queueOf(tenant: string): Promise<Queue>;
  /** Every delivery about the record that is still kept, the oldest first. */
  deliveriesOf(ref: RecordRef): Promise<readonly Delivery[]>;
  historyOf(tenant: string, linkId: string): Promise<readonly HistoryRow[]>;
  openCases(tenant: string): Promise<readonly Case[]>;
  findCase(id: string): Promise<Case | undefined>;
  /** A question of the tenant whose task does not say what it should, or is open although it is answered. */
  dueTask(tenant: string): Promise<Case | undefined>;
  saveTask(tenant: string, caseId: string, task: Task): Promise<void>;
  /** How many tasks of the tenant were posted since. */
  countTasks(tenant: string, since: number): Promise<number>;
}

/** The store of one process, and what wakes those who work on it. */
export type OpenedStore = {
  readonly kind: 'memory' | 'mongodb';
  readonly store: Store;
  /** Wakes the workers of this process. */
  readonly bell: Bell;
  schedule(work: Recurring): Schedule;
  /** Whether everything that it needs was made and verified: before, nobody may work on it. */
  isPrepared(): boolean;
  /** Whether it is prepared and answers now. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
};
