// The store in memory: for the demo, for tests, and for the seeded simulation. It is as unforgiving as a database: every
// call yields before it answers, documents are copied on the way in and out, keys are unique, and who overslept loses.
import type { Platform } from '../domain/contact.ts';
import type { Account, Installation, LookResult, Pin } from '../domain/installation.ts';
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
} from '../domain/records.ts';
import type { Clock, Postponement, Queue, Store } from '../ports.ts';
import { copy } from './copy.ts';
import { MemoryCases } from './memory/cases.ts';
import { MemoryChanges } from './memory/changes.ts';
import { MemoryDeliveries } from './memory/deliveries.ts';
import { MemoryInstallations } from './memory/installations.ts';
import { MemoryLeases } from './memory/leases.ts';
import { MemoryLinks } from './memory/links.ts';
import { describeQueue } from './memory/queue.ts';

export class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #pause: () => Promise<void>;
  readonly #deliveries: MemoryDeliveries;
  readonly #changes: MemoryChanges;
  readonly #links = new MemoryLinks();
  readonly #cases: MemoryCases;
  readonly #leases: MemoryLeases;
  readonly #installations: MemoryInstallations;
  readonly #history = new Map<string, HistoryRow>();
  readonly #cursors = new Map<string, string>();

  constructor(clock: Clock, pause: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve))) {
    this.#clock = clock;
    this.#pause = pause;
    this.#deliveries = new MemoryDeliveries(clock);
    this.#changes = new MemoryChanges(clock);
    this.#cases = new MemoryCases(clock);
    this.#leases = new MemoryLeases(clock);
    this.#installations = new MemoryInstallations(clock);
  }

  async accept(delivery: Omit<Delivery, 'mark' | 'receivedAt'>): Promise<'accepted' | 'duplicate'> {
    await this.#pause();
    const isNew = this.#deliveries.insert(copy({ ...delivery, receivedAt: this.#clock.now() }));
    if (!isNew) return 'duplicate';
    if (delivery.outcome || delivery.rental) return 'accepted';
    await this.#pause();
    this.#markDelivery(delivery);
    return 'accepted';
  }

  mark = (ref: RecordRef): Promise<void> => this.#answer(() => void this.#changes.raise(ref));

  markStrays = (tenant: string): Promise<void> =>
    this.#answer(() => {
      for (const delivery of this.#deliveries.strays(tenant)) this.#markDelivery(delivery);
    });

  unroutedDeliveries = (tenant: string): Promise<readonly Delivery[]> =>
    this.#answer(() => this.#deliveries.unrouted(tenant));

  routeDelivery = (delivery: Delivery, recordId: string): Promise<number> =>
    this.#answer(() => this.#deliveries.route(delivery, recordId, (ref) => this.#changes.raise(ref)));

  postponeDelivery = (delivery: Delivery, postponement: { notBefore: number; retries: number }): Promise<void> =>
    this.#answer(() => this.#deliveries.postpone(delivery, postponement));

  pinInstallation = (pin: Pin): Promise<Installation> => this.#answer(() => this.#installations.pin(copy(pin)));
  pinByHand = (pin: Pin): Promise<Installation> => this.#answer(() => this.#installations.pinByHand(copy(pin)));

  installations = (tenant?: string): Promise<readonly Installation[]> =>
    this.#answer(() => (tenant === undefined ? this.#installations.all() : this.#installations.of(tenant)));

  askLook = (pin: Pick<Pin, 'tenant' | 'addonId'>): Promise<void> =>
    this.#answer(() => this.#installations.askLook(pin));

  pinAccount = (pin: Pick<Pin, 'tenant' | 'addonId'>, account: Account): Promise<Account> =>
    this.#answer(() => this.#installations.pinAccount(pin, copy(account)));

  saveLook = (lease: Lease, addonId: string, found: LookResult): Promise<Installation> =>
    this.#answer(() => this.#installations.saveLook(lease, addonId, copy(found)));

  claimTenant = (worker: string, tenants: readonly string[]): Promise<Lease | undefined> =>
    this.#answer(() => this.#leases.claim(worker, tenants, (tenant) => this.#hasDueWork(tenant)));

  renewLease = (lease: Lease): Promise<Lease> => this.#answer(() => this.#leases.renew(lease));
  releaseLease = (lease: Lease): Promise<void> => this.#answer(() => this.#leases.release(lease));
  rememberMarks = (tenant: string): Promise<void> => this.#answer(() => this.#leases.rememberMarks(tenant));
  pauseTenant = (lease: Lease, until: number): Promise<void> => this.#answer(() => this.#leases.pause(lease, until));

  takeChange = (lease: Lease): Promise<Change | undefined> => this.#answer(() => this.#changes.take(lease));
  findChange = (ref: RecordRef): Promise<Change | undefined> => this.#answer(() => this.#changes.find(ref));

  settleChange = (ref: RecordRef, seen: number, fence: number): Promise<void> =>
    this.#answer(() => this.#changes.settle(ref, seen, fence));

  postponeChange = (ref: RecordRef, fence: number, postponement: Postponement): Promise<void> =>
    this.#answer(() => this.#changes.postpone(ref, fence, postponement));

  findProbe = (tenant: string): Promise<RecordRef | undefined> => this.#answer(() => this.#changes.findProbe(tenant));
  wakeWaiting = (tenant: string): Promise<void> => this.#answer(() => this.#changes.wakeWaiting(tenant));

  coveredDeliveries = (ref: RecordRef, seen: number): Promise<readonly Delivery[]> =>
    this.#answer(() => this.#deliveries.covered(ref, seen));

  findCursor = (tenant: string, name: string): Promise<string | undefined> =>
    this.#answer(() => this.#cursors.get(`${tenant}|${name}`));

  saveCursor = (tenant: string, name: string, cursor: string): Promise<void> =>
    this.#answer(() => void this.#cursors.set(`${tenant}|${name}`, cursor));

  takeSweep = (tenants: readonly string[], everyMs: number): Promise<string | undefined> =>
    this.#answer(() => this.#leases.takeSweep(tenants, everyMs));

  findLink = (ref: RecordRef): Promise<Link | undefined> => this.#answer(() => this.#links.find(ref));
  insertLink = (link: Link): Promise<Link> => this.#answer(() => this.#links.insert(copy(link)));
  takeLink = (link: Link, fence: number): Promise<Link> => this.#answer(() => this.#links.take(link, fence));
  saveLink = (link: Link): Promise<Link> => this.#answer(() => this.#links.save(copy(link)));

  async deliverRow(tenant: string, row: OutboxRow): Promise<void> {
    if (row.kind === 'outcome') {
      await this.recordOutcome(tenant, row.platform, row.key, row.outcome);
      return;
    }
    await this.#pause();
    if (row.kind === 'history') this.#history.set(row.row.id, copy(row.row));
    if (row.kind === 'case') this.#cases.open(copy(row.case));
    if (row.kind === 'case_closed') this.#cases.close(tenant, row.caseId);
    if (row.kind === 'look') this.#changes.lookAgain(row.ref, row.at);
  }

  recordOutcome(tenant: string, platform: Platform, key: string, outcome: Outcome): Promise<boolean> {
    return this.#answer(() => this.#deliveries.setOutcome(tenant, platform, key, copy(outcome)));
  }

  counts = (): Promise<{ readonly backlog: number; readonly openCases: number }> =>
    this.#answer(() => ({ backlog: this.#deliveries.backlog, openCases: this.#cases.allOpen().length }));

  queueOf = (tenant: string): Promise<Queue> =>
    this.#answer(() => describeQueue(this.#deliveries.ofTenant(tenant), this.#changes.all(tenant)));

  deliveriesOf = (ref: RecordRef): Promise<readonly Delivery[]> =>
    this.#answer(() => [...this.#deliveries.of(ref)].sort((a, b) => a.receivedAt - b.receivedAt));

  historyOf = (tenant: string, linkId: string): Promise<readonly HistoryRow[]> =>
    this.#answer(() => [...this.#history.values()].filter((row) => row.tenant === tenant && row.linkId === linkId));

  openCases = (tenant: string): Promise<readonly Case[]> => this.#answer(() => this.#cases.allOpen(tenant));
  findCase = (id: string): Promise<Case | undefined> => this.#answer(() => this.#cases.find(id));
  dueTask = (tenant: string): Promise<Case | undefined> => this.#answer(() => this.#cases.dueTask(tenant));

  saveTask = (tenant: string, caseId: string, task: Task): Promise<void> =>
    this.#answer(() => this.#cases.saveTask(tenant, caseId, copy(task)));

  countTasks = (tenant: string, since: number): Promise<number> =>
    this.#answer(() => this.#cases.countTasks(tenant, since));

  /** Every call yields, and what it hands out is never what it holds. */
  async #answer<Answer>(act: () => Answer): Promise<Answer> {
    await this.#pause();
    return copy(act());
  }

  #markDelivery(delivery: Omit<Delivery, 'mark' | 'receivedAt'>): void {
    const unmarked = this.#deliveries.takeUnmarked(delivery);
    if (unmarked) this.#deliveries.setMark(unmarked, this.#changes.raise(unmarked, unmarked.bar));
  }

  #hasDueWork(tenant: string): boolean {
    return (
      this.#changes.hasDue(tenant) ||
      this.#deliveries.strays(tenant).length > 0 ||
      this.#deliveries.unrouted(tenant).length > 0 ||
      this.#cases.dueTask(tenant) !== undefined ||
      this.#installations.hasDueLook(tenant)
    );
  }
}
