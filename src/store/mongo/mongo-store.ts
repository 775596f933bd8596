import { PLATFORMS, type Platform } from '../../domain/contact.ts';
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
} from '../../domain/records.ts';
import type { MongoConnection } from '../../mongo-connection.ts';
import type { Postponement, Queue, Store } from '../../ports.ts';
import { Cases } from './cases.ts';
import { Changes } from './changes.ts';
import { Cursors } from './cursors.ts';
import { Deliveries } from './deliveries.ts';
import { type Now, serverNow } from './expressions.ts';
import { Leases } from './leases.ts';
import { Links } from './links.ts';
import { registerModels } from './models.ts';

/**
 * The store in MongoDB, for any number of processes. Each write is one step on one document; times come from the server's clock.
 * Any call throws StoreUnavailable when the server does not answer: the write may have happened then, and may be repeated.
 */
export class MongoStore implements Store {
  readonly #deliveries: Deliveries;
  readonly #changes: Changes;
  readonly #leases: Leases;
  readonly #links: Links;
  readonly #cases: Cases;
  readonly #cursors: Cursors;

  constructor(mongo: MongoConnection, now: Now = serverNow) {
    registerModels(mongo.mongoose);
    this.#changes = new Changes(mongo, now);
    this.#deliveries = new Deliveries(mongo, now, this.#changes);
    this.#leases = new Leases(mongo, now);
    this.#links = new Links(mongo);
    this.#cases = new Cases(mongo, now);
    this.#cursors = new Cursors(mongo, now);
  }

  accept(delivery: Omit<Delivery, 'mark' | 'receivedAt'>): Promise<'accepted' | 'duplicate'> {
    return this.#deliveries.accept(delivery);
  }

  async mark(ref: RecordRef): Promise<void> {
    await this.#changes.raise(ref);
  }

  markStrays(tenant: string): Promise<void> {
    return this.#deliveries.markStrays(tenant);
  }

  unroutedDeliveries(tenant: string): Promise<readonly Delivery[]> {
    return this.#deliveries.unrouted(tenant);
  }

  routeDelivery(delivery: Delivery, recordId: string): Promise<number> {
    return this.#deliveries.route(delivery, recordId);
  }

  postponeDelivery(delivery: Delivery, postponement: { notBefore: number; retries: number }): Promise<void> {
    return this.#deliveries.postpone(delivery, postponement);
  }

  claimTenant(worker: string, tenants: readonly string[]): Promise<Lease | undefined> {
    return this.#leases.claim(worker, tenants);
  }

  renewLease(lease: Lease): Promise<Lease> {
    return this.#leases.renew(lease);
  }

  releaseLease(lease: Lease): Promise<void> {
    return this.#leases.release(lease);
  }

  rememberMarks(tenant: string): Promise<void> {
    return this.#leases.rememberMarks(tenant);
  }

  pauseTenant(lease: Lease, until: number): Promise<void> {
    return this.#leases.pause(lease, until);
  }

  takeChange(lease: Lease): Promise<Change | undefined> {
    return this.#changes.take(lease);
  }

  findChange(ref: RecordRef): Promise<Change | undefined> {
    return this.#changes.find(ref);
  }

  settleChange(ref: RecordRef, seen: number, fence: number): Promise<void> {
    return this.#changes.settle(ref, seen, fence);
  }

  postponeChange(ref: RecordRef, fence: number, postponement: Postponement): Promise<void> {
    return this.#changes.postpone(ref, fence, postponement);
  }

  findProbe(tenant: string): Promise<RecordRef | undefined> {
    return this.#changes.findProbe(tenant);
  }

  wakeWaiting(tenant: string): Promise<void> {
    return this.#changes.wakeWaiting(tenant);
  }

  coveredDeliveries(ref: RecordRef, seen: number): Promise<readonly Delivery[]> {
    return this.#deliveries.covered(ref, seen);
  }

  findCursor(tenant: string, name: string): Promise<string | undefined> {
    return this.#cursors.find(tenant, name);
  }

  saveCursor(tenant: string, name: string, cursor: string): Promise<void> {
    return this.#cursors.save(tenant, name, cursor);
  }

  takeSweep(tenants: readonly string[], everyMs: number): Promise<string | undefined> {
    return this.#cursors.takeSweep(tenants, everyMs);
  }

  findLink(ref: RecordRef): Promise<Link | undefined> {
    return this.#links.find(ref);
  }

  insertLink(link: Link): Promise<Link> {
    return this.#links.insert(link);
  }

  takeLink(link: Link, fence: number): Promise<Link> {
    return this.#links.take(link, fence);
  }

  saveLink(link: Link): Promise<Link> {
    return this.#links.save(link);
  }

  async deliverRow(tenant: string, row: OutboxRow): Promise<void> {
    if (row.kind === 'history') await this.#links.appendHistory(row.row);
    if (row.kind === 'outcome') await this.recordOutcome(tenant, row.platform, row.key, row.outcome);
    if (row.kind === 'case') await this.#cases.open(row.case);
    if (row.kind === 'case_closed') await this.#cases.close(tenant, row.caseId);
    if (row.kind === 'look') await this.#changes.lookAgain(row.ref, row.at);
  }

  recordOutcome(tenant: string, platform: Platform, key: string, outcome: Outcome): Promise<boolean> {
    return this.#deliveries.recordOutcome(tenant, platform, key, outcome);
  }

  async counts(): Promise<{ readonly backlog: number; readonly openCases: number }> {
    const [backlog, openCases] = await Promise.all([this.#deliveries.countOpen(), this.#cases.countOpen()]);
    return { backlog, openCases };
  }

  async queueOf(tenant: string): Promise<Queue> {
    const [backlog, changes, ...heard] = await Promise.all([
      this.#deliveries.countOpen(tenant),
      this.#changes.queueOf(tenant),
      ...PLATFORMS.map(async (platform) => ({ platform, at: await this.#deliveries.lastReceivedAt(tenant, platform) })),
    ]);
    const lastReceivedAt = Object.fromEntries(
      heard.flatMap(({ platform, at }) => (at === undefined ? [] : [[platform, at]])),
    );
    return { backlog, ...changes, lastReceivedAt };
  }

  deliveriesOf(ref: RecordRef): Promise<readonly Delivery[]> {
    return this.#deliveries.of(ref);
  }

  historyOf(tenant: string, linkId: string): Promise<readonly HistoryRow[]> {
    return this.#links.historyOf(tenant, linkId);
  }

  openCases(tenant: string): Promise<readonly Case[]> {
    return this.#cases.openOf(tenant);
  }

  findCase(id: string): Promise<Case | undefined> {
    return this.#cases.find(id);
  }

  dueTask(tenant: string): Promise<Case | undefined> {
    return this.#cases.dueTask(tenant);
  }

  saveTask(tenant: string, caseId: string, task: Task): Promise<void> {
    return this.#cases.saveTask(tenant, caseId, task);
  }

  countTasks(tenant: string, since: number): Promise<number> {
    return this.#cases.countTasks(tenant, since);
  }
}
