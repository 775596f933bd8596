import type { ZendeskEdit } from '../../src/simulators/zendesk/zendesk.ts';
import type { Business } from './business.ts';
import { numberOf, type Person, wholeName } from './people.ts';

const YEAR_MS = 365 * 86_400_000;

/** How an ordinary business stands on the day of the installation, in shares of its customers. */
export const SHARES = {
  hasPhone: 0.85,
  hasConfirmed: 0.7,
  rents: 0.75,
  hasLeft: 0.15,
  /** Wrote to support at some time. */
  isInZendesk: 0.6,
  /** Of those: Zendesk knows them as `pat`, by the mail alone. */
  isMailName: 0.35,
  /** Of those: Zendesk shows a phone, mostly the same one. */
  showsPhone: 0.2,
  hasFurtherAddress: 0.03,
} as const;

/** People in Zendesk who never were customers. */
const STRANGERS = 200;

/** So many customers are looked at together; the simulated searches grow slow with what is there. */
const BATCH = 250;

/** Fills both platforms with years of business, and has every customer looked at for the first time. */
export async function openBusiness(business: Business, customers: number): Promise<void> {
  const { dice, world } = business;
  for (let index = 0; index < STRANGERS; index += 1) {
    const names = dice.names();
    const email = dice.email(names);
    business.strangers.push(business.writeIn({ name: wholeName(names), email }, longAgo(business)));
  }
  openAwkward(business);
  let seen = 0;
  while (seen < customers) {
    while (business.people.length < Math.min(seen + BATCH, customers)) openOrdinary(business);
    const batch = business.people.slice(seen).map(({ customerId = '' }) => customerId);
    seen = business.people.length;
    await world.look('storeganise', batch);
    if (!(await world.quiet())) world.problems.push('the first look came to no end');
  }
  business.userIds();
}

function openOrdinary(business: Business): void {
  const { dice } = business;
  const isConfirmed = dice.chance(SHARES.hasConfirmed);
  const phone = dice.chance(SHARES.hasPhone) ? { phone: dice.phone() } : {};
  const person = business.open(dice.names(), { ...phone, isConfirmed, created: longAgo(business) });
  rentLongAgo(business, person);
  if (dice.chance(SHARES.isInZendesk)) addUser(business, person, isConfirmed);
}

const longAgo = ({ world, dice }: Business) => world.time.now - YEAR_MS - dice.below(YEAR_MS);

function rentLongAgo(business: Business, person: Person): void {
  const { dice } = business;
  if (dice.chance(SHARES.rents)) business.hadRented(person, 'occupied');
  else if (dice.chance(SHARES.hasLeft / (1 - SHARES.rents))) business.hadRented(person, 'ended');
}

/** The Zendesk user whom the customer's mails have made. */
function addUser(business: Business, person: Person, isConfirmed: boolean, more: Partial<ZendeskEdit> = {}): string {
  const { dice, world } = business;
  const { email, name, phone } = person.storeganise;
  const isMailName = dice.chance(SHARES.isMailName);
  const shown = dice.chance(0.75) && phone !== '' ? phone : numberOf(dice.phone());
  const id = business.writeIn(
    {
      name: isMailName ? (email.split(/[.@]/)[0] ?? name) : name,
      email,
      ...(dice.chance(SHARES.showsPhone) ? { phone: shown } : {}),
      ...more,
    },
    longAgo(business),
  );
  if (dice.chance(SHARES.hasFurtherAddress)) {
    world.zendesk.addIdentity(id, 'email', dice.email({ firstName: 'also', lastName: name }), world.time.now);
  }
  business.meet(person, id, isConfirmed);
  return id;
}

/** Half of the one per cent that is awkward is so from the start. */
function openAwkward(business: Business): void {
  const { dice, world } = business;
  const open = (phone?: string) => {
    const past = { isConfirmed: true, created: longAgo(business) };
    const person = business.open(dice.names(), { ...past, ...(phone === undefined ? {} : { phone }) });
    rentLongAgo(business, person);
    return person;
  };

  // Three families share a number, as each of them types it.
  for (const typed of ['(415) 555-0134', '212-555-0177', '512.555.0101']) {
    const members = [open(typed), open(typed)];
    for (const member of members) if (dice.chance(0.5)) addUser(business, member, true, { phone: numberOf(typed) });
  }
  // Notes in the place of a number.
  for (const note of ['ask Mary at the desk', 'no phone', 'see file', 'CALL HOME']) addUser(business, open(note), true);
  // One name only: staff fill the last name with something.
  for (const lastName of ['.', '-']) {
    business.open({ firstName: dice.names().firstName, lastName }, { isConfirmed: true, created: longAgo(business) });
  }
  // Another integration has written ids of its own.
  for (const id of ['crm-4711', 'crm-4712']) addUser(business, open(), true, { external_id: id });
  // The business's own people stand on both sides.
  for (let index = 0; index < 2; index += 1) {
    const names = dice.names();
    const email = dice.email(names);
    const staff = business.open(names, { email, roles: ['admin'], created: longAgo(business) });
    staff.awkward = 'staff';
    staff.userId = business.writeIn({ name: wholeName(names), email, role: 'agent' }, longAgo(business));
  }
  // An employee rents a unit: the address belongs to an agent.
  const employee = open();
  employee.awkward = 'the address belongs to an agent';
  const { name, email } = employee.storeganise;
  business.writeIn({ name, email, role: 'agent' }, longAgo(business));
  // A couple writes from two addresses, which Zendesk keeps on one user.
  const [person, partner] = [open(), open()];
  const user = addUser(business, partner, true);
  world.zendesk.addIdentity(user, 'email', person.storeganise.email, world.time.now);
  person.awkward = 'the address is only a further one';
}
