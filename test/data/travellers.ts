import type { Platform } from '../../src/domain/contact.ts';
import type { StoreganiseUserView } from '../../src/simulators/storeganise/storeganise.ts';
import { type SimEvent, SimRefusal } from '../../src/simulators/wire.ts';
import type { ZendeskUserView } from '../../src/simulators/zendesk/zendesk.ts';
import type { Settings } from '../stories/rule.ts';
import { RuleWorld, type SentCall } from '../stories/rule-world.ts';
import { badWrites } from '../stories/rule-writes.ts';

/** A value as somebody types it. */
export type Typed = {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly phone?: string;
};
export type TypedByAgent = { readonly name?: string; readonly email?: string; readonly phone?: string };

/** What became of one typed value. */
export type Trip = {
  readonly customer: StoreganiseUserView;
  readonly user: ZendeskUserView;
  /** Why the other side does not show it, where it does not: how the last event ended, or the question that is open. */
  readonly endedAs: string;
  /** Whatever no value may lead to. */
  readonly problems: readonly string[];
};

type Somebody = { readonly customerId: string; readonly userId: string };
type Told = { readonly origin: Platform; readonly recordId: string; readonly events: readonly SimEvent[] | 'refused' };

const START = { firstName: 'Pat', lastName: 'Doe', phone: '+1 201 555 0100' };
const ROUNDS = 2;
/** The tables have names that hold the word, which is no marker there. */
const MARKER = 'the marker went to Zendesk';

/** Types each value into the customer of somebody of its own; both sides come to rest, twice more looked at. */
export const typeInStoreganise = (settings: Settings, values: readonly Typed[]): Promise<readonly Trip[]> =>
  travel(settings, values.length, (world, { customerId }, index) => {
    const edit = { ...values[index] };
    const act = () => world.storeganise.editUser(customerId, edit, world.time.now);
    return { origin: 'storeganise', recordId: customerId, events: orRefused(act) };
  });

/** The same for the Zendesk user. */
export const typeInZendesk = (settings: Settings, values: readonly TypedByAgent[]): Promise<readonly Trip[]> =>
  travel(settings, values.length, (world, { userId }, index) => {
    const edit = { ...values[index] };
    const act = () => world.zendesk.editUser(userId, edit, world.time.now);
    return { origin: 'zendesk', recordId: userId, events: orRefused(act) };
  });

function orRefused(act: () => readonly SimEvent[]): readonly SimEvent[] | 'refused' {
  try {
    return act();
  } catch (error) {
    if (error instanceof SimRefusal) return 'refused';
    throw error;
  }
}

async function travel(
  settings: Settings,
  count: number,
  edit: (world: RuleWorld, somebody: Somebody, index: number) => Told,
): Promise<readonly Trip[]> {
  const world = new RuleWorld(settings, {});
  const people = await openPeople(world, count);
  const told = people.map((somebody, index) => edit(world, somebody, index));
  const typed = people.map((somebody) => show(world, somebody));
  world.sent.length = 0;
  for (const { origin, events } of told) if (events !== 'refused') world.deliver(origin, events);
  await world.quiet();
  const passed = [...world.sent];
  world.sent.length = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await world.sweep();
    await world.quiet();
  }
  const trips: Trip[] = [];
  for (const [index, somebody] of people.entries()) {
    const { origin, recordId, events } = told[index] as Told;
    const now = show(world, somebody);
    const before = typed[index] ?? now;
    const endedAs =
      events === 'refused' ? `refused by ${origin}` : await endOf(world, somebody, origin, recordId, events);
    const problems = [
      ...writesOf(passed, somebody, origin),
      ...later(world.sent, somebody),
      ...changed(
        origin === 'storeganise' ? before.customer : before.user,
        origin === 'storeganise' ? now.customer : now.user,
      ),
    ];
    trips.push({ ...now, endedAs, problems });
  }
  const first = trips[0];
  const bad = badWrites(passed, { tags: false, customerFields: false }).filter((found) => !found.startsWith(MARKER));
  bad.push(...world.problems);
  if (first && bad.length > 0) trips[0] = { ...first, problems: [...first.problems, ...bad] };
  await world.stop();
  return trips;
}

