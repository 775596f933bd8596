import { ask, isDuplicateKey, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import type { Now } from './expressions.ts';
import type { CursorDocument } from './schemas.ts';

const SWEEP = 'sweep';
const idOf = (tenant: string, name: string) => `${tenant}|${name}`;

/** Where sweeps stand, and when each tenant was swept last, by the server's clock. */
export class Cursors {
  readonly #mongo: MongoConnection;
  readonly #now: Now;

  constructor(mongo: MongoConnection, now: Now) {
    this.#mongo = mongo;
    this.#now = now;
  }

  async find(tenant: string, name: string): Promise<string | undefined> {
    const found = await ask(() => this.#cursors.findOne({ _id: idOf(tenant, name), tenant }, LIMIT));
    return found?.cursor;
  }

  async save(tenant: string, name: string, cursor: string): Promise<void> {
    const options = { upsert: true, ...LIMIT };
    await ask(() => this.#cursors.updateOne({ _id: idOf(tenant, name), tenant }, { $set: { cursor } }, options));
  }

  async takeSweep(tenants: readonly string[], everyMs: number): Promise<string | undefined> {
    for (const tenant of tenants) if (await this.#takeOne(tenant, everyMs)) return tenant;
    return undefined;
  }

  async #takeOne(tenant: string, everyMs: number): Promise<boolean> {
    const id = { _id: idOf(tenant, SWEEP), tenant };
    const isDue = { $expr: { $lte: [{ $add: ['$sweptAt', everyMs] }, this.#now()] } };
    const taken = await ask(() =>
      this.#cursors.updateOne({ ...id, ...isDue }, [{ $set: { sweptAt: this.#now() } }], LIMIT),
    );
    if (taken.matchedCount > 0) return true;
    const first = [{ $set: { sweptAt: { $ifNull: ['$sweptAt', this.#now()] } } }];
    await ask(() => this.#cursors.updateOne(id, first, { upsert: true, ...LIMIT })).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
    return false;
  }

  get #cursors() {
    return this.#mongo.collection<CursorDocument>('cursors');
  }
}
