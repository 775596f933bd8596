import type { Logger } from './log.ts';
import type { MongoConnection } from './mongo-connection.ts';
import { createIndexes, missingIndexes } from './mongo-indexes.ts';
import { StoreRefused } from './ports.ts';
import { systemClock } from './system-ports.ts';

const RETRY_MS = 1_000;

/** A database on its way to being used. */
export type PreparedMongo = {
  /** Whether everything that it needs was made and verified: before, nobody may work on it. */
  isPrepared(): boolean;
  /** Whether it is prepared and answers now. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
};

/**
 * Connects, makes the collections and indexes of all models, and verifies them. A server that is not there yet is tried again
 * until it is; one that is there and must not be used is refused: StoreRefused.
 */
export async function prepareMongo(parts: {
  mongo: MongoConnection;
  database: string;
  log: Logger;
  /** What does not work meanwhile, for the log. */
  meanwhile: string;
  /** The last look before it is used; throws StoreRefused for a database that does not fit the configuration. */
  verify?: () => Promise<void>;
}): Promise<PreparedMongo> {
  const { mongo, database, log, meanwhile, verify } = parts;
  let isPrepared = false;
  let isClosed = false;

  async function prepare(): Promise<void> {
    const notices = await mongo.connect();
    const made = await createIndexes(mongo.mongoose);
    const missing = await missingIndexes(mongo.mongoose);
    if (missing.length > 0) throw new Error(`MongoDB: indexes are still missing: ${missing.join(', ')}`);
    await verify?.();
    isPrepared = true;
    for (const notice of notices) log.warn(notice);
    log.info({ made, database }, 'MongoDB is ready to be used');
  }

  async function keepTrying(): Promise<void> {
    while (!isPrepared && !isClosed) {
      await systemClock.sleep(RETRY_MS);
      if (!isClosed) await prepare().catch((err) => log.error({ err }, 'MongoDB cannot be used yet'));
    }
  }

  try {
    await prepare();
  } catch (err) {
    if (err instanceof StoreRefused) {
      await mongo.close();
      throw err;
    }
    log.error({ err }, `MongoDB cannot be used yet: ${meanwhile}`);
    void keepTrying();
  }

  return {
    isPrepared: () => isPrepared,
    isReady: async () => isPrepared && (await mongo.isReachable()),
    async close() {
      isClosed = true;
      await mongo.close();
    },
  };
}
