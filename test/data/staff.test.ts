import { afterAll, describe, expect, it } from 'vitest';
import type { Platform } from '../../src/domain/contact.ts';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import { type SimEvent, SimRefusal } from '../../src/simulators/wire.ts';
import type { ZendeskRole } from '../../src/simulators/zendesk/zendesk.ts';
import { closeDoor } from '../stories/rule-door.ts';
import { RuleWorld, STATUS_FIELD } from '../stories/rule-world.ts';

const HISTORIES = 60;
const ACTS = 14;

afterAll(closeDoor);

const reached = { writes: 0, acts: 0, agents: 0 };
afterAll(() => console.log(`agents and admins stay as they are: ${JSON.stringify(reached)}`));

type Told = readonly [platform: Platform, events: readonly SimEvent[]];
type Act = (history: History) => Told;

/** A small business, whose customers and agents share names, addresses and ids as badly as they can. */
class History {
  readonly world: RuleWorld;
  readonly random: () => number;
  readonly emails = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.com`);
  readonly customers: string[] = [];
  readonly users: string[] = [];

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.world = new RuleWorld({ statusField: STATUS_FIELD, createCustomers: this.random() < 0.5 }, {});
    const { zendesk, storeganise, time } = this.world;
    const roles: readonly ZendeskRole[] = ['agent', 'admin', 'agent', 'end-user', 'end-user'];
    for (const [index, role] of roles.entries()) {
      const email = this.emails[index] ?? '';
      const past = time.now - 86_400_000;
      this.users.push(zendesk.createUser({ name: `Pat ${'abcde'[index]}`, email, role, createdAt: past }, past).id);
    }
    for (let index = 0; index < 3; index += 1) {
      const email = index === 0 ? this.emails[0] : `customer${index}@example.com`;
      const fresh = { firstName: 'Pat', lastName: 'Doe', email: email ?? '', emailConfirmed: time.now };
      const { id, events } = storeganise.createUser(fresh, time.now);
      this.customers.push(id);
      this.world.deliver('storeganise', events);
    }
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }

  get user(): string {
    return this.pick(this.world.zendesk.users()).id;
  }

  get staff(): string {
    return this.pick(this.world.zendesk.users().filter(({ role }) => role !== 'end-user')).id;
  }
}

const asCustomer = (history: History, edit: object): Told => {
  const { storeganise, time } = history.world;
  return ['storeganise', storeganise.editUser(history.pick(history.customers), edit, time.now)];
};
const asAgent = (history: History, id: string, edit: object): Told => {
  const { zendesk, time } = history.world;
  return ['zendesk', zendesk.editUser(id, edit, time.now)];
};

const ACTS_OF_PEOPLE: readonly Act[] = [
  (history) => asCustomer(history, { email: history.pick(history.emails) }),
  (history) => asCustomer(history, { firstName: history.pick(['Ann', 'Ben', 'Pat']) }),
  (history) => asCustomer(history, { phone: history.pick(['+12015550123', '+12015550124']) }),
  (history) => asCustomer(history, { customFields: { zendesk_userId: history.staff } }),
  (history) => asCustomer(history, { customFields: { zendesk_userId: history.user } }),
  ({ world, pick, customers }) => ['storeganise', world.storeganise.disableUser(pick(customers), world.time.now)],
  ({ world, pick, customers }) => ['storeganise', world.storeganise.enableUser(pick(customers), world.time.now)],
  ({ world, pick, customers }) => ['storeganise', world.storeganise.rent(pick(customers), world.time.now).events],
  (history) => asAgent(history, history.staff, { external_id: history.pick(history.customers) }),
  (history) => asAgent(history, history.staff, { name: history.pick(['Boss', 'Pat Doe']) }),
  (history) => asAgent(history, history.staff, { email: history.pick(history.emails) }),
  (history) => asAgent(history, history.staff, { phone: history.pick(['+12015550123', '+12015550124']) }),
  (history) => asAgent(history, history.user, { role: history.pick(['agent', 'admin', 'end-user']) }),
  (history) => asAgent(history, history.user, { name: history.pick(['Zoe', 'Pat Doe']) }),
  ({ world, user, staff }) => ['zendesk', world.zendesk.mergeUsers(user, staff, world.time.now)],
  ({ world, user }) => ['zendesk', world.zendesk.deleteUser(user, world.time.now)],
  ({ world, user }) => ['zendesk', world.zendesk.suspend(user, world.time.now)],
  (history) => ['zendesk', lie(history)],
];

const TYPES = ['created', 'name_changed', 'identity_created', 'identity_changed', 'merged', 'role_changed', 'deleted'];

/** A well-signed event about somebody of the staff that says what is not so. */
function lie({ world, pick, user, staff, customers }: History): SimEvent[] {
  return world.zendesk.mention(staff, world.time.now).map((event) => {
    const body = JSON.parse(event.body);
    const identity = { type: 'email', value: 'customer1@example.com', primary: true };
    const says = { current: identity, previous: identity, identity, user: { id: user } };
    const detail = { ...body.detail, role: 'end-user', external_id: pick(customers) };
    const type = `zen:event-type:user.${pick(TYPES)}`;
    return { ...event, body: JSON.stringify({ ...body, type, detail, event: says }) };
  });
}

const shownOf = (world: RuleWorld) => JSON.stringify(world.zendesk.users().filter(({ role }) => role !== 'end-user'));

async function play(seed: number): Promise<readonly string[]> {
  const history = new History(seed);
  history.pick = history.pick.bind(history);
  const { world } = history;
  const found: string[] = [];
  await world.quiet();
  for (let index = 0; index < ACTS; index += 1) {
    try {
      const [platform, events] = history.pick(ACTS_OF_PEOPLE)(history);
      world.deliver(platform, events);
      reached.acts += 1;
    } catch (error) {
      if (!(error instanceof SimRefusal)) throw error;
    }
    const before = shownOf(world);
    if (history.random() < 0.2) await world.sweep();
    await world.quiet();
    if (shownOf(world) !== before) found.push(`after act ${index}: ${before} became ${shownOf(world)}`);
  }
  const toStaff = world.sent.filter(({ call, role }) => call.write && role !== undefined && role !== 'end-user');
  reached.writes += world.sent.filter(({ call }) => call.write && call.changed).length;
  reached.agents += world.zendesk.users().filter(({ role }) => role !== 'end-user').length;
  found.push(...toStaff.map(({ request }) => `a write to staff: ${request.method} ${request.url} ${request.body}`));
  await world.stop();
  return [...found, ...world.problems];
}

describe('an agent or admin of Zendesk', () => {
  it.each(Array.from({ length: HISTORIES }, (_, index) => index + 1))(
    'is never written, whatever the events say, seed %i',
    async (seed) => {
      expect(await play(seed)).toEqual([]);
    },
  );
});
