import type { HistoryRow, Link, RecordRef } from '../../domain/records.ts';
import { ask, isDuplicateKey, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { DuplicateKey, LostCompareAndSet } from '../../ports.ts';
import type { HistoryDocument, LinkDocument } from './schemas.ts';

const byId = new Intl.Collator('en', { numeric: true });

/** The pairs of records and what was done on them, in MongoDB; two unique indexes keep them one to one. */
export class Links {
  readonly #mongo: MongoConnection;

  constructor(mongo: MongoConnection) {
    this.#mongo = mongo;
  }

  async find({ tenant, platform, recordId }: RecordRef): Promise<Link | undefined> {
    const id = platform === 'storeganise' ? { storeganiseId: recordId } : { zendeskId: recordId };
    const found = await ask(() =>
      this.#mongo
        .model<LinkDocument>('links')
        .findOne({ tenant, ...id })
        .lean<LinkDocument>()
        .exec(),
    );
    return found ? toLink(found) : undefined;
  }

  async insert(link: Link): Promise<Link> {
    const inserted = { ...link, revision: 1 };
    const document = await this.#checked(inserted);
    await unique(link, () => ask(() => this.#links.insertOne(document, LIMIT)));
    return structuredClone(inserted);
  }

  async take({ tenant, id, revision }: Link, fence: number): Promise<Link> {
    const filter = { _id: id, tenant, revision, fence: { $lte: fence } };
    const update = { $set: { fence }, $inc: { revision: 1 } };
    const options = { returnDocument: 'after', ...LIMIT } as const;
    const taken = await ask(() => this.#links.findOneAndUpdate(filter, update, options));
    if (!taken) throw new LostCompareAndSet(id);
    return toLink(taken);
  }

  async save(link: Link): Promise<Link> {
    const { tenant, id, revision, fence } = link;
    const saved = { ...link, revision: revision + 1 };
    const filter = { _id: id, tenant, revision, fence };
    const document = await this.#checked(saved);
    const { matchedCount } = await unique(link, () => ask(() => this.#links.replaceOne(filter, document, LIMIT)));
    if (matchedCount === 0) throw new LostCompareAndSet(id);
    return structuredClone(saved);
  }

  /** A row has an id of its own: written again it is there already. */
  async appendHistory({ id, ...row }: HistoryRow): Promise<void> {
    const history = this.#mongo.collection<HistoryDocument>('history');
    try {
      await ask(() => history.insertOne({ _id: id, ...row }, LIMIT));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** In the order it happened. */
  async historyOf(tenant: string, linkId: string): Promise<readonly HistoryRow[]> {
    const found = await ask(() =>
      this.#mongo.model<HistoryDocument>('history').find({ tenant, linkId }).sort({ at: 1 }).lean().exec(),
    );
    const rows = found.map(({ _id, ...row }): HistoryRow => ({ id: _id, ...row }));
    return rows.sort((a, b) => a.at - b.at || byId.compare(a.id, b.id));
  }

  /** A link is written whole: what its schema does not know, or misses, is a defect and is not written. */
  async #checked(link: Link): Promise<LinkDocument> {
    const document = toDocument(link);
    await new (this.#mongo.model<LinkDocument>('links'))(document).validate();
    return document;
  }

  get #links() {
    return this.#mongo.collection<LinkDocument>('links');
  }
}

async function unique<T>({ id }: Link, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) throw new DuplicateKey(id);
    throw error;
  }
}

const toDocument = ({ id, ...link }: Link): LinkDocument => ({ _id: id, ...link });
const toLink = ({ _id, ...link }: LinkDocument): Link => ({ id: _id, ...link });
