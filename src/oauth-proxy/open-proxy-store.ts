import type { Logger } from '../log.ts';
import { systemClock } from '../system-ports.ts';
import type { ProxyConfig } from './config.ts';
import { openMemoryStore } from './memory-stores.ts';
import type { ProxyStore } from './proxy-store.ts';

/** MongoDB where it is set, memory otherwise. Throws StoreRefused for a server, database or key set that must not be used. */
export async function openProxyStore(
  config: Pick<ProxyConfig, 'mongodb' | 'production' | 'tokenKeys'>,
  log: Logger,
): Promise<ProxyStore> {
  const { mongodb, production, tokenKeys } = config;
  if (!mongodb) return openMemoryStore(systemClock);
  // Only whoever uses it pays for loading mongoose.
  const { openMongoStore } = await import('./mongo/open-mongo-store.ts');
  return openMongoStore({ ...mongodb, production, tokenKeys, log });
}
