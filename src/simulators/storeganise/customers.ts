import { isDeepStrictEqual } from 'node:util';
import { makeHexId } from '../identifiers.ts';
import type { SimAttributes, SimEvent, SimRandom } from '../wire.ts';
import { emailTaken, notFound } from './answers.ts';
import type { EventMaker } from './events.ts';

export type CustomFields = Record<string, unknown>;

/** One user of the business as the simulator keeps it; the derived `name` is not stored (Storeganise dossier §3.4). */
export type Customer = {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  roles: string[];
  customFields: CustomFields;
  created: number;
  updated: number;
};

export type NewCustomer = Pick<Customer, 'email' | 'firstName' | 'lastName' | 'roles' | 'customFields'>;

/** In custom fields `null` clears (Storeganise dossier §3.2). */
export type CustomerChanges = Partial<Pick<Customer, 'email' | 'firstName' | 'lastName' | 'customFields'>>;

export type Customers = ReturnType<typeof createCustomers>;

type Version = { at: number; customer: Customer };

const plainKeys = ['firstName', 'lastName', 'email'] as const;

/** The users of one business. Reads may lag behind writes (Storeganise dossier §6, read-after-event lag). */
export function createCustomers(options: {
  random: SimRandom;
  makeEvent: EventMaker;
  definedFields: readonly string[];
  readLagMs: number;
}) {
  const versionsOf = new Map<string, Version[]>();

  const newest = (): Customer[] => [...versionsOf.values()].flatMap((versions) => versions.at(-1)?.customer ?? []);

  function visible(now: number): Customer[] {
    const asOf = now - options.readLagMs;
    return [...versionsOf.values()].flatMap((versions) => versions.findLast(({ at }) => at <= asOf)?.customer ?? []);
  }

  function require(id: string): Customer {
    const customer = versionsOf.get(id)?.at(-1)?.customer;
    if (customer === undefined) throw notFound();
    return customer;
  }

  /** Unique per business, without regard to case (Storeganise dossier §3.4, §6). */
  function requireFreeEmail(email: string, ownerId?: string) {
    const isTaken = newest().some((other) => other.id !== ownerId && sameEmail(other.email, email));
    if (isTaken) throw emailTaken();
  }

  function store(customer: Customer, now: number) {
    const versions = versionsOf.get(customer.id) ?? [];
    const settled = versions.findLastIndex(({ at }) => at <= now - options.readLagMs);
    versionsOf.set(customer.id, [...versions.slice(Math.max(0, settled)), { at: now, customer }]);
  }

  function create(fresh: NewCustomer, now: number, created = now): { customer: Customer; events: SimEvent[] } {
    requireFreeEmail(fresh.email);
    const customFields = mergeFields({}, fresh.customFields, options.definedFields);
    const customer = { id: makeHexId(options.random, created), ...fresh, customFields, created, updated: created };
    store(customer, created);
    return { customer, events: [options.makeEvent('user.created', customer.id, {}, now)] };
  }

  /** Always sets `updated`; an event only when something changed. */
  function update(id: string, changes: CustomerChanges, now: number): { customer: Customer; events: SimEvent[] } {
    const before = require(id);
    if (changes.email !== undefined) requireFreeEmail(changes.email, id);
    const customFields = mergeFields(before.customFields, changes.customFields ?? {}, options.definedFields);
    const customer = { ...before, ...changes, customFields, updated: now };
    store(customer, now);
    const changedKeys = listChanges(before, customer);
    const isChanged = changedKeys.length > 0;
    return { customer, events: isChanged ? [options.makeEvent('user.updated', id, { changedKeys }, now)] : [] };
  }

  return { newest, visible, find: (id: string) => versionsOf.get(id)?.at(-1)?.customer, require, create, update };
}

/** Codes that are not defined are ignored (Storeganise dossier §3.8); values merge per code (§3.2). */
function mergeFields(present: CustomFields, changes: CustomFields, defined: readonly string[]): CustomFields {
  const known = Object.entries(changes).filter(([code]) => defined.includes(code));
  const merged = { ...present, ...Object.fromEntries(known) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** Custom fields as dotted paths (Storeganise dossier §2.6). */
function listChanges(before: Customer, after: Customer): string[] {
  const codes = new Set([...Object.keys(before.customFields), ...Object.keys(after.customFields)]);
  return [
    ...plainKeys.filter((key) => before[key] !== after[key]),
    ...[...codes]
      .filter((code) => !isDeepStrictEqual(before.customFields[code], after.customFields[code]))
      .map((code) => `customFields.${code}`),
  ];
}

/** Addresses that the business takes for the same. */
export function sameEmail(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** What the call log compares. */
export function loggedAttributes({ firstName, lastName, email, customFields }: Customer): SimAttributes {
  const custom = Object.entries(customFields).map(([code, value]) => [`customFields.${code}`, value]);
  return { firstName, lastName, email, ...Object.fromEntries(custom) };
}
