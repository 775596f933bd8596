import type { ServiceConfig } from './config.ts';
import type { Platform } from './domain/contact.ts';
import type { Outcome } from './domain/records.ts';
import { createMemoryBell } from './jobs/memory-bell.ts';
import { startMemorySchedule } from './jobs/memory-schedule.ts';
import type { Logger } from './log.ts';
import type { OpenedStore, Store } from './ports.ts';
import { MemoryStore } from './store/memory-store.ts';
import { systemClock } from './system-ports.ts';

/** MongoDB where it is set, memory otherwise. Throws StoreRefused for a server or database that must not be used. */
export async function openStore(
  config: Pick<ServiceConfig, 'mongodb' | 'production'>,
  log: Logger,
): Promise<OpenedStore> {
  if (config.mongodb) {
    // Only whoever uses it pays for loading mongoose.
    const { openMongoStore } = await import('./open-mongo-store.ts');
    return openMongoStore({ ...config.mongodb, production: config.production, log });
  }
  const isReady = async () => true;
  return {
    kind: 'memory',
    store: new MemoryStore(systemClock),
    bell: createMemoryBell(systemClock),
    schedule: (work) => startMemorySchedule(work, systemClock),
    isPrepared: () => true,
    isReady,
    close: async () => {},
  };
}

/** From now on the store tells of every outcome that it wrote. */
export function tellOutcomes(store: Store, tell: (platform: Platform, outcome: Outcome['kind']) => void): void {
  const record = store.recordOutcome.bind(store);
  store.recordOutcome = async (tenant, platform, key, outcome) => {
    const isWritten = await record(tenant, platform, key, outcome);
    if (isWritten) tell(platform, outcome.kind);
    return isWritten;
  };
}
