import { ask, askForUpsert, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import type { Expression, Now } from './expressions.ts';
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
    const id = { _id: idOf(tenant, name), tenant };
    await askForUpsert(() => this.#cursors.updateOne(id, { $set: { cursor } }, { upsert: true, ...LIMIT }));
  }

  /** One look at all of them, then one write for whoever is due or was never heard of. */
  async takeSweep(tenants: readonly string[], everyMs: number): Promise<string | undefined> {
    const isDue = { $lte: [{ $add: ['$sweptAt', everyMs] }, this.#now()] };
    const look = [
      { $match: { _id: { $in: tenants.map((tenant) => idOf(tenant, SWEEP)) } } },
      { $project: { tenant: 1, isDue } },
    ];
    const found = await ask(() => this.#cursors.aggregate<{ tenant: string; isDue: boolean }>(look, LIMIT).toArray());
    const known = new Map(found.map((one) => [one.tenant, one.isDue]));
    for (const tenant of tenants) {
      if (known.get(tenant) === undefined) await this.#begin(tenant);
      else if (known.get(tenant) && (await this.#takeOne(tenant, isDue))) return tenant;
    }
    return undefined;
  }

  async #takeOne(tenant: string, isDue: Expression): Promise<boolean> {
    const due = { _id: idOf(tenant, SWEEP), tenant, $expr: isDue };
    const taken = await ask(() => this.#cursors.updateOne(due, [{ $set: { sweptAt: this.#now() } }], LIMIT));
    return taken.matchedCount > 0;
  }

  async #begin(tenant: string): Promise<void> {
    const id = { _id: idOf(tenant, SWEEP), tenant };
    const first = [{ $set: { sweptAt: { $ifNull: ['$sweptAt', this.#now()] } } }];
    await askForUpsert(() => this.#cursors.updateOne(id, first, { upsert: true, ...LIMIT }));
  }

  get #cursors() {
    return this.#mongo.collection<CursorDocument>('cursors');
  }
}
