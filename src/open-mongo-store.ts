import { AgendaSchedule } from './jobs/agenda/agenda-schedule.ts';
import { MongoBell } from './jobs/mongo-bell.ts';
import type { Logger } from './log.ts';
import { createMongoConnection } from './mongo-connection.ts';
import type { OpenedStore } from './ports.ts';
import { prepareMongo } from './prepare-mongo.ts';
import { MongoStore } from './store/mongo/mongo-store.ts';
import { systemClock, systemRandom } from './system-ports.ts';

/** Opens the store of the service in MongoDB; see `prepareMongo`. Throws StoreRefused. */
export async function openMongoStore(parts: {
  uri: string;
  database: string;
  production: boolean;
  log: Logger;
}): Promise<OpenedStore> {
  const { log, ...where } = parts;
  const mongo = createMongoConnection({ ...where, owner: 'service' });
  const store = new MongoStore(mongo);
  const { isPrepared, isReady, close } = await prepareMongo({
    ...{ mongo, database: where.database, log },
    meanwhile: 'webhooks are refused until it can',
  });
  const bell = new MongoBell({
    mongo,
    settled: () => store.settled(),
    id: systemRandom.id(),
    clock: systemClock,
    log,
  });

  return {
    kind: 'mongodb',
    store,
    bell,
    schedule: (work) => new AgendaSchedule({ work, mongo, isPrepared, clock: systemClock, log }),
    isPrepared,
    isReady,
    async close() {
      bell.close();
      await store.settled();
      await close();
    },
  };
}
