// `npm run migrate`: makes the collections and indexes of the service, and says which were missing. The service does the same at
// its start; as a step of its own it lets an upgrade build them before the first new process runs.

import { readServiceConfig } from './config.ts';
import { createMongoConnection } from './mongo-connection.ts';
import { createIndexes, missingIndexes } from './mongo-indexes.ts';
import { registerModels } from './store/mongo/models.ts';

/** EX_CONFIG of sysexits.h. */
const CONFIGURATION_FAULT = 78;

const { MONGODB_URI } = process.env;
const read = readServiceConfig({ MONGODB_URI });
if (!read.ok || !read.config.mongodb) {
  console.error(read.ok ? 'MONGODB_URI: required, the database whose indexes are to be made' : read.faults.join('\n'));
  process.exitCode = CONFIGURATION_FAULT;
} else {
  process.exitCode = await migrate(read.config.mongodb);
}

async function migrate(where: { uri: string; database: string }): Promise<number> {
  const production = process.env.NODE_ENV === 'production';
  // Building an index on a large collection takes as long as it takes.
  const mongo = createMongoConnection({ ...where, owner: 'service', production, options: { socketTimeoutMS: 0 } });
  try {
    for (const notice of await mongo.connect()) console.error(notice);
    registerModels(mongo.mongoose);
    const made = await createIndexes(mongo.mongoose);
    const missing = await missingIndexes(mongo.mongoose);
    for (const index of made) console.log(`${missing.includes(index) ? 'still missing' : 'made'} ${index}`);
    console.log(missing.length === 0 ? 'all indexes are there' : 'not all indexes could be made');
    return missing.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await mongo.close();
  }
}
