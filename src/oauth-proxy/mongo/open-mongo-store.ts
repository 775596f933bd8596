import type { Logger } from '../../log.ts';
import { createMongoConnection } from '../../mongo-connection.ts';
import { StoreRefused } from '../../ports.ts';
import { prepareMongo } from '../../prepare-mongo.ts';
import { systemClock } from '../../system-ports.ts';
import { findLostKeys } from '../find-lost-keys.ts';
import type { ProxyStore } from '../proxy-store.ts';
import type { TokenKey } from '../token-keys.ts';
import { MongoAuthorizationStore } from './mongo-authorization-store.ts';
import { MongoConnectionStore } from './mongo-connection-store.ts';
import { registerProxyModels } from './schemas.ts';

/** Opens the store of the proxy in MongoDB; see `prepareMongo`. Throws StoreRefused, also for a key that is gone. */
export async function openMongoStore(parts: {
  uri: string;
  database: string;
  production: boolean;
  tokenKeys: readonly TokenKey[];
  log: Logger;
}): Promise<ProxyStore> {
  const { log, tokenKeys, ...where } = parts;
  const mongo = createMongoConnection({ ...where, owner: 'oauth-proxy' });
  registerProxyModels(mongo.mongoose);
  const connections = new MongoConnectionStore(mongo);
  const { isPrepared, isReady, close } = await prepareMongo({
    ...{ mongo, database: where.database, log },
    meanwhile: 'calls are refused until it can',
    async verify() {
      const lost = await findLostKeys(tokenKeys, connections);
      if (lost.length === 0) return;
      throw new StoreRefused(`TOKEN_KEYS: expected the keys ${lost.join(', ')} too: tokens are stored under them`);
    },
  });

  return {
    connections,
    authorizations: new MongoAuthorizationStore(mongo),
    clock: { now: mongo.serverTime, sleep: systemClock.sleep },
    isPrepared,
    isReady,
    close,
  };
}
