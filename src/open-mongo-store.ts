import type { Logger } from './log.ts';
import { createMongoConnection } from './mongo-connection.ts';
import { createIndexes, missingIndexes } from './mongo-indexes.ts';
import { type OpenedStore, StoreRefused } from './ports.ts';
import { MongoStore } from './store/mongo/mongo-store.ts';
import { systemClock } from './system-ports.ts';

const RETRY_MS = 1_000;

/**
 * Opens the store in MongoDB. A server that is not there yet is tried again until it is; one that is there and must not be used
 * is refused: StoreRefused.
 */
export async function openMongoStore(parts: {
  uri: string;
  database: string;
  production: boolean;
  log: Logger;
}): Promise<OpenedStore> {
  const { log, ...where } = parts;
  const mongo = createMongoConnection({ ...where, owner: 'service' });
  const store = new MongoStore(mongo);
  let isPrepared = false;
  let isClosed = false;

  async function prepare(): Promise<void> {
    const notices = await mongo.connect();
    const made = await createIndexes(mongo.mongoose);
    const missing = await missingIndexes(mongo.mongoose);
    if (missing.length > 0) throw new Error(`MongoDB: indexes are still missing: ${missing.join(', ')}`);
    isPrepared = true;
    for (const notice of notices) log.warn(notice);
    log.info({ made, database: where.database }, 'MongoDB is ready to be used');
  }

  async function keepTrying(): Promise<void> {
    while (!isPrepared && !isClosed) {
      await systemClock.sleep(RETRY_MS);
      await prepare().catch((err) => log.error({ err }, 'MongoDB cannot be used yet'));
    }
  }

  try {
    await prepare();
  } catch (err) {
    if (err instanceof StoreRefused) {
      await mongo.close();
      throw err;
    }
    log.error({ err }, 'MongoDB cannot be used yet: webhooks are refused until it can');
    void keepTrying();
  }

  return {
    kind: 'mongodb',
    store,
    isPrepared: () => isPrepared,
    isReady: async () => isPrepared && (await mongo.isReachable()),
    async close() {
      isClosed = true;
      await store.settled();
      await mongo.close();
    },
  };
}
