import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { literal } from '../../src/store/mongo/expressions.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { awaitAnswers, type OpenRowStore } from '../stories/row-store.ts';
import type { Rule } from '../stories/rule.ts';
import { closeDoor } from '../stories/rule-door.ts';
import { playRule } from '../stories/rule-runner.ts';
import { RULES, TOPICS } from '../stories/rules.ts';
import { describeOnMongodb, empty, openTestDatabase } from './test-database.ts';

/** 32,000 looks at a platform that is away are six minutes of a server, and each is like those of the rows about short outages. */
const isTooLong = ({ rule }: Rule) => rule.includes('72 hours');

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

  it('leaves one row to memory', () => {
    expect(TOPICS.flatMap((topic) => RULES[topic]).filter(isTooLong)).toHaveLength(1);
  });

  describe.each(TOPICS)('rules about %s', (topic) => {
    const rows = RULES[topic].filter((rule) => !isTooLong(rule));
    it.each(rows.map((rule) => [rule.rule, rule] as const))('%s', async (_, rule) => {
      await empty(mongo);
      expect(await playRule(rule, openStore)).toEqual([]);
    });
  });
});
