import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Rule } from './rule.ts';
import { closeDoor } from './rule-door.ts';
import { playRule } from './rule-runner.ts';
import { RULES, TOPICS } from './rules.ts';

const here = import.meta.dirname;
const rows = Object.values<readonly Rule[]>(RULES).flat();

afterAll(closeDoor);

describe('the table of rules', () => {
  it('has at least 150 rows, each with a sentence of its own that names its source', () => {
    const sentences = rows.map(({ rule }) => rule);

    expect(rows.length).toBeGreaterThanOrEqual(150);
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[\w .§/-]+: .*\.$/);
  });

  it('is written without looking at the code it judges', () => {
    const files = ['rule.ts', 'rules.ts', ...readdirSync(join(here, 'rules')).map((file) => join('rules', file))];

    for (const file of files) expect(readFileSync(join(here, file), 'utf8'), file).not.toMatch(/from '[./]*src\//);
  });
});

describe.each(TOPICS)('rules about %s', (topic) => {
  it.each(RULES[topic].map((rule) => [rule.rule, rule] as const))('%s', async (_, rule) => {
    expect(await playRule(rule)).toEqual([]);
  });
});
