import type { Outcome } from './records.ts';

const WEIGHT = { noop: 0, applied: 1, held: 2, failed: 3 } as const satisfies Record<Outcome['kind'], number>;

/** Whether `next` may replace `present`: an outcome is written once, and only a heavier one comes after it. */
export const isHeavier = (next: Outcome, present: Outcome | undefined): boolean =>
  present === undefined || WEIGHT[next.kind] > WEIGHT[present.kind];
