import { describe, expect, it } from 'vitest';
import type { HistoryRow } from '../../src/domain/records.ts';
import {
  type FoundChange,
  isOverdue,
  isSilent,
  isTraceOf,
  judge,
  listen,
  noteFound,
  type Silence,
} from '../../src/domain/unheard.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SWEEP_MS = 10 * MINUTE_MS;
const START = 1_767_600_000_000;

/** A change found a minute after it was made. */
const made = (madeAt: number): FoundChange => ({ recordId: `r${madeAt}`, madeAt, foundAt: madeAt + MINUTE_MS });

/** Sweeps every ten minutes; every change matters, and is found by the first sweep a minute after it was made. */
function sweep(changes: readonly number[], heard: readonly number[], untilMs: number): Silence {
  let last: Silence | undefined;
  for (let now = START; now <= START + untilMs; now += SWEEP_MS) {
    const heardAt = heard.map((at) => START + at).findLast((at) => at <= now);
    const found = changes
      .map((at) => made(START + at))
      .filter(({ foundAt }) => foundAt <= now && foundAt > now - SWEEP_MS);
    const before = noteFound(listen(last, heardAt, now), last, found);
    last = judge(
      before,
      before.found.filter((change) => isOverdue(change, now)),
    );
  }
  return last ?? { listenedAt: START, found: [], missed: [] };
}

const ROWS: readonly [rule: string, changes: readonly number[], heard: readonly number[], untilMs: number, boolean][] =
  [
    ['nothing happens', [], [], HOUR_MS, false],
    ['five changes, nothing ever heard', [1, 2, 3, 4, 5], [], HOUR_MS, true],
    ['five changes that are a moment old', [1, 2, 3, 4, 5], [], SWEEP_MS, false],
    ['four changes', [1, 2, 3, 4], [], 23 * HOUR_MS, false],
    ['three changes within a day', [1, 2, 3], [], 23 * HOUR_MS, false],
    ['three changes over more than a day', [1, 9 * HOUR_MS, 20 * HOUR_MS], [], 25 * HOUR_MS, true],
    ['two changes over a week', [1, 100 * HOUR_MS], [], 168 * HOUR_MS, false],
    [
      'five changes, the platform heard before them',
      [1, 2, 3, 4, 5].map((at) => at + 2 * MINUTE_MS),
      [0],
      HOUR_MS,
      true,
    ],
    ['five changes, the platform heard after them', [1, 2, 3, 4, 5], [6], HOUR_MS, false],
    [
      'five changes, the platform heard in the middle',
      [1, 2, 3, 4 * HOUR_MS, 5 * HOUR_MS],
      [HOUR_MS],
      6 * HOUR_MS,
      false,
    ],
    ['five changes, heard long after', [1, 2, 3, 4, 5], [5 * HOUR_MS], 6 * HOUR_MS, false],
    ['five changes right behind a webhook', [1, 2, 3, 4, 5], [0], HOUR_MS, false],
  ];

describe('a platform is silent to us or not', () => {
  it.each(ROWS)('after %s', (_, changes, heard, untilMs, expected) => {
    expect(isSilent(sweep(changes, heard, untilMs))).toBe(expected);
  });

  it('and is heard again with the first webhook', () => {
    const changes = [1, 2, 3, 4, 5, 6];
    expect(isSilent(sweep(changes, [3 * HOUR_MS], 2 * HOUR_MS))).toBe(true);

    expect(sweep(changes, [3 * HOUR_MS], 3 * HOUR_MS).missed).toEqual([]);
  });

  it('after changes that nobody listened to: we may have been away ourselves', () => {
    const found = [1, 2, 3, 4, 5].map((at) => made(START + at));
    const at = (minutes: number) => listen(undefined, undefined, START + minutes * MINUTE_MS);

    expect(noteFound(at(0), undefined, found).found).toEqual([]);
    expect(noteFound(at(26), at(0), found).found).toEqual([]);
    expect(noteFound(at(25), at(0), found).found).toEqual(found);
  });

  it('of which no more is kept than tells something', () => {
    const changes = Array.from({ length: 300 }, (_, at) => at * MINUTE_MS);

    const { found, missed } = sweep(changes, [], 5 * HOUR_MS);

    expect(found.length).toBeLessThanOrEqual(10);
    expect(missed).toHaveLength(50);
    expect(missed[0], 'the oldest counts').toBe(START);
  });
});

describe('a change mattered', () => {
  const change = made(START);
  const row = (over: Partial<HistoryRow>): HistoryRow => ({
    tenant: 'acme',
    id: 'h1',
    linkId: 'link1',
    at: change.foundAt,
    field: 'name',
    side: 'storeganise',
    before: 'A',
    after: 'B',
    why: 'written',
    ...over,
  });

  it.each([
    ['where it went to the other side', 'zendesk', {}, true],
    ['where the other side got a new record', 'storeganise', { side: 'zendesk', field: 'record' }, true],
    ['not where only its own side was written', 'zendesk', { side: 'zendesk' }, false],
    ['not for what was written before', 'zendesk', { at: change.foundAt - 1 }, false],
    ['not for a phone in Zendesk, of which no event tells', 'zendesk', { field: 'phone' }, false],
    ['for a phone in Storeganise', 'storeganise', { side: 'zendesk', field: 'phone' }, true],
  ] as const)('%s', (_, platform, over, expected) => {
    expect(isTraceOf(change, platform, row(over))).toBe(expected);
  });
});
