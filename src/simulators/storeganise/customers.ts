import { makeHexId } from '../identifiers.ts';
import type { SimAttributes, SimEvent, SimRandom } from '../wire.ts';
import { emailTaken, invalid, notFound } from './answers.ts';
import { type CustomFields, changedCodes, dotted, type FieldDefinitions } from './custom-fields.ts';
import type { Events } from './events.ts';
import type { StoreganiseSwitches } from './switches.ts';
import { createVersions } from './versions.ts';

/** One user of the business as the simulator keeps it; the derived `name` is not stored (Storeganise dossier §3.4). */
export type Customer = {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  phone?: string;
  phone2?: string;
  companyName?: string;
  address?: string;
  language: string;
  labels: string[];
  /** When the address was confirmed; absent while it is not. */
  emailConfirmed?: number;
  /** When staff disabled the account. */
  disabled?: number;
  roles: string[];
  customFields: CustomFields;
  created: number;
  updated: number;
};

type Fixed = 'id' | 'created' | 'updated' | 'language' | 'labels';
export type NewCustomer = Omit<Customer, Fixed | 'disabled'> & Partial<Pick<Customer, 'language' | 'labels'>>;

/** Optional attributes are cleared by `null`; custom fields merge per code (Storeganise dossier §3.2). */
export type CustomerChanges = {
  [Key in Exclude<keyof Customer, Fixed | 'disabled'>]?: undefined extends Customer[Key]
    ? NonNullable<Customer[Key]> | null
    : Customer[Key];
} & Partial<Pick<Customer, 'language' | 'labels'>>;

export type Writer = 'staff' | 'addon';

export type Customers = ReturnType<typeof createCustomers>;

/** Attributes whose changes an event names. */
const plainKeys = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'phone2',
  'companyName',
  'address',
  'language',
  'labels',
  'emailConfirmed',
  'roles',
] as const satisfies (keyof Customer)[];

/** The users of one business. */
export function createCustomers(options: {
  random: SimRandom;
  events: Events;
  fields: FieldDefinitions;
  switches: StoreganiseSwitches;
}) {
  const { random, events, fields, switches } = options;
  const store = createVersions<Customer>(switches);

  function require(id: string): Customer {
    const customer = store.newest(id);
    if (customer === undefined) throw notFound();
    return customer;
  }

  const isSame = (one: string, other: string) =>
    switches.emailsDifferByCase ? one.trim() === other.trim() : sameEmail(one, other);

  /** Unique per business (Storeganise dossier §3.4, §6). */
  const isTaken = (email: string, ownerId?: string): boolean =>
    store.allNewest().some((other) => other.id !== ownerId && isSame(other.email, email));

  /** `created` may lie in the past. */
  function create(
    fresh: NewCustomer,
    by: Writer,
    now: number,
    created = now,
  ): { customer: Customer; events: SimEvent[] } {
    if (isTaken(fresh.email)) throw emailTaken(statusOf(switches));
    const customFields = fields.merge('user', {}, fresh.customFields, by);
    const id = makeHexId(random, created);
    const customer = { language: 'en', labels: [], ...fresh, id, customFields, created, updated: created };
    store.put(id, customer, created);
    return { customer, events: told(by, 'user.created', id, {}, now) };
  }

  /** Always moves `updated`; an event only when something changed. */
  function update(
    id: string,
    changes: CustomerChanges,
    by: Writer,
    now: number,
  ): { customer: Customer; events: SimEvent[] } {
    const before = require(id);
    const admitted = admitEmail(before, changes);
    const customFields = fields.merge('user', before.customFields, changes.customFields ?? {}, by);
    const customer = withoutNulls({ ...before, ...admitted, customFields, updated: now });
    const isMoved = !isSame(before.email, customer.email) && changes.emailConfirmed === undefined;
    if (isMoved && switches.emailChangeUnconfirms) delete customer.emailConfirmed;
    store.put(id, customer, now);
    const changed = listChanges(before, customer);
    if (changed.length === 0) return { customer, events: [] };
    return { customer, events: told(by, 'user.updated', id, events.keys(changed), now) };
  }

  function admitEmail(before: Customer, changes: CustomerChanges): CustomerChanges {
    const { email, ...others } = changes;
    if (email === undefined || !isTaken(email, before.id)) return changes;
    if (switches.takenEmail === 'ignored') return others;
    throw emailTaken(statusOf(switches));
  }

  /** Whether an add-on hears of its own writes is open (Storeganise dossier §2.6). */
  function told(by: Writer, type: string, id: string, data: Record<string, unknown>, now: number): SimEvent[] {
    return by === 'addon' && !switches.echoes ? [] : events.tell(type, id, { userId: id, ...data }, now);
  }

  return {
    newest: (): Customer[] => store.allNewest(),
    visible: (now: number): Customer[] => store.allVisible(now),
    find: (id: string): Customer | undefined => store.newest(id),

    /** By id or by e-mail, as reads show it (Storeganise dossier §3.4). */
    findVisible: (idOrEmail: string, now: number): Customer | undefined =>
      store.visible(idOrEmail, now) ??
      (idOrEmail.includes('@') ? store.allVisible(now).find(({ email }) => isSame(email, idOrEmail)) : undefined),

    require,
    create,
    update,

    /** Staff disable or enable an account (Storeganise dossier §2.7, §6). No event is known for enabling. */
    setDisabled(id: string, isDisabled: boolean, now: number): SimEvent[] {
      const { disabled, ...customer } = require(id);
      if (isDisabled === (disabled !== undefined)) return [];
      store.put(id, { ...customer, ...(isDisabled ? { disabled: now } : {}), updated: now }, now);
      const updated = () => events.tell('user.updated', id, { userId: id, ...events.keys(['disabled']) }, now);
      if (!isDisabled || switches.disableEvent === 'user.updated') return updated();
      const named = events.tell('user.disabled', id, { userId: id }, now);
      return switches.disableEvent === 'both' ? [...named, ...updated()] : named;
    },

    /** No event is known (Storeganise dossier §2.7). */
    remove(id: string, now: number) {
      require(id);
      store.put(id, undefined, now);
    },

    /** Moves `updated` and nothing else. */
    touch(id: string, now: number) {
      store.put(id, { ...require(id), updated: now }, now);
    },
  };
}

function statusOf({ takenEmail }: StoreganiseSwitches): 409 | 400 | 422 {
  return takenEmail === '400' ? 400 : takenEmail === '422' ? 422 : 409;
}

/** Optional fields are left out, not null (Storeganise dossier §6). */
function withoutNulls(customer: { [Key in keyof Customer]: Customer[Key] | null }): Customer {
  const present = Object.fromEntries(Object.entries(customer).filter(([, value]) => value !== null));
  return present as Customer;
}

function listChanges(before: Customer, after: Customer): string[] {
  const changed = plainKeys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return [...changed, ...changedCodes(before.customFields, after.customFields)];
}

/** Addresses that the business takes for the same. */
export function sameEmail(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** A text that clears nothing where the platform refuses that form (Storeganise dossier §3.4, §6). */
export function readPhone(phone: unknown, { phoneClear }: StoreganiseSwitches): string | null {
  if (phone === null && phoneClear === 'empty') throw invalid('phone must be a string');
  if (phone === '' && phoneClear === 'null') throw invalid('phone must not be empty');
  if (phone !== null && typeof phone !== 'string') throw invalid('phone must be a string');
  return phone === '' ? null : phone;
}

/** What the call log compares. */
export function loggedAttributes(customer: Customer): SimAttributes {
  const { id, created, updated, customFields, ...plain } = customer;
  return { ...plain, ...dotted(customFields) };
}
