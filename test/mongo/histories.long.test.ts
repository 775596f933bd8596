import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { literal } from '../../src/store/mongo/expressions.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { runHistory } from '../simulation/history.ts';
import type { WorldOptions } from '../simulation/world.ts';
import { awaitAnswers } from '../stories/row-store.ts';
import { describeOnMongodb, empty, openTestDatabase } from './test-database.ts';

/** The fourth is a fair world, the others are not. */
const SEEDS = [1, 2, 3, 4];

describeOnMongodb('seeded histories on MongoDB', () => {
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongo = await openTestDatabase();
  });
  afterAll(() => mongo.close());

  /** The server's time is that of the history, and nothing is left to be written when its next step comes. */
  const openStore: WorldOptions['openStore'] = (clock, pause) => {
    const store = new MongoStore(mongo, { now: () => literal(clock.now()), about: () => clock.now() });
    const answering = awaitAnswers(store, pause);
    return {
      store: answering.store,
      async settled() {
        await answering.settled();
        await store.settled();
      },
    };
  };

  it.each(SEEDS)('%i holds every promise', async (seed) => {
    await empty(mongo);
    const { violations, counts } = await runHistory(seed, { openStore });

    expect(violations).toEqual([]);
    expect(counts.edits).toBeGreaterThan(50);
    expect(counts.writes).toBeGreaterThan(20);
  });
});
