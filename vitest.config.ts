import { defineConfig } from 'vitest/config';

const slow = ['stories', 'simulation', 'business', 'data'].map((folder) => `test/${folder}/**/*.test.ts`);
const mongo = ['test/mongo/**/*.test.ts', 'test/contract/mongo-*.test.ts'];

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
          pool: 'forks',
          globalSetup: 'test/mongo/mongod-setup.ts',
          testTimeout: 30_000,
        },
      },
    ],
    maxWorkers: 3,
  },
});
