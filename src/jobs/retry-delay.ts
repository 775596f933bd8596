import type { SyncFailure } from '../domain/failures.ts';

/** Seconds before each repetition of what could not reach a platform: three within a minute, at least ten within 72 hours. */
const PAUSES_S = [2, 10, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600];

/**
 * Milliseconds until a failed change is tried again. A time that the platform named is a floor and is kept within ten
 * seconds; our own pauses get up to a fifth of jitter (`chance` is in [0, 1)), so that many changes do not return at once.
 */
export function retryDelayMs(failure: SyncFailure, retries: number, chance: number): number {
  if (failure.retryAfterMs !== undefined) return Math.ceil(failure.retryAfterMs + 500 + chance * 2_000);
  const pause = PAUSES_S[Math.min(retries, PAUSES_S.length - 1)] ?? 0;
  return Math.ceil(pause * 1000 * (1 + chance / 5));
}
