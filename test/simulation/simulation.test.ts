import { afterAll, describe, expect, it } from 'vitest';
import { runHistory } from './history.ts';

const HISTORIES = 200;
const CHUNK = 25;

describe('seeded histories', () => {
  const totals: Record<string, number> = {};

  for (let from = 1; from <= HISTORIES; from += CHUNK) {
    it(`seeds ${from} to ${from + CHUNK - 1} hold every promise, and each gives the same history again`, async () => {
      for (let seed = from; seed < from + CHUNK; seed += 1) {
        const { violations, hash, counts } = await runHistory(seed);
        expect(violations, `node test/simulation/run.ts --from ${seed} --to ${seed} --story`).toEqual([]);
        expect((await runHistory(seed)).hash, `seed ${seed} is not deterministic`).toBe(hash);
        for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
      }
    });
  }

  afterAll(() => console.log(`${HISTORIES} histories, each twice: ${JSON.stringify(totals)}`));

  it('reach what they are there for', () => {
    const { kills, unsure, oversleeps, cases, writes, edits, deliveries } = totals;
    expect({ kills, unsure, oversleeps, cases }).toSatisfy((reached: Record<string, number>) =>
      Object.values(reached).every((count) => count > HISTORIES / 2),
    );
    expect(writes).toBeGreaterThan(HISTORIES * 20);
    expect(edits).toBeGreaterThan(writes ?? 0);
    expect(deliveries).toBeGreaterThan(edits ?? 0);
  });

  it('differ from one another', async () => {
    const hashes = await Promise.all([1, 2, 3].map(async (seed) => (await runHistory(seed)).hash));
    expect(new Set(hashes).size).toBe(3);
  });
});
