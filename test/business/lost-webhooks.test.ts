import { afterAll, describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../src/domain/contact.ts';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import { closeDoor } from '../stories/rule-door.ts';
import type { RuleWorld } from '../stories/rule-world.ts';
import { compare, openEchoWorld } from './echo-world.ts';
import { KINDS, type Someone } from './single-edits.ts';

const MINUTE_MS = 60_000;
/** Until the next sweep, which may be one that still withholds the newest minute, and the passes that follow it. */
const NEXT_SWEEP_MS = 12 * MINUTE_MS;
const SEEDS = [1, 2, 3];

afterAll(closeDoor);

async function open(seed: number) {
  const random = seededRandom(seed);
  const [world, people] = await openEchoWorld(random);
  world.startSweeper();
  await world.time.advance(NEXT_SWEEP_MS);
  let drawn = 0;
  const stage = { world, random, serial: () => ++drawn };
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  return { world, people, edit: (someone: Someone) => pick(KINDS)(stage, someone) };
}

/** The tasks about webhooks that staff see, by state. */
const tasks = (world: RuleWorld, state: 'open' | 'completed') =>
  world.storeganise
    .jobs()
    .filter((job) => (job.state === 'completed') === (state === 'completed'))
    .map(({ title }) => title)
    .filter((title) => title.includes('are not reaching us'));

const rename = (world: RuleWorld, { userId }: Someone, name: string) =>
  world.deliver('zendesk', world.zendesk.editUser(userId, { name }, world.time.now));

const retitle = (world: RuleWorld, { customerId }: Someone, firstName: string) =>
  world.deliver('storeganise', world.storeganise.editUser(customerId, { firstName }, world.time.now));

describe.each(PLATFORMS)('the webhooks of %s all lost for an hour', (platform) => {
  it.each(SEEDS)('leave both sides equal after the next sweep, seed %i', async (seed) => {
    const { world, people, edit } = await open(seed);
    world.lost.add(platform);
    for (const someone of people) {
      const { origin, events } = edit(someone);
      world.deliver(origin, events);
      await world.time.advance((60 / people.length) * MINUTE_MS);
    }
    world.lost.clear();

    await world.time.advance(NEXT_SWEEP_MS);

    expect([...people.flatMap((someone) => compare(world, someone)), ...world.problems]).toEqual([]);
    await world.stop();
  });
});

describe.each([
  ['Zendesk', 'zendesk', rename],
  ['Storeganise', 'storeganise', retitle],
] as const)('changes in %s that are not announced', (name, platform, change) => {
  it('become a task after five in a row, which closes when webhooks arrive again', async () => {
    const { world, people } = await open(1);
    const [first = { customerId: '', userId: '' }] = people;
    world.lost.add(platform);
    for (const someone of people.slice(0, 5)) change(world, someone, 'Ann');
    await world.time.advance(NEXT_SWEEP_MS);
    expect(tasks(world, 'open'), 'their webhooks may be late').toEqual([]);

    await world.time.advance(NEXT_SWEEP_MS);
    expect(tasks(world, 'open')).toEqual([expect.stringContaining(`Changes in ${name} are not reaching us`)]);
    world.lost.clear();
    change(world, first, 'Bea');
    await world.time.advance(NEXT_SWEEP_MS);

    expect(tasks(world, 'open')).toEqual([]);
    expect(tasks(world, 'completed')).toHaveLength(1);
    expect(world.problems).toEqual([]);
    await world.stop();
  });

  it('are none where only the webhooks come later than the sweep', async () => {
    const { world, people } = await open(2);
    world.lost.add(platform);
    for (const someone of people.slice(0, 6)) change(world, someone, 'Ann');
    await world.time.advance(NEXT_SWEEP_MS);
    world.lost.clear();
    change(world, people[7] as Someone, 'Bea');

    await world.time.advance(2 * NEXT_SWEEP_MS);

    expect([...tasks(world, 'open'), ...tasks(world, 'completed')]).toEqual([]);
    await world.stop();
  });

  it('are none where nobody is concerned', async () => {
    const { world, people } = await open(4);
    world.lost.add(platform);
    for (const { customerId, userId } of people) {
      world.storeganise.editUser(customerId, { address: '1 Elm St' }, world.time.now);
      world.zendesk.editUser(userId, { notes: 'called' }, world.time.now);
    }

    await world.time.advance(3 * NEXT_SWEEP_MS);

    expect([...tasks(world, 'open'), ...tasks(world, 'completed')]).toEqual([]);
    await world.stop();
  });

  it('are none where all that moves is written by us', async () => {
    const other = platform === 'zendesk' ? retitle : rename;
    const { world, people } = await open(3);
    world.lost.add(platform);
    for (const someone of people) other(world, someone, 'Ann');

    await world.time.advance(3 * NEXT_SWEEP_MS);

    expect([...tasks(world, 'open'), ...tasks(world, 'completed')]).toEqual([]);
    await world.stop();
  });
});
