import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import { closeDoor } from '../stories/rule-door.ts';
import { compare, judgeEdit, judgeWrites, openEchoWorld, type Totals } from './echo-world.ts';
import { KINDS, type Someone } from './single-edits.ts';

const SEEDS = [1, 2, 3, 4];
const EDITS = 250;
const ROUNDS = 50;

afterAll(closeDoor);

const totals: Totals = {
  edits: 0,
  differences: 0,
  writes: 0,
  notes: 0,
  calls: 0,
  echoes: 0,
  callsOfEchoes: 0,
  most: {},
};
afterAll(() => console.log(`one edit, one write: ${JSON.stringify(totals)}`));

async function open(seed: number) {
  const random = seededRandom(seed);
  const [world, people] = await openEchoWorld(random);
  let drawn = 0;
  const stage = { world, random, serial: () => ++drawn };
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  return { world, people, random, pick, edit: (someone: Someone) => pick(KINDS)(stage, someone) };
}

describe('one edit is one write, and its echoes none', () => {
  it.each(SEEDS)('over 250 edits, each echo answered before the next one, seed %i', async (seed) => {
    const { world, people, random, pick, edit } = await open(seed);

    for (let index = 1; index <= EDITS; index += 1) {
      const someone = pick(people);
      const told = edit(someone);
      const found = await judgeEdit(world, someone, told, totals);
      expect([...found, ...world.problems], `seed ${seed}, edit ${index}: ${told.what}`).toEqual([]);
      await world.time.advance(10_000 + Math.floor(random() * 30_000));
    }

    expect(world.storeganise.jobs()).toEqual([]);
    await world.stop();
  });

  it.each(SEEDS)('while three people are edited in turn and all echoes come in between, seed %i', async (seed) => {
    const { world, people, random, edit } = await open(seed + 100);

    for (let round = 1; round <= ROUNDS; round += 1) {
      const group = people.toSorted(() => random() - 0.5).slice(0, 3);
      const edits = [];
      world.sent.length = 0;
      for (const someone of group) {
        const told = edit(someone);
        edits.push({ someone, told });
        world.deliver(told.origin, told.events);
        await world.time.advance(Math.floor(random() * 4_000));
      }
      await world.time.advance(80_000);
      for (const { someone, told } of edits) {
        const ids = [someone.customerId, someone.userId];
        const own = world.sent.filter(({ call }) => ids.includes(call.recordId ?? ''));
        const found = [...judgeWrites(own, told), ...compare(world, someone), ...world.problems];
        expect(found, `seed ${seed}, round ${round}: ${told.what}`).toEqual([]);
      }
    }

    expect(world.storeganise.jobs()).toEqual([]);
    await world.stop();
  });
});
