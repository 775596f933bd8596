import { randomUUID } from 'node:crypto';
import { describe, inject } from 'vitest';
import { startMongod } from '../../src/cli/mongod/start-mongod.ts';
import { createMongoConnection, type MongoConnection } from '../../src/mongo-connection.ts';
import { createIndexes } from '../../src/mongo-indexes.ts';
import { registerModels } from '../../src/store/mongo/models.ts';

/** The server of this run; empty where there is none, and then no suite below `describeOnMongodb` runs. */
export const mongodbUri = inject('mongodbUri') ?? '';

/** A server program of this machine; empty where there is none. */
const mongodBinary = inject('mongodBinary') ?? '';

/** A suite that is reported as skipped where there is no MongoDB. */
export const describeOnMongodb = describe.skipIf(mongodbUri === '');

/** A suite that starts servers of its own, and is reported as skipped where it cannot. */
export const describeWithOwnMongod = describe.skipIf(mongodBinary === '');

export const startOwnMongod = (parameters: Readonly<Record<string, string>> = {}, isStandalone = false) =>
  startMongod(mongodBinary, parameters, isStandalone);

/** A connection to a database of its own, with all indexes of the service, or of whoever registers other models. */
export async function openTestDatabase(
  uri = mongodbUri,
  database = `test-${randomUUID()}`,
  { register = registerModels, owner = 'test' } = {},
): Promise<MongoConnection> {
  const options = { monitorCommands: true };
  const mongo = createMongoConnection({ uri, database, owner, production: false, options });
  await mongo.connect();
  register(mongo.mongoose);
  await createIndexes(mongo.mongoose);
  return mongo;
}

/** Takes every document away and leaves the indexes; dropping a database takes longer. */
export async function empty(mongo: MongoConnection): Promise<void> {
  for (const model of Object.values(mongo.mongoose.models)) await model.collection.deleteMany({});
}

/** The connection string of a database, of its own unless named, on the server of this run. */
export const databaseUri = (database = `test-${randomUUID()}`, uri = mongodbUri): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${database}`);
