import type { Lease } from '../../domain/records.ts';
import { ask, isDuplicateKey, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { LostCompareAndSet } from '../../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { ClaimDesk } from './claim-desk.ts';
import { type Expression, isDueBy, literal, type Now } from './expressions.ts';
import type { LeaseDocument } from './schemas.ts';

/** The end of a lease that was given back. */
const RELEASED = 0;

/** Who works on which tenant, in MongoDB: by the server's clock, so that no process's own clock can lengthen a lease. */
export class Leases {
  readonly #mongo: MongoConnection;
  readonly #now: Now;
  readonly #desk = new ClaimDesk((worker, tenants) => this.#claim(worker, tenants));

  constructor(mongo: MongoConnection, now: Now) {
    this.#mongo = mongo;
    this.#now = now;
  }

  claim(worker: string, tenants: readonly string[]): Promise<Lease | undefined> {
    return this.#desk.ask(worker, tenants);
  }

  /** The free tenant with due work that has waited longest; whoever loses the race for it tries the next. */
  async #claim(worker: string, tenants: readonly string[]): Promise<Lease | undefined> {
    for (const tenant of await this.#withDueWork(await this.#free(tenants))) {
      const lease = await this.#claimOne(worker, tenant);
      if (lease) return lease;
    }
    return undefined;
  }

  async renew({ tenant, fence }: Lease): Promise<Lease> {
    const update = [{ $set: { until: this.#untilFromNow() } }];
    const options = { returnDocument: 'after', ...LIMIT } as const;
    const held = { _id: tenant, fence, until: { $ne: RELEASED } };
    const renewed = await ask(() => this.#leases.findOneAndUpdate(held, update, options));
    if (!renewed) throw new LostCompareAndSet(`lease of ${tenant}`);
    return toLease(renewed);
  }

  async release({ tenant, fence }: Lease): Promise<void> {
    await ask(() => this.#leases.updateOne({ _id: tenant, fence }, { $set: { until: RELEASED } }, LIMIT));
  }

  async pause({ tenant, fence }: Lease, pausedUntil: number): Promise<void> {
    await ask(() => this.#leases.updateOne({ _id: tenant, fence }, { $set: { pausedUntil } }, LIMIT));
  }

  async rememberMarks(tenant: string): Promise<void> {
    await ask(() => this.#leases.updateOne({ _id: tenant }, { $set: { marksDisabled: true } }, LIMIT));
  }

  /** Those that nobody holds and nothing pauses, the longest wait first. */
  async #free(tenants: readonly string[]): Promise<readonly string[]> {
    if (tenants.length === 0) return [];
    const isFree = { $and: [{ $lte: ['$until', this.#now()] }, { $lte: ['$pausedUntil', this.#now()] }] };
    const known = await ask(() =>
      this.#leases
        .aggregate<{ _id: string; claimedAt: number; isFree: boolean }>(
          [{ $match: { _id: { $in: tenants } } }, { $project: { claimedAt: 1, isFree } }],
          LIMIT,
        )
        .toArray(),
    );
    const leases = new Map(known.map((lease) => [lease._id, lease]));
    const claimedAt = (tenant: string) => leases.get(tenant)?.claimedAt ?? 0;
    return tenants
      .filter((tenant) => leases.get(tenant)?.isFree ?? true)
      .toSorted((a, b) => claimedAt(a) - claimedAt(b));
  }

  /** Of these, in their order, the ones with a change, a delivery, a task or a look that is due. */
  async #withDueWork(tenants: readonly string[]): Promise<readonly string[]> {
    if (tenants.length === 0) return [];
    const group = { $group: { _id: '$tenant' } } as const;
    const due = { tenant: { $in: tenants }, ...isDueBy(this.#now()) };
    const pipeline = [
      { $match: due },
      group,
      { $unionWith: { coll: 'deliveries', pipeline: [{ $match: { open: true, ...due } }, group] } },
      { $unionWith: { coll: 'cases', pipeline: [{ $match: due }, group] } },
      { $unionWith: { coll: 'tenants', pipeline: [{ $match: due }, group] } },
    ];
    const found = await ask(() =>
      this.#mongo
        .collection('changes')
        .aggregate<{ _id: string }>(pipeline, { hint: 'due', ...LIMIT })
        .toArray(),
    );
    const busy = new Set(found.map(({ _id }) => _id));
    return tenants.filter((tenant) => busy.has(tenant));
  }

  async #claimOne(worker: string, tenant: string): Promise<Lease | undefined> {
    const claimed = await this.#claimFree(worker, tenant);
    if (claimed || !(await this.#isFirst(tenant))) return claimed;
    return this.#claimFree(worker, tenant);
  }

  async #claimFree(worker: string, tenant: string): Promise<Lease | undefined> {
    const now = this.#now();
    const free = { $expr: { $and: [{ $lte: ['$until', now] }, { $lte: ['$pausedUntil', now] }] } };
    const fence: Expression = { $add: ['$fence', 1] };
    const held = { worker: literal(worker), until: this.#untilFromNow(), claimedAt: now, pausedUntil: 0, fence };
    const options = { returnDocument: 'after', ...LIMIT } as const;
    const claimed = await ask(() => this.#leases.findOneAndUpdate({ _id: tenant, ...free }, [{ $set: held }], options));
    return claimed ? toLease(claimed) : undefined;
  }

  /** Whether nobody ever worked on the tenant: then it has a free lease now. */
  async #isFirst(tenant: string): Promise<boolean> {
    const free = { worker: '', fence: 0, until: RELEASED, claimedAt: 0, pausedUntil: 0, marksDisabled: false };
    try {
      await ask(() => this.#leases.insertOne({ _id: tenant, ...free }, LIMIT));
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  #untilFromNow(): Expression {
    return { $add: [this.#now(), LEASE_MS] };
  }

  get #leases() {
    return this.#mongo.collection<LeaseDocument>('leases');
  }
}

const toLease = ({ _id, worker, fence, until, marksDisabled }: LeaseDocument): Lease => ({
  tenant: _id,
  worker,
  fence,
  until,
  marksDisabled,
});