async function openPeople(world: RuleWorld, count: number): Promise<readonly Somebody[]> {
  const ids = Array.from({ length: count }, (_, index) => {
    const { storeganise, time } = world;
    const fresh = {
      ...START,
      phone: `+1 201 555 ${1_000 + index}`,
      email: `pat${index}@example.com`,
      emailConfirmed: time.now,
    };
    const { id, events } = storeganise.createUser(fresh, time.now);
    world.deliver('storeganise', events);
    return id;
  });
  await world.quiet();
  const users = new Map(world.zendesk.users().map((user) => [user.external_id, user.id]));
  return ids.map((customerId) => ({ customerId, userId: users.get(customerId) ?? '' }));
}

function show(world: RuleWorld, { customerId, userId }: Somebody) {
  const customer = world.storeganise.user(customerId);
  const user = world.zendesk.user(userId);
  if (!customer || !user) throw new Error('somebody is gone');
  return { customer, user };
}

/** The question that is open about somebody, or how the events of the edit ended. */
async function endOf(
  world: RuleWorld,
  { customerId }: Somebody,
  origin: Platform,
  recordId: string,
  events: readonly SimEvent[],
): Promise<string> {
  const question = (await world.openCases()).find(({ person }) => person?.storeganiseId === customerId);
  if (question) return question.kind;
  const deliveries = await world.store.deliveriesOf(world.ref(origin, recordId));
  const own = deliveries.filter(({ key }) => events.some(({ id }) => id === key));
  const outcome = own.find((delivery) => delivery.outcome?.kind === 'applied')?.outcome ?? own.at(-1)?.outcome;
  if (events.length === 0) return 'no event';
  return outcome?.kind === 'noop' ? outcome.reason : (outcome?.kind ?? 'no outcome');
}

const isOf = ({ customerId, userId }: Somebody, { call }: SentCall) =>
  call.recordId === customerId || call.recordId === userId;
const isWrite = ({ call }: SentCall) => call.write && call.changed && !call.bookkeeping;

/** Nothing goes back to where it was typed. */
const writesOf = (sent: readonly SentCall[], somebody: Somebody, origin: Platform) =>
  sent.filter((one) => isOf(somebody, one) && isWrite(one) && one.platform === origin).map(() => 'written back');

/** When nobody types any more, nothing is written any more. */
const later = (sent: readonly SentCall[], somebody: Somebody) =>
  sent
    .filter((one) => isOf(somebody, one) && one.call.write)
    .map(({ call, request }) => `later: ${call.method} ${call.path} ${request.body ?? ''}`);

function changed(before: object, now: object): string[] {
  const [was, is] = [before, now].map((record) => Object.entries(record));
  return (was ?? [])
    .filter(([field]) => /^(firstName|lastName|name|email|phone)$/.test(field))
    .flatMap(([field, value]) => {
      const present = is?.find(([name]) => name === field)?.[1];
      return present === value ? [] : [`${field} was ${JSON.stringify(value)} and became ${JSON.stringify(present)}`];
    });
}

/** Counts how values ended, for the table in the output. */
export class Tally {
  readonly #what: string;
  readonly #ends = new Map<string, number>();

  constructor(what: string) {
    this.#what = what;
  }

  add(end: string): void {
    this.#ends.set(end, (this.#ends.get(end) ?? 0) + 1);
  }

  toString(): string {
    const rows = [...this.#ends].map(([end, count]) => `${String(count).padStart(6)}  ${end}`);
    return [this.#what, ...rows].join('\n');
  }
}

/** In groups that fit into a minute of one account. */
export const groupsOf = <Row>(rows: readonly Row[], size = 60): readonly (readonly Row[])[] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));
