import type { Platform } from '../../src/domain/contact.ts';
import type { SimEvent } from '../../src/simulators/wire.ts';
import type { RuleWorld } from '../stories/rule-world.ts';

export type Someone = { readonly customerId: string; readonly userId: string; rental?: string; hasRented?: boolean };

/** What one edit comes to. */
export type Told = {
  /** In words, for a failure. */
  readonly what: string;
  /** Where, and which fields. */
  readonly kind: string;
  readonly origin: Platform;
  readonly events: readonly SimEvent[];
  /** Whether it makes a difference for the other side. */
  readonly counts: boolean;
  /** Remote calls until the other side shows it, at most (contract §6). */
  readonly calls: number;
};

/** `serial` makes what nobody else has. */
export type Stage = { readonly world: RuleWorld; readonly random: () => number; readonly serial: () => number };
type Kind = (stage: Stage, someone: Someone) => Told;

const word = ({ serial }: Stage, prefix: string) =>
  prefix + String(serial()).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
const email = ({ serial }: Stage) => ({ email: `pat.${serial()}@example.net` });
const pick = <T>({ random }: Stage, ...from: readonly [T, ...T[]]): T =>
  from[Math.floor(random() * from.length)] ?? from[0];
/** A valid number of New York that nobody else has. */
const number = ({ serial }: Stage) => `+1212555${1_000 + (serial() % 9_000)}`;
const digitsOf = (phone = '') => phone.replaceAll(/\D/g, '').slice(-10);
const local = (phone: string) => digitsOf(phone).replace(/^(...)(...)/, '($1) $2-');
const phone = (stage: Stage) => ({ phone: pick(stage, number(stage), local(number(stage))) });

function editCustomer({ world }: Stage, { customerId }: Someone, edit: Record<string, string>): readonly SimEvent[] {
  return world.storeganise.editUser(customerId, edit, world.time.now);
}

function editUser({ world }: Stage, { userId }: Someone, edit: Record<string, string>): readonly SimEvent[] {
  return world.zendesk.editUser(userId, edit, world.time.now);
}

const told = (origin: Platform, edit: Record<string, string>) => ({
  origin,
  what: `${origin} ${JSON.stringify(edit)}`,
  kind: `${origin} ${Object.keys(edit).join('+')}`,
});

const inStoreganise =
  (calls: number, counts: boolean, make: (stage: Stage, someone: Someone) => Record<string, string>): Kind =>
  (stage, someone) => {
    const edit = make(stage, someone);
    const events = editCustomer(stage, someone, edit);
    return { ...told('storeganise', edit), events, counts, calls };
  };

const inZendesk =
  (calls: number, counts: boolean, make: (stage: Stage, someone: Someone) => Record<string, string>): Kind =>
  (stage, someone) => {
    const edit = make(stage, someone);
    const events = editUser(stage, someone, edit);
    return { ...told('zendesk', edit), events, counts, calls };
  };

const customerOf = ({ world }: Stage, { customerId }: Someone) => {
  const customer = world.storeganise.user(customerId);
  if (!customer) throw new Error('no such customer');
  return customer;
};

/** The next step of a rental: from the order to the key, and out again. */
const rent: Kind = ({ world }, someone) => {
  const { storeganise, time } = world;
  const rental = { origin: 'storeganise', kind: 'storeganise rental', calls: 4 } as const;
  if (someone.rental === undefined) {
    const { id, events } = storeganise.order(someone.customerId, {}, time.now);
    someone.rental = id;
    return { ...rental, what: 'orders a unit', events, counts: false };
  }
  const { state = '' } = storeganise.rental(someone.rental);
  const next = { submitted: 'reserved', reserved: 'occupied', occupied: 'ended' }[state] ?? 'ended';
  const events = storeganise.setRentalState(someone.rental, next, time.now);
  if (next === 'ended') delete someone.rental;
  return { ...rental, what: `the rental becomes ${next}`, events, counts: next !== 'occupied' };
};

const name = (stage: Stage) => ({
  firstName: word(stage, 'An'),
  lastName: pick(stage, word(stage, 'Doe'), `de ${word(stage, 'La')}`),
});

/** The same number in another form than it stands there. */
function retyped(stage: Stage, someone: Someone) {
  const { phone: typed = '' } = customerOf(stage, someone);
  const dotted = digitsOf(typed).replace(/^(...)(...)/, '$1.$2.');
  return { phone: typed === dotted ? local(typed) : dotted };
}

const userName = (stage: Stage) => ({
  name: pick(
    stage,
    `${word(stage, 'Cy')} Lee`,
    word(stage, 'Solo'),
    `${word(stage, 'Di')} van der Lee`,
    `${word(stage, 'Ed')} unknown`,
  ),
});

/** Every kind of edit, the likelier the oftener it stands here. */
export const KINDS: readonly Kind[] = [
  inStoreganise(4, true, name),
  inStoreganise(4, true, (stage) => ({ firstName: word(stage, 'Bea') })),
  inStoreganise(7, true, email),
  inStoreganise(7, true, phone),
  inStoreganise(14, true, (stage) => ({ ...name(stage), ...email(stage), ...phone(stage) })),
  inStoreganise(2, false, (stage) => ({ address: `Elm Street ${stage.serial()}` })),
  inStoreganise(2, false, (stage, someone) => ({ email: customerOf(stage, someone).email.toUpperCase() })),
  inStoreganise(2, false, retyped),
  inZendesk(4, true, userName),
  inZendesk(4, true, userName),
  inZendesk(7, true, email),
  inZendesk(4, true, phone),
  inZendesk(0, false, (stage) => ({ notes: `called ${stage.serial()}` })),
  rent,
  rent,
];
