import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHistory } from './history.ts';

const CHUNK = 25;

/** Histories of these seeds hold every promise, each gives the same history again, and together they reach the faults. */
export function describeHistories(first: number, last: number): void {
  const size = last - first + 1;

  describe(`seeded histories ${first} to ${last}`, () => {
    const totals: Record<string, number> = {};
    const { stackTraceLimit } = Error;
    // Failures are ordinary here, and where they were made is a tenth of the time.
    beforeAll(() => {
      Error.stackTraceLimit = 0;
    });
    afterAll(() => {
      Error.stackTraceLimit = stackTraceLimit;
      console.log(`${size} histories, each twice: ${JSON.stringify(totals)}`);
    });

    for (let from = first; from <= last; from += CHUNK) {
      it(`${from} to ${from + CHUNK - 1} hold every promise, each twice with the same trace`, async () => {
        for (let seed = from; seed < from + CHUNK; seed += 1) {
          // A history is one long tick: whoever runs the tests is to be answered in between.
          await setImmediate();
          // Side by side, so that nothing they share could pass for determinism.
          const [one, other] = await Promise.all([runHistory(seed), runHistory(seed)]);
          const { violations, hash, counts } = one;
          expect(violations, `node test/simulation/run.ts --from ${seed} --to ${seed} --story`).toEqual([]);
          expect(other.hash, `seed ${seed} is not deterministic`).toBe(hash);
          for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
        }
      });
    }

    it('reach what they are there for', () => {
      const { kills = 0, unsure = 0, oversleeps = 0, cases = 0, writes = 0, edits = 0, deliveries = 0 } = totals;
      for (const reached of [kills, unsure, oversleeps, cases]) expect(reached).toBeGreaterThan(size / 2);
      expect(writes).toBeGreaterThan(size * 20);
      expect(edits).toBeGreaterThan(writes);
      expect(deliveries).toBeGreaterThan(edits);
    });

    it('differ from one another', async () => {
      const hashes = await Promise.all([0, 1, 2].map(async (more) => (await runHistory(first + more)).hash));
      expect(new Set(hashes).size).toBe(3);
    });
  });
}
