import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const slow = ['stories', 'simulation', 'business', 'data'].map((folder) => `test/${folder}/**/*.test.ts`);
const mongo = ['test/mongo/**/*.test.ts', 'test/contract/mongo-*.test.ts'];
/**
 * Kill, stop and starve processes and servers, break the product on purpose, play a month or a whole table on MongoDB: minutes,
 * so that `npm test` leaves them to `npm run test:long` and to CI.
 */
const long = ['test/**/*.long.test.ts'];
const mongod = 'test/mongo/mongod-setup.ts';

/** The histories come first: they keep the cores busy, while most of the others wait for processes and clocks. */
class HistoriesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isHistory = ({ moduleId }: TestSpecification) => moduleId.includes('/simulation/histories');
    const sorted = await super.sort(files);
    return [...sorted.filter(isHistory), ...sorted.filter((file) => !isHistory(file))];
  }
}

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
    sequence: { sequencer: HistoriesFirst },
    maxWorkers: 4,
  },
});
