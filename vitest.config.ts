import { defineConfig } from 'vitest/config';

const slow = ['stories', 'simulation', 'business', 'data'].map((folder) => `test/${folder}/**/*.test.ts`);
const mongo = ['test/mongo/**/*.test.ts', 'test/contract/mongo-*.test.ts'];
/**
 * Kill, stop and starve processes and servers, break the product on purpose, play a month or a whole table on MongoDB: minutes,
 * so that `npm test` leaves them to `npm run test:long` and to CI.
 */
const long = ['test/**/*.long.test.ts'];
const mongod = 'test/mongo/mongod-setup.ts';

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
      {
        test: {
          name: 'integration',
          include: slow,
          exclude: long,
          pool: 'forks',
          testTimeout: 170_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'mongo',
          include: mongo,
          exclude: long,
          pool: 'forks',
          globalSetup: mongod,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'long',
          include: long,
          pool: 'forks',
          globalSetup: mongod,
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
    ],
    maxWorkers: 3,
  },
});
