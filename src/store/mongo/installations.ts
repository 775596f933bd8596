import type { Account, Installation, LookResult, Pin } from '../../domain/installation.ts';
import type { Lease } from '../../domain/records.ts';
import { ask, askForUpsert, isDuplicateKey, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { LostCompareAndSet } from '../../ports.ts';
import { type Expression, literal, literals, orRemoved, when } from './expressions.ts';
import type { InstallationDocument } from './schemas.ts';

/** `isLookDue` (domain/installation.ts) in the server's words: from when on a look is due. */
const dueAt: Expression = when({ $gt: ['$asked', '$looked'] }, 0, { $ifNull: ['$lookAt', null] });
const withDueAt = { $set: { dueAt: orRemoved(dueAt) } } as const;

/** The installations of the add-on, in MongoDB; an index keeps one of each business the first. */
export class Installations {
  readonly #mongo: MongoConnection;

  constructor(mongo: MongoConnection) {
    this.#mongo = mongo;
  }

  /** Of two at once the index lets one be the first, and the id lets each be pinned once. */
  async pin({ addonId, ...pin }: Pin): Promise<Installation> {
    const known = await this.#find(addonId);
    if (known) return known;
    const fresh = { _id: addonId, ...pin, asked: 1, looked: 0, fence: 0, dueAt: 0 };
    const isFirst = await this.#insert({ ...fresh, isSecond: false });
    if (!isFirst) await this.#insert({ ...fresh, isSecond: true });
    const pinned = await this.#find(addonId);
    if (!pinned) throw new Error(`the installation ${addonId} is neither pinned nor known`);
    return pinned;
  }

  /** Whoever was the first of the business is so no more. */
  async pinByHand({ addonId, tenant, apiUrl }: Pin): Promise<Installation> {
    const others = { tenant, isSecond: false, _id: { $ne: addonId } } as const;
    await ask(() => this.#installations.updateMany(others, { $set: { isSecond: true } }, LIMIT));
    const asked: Expression = { $add: [{ $ifNull: ['$asked', 0] }, 1] };
    const kept = { looked: { $ifNull: ['$looked', 0] }, fence: { $ifNull: ['$fence', 0] } };
    const update = [{ $set: { ...literals({ tenant, apiUrl, isSecond: false }), ...kept, asked } }, withDueAt];
    const options = { upsert: true, returnDocument: 'after', ...LIMIT } as const;
    const pinned = await askForUpsert(() => this.#installations.findOneAndUpdate({ _id: addonId }, update, options));
    if (!pinned) throw new Error(`the installation ${addonId} was not pinned`);
    return toInstallation(pinned);
  }

  async all(tenant?: string): Promise<readonly Installation[]> {
    const found = await ask(() =>
      tenant === undefined
        ? this.#installations.find({}, { hint: '_id_', ...LIMIT }).toArray()
        : this.#installations.find({ tenant }, LIMIT).toArray(),
    );
    return found.map(toInstallation);
  }

  async askLook({ tenant, addonId }: Pick<Pin, 'tenant' | 'addonId'>): Promise<void> {
    const update = [{ $set: { asked: { $add: ['$asked', 1] } } }, withDueAt];
    await ask(() => this.#installations.updateOne({ _id: addonId, tenant }, update, LIMIT));
  }

  async pinAccount({ tenant, addonId }: Pick<Pin, 'tenant' | 'addonId'>, account: Account): Promise<Account> {
    const isSame: Expression = { $eq: ['$account.subdomain', literal(account.subdomain)] };
    const update = [{ $set: { account: when(isSame, '$account', literal(account)) } }];
    const options = { returnDocument: 'after', ...LIMIT } as const;
    const pinned = await ask(() => this.#installations.findOneAndUpdate({ _id: addonId, tenant }, update, options));
    return pinned?.account ?? account;
  }

  async saveLook({ tenant, fence }: Lease, addonId: string, found: LookResult): Promise<Installation> {
    const { lookAt, record, connection, looked } = found;
    const optional = Object.entries({ lookAt, record, connection });
    const set = Object.fromEntries(optional.filter(([, value]) => value !== undefined));
    const gone = Object.fromEntries(
      optional.filter(([, value]) => value === undefined).map(([name]) => [name, '$$REMOVE']),
    );
    const update = [{ $set: { ...literals({ ...set, looked, fence }), ...gone } }, withDueAt];
    const filter = { _id: addonId, tenant, fence: { $lte: fence } };
    const options = { returnDocument: 'after', ...LIMIT } as const;
    const saved = await ask(() => this.#installations.findOneAndUpdate(filter, update, options));
    if (!saved) throw new LostCompareAndSet(`look at ${addonId}`);
    return toInstallation(saved);
  }

  async #find(addonId: string): Promise<Installation | undefined> {
    const found = await ask(() => this.#installations.findOne({ _id: addonId }, LIMIT));
    return found ? toInstallation(found) : undefined;
  }

  async #insert(document: InstallationDocument): Promise<boolean> {
    try {
      await ask(() => this.#installations.insertOne(document, LIMIT));
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  get #installations() {
    return this.#mongo.collection<InstallationDocument>('tenants');
  }
}

const toInstallation = ({ _id, dueAt: _, ...installation }: InstallationDocument): Installation => ({
  addonId: _id,
  ...installation,
});
