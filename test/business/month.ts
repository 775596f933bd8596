import type { Business } from './business.ts';
import { isNumber, type Person, type RentalState } from './people.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
export const DAYS = 30;

type Happening = { readonly times: number; readonly what: string; readonly act: (business: Business) => void };

const hasUser = (person: Person) => person.userId !== undefined;
const isLinked = (person: Person) => hasUser(person) && person.isProven;

/** What happens in a month of a business of 2,000 customers. */
const CALENDAR: readonly Happening[] = [
  { what: 'sign-ups', times: 90, act: signUp },
  { what: 'orders of customers', times: 25, act: (business) => moveIn(business, business.pick()) },
  { what: 'move-outs', times: 75, act: moveOut },
  { what: 'transfers', times: 8, act: transfer },
  { what: 'overdue marks', times: 100, act: markOverdue },
  { what: 'names typed in Storeganise', times: 12, act: (b) => b.editCustomer(b.pick(), b.dice.names()) },
  { what: 'phones typed in Storeganise', times: 30, act: (b) => b.editCustomer(b.pick(), { phone: b.dice.phone() }) },
  { what: 'e-mails typed in Storeganise', times: 8, act: changeEmail },
  {
    what: 'street addresses',
    times: 40,
    act: (b) => b.editCustomer(b.pick(), { address: `${b.dice.below(999)} Elm St` }),
  },
  { what: 'names typed in Zendesk', times: 15, act: (b) => b.editUser(b.pick(hasUser), { name: nameOf(b) }) },
  { what: 'phones typed in Zendesk', times: 15, act: (b) => b.editUser(b.pick(hasUser), { phone: b.dice.phone() }) },
  {
    what: 'e-mails typed in Zendesk',
    times: 5,
    act: (b) => b.editUser(b.pick(hasUser), { email: b.dice.email(b.dice.names()) }),
  },
  {
    what: 'notes of agents',
    times: 60,
    act: (b) => b.editUser(b.pick(hasUser), { notes: `called ${b.dice.below(9999)}` }),
  },
  { what: 'further addresses', times: 6, act: (b) => addIdentity(b, 'email', b.dice.email(b.dice.names())) },
  {
    what: 'further numbers',
    times: 6,
    act: (b) => addIdentity(b, 'phone_number', `+1310555${1000 + b.dice.below(8999)}`),
  },
  { what: 'tickets of customers', times: 200, act: openTicket },
  { what: 'strangers who write in', times: 60, act: (b) => void b.strangers.push(b.writeIn(stranger(b))) },
  { what: 'callers without an address', times: 20, act: callIn },
  { what: 'second addresses merged by agents', times: 10, act: (business) => mergeSecond(business, 'into') },
  { what: 'the same the wrong way round', times: 2, act: (business) => mergeSecond(business, 'from') },
  { what: 'e-mails retyped in capitals', times: 3, act: retypeEmail },
  { what: 'spammers', times: 45, act: spam },
  { what: 'customers disabled', times: 2, act: (b) => b.setDisabled(b.pick(isLinked), true) },
];

/** The other half of the one per cent: each of these once. */
const AWKWARD: readonly Happening[] = [
  { what: 'an address that somebody else has in Zendesk', times: 1, act: takeEmail },
  { what: 'two edits at once', times: 1, act: editTwice },
  { what: 'a customer’s user deleted', times: 1, act: deleteUser },
  { what: 'a customer’s user suspended', times: 1, act: suspendCustomer },
];

/** Plays the month, day by day; every night all is still. */
export async function playMonth(business: Business): Promise<void> {
  const { world, dice } = business;
  const days = Array.from({ length: DAYS }, (): Happening[] => []);
  for (const happening of [...CALENDAR, ...AWKWARD]) {
    for (let time = 0; time < happening.times; time += 1) days[dice.below(DAYS)]?.push(happening);
  }
  for (const day of days) {
    const morning = world.time.now;
    for (const { what, act } of day) {
      world.time.after(HOUR_MS / 2 + dice.below(11 * HOUR_MS), () => {
        business.count(what);
        act(business);
      });
    }
    await world.time.advance(12 * HOUR_MS);
    await world.look(
      'zendesk',
      [...business.unheard].map(({ userId = '' }) => userId),
    );
    business.unheard.clear();
    if (!(await world.quiet())) world.problems.push('no rest by night');
    world.isNight = true;
    await world.time.advance(morning + DAY_MS - world.time.now);
    world.isNight = false;
    business.userIds();
  }
}

const nameOf = ({ dice }: Business) => {
  const { firstName, lastName } = dice.names();
  return `${firstName} ${lastName}`;
};

const stranger = (business: Business) => ({
  name: nameOf(business),
  email: business.dice.email(business.dice.names()),
});

/** Some wrote in before; most confirm their address within the hour; most rent. */
function signUp(business: Business): void {
  const { dice, world } = business;
  const names = dice.names();
  const hadWritten = dice.chance(0.3);
  const email = dice.email(names);
  const userId = hadWritten ? business.writeIn({ name: names.firstName.toLowerCase(), email }) : undefined;
  world.time.after(hadWritten ? HOUR_MS / 2 : 0, () => {
    const phone = dice.chance(0.9) ? { phone: dice.phone() } : {};
    const person = business.open(names, { email, ...phone });
    if (userId !== undefined) business.meet(person, userId, false);
    if (dice.chance(0.7)) world.time.after((5 + dice.below(50)) * MINUTE_MS, () => business.confirm(person));
    if (dice.chance(0.8)) world.time.after(dice.below(60) * MINUTE_MS, () => moveIn(business, person));
  });
}

