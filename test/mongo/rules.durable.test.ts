import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { literal } from '../../src/store/mongo/expressions.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { awaitAnswers, type OpenRowStore } from '../stories/row-store.ts';
import { closeDoor } from '../stories/rule-door.ts';
import { playRule } from '../stories/rule-runner.ts';
import { RULES, TOPICS } from '../stories/rules.ts';
import { describeOnMongodb, empty, openTestDatabase } from './test-database.ts';

describeOnMongodb('the table of rules on MongoDB', () => {
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongo = await openTestDatabase();
  });
  afterAll(async () => {
    await closeDoor();
    await mongo.close();
  });

  /** The server's time is that of the row. */
  const openStore: OpenRowStore = (clock) =>
    awaitAnswers(new MongoStore(mongo, { now: () => literal(clock.now()), about: () => clock.now() }));

  describe.each(TOPICS)('rules about %s', (topic) => {
    it.each(RULES[topic].map((rule) => [rule.rule, rule] as const))('%s', async (_, rule) => {
      await empty(mongo);
      expect(await playRule(rule, openStore)).toEqual([]);
    });
  });
});
