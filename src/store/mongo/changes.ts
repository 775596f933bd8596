import type { Change, Lease, RecordRef } from '../../domain/records.ts';
import { ask, askForUpsert, duplicatesAmong, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import type { Postponement } from '../../ports.ts';
import {
  IS_DIRTY,
  lookAgain,
  postpone,
  raise,
  raiseForAll,
  settle,
  type Telling,
  take,
  unmarked,
  WAITING,
  wake,
} from './change-updates.ts';
import { isDueBy, type Now } from './expressions.ts';
import type { ChangeDocument } from './schemas.ts';

/** A delivery behind a mark that is not settled yet. */
export type Noted = ChangeDocument['noted'][number];

const HAS_WORK = { dueAt: { $exists: true } } as const;
const LONGEST_WAIT = { readyAt: 1 } as const;

export const changeId = ({ tenant, platform, recordId }: RecordRef): string => `${tenant}|${platform}|${recordId}`;

/** The queue of record in MongoDB: one document a record, every step on it one update. */
export class Changes {
  readonly #mongo: MongoConnection;
  readonly #now: Now;

  constructor(mongo: MongoConnection, now: Now) {
    this.#mongo = mongo;
    this.#now = now;
  }

  async raise(ref: RecordRef): Promise<void> {
    await this.#upsert(ref, raise(ref, this.#now()));
  }

  /** Raises the dirty counters for these deliveries, for each once. */
  async raiseForAll(deliveries: readonly (RecordRef & Telling)[]): Promise<void> {
    const told = Map.groupBy(deliveries, changeId);
    const ids = [...told.keys()];
    const update = raiseForAll(told, this.#now());
    const raise = async () => {
      const { matchedCount } = await ask(() => this.#changes.updateMany({ _id: { $in: ids } }, update, LIMIT));
      return matchedCount === ids.length;
    };
    if (await raise()) return;
    await this.#begin(deliveries);
    // Once more for all: what was raised already stays as it is.
    if (!(await raise())) throw new Error('changes that were there a moment ago are gone');
  }

  /** Makes the changes that are missing, unmarked as yet. */
  async #begin(refs: readonly RecordRef[]): Promise<void> {
    const missing = new Map(refs.map((ref) => [changeId(ref), ref]));
    const filter = { _id: { $in: [...missing.keys()] } };
    const found = await ask(() => this.#changes.find(filter, { projection: { _id: 1 }, ...LIMIT }).toArray());
    for (const { _id } of found) missing.delete(_id);
    if (missing.size === 0) return;
    const documents = [...missing].map(([_id, ref]) => ({ _id, ...unmarked(ref) }));
    await duplicatesAmong(() => this.#changes.insertMany(documents, { ordered: false, ...LIMIT }));
  }

  async lookAgain(ref: RecordRef, at: number): Promise<void> {
    await this.#upsert(ref, lookAgain(ref, at));
  }

  async take({ tenant, fence }: Lease): Promise<Change | undefined> {
    const now = this.#now();
    const filter = { tenant, ...isDueBy(now), fence: { $lte: fence } };
    const options = { sort: LONGEST_WAIT, returnDocument: 'after', ...LIMIT } as const;
    const taken = await ask(() => this.#changes.findOneAndUpdate(filter, take(fence, now), options));
    return taken ? toChange(taken) : undefined;
  }

  async settle(ref: RecordRef, seen: number, fence: number): Promise<void> {
    await ask(() => this.#changes.updateOne(heldBy(ref, fence), settle(seen, this.#now()), LIMIT));
  }

  async postpone(ref: RecordRef, fence: number, postponement: Postponement): Promise<void> {
    await ask(() => this.#changes.updateOne(heldBy(ref, fence), postpone(postponement), LIMIT));
  }

  async wakeWaiting(tenant: string): Promise<void> {
    await ask(() => this.#changes.updateMany({ tenant, ...WAITING, ...IS_DIRTY }, wake(), LIMIT));
  }

  async find(ref: RecordRef): Promise<Change | undefined> {
    const found = await ask(() => this.#changes.findOne({ _id: changeId(ref), tenant: ref.tenant }, LIMIT));
    return found ? toChange(found) : undefined;
  }

  async findProbe(tenant: string): Promise<RecordRef | undefined> {
    const projection = { _id: 0, tenant: 1, platform: 1, recordId: 1 } as const;
    const options = { sort: LONGEST_WAIT, projection, ...LIMIT } as const;
    const found = await ask(() => this.#changes.findOne({ tenant, ...WAITING, ...IS_DIRTY }, options));
    return found ?? undefined;
  }

  /** The deliveries that the records' changes have noted, by record. */
  async notedOf(refs: readonly RecordRef[]): Promise<ReadonlyMap<string, readonly Noted[]>> {
    const [first] = refs;
    if (!first) return new Map();
    const filter = { _id: { $in: refs.map(changeId) }, tenant: first.tenant };
    const found = await ask(() => this.#changes.find(filter, { projection: { noted: 1 }, ...LIMIT }).toArray());
    return new Map(found.map(({ _id, noted }) => [_id, noted]));
  }

  /** What waits for its turn, and what is set aside; the longest wait first. */
  async queueOf(tenant: string): Promise<{ waiting: number; oldest?: Change; parked: readonly Change[] }> {
    const waits = { tenant, ...HAS_WORK, parked: false, ...IS_DIRTY };
    const [waiting, oldest, parked] = await Promise.all([
      ask(() => this.#changes.countDocuments(waits, { hint: 'turn', ...LIMIT })),
      ask(() => this.#changes.findOne(waits, { sort: LONGEST_WAIT, ...LIMIT })),
      ask(() => this.#changes.find({ tenant, parked: true }, { sort: LONGEST_WAIT, ...LIMIT }).toArray()),
    ]);
    return { waiting, ...(oldest ? { oldest: toChange(oldest) } : {}), parked: parked.map(toChange) };
  }

  async #upsert(ref: RecordRef, update: ReturnType<typeof raise>): Promise<ChangeDocument> {
    const filter = { _id: changeId(ref), tenant: ref.tenant };
    const options = { upsert: true, returnDocument: 'after', ...LIMIT } as const;
    const changed = await askForUpsert(() => this.#changes.findOneAndUpdate(filter, update, options));
    if (!changed) throw new Error('an upsert returned nothing');
    return changed;
  }

  get #changes() {
    return this.#mongo.collection<ChangeDocument>('changes');
  }
}

const heldBy = (ref: RecordRef, fence: number) => ({
  _id: changeId(ref),
  tenant: ref.tenant,
  fence: { $lte: fence },
});

function toChange({ _id, dueAt, noted, ...change }: ChangeDocument): Change {
  return change;
}
