import { PLATFORMS, type Platform } from '../../domain/contact.ts';
import { isHeavier } from '../../domain/outcome.ts';
import type { Delivery, Outcome, RecordRef } from '../../domain/records.ts';
import { ask, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { STRAY_MS } from '../timing.ts';
import { type Changes, changeId } from './changes.ts';
import { isDueBy, literal, type Now } from './expressions.ts';
import type { DeliveryDocument } from './schemas.ts';

/** A delivery whose mark is noted and that has no outcome yet is looked at again after so long. */
const RECHECK_MS = 600_000;
/** Looked at in one go. */
const BATCH = 100;
const KINDS = ['noop', 'applied', 'held', 'failed'] as const satisfies readonly Outcome['kind'][];

export const deliveryId = (tenant: string, platform: Platform, key: string) => `${tenant}|${platform}|${key}`;

/** The webhooks received, in MongoDB. The mark of a delivery stands on its change until it is settled there. */
export class Deliveries {
  readonly #mongo: MongoConnection;
  readonly #now: Now;
  readonly #changes: Changes;

  constructor(mongo: MongoConnection, now: Now, changes: Changes) {
    this.#mongo = mongo;
    this.#now = now;
    this.#changes = changes;
  }

  /**
   * Each delivery that is still open after a while is looked at: either its change has noted it, or it is marked now. So one
   * that a crash left behind anywhere before its outcome finds its way back into the queue.
   */
  async markStrays(tenant: string): Promise<void> {
    const filter = { open: true, tenant, recordId: { $ne: '' }, ...isDueBy(this.#now()) } as const;
    const strays = await ask(() => this.#deliveries.find(filter, { limit: BATCH, ...LIMIT }).toArray());
    if (strays.length === 0) return;
    const noted = await this.#changes.notedOf(strays);
    const isNoted = (one: Delivery) => noted.get(changeId(one))?.some(({ key }) => key === one.key);
    const unmarked = strays.filter((stray) => !isNoted(stray));
    if (unmarked.length > 0) await this.#changes.raiseForAll(unmarked);
    const ids = strays.map(({ _id }) => _id);
    await ask(() =>
      this.#deliveries.updateMany(
        { _id: { $in: ids }, tenant, open: true },
        [{ $set: { dueAt: { $add: [this.#now(), RECHECK_MS] } } }],
        LIMIT,
      ),
    );
  }

  async unrouted(tenant: string): Promise<readonly Delivery[]> {
    const filter = { open: true, tenant, recordId: '', ...isDueBy(this.#now()) } as const;
    const options = { sort: { dueAt: 1 }, limit: BATCH, ...LIMIT } as const;
    const found = await ask(() => this.#deliveries.find(filter, options).toArray());
    return found.map(toDelivery);
  }

  /**
   * First its record, then the mark: a crash in between leaves a stray like any other, and whoever routes it again makes good
   * what is missing.
   */
  async route({ tenant, platform, key }: Delivery, recordId: string): Promise<number> {
    const _id = deliveryId(tenant, platform, key);
    await ask(() =>
      this.#deliveries.updateOne(
        { _id, tenant, open: true, recordId: '' },
        [{ $set: { recordId: literal(recordId), dueAt: { $add: [this.#now(), STRAY_MS] } } }],
        LIMIT,
      ),
    );
    const known = await ask(() => this.#deliveries.findOne({ _id, tenant }, LIMIT));
    if (!known) return 0;
    if (known.open) await this.#changes.raiseForAll([known]);
    const noted = (await this.#changes.notedOf([known])).get(changeId(known));
    return noted?.find((one) => one.key === key)?.mark ?? 0;
  }

  async postpone(
    { tenant, platform, key }: Delivery,
    { notBefore, retries }: { notBefore: number; retries: number },
  ): Promise<void> {
    const filter = { _id: deliveryId(tenant, platform, key), tenant, open: true } as const;
    await ask(() => this.#deliveries.updateOne(filter, { $set: { notBefore, retries, dueAt: notBefore } }, LIMIT));
  }

  /** What the change has noted up to `seen`, without outcome, in the order of the marks. */
  async covered(ref: RecordRef, seen: number): Promise<readonly Delivery[]> {
    const noted = (await this.#changes.notedOf([ref])).get(changeId(ref)) ?? [];
    const marks = new Map(noted.filter(({ mark }) => mark <= seen).map(({ key, mark }) => [key, mark]));
    if (marks.size === 0) return [];
    const ids = [...marks.keys()].map((key) => deliveryId(ref.tenant, ref.platform, key));
    const filter = { _id: { $in: ids }, tenant: ref.tenant, open: true } as const;
    const found = await ask(() => this.#deliveries.find(filter, LIMIT).toArray());
    const covered = found.map((document) => ({ ...toDelivery(document), mark: marks.get(document.key) ?? 0 }));
    return covered.sort((a, b) => a.mark - b.mark);
  }

  async recordOutcome(tenant: string, platform: Platform, key: string, outcome: Outcome): Promise<boolean> {
    const lighter = KINDS.filter((kind) => isHeavier(outcome, { kind } as Outcome));
    const filter = {
      _id: deliveryId(tenant, platform, key),
      tenant,
      $or: [{ outcome: { $exists: false } }, { 'outcome.kind': { $in: lighter } }],
    };
    const end = { $set: { outcome }, $unset: { open: 1, dueAt: 1 } } as const;
    return (await ask(() => this.#deliveries.updateOne(filter, end, LIMIT))).modifiedCount === 1;
  }

  async of({ tenant, platform, recordId }: RecordRef): Promise<readonly Delivery[]> {
    const options = { sort: { receivedAt: 1 }, ...LIMIT } as const;
    const found = await ask(() => this.#deliveries.find({ tenant, platform, recordId }, options).toArray());
    return found.map(toDelivery);
  }

  /** How many have no outcome; of all tenants, or of one. */
  countOpen(tenant?: string): Promise<number> {
    const filter = { open: true, ...(tenant === undefined ? {} : { tenant }) } as const;
    return ask(() => this.#deliveries.countDocuments(filter, LIMIT));
  }

  /** When each platform was last heard. */
  async lastReceivedAt(tenant: string): Promise<Partial<Record<Platform, number>>> {
    const options = { sort: { receivedAt: -1 }, projection: { receivedAt: 1 }, ...LIMIT } as const;
    const last = PLATFORMS.map(async (platform) => {
      const found = await ask(() => this.#deliveries.findOne({ tenant, platform }, options));
      return found ? [[platform, found.receivedAt] as const] : [];
    });
    return Object.fromEntries((await Promise.all(last)).flat());
  }

  get #deliveries() {
    return this.#mongo.collection<DeliveryDocument>('deliveries');
  }
}

function toDelivery({ _id, open, dueAt, expireAt, ...delivery }: DeliveryDocument): Delivery {
  return delivery;
}
