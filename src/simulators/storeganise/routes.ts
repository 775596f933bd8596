import type { Admit, Commit } from '../front-door.ts';
import type { SimRequest } from '../wire.ts';
import type { createAddon } from './addon.ts';
import { jsonAnswer, notFound, unauthorised } from './answers.ts';
import { type Customer, type Customers, loggedAttributes, sameEmail } from './customers.ts';
import { describeCustomer } from './describe.ts';
import { readChanges, readCustomFields, readNewCustomer, readObject } from './read-customer.ts';

/** What the routes of one business work on. */
export type Business = {
  addon: ReturnType<typeof createAddon>;
  customers: Customers;
  definedFields: readonly string[];
};

/** `id` is empty where the path has none. */
type Arrived = { request: SimRequest; query: URLSearchParams; id: string };

/** All addresses of the business, relative to its `apiUrl` (Storeganise dossier §3.1). */
const routes = [
  { method: 'GET', path: /^\/v1\/admin\/addons\/([^/]+)$/, open: showAddon },
  { method: 'PUT', path: /^\/v1\/admin\/addons\/([^/]+)$/, open: updateAddon },
  { method: 'GET', path: /^\/v1\/admin\/users$/, open: listUsers },
  { method: 'POST', path: /^\/v1\/admin\/users$/, open: createUser },
  { method: 'GET', path: /^\/v1\/admin\/users\/([^/]+)$/, open: showUser },
  { method: 'PUT', path: /^\/v1\/admin\/users\/([^/]+)$/, open: updateUser },
];

/** Finds the route of a request; the add-on credential comes first (Storeganise dossier §3.1). */
export function createRouting(business: Business, apiKey: string): Admit {
  const credential = `Addon ${business.addon.id}|${apiKey}`;
  return (request) => {
    if (request.headers.authorization !== credential) throw unauthorised();
    const { pathname, searchParams: query } = new URL(request.path, 'http://business.invalid');
    for (const { method, path, open } of routes) {
      const found = method === request.method ? path.exec(pathname) : null;
      if (found !== null) return open(business, { request, query, id: decodeId(found[1] ?? '') });
    }
    throw notFound();
  };
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notFound();
  }
}

/** Storeganise dossier §3.7. */
function showAddon({ addon }: Business, { id }: Arrived): Commit {
  if (id !== addon.id) throw notFound();
  return () => ({ recordId: id, response: jsonAnswer(200, addon.describe()) });
}

function updateAddon({ addon }: Business, { id, request }: Arrived): Commit {
  if (id !== addon.id) throw notFound();
  const changes = readCustomFields(readObject(request));
  return () => {
    const before = { customFields: addon.customFields() };
    addon.update(changes);
    const response = jsonAnswer(200, addon.describe());
    return { recordId: id, response, before, after: { customFields: addon.customFields() } };
  };
}

/** A bare array; parameters that nobody knows are ignored (Storeganise dossier §3.2, §3.4). */
function listUsers({ customers, definedFields }: Business, { query }: Arrived): Commit {
  return (now) => {
    const found = customers
      .visible(now)
      .filter((customer) => isListed(customer, query, definedFields))
      .toSorted((one, other) => other.created - one.created);
    const offset = count(query.get('offset'), 0);
    const limit = Math.min(count(query.get('limit'), 100), 1000);
    const page = found.slice(offset, offset + limit);
    return {
      response: jsonAnswer(
        200,
        page.map((customer) => describeCustomer(customer, includesCustomFields(query))),
      ),
    };
  };
}

function isListed(customer: Customer, query: URLSearchParams, definedFields: readonly string[]): boolean {
  const ids = query.get('ids');
  const updatedAfter = query.get('updatedAfter');
  const search = query.get('search');
  if (ids !== null && !ids.split(',').includes(customer.id)) return false;
  if (updatedAfter !== null && !(customer.updated > Date.parse(updatedAfter))) return false;
  return search === null || isFound(customer, search.trim().toLowerCase(), definedFields);
}

/** Free text matches name or e-mail, `code:value` a custom field (Storeganise dossier §3.4). */
function isFound(customer: Customer, search: string, definedFields: readonly string[]): boolean {
  const code = definedFields.find((defined) => search.startsWith(`${defined.toLowerCase()}:`));
  if (code !== undefined) {
    return String(customer.customFields[code] ?? '').toLowerCase() === search.slice(code.length + 1).trim();
  }
  return `${customer.firstName} ${customer.lastName} ${customer.email}`.toLowerCase().includes(search);
}

function includesCustomFields(query: URLSearchParams): boolean {
  return (query.get('include') ?? '').split(',').includes('customFields');
}

function count(text: string | null, fallback: number): number {
  const number = Number(text ?? fallback);
  return Number.isInteger(number) && number >= 0 ? number : fallback;
}

/** By id or by e-mail (Storeganise dossier §3.4). */
function showUser({ customers }: Business, { id, query }: Arrived): Commit {
  return (now) => {
    const customer = customers.visible(now).find((other) => other.id === id || sameEmail(other.email, id));
    if (customer === undefined) throw notFound();
    const response = jsonAnswer(200, describeCustomer(customer, includesCustomFields(query)));
    return { recordId: customer.id, response };
  };
}

function createUser({ customers }: Business, { request }: Arrived): Commit {
  const fresh = readNewCustomer(readObject(request));
  return (now) => {
    const { customer, events } = customers.create(fresh, now);
    const response = jsonAnswer(200, describeCustomer(customer, true));
    return { recordId: customer.id, response, events, after: loggedAttributes(customer) };
  };
}

/** Partial, by id; answers the updated object (Storeganise dossier §3.2). */
function updateUser({ customers }: Business, { id, request }: Arrived): Commit {
  customers.require(id);
  const changes = readChanges(readObject(request));
  return (now) => {
    const before = loggedAttributes(customers.require(id));
    const { customer, events } = customers.update(id, changes, now);
    const response = jsonAnswer(200, describeCustomer(customer, true));
    return { recordId: id, response, events, before, after: loggedAttributes(customer) };
  };
}
