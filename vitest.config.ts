import { defineConfig } from 'vitest/config';

const slow = ['stories', 'simulation', 'business', 'data'].map((folder) => `test/${folder}/**/*.test.ts`);
const mongo = ['test/mongo/**/*.test.ts', 'test/contract/mongo-*.test.ts'];
/** Kill, stop and starve processes and servers, or play a whole table on MongoDB: minutes, so `npm test` leaves them to CI. */
const durable = ['test/mongo/**/*.durable.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...slow, ...mongo],
          isolate: false,
          pool: 'threads',
          testTimeout: 30_000,
        },
      },
      { test: { name: 'integration', include: slow, pool: 'forks', testTimeout: 170_000, hookTimeout: 60_000 } },
      {
        test: {
          name: 'mongo',
          include: mongo,
          exclude: durable,
          pool: 'forks',
          globalSetup: 'test/mongo/mongod-setup.ts',
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'durable',
          include: durable,
          pool: 'forks',
          globalSetup: 'test/mongo/mongod-setup.ts',
          testTimeout: 170_000,
          hookTimeout: 60_000,
        },
      },
    ],
    maxWorkers: 3,
  },
});
