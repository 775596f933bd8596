// The store in memory: for the demo, for tests, and for the seeded simulation. It is as unforgiving as a database: every
// call yields before it answers, documents are copied on the way in and out, keys are unique, and who overslept loses.
import type { Platform } from '../domain/contact.ts';
import { isHeavier } from '../domain/outcome.ts';
import type {
  BarHint,
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
} from '../domain/records.ts';
import { isTaskDue } from '../domain/task.ts';
import { type Clock, DuplicateKey, LostCompareAndSet, type Postponement, type Queue, type Store } from '../ports.ts';
import { copy } from './copy.ts';
import { crashPauseMs, LEASE_MS, STRAY_MS } from './timing.ts';

const keyOf = ({ tenant, platform, recordId }: RecordRef) => `${tenant}|${platform}|${recordId}`;
const idOf = (link: Pick<Link, 'storeganiseId' | 'zendeskId'>, platform: Platform) =>
  platform === 'storeganise' ? link.storeganiseId : link.zendeskId;

/** Nothing has gone wrong with a change yet. */
const FRESH = { notBefore: 0, attempts: 0, retries: 0, isTold: false, staleReads: 0, defects: 0, parked: false };

type TenantLease = Lease & { readonly claimedAt: number; readonly pausedUntil: number };

export class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #pause: () => Promise<void>;
  readonly #deliveries = new Map<string, Delivery>();
  readonly #byRecord = new Map<string, Set<string>>();
  readonly #changes = new Map<string, Map<string, Change>>();
  readonly #links = new Map<string, Link>();
  readonly #linkOf = new Map<string, string>();
  readonly #history = new Map<string, HistoryRow>();
  readonly #cases = new Map<string, Case>();
  readonly #leases = new Map<string, TenantLease>();
  readonly #unmarked = new Map<string, Set<string>>();
  readonly #unrouted = new Map<string, Set<string>>();

  constructor(clock: Clock, pause: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve))) {
    this.#clock = clock;
    this.#pause = pause;
  }

  async accept(delivery: Omit<Delivery, 'mark' | 'receivedAt'>): Promise<'accepted' | 'duplicate'> {
    const { tenant, platform, key, outcome } = delivery;
    const id = `${tenant}|${platform}|${key}`;
    await this.#pause();
    if (this.#deliveries.has(id)) return 'duplicate';
    this.#deliveries.set(id, copy({ ...delivery, receivedAt: this.#clock.now() }));
    setOf(this.#byRecord, keyOf(delivery)).add(id);
    if (outcome) return 'accepted';
    if (delivery.rental) {
      setOf(this.#unrouted, tenant).add(id);
      return 'accepted';
    }
    setOf(this.#unmarked, tenant).add(id);
    await this.#pause();
    this.#markDelivery(id);
    return 'accepted';
  }

  async mark(ref: RecordRef): Promise<void> {
    await this.#pause();
    this.#raise(ref);
  }

  async markStrays(tenant: string): Promise<void> {
    await this.#pause();
    for (const id of this.#straysOf(tenant)) this.#markDelivery(id);
  }

  async unroutedDeliveries(tenant: string): Promise<readonly Delivery[]> {
    await this.#pause();
    return copy(this.#dueUnrouted(tenant));
  }

  async routeDelivery({ tenant, platform, key }: Delivery, recordId: string): Promise<number> {
    await this.#pause();
    const id = `${tenant}|${platform}|${key}`;
    const delivery = this.#deliveries.get(id);
    if (!delivery || !this.#unrouted.get(tenant)?.delete(id)) return delivery?.mark ?? 0;
    const routed = { ...delivery, recordId };
    const mark = this.#raise(routed);
    this.#byRecord.get(keyOf(delivery))?.delete(id);
    setOf(this.#byRecord, keyOf(routed)).add(id);
    this.#deliveries.set(id, { ...routed, mark });
    return mark;
  }

  async postponeDelivery(
    { tenant, platform, key }: Delivery,
    postponement: { notBefore: number; retries: number },
  ): Promise<void> {
    await this.#pause();
    const id = `${tenant}|${platform}|${key}`;
    const delivery = this.#deliveries.get(id);
    if (delivery) this.#deliveries.set(id, { ...delivery, ...postponement });
  }

  async claimTenant(worker: string, tenants: readonly string[]): Promise<Lease | undefined> {
    await this.#pause();
    const now = this.#clock.now();
    const claimedAt = (tenant: string) => this.#leases.get(tenant)?.claimedAt ?? 0;
    const free = tenants.filter((tenant) => {
      const lease = this.#leases.get(tenant);
      return (!lease || (lease.until <= now && lease.pausedUntil <= now)) && this.#hasDueWork(tenant);
    });
    const [tenant] = free.sort((a, b) => claimedAt(a) - claimedAt(b));
    if (tenant === undefined) return undefined;
    const fence = (this.#leases.get(tenant)?.fence ?? 0) + 1;
    const marksDisabled = this.#leases.get(tenant)?.marksDisabled ?? false;
    const lease = { tenant, worker, fence, until: now + LEASE_MS, marksDisabled };
    this.#leases.set(tenant, { ...lease, claimedAt: now, pausedUntil: 0 });
    return lease;
  }

  async renewLease(lease: Lease): Promise<Lease> {
    await this.#pause();
    const renewed = { ...this.#held(lease), until: this.#clock.now() + LEASE_MS };
    this.#leases.set(lease.tenant, renewed);
    return { ...lease, until: renewed.until, marksDisabled: renewed.marksDisabled };
  }

  async releaseLease(lease: Lease): Promise<void> {
    await this.#pause();
    const held = this.#leases.get(lease.tenant);
    if (held?.fence === lease.fence) this.#leases.set(lease.tenant, { ...held, until: 0 });
  }

  async rememberMarks(tenant: string): Promise<void> {
    await this.#pause();
    const held = this.#leases.get(tenant);
    if (held) this.#leases.set(tenant, { ...held, marksDisabled: true });
  }

  async pauseTenant(lease: Lease, until: number): Promise<void> {
    await this.#pause();
    const held = this.#leases.get(lease.tenant);
    if (held?.fence === lease.fence) this.#leases.set(lease.tenant, { ...held, pausedUntil: until });
  }

  async takeChange(lease: Lease): Promise<Change | undefined> {
    await this.#pause();
    const now = this.#clock.now();
    let due: Change | undefined;
    for (const change of this.#changesOf(lease.tenant).values()) {
      if (change.fence > lease.fence || !isDue(change, now)) continue;
      if (!due || change.readyAt < due.readyAt) due = change;
    }
    if (!due) return undefined;
    const hasLook = due.looks.some((at) => at <= now);
    return copy(
      this.#put({
        ...due,
        ...(due.parked ? FRESH : {}),
        dirty: hasLook ? due.dirty + 1 : due.dirty,
        lookMarks: hasLook ? [...due.lookMarks, due.dirty + 1] : due.lookMarks,
        looks: due.looks.filter((at) => at > now),
        attempts: due.parked ? 1 : due.attempts + 1,
        notBefore: now + crashPauseMs(due.parked ? 1 : due.attempts + 1),
        fence: lease.fence,
      }),
    );
  }

  async findChange(ref: RecordRef): Promise<Change | undefined> {
    await this.#pause();
    return copy(this.#changesOf(ref.tenant).get(keyOf(ref)));
  }

  async settleChange(ref: RecordRef, seen: number, fence: number): Promise<void> {
    await this.#pause();
    const change = this.#changesOf(ref.tenant).get(keyOf(ref));
    if (!change || change.fence > fence) return;
    const { failure: _, ...rest } = change;
    const done = Math.max(change.done, seen);
    const lookMarks = change.lookMarks.filter((mark) => mark > done);
    this.#put({ ...rest, done, lookMarks, ...FRESH, readyAt: this.#clock.now() });
  }

  async postponeChange(ref: RecordRef, fence: number, postponement: Postponement): Promise<void> {
    await this.#pause();
    const change = this.#changesOf(ref.tenant).get(keyOf(ref));
    if (change && change.fence <= fence) this.#put({ ...change, attempts: 0, isTold: false, ...postponement });
  }

  async findProbe(tenant: string): Promise<RecordRef | undefined> {
    await this.#pause();
    const [oldest] = this.#waitingOf(tenant).sort((a, b) => a.readyAt - b.readyAt);
    return copy(oldest);
  }

  async wakeWaiting(tenant: string): Promise<void> {
    await this.#pause();
    for (const change of this.#waitingOf(tenant)) this.#put({ ...change, notBefore: 0 });
  }

  async coveredDeliveries(ref: RecordRef, seen: number): Promise<readonly Delivery[]> {
    await this.#pause();
    const ids = [...(this.#byRecord.get(keyOf(ref)) ?? [])];
    return ids.flatMap((id) => {
      const delivery = this.#deliveries.get(id);
      const isCovered = delivery?.mark !== undefined && !delivery.outcome && delivery.mark <= seen;
      return isCovered ? [copy(delivery)] : [];
    });
  }

  async findLink(ref: RecordRef): Promise<Link | undefined> {
    await this.#pause();
    return copy(this.#links.get(this.#linkOf.get(keyOf(ref)) ?? ''));
  }

  async insertLink(link: Link): Promise<Link> {
    await this.#pause();
    if (this.#links.has(link.id)) throw new DuplicateKey(link.id);
    return this.#putLink({ ...link, revision: 1 });
  }

  async takeLink(link: Link, fence: number): Promise<Link> {
    await this.#pause();
    const stored = this.#links.get(link.id);
    if (!stored || stored.revision !== link.revision || stored.fence > fence) throw new LostCompareAndSet(link.id);
    return this.#putLink({ ...stored, fence, revision: stored.revision + 1 });
  }

  async saveLink(link: Link): Promise<Link> {
    await this.#pause();
    const stored = this.#links.get(link.id);
    if (!stored || stored.revision !== link.revision || stored.fence !== link.fence)
      throw new LostCompareAndSet(link.id);
    return this.#putLink({ ...link, revision: stored.revision + 1 });
  }

  async deliverRow(tenant: string, row: OutboxRow): Promise<void> {
    if (row.kind === 'outcome') {
      await this.recordOutcome(tenant, row.platform, row.key, row.outcome);
      return;
    }
    await this.#pause();
    if (row.kind === 'history') this.#history.set(row.row.id, copy(row.row));
    if (row.kind === 'case') this.#openCase(row.case);
    if (row.kind === 'case_closed') this.#closeCase(tenant, row.caseId);
    if (row.kind === 'look') this.#lookAgain(row.ref, row.at);
  }

  async recordOutcome(tenant: string, platform: Platform, key: string, outcome: Outcome): Promise<boolean> {
    await this.#pause();
    const id = `${tenant}|${platform}|${key}`;
    const delivery = this.#deliveries.get(id);
    if (!delivery || !isHeavier(outcome, delivery.outcome)) return false;
    this.#deliveries.set(id, { ...delivery, outcome: copy(outcome) });
    this.#unrouted.get(tenant)?.delete(id);
    return true;
  }

  async counts(): Promise<{ readonly backlog: number; readonly openCases: number }> {
    await this.#pause();
    return {
      backlog: [...this.#deliveries.values()].filter((delivery) => !delivery.outcome).length,
      openCases: [...this.#cases.values()].filter((question) => question.open).length,
    };
  }

  async queueOf(tenant: string): Promise<Queue> {
    await this.#pause();
    const deliveries = [...this.#deliveries.values()].filter((delivery) => delivery.tenant === tenant);
    const changes = [...this.#changesOf(tenant).values()].sort((a, b) => a.readyAt - b.readyAt);
    const waiting = changes.filter(({ dirty, done, parked }) => dirty > done && !parked);
    const lastReceivedAt: Partial<Record<Platform, number>> = {};
    for (const { platform, receivedAt } of deliveries) {
      lastReceivedAt[platform] = Math.max(receivedAt, lastReceivedAt[platform] ?? receivedAt);
    }
    return copy({
      backlog: deliveries.filter(({ outcome }) => !outcome).length,
      waiting: waiting.length,
      ...(waiting[0] ? { oldest: waiting[0] } : {}),
      parked: changes.filter(({ parked }) => parked),
      lastReceivedAt,
    });
  }

  async deliveriesOf(ref: RecordRef): Promise<readonly Delivery[]> {
    await this.#pause();
    const found = [...(this.#byRecord.get(keyOf(ref)) ?? [])].flatMap((id) => this.#deliveries.get(id) ?? []);
    return copy(found.sort((a, b) => a.receivedAt - b.receivedAt));
  }

  async historyOf(tenant: string, linkId: string): Promise<readonly HistoryRow[]> {
    await this.#pause();
    return copy([...this.#history.values()].filter((row) => row.tenant === tenant && row.linkId === linkId));
  }

  async openCases(tenant: string): Promise<readonly Case[]> {
    await this.#pause();
    return copy([...this.#cases.values()].filter((question) => question.tenant === tenant && question.open));
  }

  async findCase(id: string): Promise<Case | undefined> {
    await this.#pause();
    return copy(this.#cases.get(id));
  }

  async dueTask(tenant: string): Promise<Case | undefined> {
    await this.#pause();
    return copy(this.#dueTask(tenant));
  }

  async saveTask(tenant: string, caseId: string, task: Task): Promise<void> {
    await this.#pause();
    const known = this.#cases.get(caseId);
    if (known?.tenant === tenant) this.#cases.set(caseId, { ...known, task: copy(task) });
  }

  async countTasks(tenant: string, since: number): Promise<number> {
    await this.#pause();
    const isPosted = ({ task, ...question }: Case) => question.tenant === tenant && task && task.postedAt >= since;
    return [...this.#cases.values()].filter(isPosted).length;
  }

  #dueTask(tenant: string): Case | undefined {
    const now = this.#clock.now();
    return [...this.#cases.values()].find(
      (question) => question.tenant === tenant && (question.task?.notBefore ?? 0) <= now && isTaskDue(question),
    );
  }

  #dueUnrouted(tenant: string): readonly Delivery[] {
    const now = this.#clock.now();
    return [...(this.#unrouted.get(tenant) ?? [])].flatMap((id) => {
      const delivery = this.#deliveries.get(id);
      return delivery && (delivery.notBefore ?? 0) <= now ? [delivery] : [];
    });
  }

  /** What waits for a platform by our own choice of pause. */
  #waitingOf(tenant: string): Change[] {
    return [...this.#changesOf(tenant).values()].filter(
      (change) => change.retries > 0 && !change.isTold && change.attempts === 0 && change.dirty > change.done,
    );
  }

  #changesOf(tenant: string): Map<string, Change> {
    const changes = this.#changes.get(tenant) ?? new Map<string, Change>();
    this.#changes.set(tenant, changes);
    return changes;
  }

  #put(change: Change): Change {
    this.#changesOf(change.tenant).set(keyOf(change), change);
    return change;
  }

  #change(ref: RecordRef): Change {
    const { tenant, platform, recordId } = ref;
    const unmarked = { dirty: 0, done: 0, readyAt: 0, looks: [], lookMarks: [], fence: 0 };
    return this.#changesOf(tenant).get(keyOf(ref)) ?? { tenant, platform, recordId, ...unmarked, ...FRESH };
  }

  /** A new mark un-parks a change with fresh attempts. */
  #raise(ref: RecordRef): number {
    const change = this.#change(ref);
    const isWaiting = change.retries > 0 && !change.isTold && change.attempts === 0;
    const fresh = change.parked ? FRESH : isWaiting ? { notBefore: 0 } : {};
    const readyAt = change.dirty > change.done ? change.readyAt : this.#clock.now();
    return this.#put({ ...change, ...fresh, dirty: change.dirty + 1, readyAt }).dirty;
  }

  #markDelivery(id: string): void {
    const delivery = this.#deliveries.get(id);
    if (!delivery || !this.#unmarked.get(delivery.tenant)?.delete(id)) return;
    this.#deliveries.set(id, { ...delivery, mark: this.#raise(delivery) });
    if (delivery.bar) this.#noteBar(delivery, delivery.bar);
  }

  /** The latest that the platform said, in the order of its own clock: deliveries may overtake each other. */
  #noteBar(ref: RecordRef, { kind, at }: BarHint): void {
    const change = this.#change(ref);
    const field = kind === 'disabled' ? 'disabledAt' : 'enabledAt';
    this.#put({ ...change, [field]: Math.max(at, change[field] ?? at) });
  }

  #straysOf(tenant: string): readonly string[] {
    const before = this.#clock.now() - STRAY_MS;
    return [...(this.#unmarked.get(tenant) ?? [])].filter(
      (id) => (this.#deliveries.get(id)?.receivedAt ?? 0) <= before,
    );
  }

  #hasDueWork(tenant: string): boolean {
    const now = this.#clock.now();
    for (const change of this.#changesOf(tenant).values()) if (isDue(change, now)) return true;
    return (
      this.#straysOf(tenant).length > 0 || this.#dueUnrouted(tenant).length > 0 || this.#dueTask(tenant) !== undefined
    );
  }

  #held(lease: Lease): TenantLease {
    const held = this.#leases.get(lease.tenant);
    if (held?.fence !== lease.fence) throw new LostCompareAndSet(`lease of ${lease.tenant}`);
    return held;
  }

  #putLink(link: Link): Link {
    const keys = (['storeganise', 'zendesk'] as const).flatMap((platform) => {
      const recordId = idOf(link, platform);
      return recordId === undefined ? [] : [keyOf({ tenant: link.tenant, platform, recordId })];
    });
    for (const key of keys) {
      const holder = this.#linkOf.get(key);
      if (holder !== undefined && holder !== link.id) throw new DuplicateKey(key);
    }
    const before = this.#links.get(link.id);
    for (const platform of before ? (['storeganise', 'zendesk'] as const) : []) {
      const recordId = before && idOf(before, platform);
      if (recordId !== undefined) this.#linkOf.delete(keyOf({ tenant: link.tenant, platform, recordId }));
    }
    for (const key of keys) this.#linkOf.set(key, link.id);
    this.#links.set(link.id, copy(link));
    return copy(link);
  }

  /** An open one keeps its age, and every one its task. */
  #openCase(question: Case): void {
    const known = this.#cases.get(question.id);
    const kept = { ...(known?.open ? { since: known.since } : {}), ...(known?.task ? { task: known.task } : {}) };
    this.#cases.set(question.id, copy({ ...question, ...kept }));
  }

  #closeCase(tenant: string, id: string): void {
    const known = this.#cases.get(id);
    if (known?.tenant === tenant) this.#cases.set(id, { ...known, open: false });
  }

  #lookAgain(ref: RecordRef, at: number): void {
    const change = this.#change(ref);
    if (!change.looks.includes(at)) this.#put({ ...change, looks: [...change.looks, at] });
  }
}

/** A look that has come is a mark, and un-parks like one. */
const isDue = (change: Change, now: number) => {
  const hasLook = change.looks.some((at) => at <= now);
  if (change.parked) return hasLook;
  return change.notBefore <= now && (hasLook || change.dirty > change.done);
};

function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const found = sets.get(key) ?? new Set<string>();
  sets.set(key, found);
  return found;
}
