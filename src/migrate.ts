// `npm run migrate`: makes the collections and indexes of the service, `npm run migrate -- proxy` those of the OAuth proxy, and
// says which were missing. Both processes do the same at their start; as a step of its own it lets an upgrade build them before
// the first new process runs. MONGODB_URI is that of the process.

import { readServiceConfig } from './config.ts';
import { createMongoConnection, type MongoConnection } from './mongo-connection.ts';
import { createIndexes, missingIndexes } from './mongo-indexes.ts';
import { readProxyConfig } from './oauth-proxy/config.ts';
import { registerProxyModels } from './oauth-proxy/mongo/schemas.ts';
import { StoreRefused } from './ports.ts';
import { registerModels } from './store/mongo/models.ts';

/** EX_CONFIG and EX_USAGE of sysexits.h. */
const CONFIGURATION_FAULT = 78;
const WRONG_USE = 64;

type Whose = {
  readonly owner: string;
  readonly read: typeof readServiceConfig | typeof readProxyConfig;
  readonly register: (connection: MongoConnection['mongoose']) => void;
};

const DATABASES = new Map<string, Whose>([
  ['service', { owner: 'service', read: readServiceConfig, register: registerModels }],
  ['proxy', { owner: 'oauth-proxy', read: readProxyConfig, register: registerProxyModels }],
]);

const [name = 'service', ...more] = process.argv.slice(2);
const whose = more.length === 0 ? DATABASES.get(name) : undefined;
if (whose) process.exitCode = await migrate(whose);
else {
  console.error('expected nothing, or the word proxy for the database of the OAuth proxy');
  process.exitCode = WRONG_USE;
}

async function migrate({ owner, read, register }: Whose): Promise<number> {
  const { MONGODB_URI } = process.env;
  const result = read({ MONGODB_URI });
  if (!result.ok || !result.config.mongodb) {
    console.error(
      result.ok ? 'MONGODB_URI: required, the database whose indexes are to be made' : result.faults.join('\n'),
    );
    return CONFIGURATION_FAULT;
  }
  const production = process.env.NODE_ENV === 'production';
  const { mongodb } = result.config;
  // Building an index on a large collection takes as long as it takes.
  const mongo = createMongoConnection({ ...mongodb, owner, production, options: { socketTimeoutMS: 0 } });
  try {
    for (const notice of await mongo.connect()) console.error(notice);
    register(mongo.mongoose);
    const made = await createIndexes(mongo.mongoose);
    const missing = await missingIndexes(mongo.mongoose);
    for (const index of made) console.log(`${missing.includes(index) ? 'still missing' : 'made'} ${index}`);
    console.log(missing.length === 0 ? 'all indexes are there' : 'not all indexes could be made');
    return missing.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof StoreRefused ? CONFIGURATION_FAULT : 1;
  } finally {
    await mongo.close();
  }
}
