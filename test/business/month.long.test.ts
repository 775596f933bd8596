import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import { closeDoor } from '../stories/rule-door.ts';
import { Business } from './business.ts';
import { BusinessWorld } from './business-world.ts';
import { playMonth } from './month.ts';
import { openBusiness } from './opening.ts';
import { createDice } from './people.ts';
import { countAndForget, differences, tasksByKind } from './report.ts';

const SEED = 1;
const CUSTOMERS = 2_000;
const START = Date.UTC(2026, 0, 12, 8, 0, 0);
const MAX_TASKS = 9;

afterAll(closeDoor);

describe('a month of an ordinary business', () => {
  it('of 2,000 customers opens fewer than ten tasks, and both sides agree at its end', async () => {
    const world = new BusinessWorld(SEED, START);
    const business = new Business(world, createDice(seededRandom(SEED + 1)));

    await openBusiness(business, CUSTOMERS);
    const linking = countAndForget(world);
    const afterLinking = differences(business);
    await playMonth(business);
    const month = countAndForget(world);
    const afterMonth = differences(business);
    const sample = business.customers.filter((_, index) => index % 20 === 0);
    await world.look(
      'storeganise',
      sample.map(({ customerId = '' }) => customerId),
    );
    await world.quiet();
    const secondLook = countAndForget(world);

    const tasks = tasksByKind(world);
    const numbers = { customers: business.customers.length, edits: business.done, linking, month, tasks };
    console.log(`a month, seed ${SEED}: ${JSON.stringify(numbers, null, 1)}`);
    expect(afterLinking).toEqual([]);
    expect(afterMonth).toEqual([]);
    expect(secondLook.writes).toEqual({ storeganise: 0, zendesk: 0 });
    expect([...world.problems, ...linking.bad, ...month.bad, ...secondLook.bad]).toEqual([]);
    expect(linking.tasks + month.tasks).toBeLessThanOrEqual(MAX_TASKS);
    await world.stop();
  });
});
