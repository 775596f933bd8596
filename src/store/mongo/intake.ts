import type { Platform } from '../../domain/contact.ts';
import type { Delivery } from '../../domain/records.ts';
import { ask, duplicatesAmong, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { StoreUnavailable } from '../../ports.ts';
import { STRAY_MS } from '../timing.ts';
import { Batch } from './batch.ts';
import type { Changes } from './changes.ts';
import { deliveryId } from './deliveries.ts';
import type { DeliveryDocument } from './schemas.ts';

type NewDelivery = Omit<Delivery, 'mark' | 'receivedAt'>;

const DAY_MS = 86_400_000;
/** Only hygiene: nothing that is still needed is this old. */
const KEPT_MS = { storeganise: 400 * DAY_MS, zendesk: 30 * DAY_MS } as const satisfies Record<Platform, number>;
/** What is due at once must not wait for a server whose clock this process knows only nearly. */
const NEARLY_MS = 1_000;
/** With more marks than this on their way, a delivery waits for its own. */
const MAX_UNMARKED = 1_000;
// Measured with `npm run bench:ingest`: more groups at a time are smaller ones, and each costs as much as several deliveries.
const GROUPS_KEPT = 2;
const GROUPS_MARKED = 1;
/** Marks that nobody waits for come together for so long. */
const LINGER_MS = 20;

/**
 * Where deliveries come in. Those of one moment are kept by one write; each is answered once it is kept for good. Its mark follows
 * behind that answer, before anything else that this process asks the store, and is made good by the next look at strays where
 * a crash or an outage falls in between.
 */
export class Intake {
  readonly #mongo: MongoConnection;
  readonly #about: () => number;
  readonly #kept: Batch<NewDelivery, boolean>;
  readonly #marked: Batch<NewDelivery, void>;
  readonly #unmarked = new Set<Promise<void>>();
  #waiters = 0;
  /** Resolved while somebody waits for marks. */
  #hurry = Promise.withResolvers<void>();
  #defect: unknown;

  /** `about` is the store's time, as near as this process knows it. */
  constructor(mongo: MongoConnection, about: () => number, changes: Changes) {
    this.#mongo = mongo;
    this.#about = about;
    this.#kept = new Batch((deliveries) => this.#keep(deliveries), { maxUnderWay: GROUPS_KEPT });
    this.#marked = new Batch<NewDelivery, void>(
      async (deliveries) => {
        await changes.raiseForAll(deliveries);
        return [];
      },
      { maxUnderWay: GROUPS_MARKED, linger: () => Promise.race([mongo.pause(LINGER_MS), this.#hurry.promise]) },
    );
  }

  async accept(delivery: NewDelivery): Promise<'accepted' | 'duplicate'> {
    if (!(await this.#kept.add(delivery))) return 'duplicate';
    if (delivery.outcome || delivery.rental) return 'accepted';
    const mark = this.#mark(delivery);
    if (this.#unmarked.size > MAX_UNMARKED) await mark;
    return 'accepted';
  }

  /** Resolves once every delivery that was accepted here by now is marked, or left to the next look at strays; tells of a defect. */
  async settled(): Promise<void> {
    if (this.#unmarked.size > 0) await this.#awaitMarks();
    const defect = this.#defect;
    this.#defect = undefined;
    if (defect) throw defect;
  }

  async #awaitMarks(): Promise<void> {
    this.#waiters += 1;
    this.#hurry.resolve();
    await Promise.all(this.#unmarked);
    this.#waiters -= 1;
    if (this.#waiters === 0) this.#hurry = Promise.withResolvers<void>();
  }

  #mark(delivery: NewDelivery): Promise<void> {
    const mark = this.#marked
      .add(delivery)
      .catch((error) => {
        if (!(error instanceof StoreUnavailable)) this.#defect = error;
      })
      .finally(() => this.#unmarked.delete(mark));
    this.#unmarked.add(mark);
    return mark;
  }

  /** Says of each whether it is new. One that is known was kept by somebody else, perhaps a moment ago: that has to be for good too. */
  async #keep(deliveries: readonly NewDelivery[]): Promise<readonly boolean[]> {
    const documents = deliveries.map((delivery) => this.#begin(delivery));
    const known = await duplicatesAmong(() => this.#deliveries.insertMany(documents, { ordered: false, ...LIMIT }));
    if (known.size > 0) await this.#confirm([...known].flatMap((index) => documents[index]?._id ?? []));
    return deliveries.map((_, index) => !known.has(index));
  }

  async #confirm(ids: readonly string[]): Promise<void> {
    const distinct = [...new Set(ids)];
    const kept = await ask(() => this.#deliveries.countDocuments({ _id: { $in: distinct } }, LIMIT));
    if (kept < distinct.length) throw new StoreUnavailable('a known delivery is not kept for good yet');
  }

  #begin(delivery: NewDelivery): DeliveryDocument {
    const now = this.#about();
    const { tenant, platform, key, outcome, rental } = delivery;
    return {
      _id: deliveryId(tenant, platform, key),
      ...delivery,
      receivedAt: now,
      expireAt: new Date(now + KEPT_MS[platform]),
      ...(outcome ? {} : { open: true, dueAt: rental ? now - NEARLY_MS : now + STRAY_MS }),
    };
  }

  get #deliveries() {
    return this.#mongo.collection<DeliveryDocument>('deliveries');
  }
}
