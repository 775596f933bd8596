import { describe, expect, it } from 'vitest';
import { isHeavier } from '../../src/domain/outcome.ts';
import type { Outcome } from '../../src/domain/records.ts';

const byWeight: readonly Outcome[] = [
  { kind: 'noop', reason: 'in_sync' },
  { kind: 'applied' },
  { kind: 'held', caseId: 'case1' },
  { kind: 'failed', code: 'parked_defect' },
];

const pairs = byWeight.flatMap((present, weight) =>
  byWeight.map((next, nextWeight) => ({ present, next, isReplaced: nextWeight > weight })),
);

describe('an outcome', () => {
  it.each(byWeight)('of kind $kind may be the first', (outcome) => {
    expect(isHeavier(outcome, undefined)).toBe(true);
  });

  it.each(pairs)('$present.kind is replaced by $next.kind: $isReplaced', ({ present, next, isReplaced }) => {
    expect(isHeavier(next, present)).toBe(isReplaced);
  });
});
