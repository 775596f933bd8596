// One seed, one history: people edit on both sides while everything goes wrong; then faults heal, and the checks must
// hold twice: as things are, and after every record was touched once more (a last touch would hide faults).
import { FIELDS, type Field, PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import { findNoise, findViolations } from './checks.ts';
import type { Human } from './ledger.ts';
import type { Fate } from './network.ts';
import type { Scheduler } from './scheduler.ts';
import { type SimTenant, type Weather, World, type WorldOptions } from './world.ts';

const NAMES = ['Ann Ash', 'Bea Bly', 'Cleo'] as const;
const UK_PHONES = ['+44740012345', '+44740012346', '+44740012347'];
const JP_PHONES = ['+81901234567', '+81901234568', '+81901234569'];
const START = 1_700_000_000_000;
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
  const isBusy = seed % 2 === 0;
  if (seed % 4 === 0) return { isBusy };
  const [fault, death, sleep] = [temper.random() * 0.12, temper.random() * 0.02, temper.random() * 0.004];
  return {
    fate: (_request, scheduler) => (scheduler.chance(fault) ? scheduler.pick(FATES) : 'ok'),
    webhook: (scheduler) => (scheduler.chance(0.25) ? scheduler.pick(['lost', 'late', 'doubled'] as const) : 'ok'),
    diesAt: (_name, scheduler) => scheduler.chance(death),
    oversleepMs: (label, scheduler) =>
      label !== 'bell' && scheduler.chance(sleep) ? scheduler.between(15_000, 90_000) : 0,
    externalIdLagMs: temper.chance(0.3) ? 60_000 : 0,
    searchLagMs: temper.pick([0, 120_000, 120_000, 600_000]),
    readLagMs: temper.pick([0, 0, 0, 3_000, 20_000]),
    isBusy,
  };
}

export async function runHistory(seed: number, options: WorldOptions = {}): Promise<HistoryResult> {
  const world = new World(seed, (scheduler) => weatherOf(seed, scheduler), options);
  const { scheduler } = world;
  for (const tenant of world.tenants) {
    for (let index = 0; index < HUMANS_PER_TENANT; index += 1) populate(world, tenant, index);
  }

  await scheduler.run(() => false, CHAOS_MS);
  world.weather = { isBusy: false };
  scheduler.tell('--- faults heal');
  const isQuiet = createQuietTest(world);
  const violations: string[] = [];
  if (!(await scheduler.run(isQuiet, 40_000_000))) violations.push('never quiet');
  violations.push(...(await look(world, 'before the last touch', false)));

  scheduler.tell('--- everything is touched again');
  for (const human of world.ledger.humans) touchBoth(world, human);
  if (!(await scheduler.run(createQuietTest(world), 40_000_000))) violations.push('never quiet after the last touch');
  violations.push(...(await look(world, 'after the last touch', true)));
  if (seed % 4 === 0) violations.push(...findNoise(world));

  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const total = (of: 'writes' | 'edits') =>
    sum(
      world.ledger.humans.flatMap(({ tracks }) =>
        FIELDS.flatMap((field) => PLATFORMS.map((side) => tracks[field][of][side])),
      ),
    );
  const counts = { ...world.counts, writes: total('writes'), edits: total('edits'), deliveries: world.accepted.size };
  return { seed, hash: scheduler.hash, violations, story: scheduler.story, counts };
}