/** From the order to the key in a day or two; a few are cancelled. */
function moveIn(business: Business, person: Person): void {
  const { dice, world } = business;
  const rental = business.order(person);
  const steps: RentalState[] = dice.chance(0.07) ? ['cancelled'] : ['reserved', 'occupied'];
  for (const [index, state] of steps.entries()) {
    const later = index * DAY_MS + (10 + dice.below(300)) * MINUTE_MS;
    world.time.after(later, () => business.setRental(person, rental, state));
  }
}

const occupied = ({ rentals }: Person) => [...rentals].find(([, state]) => state === 'occupied')?.[0];
const rents = (person: Person) => occupied(person) !== undefined;

function moveOut(business: Business): void {
  const { storeganise, time } = business.world;
  const person = business.pick(rents);
  const rental = occupied(person) ?? '';
  business.world.deliver('storeganise', storeganise.scheduleMoveOut(rental, undefined, time.now));
  time.after((1 + business.dice.below(3)) * DAY_MS, () => {
    if (person.rentals.get(rental) === 'occupied') business.setRental(person, rental, 'ended');
  });
}

function transfer(business: Business): void {
  const { storeganise, time } = business.world;
  const person = business.pick(rents);
  const old = occupied(person) ?? '';
  const { id, events } = storeganise.transfer(old, time.now);
  person.rentals.set(old, 'ended').set(id, 'occupied');
  business.world.deliver('storeganise', events);
}

function markOverdue(business: Business): void {
  const { storeganise, time } = business.world;
  const rental = occupied(business.pick(rents)) ?? '';
  business.world.deliver('storeganise', storeganise.markOverdue(rental, time.now));
}

/** Where nothing proves the address, a person is asked; every second customer confirms the next day. */
function changeEmail(business: Business): void {
  const { dice, world } = business;
  const person = business.pick();
  business.editCustomer(person, { email: dice.email(dice.names()) });
  if (person.awkward && dice.chance(0.5)) world.time.after(DAY_MS, () => business.confirm(person));
}

function addIdentity(business: Business, type: 'email' | 'phone_number', value: string): void {
  const { zendesk, time } = business.world;
  const { userId = '' } = business.pick((person) => hasUser(person) && isNumber(person.zendesk.phone));
  business.world.deliver('zendesk', zendesk.addIdentity(userId, type, value, time.now));
}

function openTicket(business: Business): void {
  const { zendesk, time } = business.world;
  business.world.deliver('zendesk', zendesk.createTicket(business.pick(hasUser).userId ?? '', time.now));
}

/** Somebody calls; a third of them sign up later, with the number that Zendesk knows by then. */
function callIn(business: Business): void {
  const { dice, world } = business;
  const phone = `+1${dice.pick([310, 415, 512])}555${1000 + dice.below(8999)}`;
  business.strangers.push(business.writeIn({ name: `Caller ${phone}`, phone }));
  if (dice.chance(0.66)) return;
  world.time.after(HOUR_MS, () => business.open(dice.names(), { phone }));
}

/** A customer writes from another address; an agent merges the two users, as a rule into the older one. */
function mergeSecond(business: Business, direction: 'into' | 'from'): void {
  const { dice, world } = business;
  const { zendesk, time } = world;
  const second = business.writeIn({ name: 'me again', email: dice.email(dice.names()) });
  time.after(HOUR_MS, () => {
    const person = business.pick(hasUser);
    const { userId = '' } = person;
    const [loser, winner] = direction === 'into' ? [second, userId] : [userId, second];
    person.userId = winner;
    world.deliver('zendesk', zendesk.mergeUsers(loser, winner, time.now));
  });
}

function retypeEmail(business: Business): void {
  const person = business.pick();
  const { email } = person.storeganise;
  business.editCustomer(person, { email: email.toUpperCase() });
}

/** An agent suspends nearly all of them the same day. */
function spam(business: Business): void {
  const { world, dice } = business;
  const { zendesk, time } = world;
  const id = business.writeIn({
    name: 'WIN BIG <b>now</b>',
    email: dice.email({ firstName: 'spam', lastName: 'mail' }),
  });
  if (dice.chance(0.1)) return;
  time.after((5 + dice.below(200)) * MINUTE_MS, () => world.deliver('zendesk', zendesk.suspend(id, time.now)));
}

function takeEmail(business: Business): void {
  const person = business.pick(isLinked);
  const { zendesk } = business.world;
  const holder = business.strangers.find((id) => zendesk.user(id)?.email);
  const email = zendesk.user(holder ?? '')?.email ?? '';
  business.editCustomer(person, { email });
  person.awkward = 'the address is taken';
}

function editTwice(business: Business): void {
  const person = business.pick(isLinked);
  business.editCustomer(person, { firstName: 'Here', lastName: 'Now' });
  business.editUser(person, { name: 'There Now' });
  person.awkward = 'two edits at once';
}

function deleteUser(business: Business): void {
  const { zendesk, time } = business.world;
  const person = business.pick(hasUser);
  business.world.deliver('zendesk', zendesk.deleteUser(person.userId ?? '', time.now));
  person.awkward = 'the user is gone';
}

function suspendCustomer(business: Business): void {
  const { zendesk, time } = business.world;
  const person = business.pick(isLinked);
  business.world.deliver('zendesk', zendesk.suspend(person.userId ?? '', time.now));
  person.awkward = 'the user is suspended';
}
