// One seed, one history: people edit on both sides while everything goes wrong; then faults heal, and the checks must
// hold twice: as things are, and after every record was touched once more (a last touch would hide faults).
import { PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import { findNoise, findViolations } from './checks.ts';
import type { Human } from './ledger.ts';
import type { Fate } from './network.ts';
import type { Scheduler } from './scheduler.ts';
import { type SimTenant, type Weather, World } from './world.ts';

const NAMES = ['Ann Ash', 'Bea Bly', 'Cleo'] as const;
const CHAOS_MS = 420_000;
const HUMANS_PER_TENANT = 6;

export type HistoryResult = {
  readonly seed: number;
  readonly hash: string;
  readonly violations: readonly string[];
  readonly story: readonly string[];
  readonly counts: World['counts'] & { readonly writes: number; readonly edits: number; readonly deliveries: number };
};

const FATES: readonly Fate[] = [
  'not_sent',
  'dropped',
  'lost_answer',
  'lost_answer',
  'late',
  'late',
  'busy',
  'broken',
  'unavailable',
  'html',
];

/** Every fourth world is fair, so that quietness can be counted exactly; the others have each their own temper. */
function weatherOf(seed: number, temper: Scheduler): Weather {
  if (seed % 4 === 0) return {};
  const [fault, death, sleep] = [temper.random() * 0.12, temper.random() * 0.02, temper.random() * 0.004];
  return {
    fate: (_request, scheduler) => (scheduler.chance(fault) ? scheduler.pick(FATES) : 'ok'),
    webhook: (scheduler) => (scheduler.chance(0.25) ? scheduler.pick(['lost', 'late', 'doubled'] as const) : 'ok'),
    diesAt: (_name, scheduler) => scheduler.chance(death),
    oversleepMs: (label, scheduler) =>
      label !== 'bell' && scheduler.chance(sleep) ? scheduler.between(15_000, 90_000) : 0,
    externalIdLagMs: temper.chance(0.3) ? 60_000 : 0,
  };
}

export async function runHistory(seed: number, keepStory = false): Promise<HistoryResult> {
  const world = new World(seed, (scheduler) => weatherOf(seed, scheduler), keepStory);
  const { scheduler } = world;
  for (const tenant of world.tenants) {
    for (let index = 0; index < HUMANS_PER_TENANT; index += 1) populate(world, tenant, index);
  }

  await scheduler.run(() => false, CHAOS_MS);
  world.weather = {};
  scheduler.tell('--- faults heal');
  const isQuiet = createQuietTest(world);
  const violations: string[] = [];
  if (!(await scheduler.run(isQuiet, 40_000_000))) violations.push('never quiet');
  violations.push(...(await look(world, 'before the last touch')));

  scheduler.tell('--- everything is touched again');
  for (const human of world.ledger.humans) touchBoth(world, human);
  if (!(await scheduler.run(createQuietTest(world), 40_000_000))) violations.push('never quiet after the last touch');
  violations.push(...(await look(world, 'after the last touch')));
  if (seed % 4 === 0) violations.push(...findNoise(world));

  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const total = (of: 'writes' | 'edits') =>
    sum(world.ledger.humans.flatMap((human) => PLATFORMS.map((side) => human[of][side])));
  const counts = { ...world.counts, writes: total('writes'), edits: total('edits'), deliveries: world.accepted.size };
  return { seed, hash: scheduler.hash, violations, story: scheduler.story, counts };
}

async function look(world: World, when: string): Promise<readonly string[]> {
  const violations = world.inspect(() => findViolations(world));
  return (await violations).map((violation) => `${when}: ${violation}`);
}

/** Quiet: nobody has called or answered anything for long enough that even the longest look has come. */
function createQuietTest(world: World): () => boolean {
  let calls = -1;
  let since = world.scheduler.now;
  return () => {
    const count = world.activity;
    if (count !== calls || world.isTouching) {
      calls = count;
      since = world.scheduler.now;
    }
    return world.scheduler.now - since > 4_000_000;
  };
}

function touchBoth(world: World, human: Human): void {
  for (const platform of PLATFORMS) {
    const recordId = human.ids[platform];
    if (recordId !== undefined) void world.touch({ tenant: human.tenant, platform, recordId });
  }
}

/** A person, and the edits that will be made to their name. */
function populate(world: World, tenant: SimTenant, index: number): void {
  const { scheduler } = world;
  const human = world.ledger.addHuman(`${tenant.code}${index}`, tenant.code);
  const email = `p${index}+${tenant.code}@example.com`;
  const sides = scheduler.pick<readonly Platform[]>([['storeganise'], ['zendesk'], PLATFORMS, PLATFORMS]);
  if (index % 3 === 0) {
    world.addUser(
      human,
      tenant,
      scheduler.pick(NAMES),
      email,
      scheduler.chance(0.5) ? scheduler.now - 3_600_000 : undefined,
    );
  }
  scheduler.after(scheduler.between(0, 40_000), 'customer', () =>
    world.addCustomer(human, tenant, scheduler.pick(NAMES), email),
  );
  const isNew = human.ids.zendesk === undefined;
  if (isNew && scheduler.chance(0.4))
    scheduler.after(scheduler.between(100, 60_000), 'e-mail', () => world.editEmail(human, tenant, `new.${email}`));
  if (scheduler.chance(0.3))
    scheduler.after(scheduler.between(60_000, CHAOS_MS), 'pointer', () =>
      world.erasePointer(human, tenant, scheduler.pick(PLATFORMS)),
    );
  const edit = () => {
    world.editName(human, tenant, scheduler.pick(sides), scheduler.pick(NAMES));
    planNext();
  };
  const planNext = () => {
    const inMs = scheduler.between(15_000, 90_000);
    if (scheduler.now + inMs < 1_700_000_000_000 + CHAOS_MS) scheduler.after(inMs, 'edit', edit);
  };
  planNext();
}
