import { ask, isDuplicateKey, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { literal, type Now, serverNow } from '../../mongo-expressions.ts';
import { DuplicateKey } from '../../ports.ts';
import type { Authorization, AuthorizationStore } from '../authorization-store.ts';
import type { AuthorizationDocument } from './schemas.ts';

/** The consents under way in MongoDB: begun at one process, they may end at another. Their time is the server's. */
export class MongoAuthorizationStore implements AuthorizationStore {
  readonly #mongo: MongoConnection;
  readonly #now: Now;

  constructor(mongo: MongoConnection, now: Now = serverNow) {
    this.#mongo = mongo;
    this.#now = now;
  }

  async insert({ stateHash, ...begun }: Authorization, lifetimeMs: number): Promise<void> {
    const expireAt = { $toDate: { $add: [this.#now(), lifetimeMs] } };
    const document = { $mergeObjects: [literal({ _id: stateHash, ...begun }), { expireAt }] };
    // Only an update can ask for the server's time. No document is without its end: this inserts, or the state is taken.
    const nobody = { _id: stateHash, expireAt: { $exists: false } };
    try {
      await ask(() => this.#authorizations.updateOne(nobody, [{ $replaceWith: document }], { upsert: true, ...LIMIT }));
    } catch (error) {
      if (isDuplicateKey(error)) throw new DuplicateKey('the state is taken');
      throw error;
    }
  }

  async take({ stateHash, browserHash }: { stateHash: string; browserHash: string }) {
    const isAlive = { $gt: [{ $toLong: '$expireAt' }, this.#now()] };
    const mine = { _id: stateHash, browserHash, $expr: isAlive };
    const taken = await ask(() => this.#authorizations.findOneAndDelete(mine, LIMIT));
    return taken ? toAuthorization(taken) : undefined;
  }

  get #authorizations() {
    return this.#mongo.collection<AuthorizationDocument>('authorizations');
  }
}

const toAuthorization = ({ _id, expireAt, ...begun }: AuthorizationDocument): Authorization => ({
  stateHash: _id,
  ...begun,
});
