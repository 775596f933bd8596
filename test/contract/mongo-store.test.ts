import { afterAll, beforeAll } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { literal } from '../../src/store/mongo/expressions.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { describeOnMongodb, empty, openTestDatabase } from '../mongo/test-database.ts';
import { describeStore } from './store-contract.ts';

describeOnMongodb('on a real server', () => {
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongo = await openTestDatabase();
  });
  afterAll(() => mongo.close());

  describeStore('the store in MongoDB', async (clock) => {
    await empty(mongo);
    const time = { now: () => literal(clock.now()), about: () => clock.now() };
    return {
      store: new MongoStore(mongo, time),
      async stopBeforeMark(delivery) {
        const { stopped, goOn, connection } = stopsBeforeMark(mongo);
        const accepted = new MongoStore(connection, time).accept(delivery);
        await stopped;
        return async () => {
          goOn();
          await accepted;
        };
      },
      close: () => checkDocuments(mongo),
    };
  });
});

/** Updates in pipelines pass by the schemas: whatever they left must be what the schemas say. */
async function checkDocuments(mongo: MongoConnection): Promise<void> {
  for (const Model of Object.values(mongo.mongoose.models)) {
    for (const document of await Model.collection.find().toArray()) await new Model(document).validate();
  }
}

/** The connection of a process that stops before its first write to `changes`. */
function stopsBeforeMark(mongo: MongoConnection) {
  const stopped = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const connection: MongoConnection = {
    ...mongo,
    collection(name) {
      if (name !== 'changes') return mongo.collection(name);
      stopped.resolve();
      return new Proxy(mongo.collection(name), {
        get:
          (target, method) =>
          async (...args: unknown[]) => {
            await gate.promise;
            return Reflect.apply(Reflect.get(target, method) as () => unknown, target, args);
          },
      });
    },
  };
  return { stopped: stopped.promise, goOn: () => gate.resolve(), connection };
}
