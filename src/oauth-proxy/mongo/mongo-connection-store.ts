import { ask, duplicateKeyOf, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { literal, type Now, serverNow } from '../../mongo-expressions.ts';
import { DuplicateKey, LostCompareAndSet } from '../../ports.ts';
import type { Connected, ConnectionStore, StoredConnection } from '../connection-store.ts';
import type { ConnectionDocument } from './schemas.ts';

/**
 * The connections in MongoDB, for any number of processes. Any call throws StoreUnavailable when the server does not answer:
 * what was written may be there then.
 */
export class MongoConnectionStore implements ConnectionStore {
  readonly #mongo: MongoConnection;
  readonly #now: Now;

  constructor(mongo: MongoConnection, now: Now = serverNow) {
    this.#mongo = mongo;
    this.#now = now;
  }

  async find(businessCode: string): Promise<StoredConnection | undefined> {
    const found = await ask(() => this.#connections.findOne({ _id: businessCode }, LIMIT));
    return found ? toConnection(found) : undefined;
  }

  async save(connection: StoredConnection): Promise<StoredConnection> {
    const { revision } = connection;
    const saved = { ...connection, revision: revision + 1 };
    const document = await this.#checked(saved);
    const isSaved = await unique(() => ask(() => (revision === 0 ? this.#insert(document) : this.#replace(document))));
    if (!isSaved) throw new LostCompareAndSet('the connection has moved on');
    return structuredClone(saved);
  }

  async claimRefresh(
    { businessCode, revision }: Connected,
    { holder, forMs }: { holder: string; forMs: number },
  ): Promise<Connected | undefined> {
    const now = this.#now();
    const isFree = {
      $or: [{ $eq: ['$lease.holder', literal(holder)] }, { $lte: [{ $ifNull: ['$lease.until', 0] }, now] }],
    };
    const lease = { holder: literal(holder), until: { $add: [now, forMs] } };
    const claimed = await ask(() =>
      this.#connections.findOneAndUpdate(
        { _id: businessCode, revision, state: 'connected', $expr: isFree },
        [{ $set: { lease, revision: { $add: ['$revision', 1] } } }],
        { returnDocument: 'after', ...LIMIT },
      ),
    );
    return claimed ? (toConnection(claimed) as Connected) : undefined;
  }

  async dueForRefresh(time: number, limit: number): Promise<readonly Connected[]> {
    const due = { 'tokens.refreshBy': { $lte: time } };
    const options = { sort: { 'tokens.refreshBy': 1 }, limit, ...LIMIT } as const;
    const found = await ask(() => this.#connections.find(due, options).toArray());
    return found.map((document) => toConnection(document) as Connected);
  }

  tokenKeyIds(): Promise<readonly string[]> {
    // A range of texts, so that the server leaps from one key of the index to the next.
    const any = { 'tokens.keyId': { $gte: '' } };
    return ask(() => this.#connections.distinct('tokens.keyId', any, LIMIT));
  }

  async #insert(document: ConnectionDocument): Promise<boolean> {
    await this.#connections.insertOne(document, LIMIT);
    return true;
  }

  async #replace(document: ConnectionDocument): Promise<boolean> {
    const before = { _id: document._id, revision: document.revision - 1 };
    const { matchedCount } = await this.#connections.replaceOne(before, document, LIMIT);
    return matchedCount === 1;
  }

  /** A connection is written whole: what its schema does not know, or misses, is a defect and is not written. */
  async #checked({ businessCode, ...connection }: StoredConnection): Promise<ConnectionDocument> {
    const document = { _id: businessCode, ...connection };
    await new (this.#mongo.model<ConnectionDocument>('connections'))(document).validate();
    return document;
  }

  get #connections() {
    return this.#mongo.collection<ConnectionDocument>('connections');
  }
}

/** Says whether it was written: a document that is there already has moved on, and an account that is taken is no race. */
async function unique(write: () => Promise<boolean>): Promise<boolean> {
  try {
    return await write();
  } catch (error) {
    const key = duplicateKeyOf(error);
    if (key === undefined) throw error;
    if (key.includes('subdomain')) throw new DuplicateKey('the account belongs to another business');
    return false;
  }
}

const toConnection = ({ _id, ...connection }: ConnectionDocument): StoredConnection => ({
  businessCode: _id,
  ...connection,
});
