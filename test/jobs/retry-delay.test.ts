import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SyncFailure } from '../../src/domain/failures.ts';
import { retryDelayMs } from '../../src/jobs/retry-delay.ts';

const HOUR_MS = 3_600_000;

/** In [0, 1), like `Random.next`. */
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const retries = fc.nat(40);

const unavailable = new SyncFailure('unavailable', 'zendesk_503');
const told = (seconds: number) => new SyncFailure('rate_limited', 'zendesk_429', { retryAfterMs: seconds * 1000 });

/** The moments of all tries after the first one, where each pass fails again at once. */
function momentsOfRetries(chances: readonly number[]): number[] {
  let at = 0;
  return chances.map((one, index) => {
    at += retryDelayMs(unavailable, index, one);
    return at;
  });
}

describe('the pause after a platform could not be reached', () => {
  it('lets the first retry come within 5 s', () => {
    fc.assert(
      fc.property(chance, (one) => {
        expect(retryDelayMs(unavailable, 0, one)).toBeLessThanOrEqual(5_000);
      }),
    );
  });

  it('lets the first three retries come within 60 s', () => {
    fc.assert(
      fc.property(fc.tuple(chance, chance, chance), (chances) => {
        expect(momentsOfRetries(chances).at(-1)).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  it('lets at least ten tries come within 72 h, and does not give up before', () => {
    fc.assert(
      fc.property(fc.array(chance, { minLength: 200, maxLength: 200 }), (chances) => {
        const moments = momentsOfRetries(chances);

        expect(moments[9]).toBeLessThanOrEqual(72 * HOUR_MS);
        expect(moments.at(-1)).toBeGreaterThan(72 * HOUR_MS);
      }),
    );
  });

  it('never shrinks from one retry to the next', () => {
    fc.assert(
      fc.property(retries, chance, (count, one) => {
        expect(retryDelayMs(unavailable, count + 1, one)).toBeGreaterThanOrEqual(retryDelayMs(unavailable, count, one));
      }),
    );
  });

  it('is a whole number of milliseconds and never none', () => {
    fc.assert(
      fc.property(retries, chance, (count, one) => {
        const pause = retryDelayMs(unavailable, count, one);

        expect(Number.isSafeInteger(pause)).toBe(true);
        expect(pause).toBeGreaterThan(0);
      }),
    );
  });

  it('differs by chance, so that many changes do not return at once', () => {
    for (let count = 0; count < 12; count++) {
      const spread = retryDelayMs(unavailable, count, 0.99) - retryDelayMs(unavailable, count, 0);

      expect(spread).toBeGreaterThan(0.1 * retryDelayMs(unavailable, count, 0));
    }
  });
});

describe('the pause that a platform named', () => {
  it('is kept: not before n seconds, and within n + 10', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), retries, chance, (seconds, count, one) => {
        const pause = retryDelayMs(told(seconds), count, one);

        expect(pause).toBeGreaterThanOrEqual(seconds * 1000);
        expect(pause).toBeLessThanOrEqual((seconds + 10) * 1000);
        expect(Number.isSafeInteger(pause)).toBe(true);
      }),
    );
  });

  it('is kept down to the fraction of a second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90_000 }), retries, chance, (ms, count, one) => {
        const failure = new SyncFailure('unavailable', 'zendesk_503', { retryAfterMs: ms });

        expect(retryDelayMs(failure, count, one)).toBeGreaterThanOrEqual(ms);
        expect(retryDelayMs(failure, count, one)).toBeLessThanOrEqual(ms + 10_000);
      }),
    );
  });

  it('lets an edit that met the five writes of a minute come through within 90 s', () => {
    fc.assert(
      fc.property(chance, (one) => {
        expect(retryDelayMs(told(60), 0, one)).toBeLessThanOrEqual(90_000);
      }),
    );
  });

  it('differs by chance as well', () => {
    expect(retryDelayMs(told(30), 0, 0.99) - retryDelayMs(told(30), 0, 0)).toBeGreaterThan(1_000);
  });
});
