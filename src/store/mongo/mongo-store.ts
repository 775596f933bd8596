import type { Platform } from '../../domain/contact.ts';
import type { Account, Installation, LookResult, Pin } from '../../domain/installation.ts';
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
import { ask, type MongoConnection } from '../../mongo-connection.ts';
import type { Postponement, Queue, Store } from '../../ports.ts';
import { Cases } from './cases.ts';
import { Changes } from './changes.ts';
import { Cursors } from './cursors.ts';
import { Deliveries } from './deliveries.ts';
import { type StoreTime, serverNow } from './expressions.ts';
import { Installations } from './installations.ts';
import { Intake } from './intake.ts';
import { Leases } from './leases.ts';
import { Links } from './links.ts';
import { registerModels } from './models.ts';

/**
 * The store in MongoDB, for any number of processes. Each write is one step on one document; times come from the server's clock.
 * Any call throws StoreUnavailable when the server does not answer: the write may have happened then, and may be repeated.
 */
export class MongoStore implements Store {
  readonly #intake: Intake;
  readonly #deliveries: Deliveries;
  readonly #changes: Changes;
  readonly #leases: Leases;
  readonly #links: Links;
  readonly #cases: Cases;
  readonly #cursors: Cursors;
  readonly #installations: Installations;

  constructor(mongo: MongoConnection, { now, about }: StoreTime = { now: serverNow, about: mongo.serverTime }) {
    registerModels(mongo.mongoose);
    this.#changes = new Changes(mongo, now);
    this.#intake = new Intake(mongo, about, this.#changes);
    this.#deliveries = new Deliveries(mongo, now, this.#changes);
    this.#leases = new Leases(mongo, now);
    this.#links = new Links(mongo);
    this.#cases = new Cases(mongo, now);
    this.#cursors = new Cursors(mongo, now);
    this.#installations = new Installations(mongo);
  }

  accept = (delivery: Omit<Delivery, 'mark' | 'receivedAt'>): Promise<'accepted' | 'duplicate'> =>
    ask(() => this.#intake.accept(delivery));

  mark = (ref: RecordRef): Promise<void> => this.#answer(() => this.#changes.raise(ref));
  markStrays = (tenant: string): Promise<void> => this.#answer(() => this.#deliveries.markStrays(tenant));

  unroutedDeliveries = (tenant: string): Promise<readonly Delivery[]> =>
    this.#answer(() => this.#deliveries.unrouted(tenant));

  routeDelivery = (delivery: Delivery, recordId: string): Promise<number> =>
    this.#answer(() => this.#deliveries.route(delivery, recordId));

  postponeDelivery = (delivery: Delivery, postponement: { notBefore: number; retries: number }): Promise<void> =>
    this.#answer(() => this.#deliveries.postpone(delivery, postponement));

  pinInstallation = (pin: Pin): Promise<Installation> => this.#answer(() => this.#installations.pin(pin));
  pinByHand = (pin: Pin): Promise<Installation> => this.#answer(() => this.#installations.pinByHand(pin));

  installations = (tenant?: string): Promise<readonly Installation[]> =>
    this.#answer(() => this.#installations.all(tenant));

  askLook = (pin: Pick<Pin, 'tenant' | 'addonId'>): Promise<void> =>
    this.#answer(() => this.#installations.askLook(pin));

  pinAccount = (pin: Pick<Pin, 'tenant' | 'addonId'>, account: Account): Promise<Account> =>
    this.#answer(() => this.#installations.pinAccount(pin, account));

  saveLook = (lease: Lease, addonId: string, found: LookResult): Promise<Installation> =>
    this.#answer(() => this.#installations.saveLook(lease, addonId, found));

  claimTenant = (worker: string, tenants: readonly string[]): Promise<Lease | undefined> =>
    tenants.length === 0 ? Promise.resolve(undefined) : this.#answer(() => this.#leases.claim(worker, tenants));

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
    this.#answer(() => this.#cursors.find(tenant, name));

  saveCursor = (tenant: string, name: string, cursor: string): Promise<void> =>
    this.#answer(() => this.#cursors.save(tenant, name, cursor));

  takeSweep = (tenants: readonly string[], everyMs: number): Promise<string | undefined> =>
    this.#answer(() => this.#cursors.takeSweep(tenants, everyMs));

  findLink = (ref: RecordRef): Promise<Link | undefined> => this.#answer(() => this.#links.find(ref));
  insertLink = (link: Link): Promise<Link> => this.#answer(() => this.#links.insert(link));
  takeLink = (link: Link, fence: number): Promise<Link> => this.#answer(() => this.#links.take(link, fence));
  saveLink = (link: Link): Promise<Link> => this.#answer(() => this.#links.save(link));

  async deliverRow(tenant: string, row: OutboxRow): Promise<void> {
    if (row.kind === 'outcome') {
      await this.recordOutcome(tenant, row.platform, row.key, row.outcome);
      return;
    }
    await this.#answer(() => this.#deliver(tenant, row));
  }

  recordOutcome(tenant: string, platform: Platform, key: string, outcome: Outcome): Promise<boolean> {
    return this.#answer(() => this.#deliveries.recordOutcome(tenant, platform, key, outcome));
  }

  counts = (): Promise<{ readonly backlog: number; readonly openCases: number }> =>
    this.#answer(async () => {
      const [backlog, openCases] = await Promise.all([this.#deliveries.countOpen(), this.#cases.countOpen()]);
      return { backlog, openCases };
    });

  queueOf = (tenant: string): Promise<Queue> =>
    this.#answer(async () => {
      const [backlog, changes, lastReceivedAt] = await Promise.all([
        this.#deliveries.countOpen(tenant),
        this.#changes.queueOf(tenant),
        this.#deliveries.lastReceivedAt(tenant),
      ]);
      return { backlog, ...changes, lastReceivedAt };
    });

  deliveriesOf = (ref: RecordRef): Promise<readonly Delivery[]> => this.#answer(() => this.#deliveries.of(ref));

  historyOf = (tenant: string, linkId: string): Promise<readonly HistoryRow[]> =>
    this.#answer(() => this.#links.historyOf(tenant, linkId));

  openCases = (tenant: string): Promise<readonly Case[]> => this.#answer(() => this.#cases.openOf(tenant));
  findCase = (id: string): Promise<Case | undefined> => this.#answer(() => this.#cases.find(id));
  dueTask = (tenant: string): Promise<Case | undefined> => this.#answer(() => this.#cases.dueTask(tenant));

  saveTask = (tenant: string, caseId: string, task: Task): Promise<void> =>
    this.#answer(() => this.#cases.saveTask(tenant, caseId, task));

  countTasks = (tenant: string, since: number): Promise<number> =>
    this.#answer(() => this.#cases.countTasks(tenant, since));

  /** Resolves once no write of this process is left that nobody waits for. */
  settled(): Promise<void> {
    return this.#intake.settled();
  }

  /** Whoever asks finds every delivery marked that this process accepted before; all of a call has one deadline. */
  #answer<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    return ask(async () => {
      await this.#intake.settled();
      return act();
    });
  }

  async #deliver(tenant: string, row: Exclude<OutboxRow, { kind: 'outcome' }>): Promise<void> {
    if (row.kind === 'history') await this.#links.appendHistory(row.row);
    if (row.kind === 'case') await this.#cases.open(row.case);
    if (row.kind === 'case_closed') await this.#cases.close(tenant, row.caseId);
    if (row.kind === 'look') await this.#changes.lookAgain(row.ref, row.at);
  }
}
