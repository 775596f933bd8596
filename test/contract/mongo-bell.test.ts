import { afterAll, beforeAll } from 'vitest';
import { MongoBell } from '../../src/jobs/mongo-bell.ts';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { describeOnMongodb, openTestDatabase } from '../mongo/test-database.ts';
import { describeBell } from './bell-contract.ts';

const fail = (details: unknown) => {
  throw new Error(String(details));
};

describeOnMongodb('in MongoDB', () => {
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongo = await openTestDatabase();
  });
  afterAll(() => mongo.close());

  describeBell('the bell of one process among several', async (clock) => {
    const bell = new MongoBell({ mongo, settled: async () => {}, id: 'one', clock, log: { warn: fail, error: fail } });
    return { bell, close: async () => bell.close() };
  });
});