async function look(world: World, when: string, isLast: boolean): Promise<readonly string[]> {
  const violations = world.inspect(() => findViolations(world, isLast));
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

/** A person, and all that will happen to them. */
function populate(world: World, tenant: SimTenant, index: number): void {
  const { scheduler, people } = world;
  const human = world.ledger.addHuman(`${tenant.code}${index}`, tenant.code);
  const email = `p${index}+${tenant.code}@example.com`;
  const { isBusy } = world.weather;
  if (index % 3 === 0) {
    const createdAt = scheduler.chance(0.5) ? scheduler.now - 3_600_000 : undefined;
    people.addUser(human, tenant, scheduler.pick(NAMES), email, createdAt);
  }
  scheduler.after(scheduler.between(0, 40_000), 'customer', () =>
    people.addCustomer(human, tenant, scheduler.pick(NAMES), email, scheduler.chance(0.5)),
  );
  const isNew = human.ids.zendesk === undefined;
  if (isNew && scheduler.chance(0.4)) {
    scheduler.after(scheduler.between(100, 60_000), 'e-mail', () =>
      people.edit(human, tenant, 'email', 'storeganise', `new.${email}`),
    );
  }
  const sides = scheduler.pick<readonly Platform[]>([['storeganise'], ['zendesk'], PLATFORMS, PLATFORMS]);
  const sometime = (chance: number, label: string, act: () => void) => {
    if (scheduler.chance(chance)) scheduler.after(scheduler.between(60_000, CHAOS_MS), label, act);
  };
  sometime(0.3, 'pointer', () => people.erasePointer(human, tenant, scheduler.pick(PLATFORMS)));
  if (isBusy) planLife(world, tenant, human, email, sometime);
  const edit = () => {
    editSomething(world, tenant, human, scheduler.pick(sides), email);
    planNext();
  };
  const planNext = () => {
    const inMs = scheduler.between(15_000, 90_000);
    if (scheduler.now + inMs < START + CHAOS_MS) scheduler.after(inMs, 'edit', edit);
  };
  planNext();
}

/** Few values, so that they meet again; in a busy world of every field. */
function editSomething(
  { weather, scheduler, people }: World,
  tenant: SimTenant,
  human: Human,
  side: Platform,
  email: string,
) {
  const field = weather.isBusy ? scheduler.pick<Field>(['name', 'name', 'email', 'phone']) : 'name';
  const phones = tenant.callingCode === '+44' ? UK_PHONES : JP_PHONES;
  const values: Record<Field, readonly string[]> = {
    name: NAMES,
    // The last is everybody's: it is refused, or becomes a question.
    email: [
      email,
      `b.${email}`,
      `c.${email}`,
      ...(scheduler.now > START + 60_000 ? [`shared+${tenant.code}@example.com`] : []),
    ],
    // One for each person: a number of two people is another story.
    phone: phones.map((phone) => `${phone}${human.name.at(-1)}`),
  };
  people.edit(human, tenant, field, side, scheduler.pick(values[field]));
}

type Sometime = (chance: number, label: string, act: () => void) => void;

function planLife(
  { scheduler, people }: World,
  tenant: SimTenant,
  human: Human,
  email: string,
  sometime: Sometime,
): void {
  sometime(0.5, 'rent', () => {
    people.rent(human, tenant);
    if (scheduler.chance(0.5)) {
      scheduler.after(scheduler.between(5_000, 120_000), 'move out', () => people.moveOut(human, tenant));
    }
  });
  sometime(0.25, 'disable', () => {
    people.disable(human, tenant);
    if (scheduler.chance(0.5)) {
      scheduler.after(scheduler.between(100, 90_000), 'enable', () => people.enable(human, tenant));
    }
  });
  sometime(0.2, 'address', () => people.addEmail(human, tenant, `extra.${email}`));
  sometime(0.15, 'suspend', () => {
    people.suspend(human, tenant, true);
    if (scheduler.chance(0.5)) {
      scheduler.after(scheduler.between(5_000, 90_000), 'unsuspend', () => people.suspend(human, tenant, false));
    }
  });
  sometime(0.06, 'promote', () => {
    people.setRole(human, tenant, 'agent');
    scheduler.after(scheduler.between(20_000, 90_000), 'demote', () => people.setRole(human, tenant, 'end-user'));
  });
  sometime(0.06, 'delete', () => people.deleteUser(human, tenant));
  sometime(0.06, 'merge', () => people.merge(human, tenant));
}
