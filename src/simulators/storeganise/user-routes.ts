import type { Commit } from '../front-door.ts';
import { jsonAnswer, notFound } from './answers.ts';
import { type Arrived, type Business, presentSurroundings, surroundings } from './business.ts';
import { type Customer, loggedAttributes } from './customers.ts';
import { describeCustomer } from './describe.ts';
import { included, isListed, listAnswer } from './listing.ts';
import { readChanges, readNewCustomer, readObject } from './read-body.ts';

/** A bare array; parameters that nobody knows are ignored (Storeganise dossier §3.2, §3.4). */
export function listUsers(business: Business, { query }: Arrived): Commit {
  const { customers, fields, switches } = business;
  const search = query.get('search')?.trim().toLowerCase();
  return (now) => {
    const around = surroundings(business, now);
    const found = customers
      .visible(now)
      .filter((customer) => isListed(customer, query))
      .filter((customer) => search === undefined || isFound(customer, search, fields.codes('user')));
    return listAnswer(found, query, switches, (customer) => describeCustomer(customer, included(query), around));
  };
}

const searchKeys = ['address', 'companyName', 'phone', 'phone2'] as const;

/** Free text matches name or e-mail, `key:value` a few fields and any custom field (Storeganise dossier §3.4). */
function isFound(customer: Customer, search: string, codes: readonly string[]): boolean {
  const [, typed = '', value = ''] = /^([\w.-]+):(.*)$/.exec(search) ?? [];
  const key = searchKeys.find((other) => other.toLowerCase() === typed);
  if (key !== undefined) return (customer[key] ?? '').toLowerCase().includes(value.trim());
  const code = codes.find((other) => other.toLowerCase() === typed);
  if (code !== undefined) return String(customer.customFields[code] ?? '').toLowerCase() === value.trim();
  return `${customer.firstName} ${customer.lastName} ${customer.email}`.toLowerCase().includes(search);
}

/** By id or by e-mail (Storeganise dossier §3.4). */
export function showUser(business: Business, { id, query }: Arrived): Commit {
  return (now) => {
    const customer = business.customers.findVisible(id, now);
    if (customer === undefined) throw notFound();
    const include = included(query);
    const around = surroundings(business, now);
    const described = describeCustomer(customer, include, around);
    const units = around
      .rentalsOf(customer.id)
      .map(({ id: rentalId, unitId }) => ({ ...business.units.require(unitId), rentalId }));
    const body = include.has('units') ? { ...described, units } : described;
    return { recordId: customer.id, response: jsonAnswer(200, body) };
  };
}

export function createUser(business: Business, { request }: Arrived): Commit {
  const fresh = readNewCustomer(readObject(request));
  return (now) => {
    const { customer, events } = business.customers.create(fresh, 'addon', now);
    return { ...written(business, customer), events, after: loggedAttributes(customer) };
  };
}

/** Partial, by id; answers the updated object (Storeganise dossier §3.2). */
export function updateUser(business: Business, { id, request }: Arrived): Commit {
  const { customers, switches } = business;
  customers.require(id);
  const changes = readChanges(readObject(request), switches);
  return (now) => {
    const before = loggedAttributes(customers.require(id));
    const { customer, events } = customers.update(id, changes, 'addon', now);
    return { ...written(business, customer), events, before, after: loggedAttributes(customer) };
  };
}

function written(business: Business, customer: Customer) {
  const described = describeCustomer(customer, new Set(['customFields']), presentSurroundings(business));
  return { recordId: customer.id, response: jsonAnswer(200, described) };
}
