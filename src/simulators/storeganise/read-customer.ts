import type { SimRequest } from '../wire.ts';
import { invalid } from './answers.ts';
import type { CustomerChanges, CustomFields, NewCustomer } from './customers.ts';

/** Reads a JSON object; without a JSON content type no body is read. */
export function readObject(request: SimRequest): Record<string, unknown> {
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  const body = isJson ? parseJson(request.body) : {};
  if (!isObject(body)) throw invalid('Body must be an object');
  return body;
}

/** The writable part of a body; unknown keys are ignored, `name` is derived (Storeganise dossier §3.4). */
export function readChanges(body: Record<string, unknown>): CustomerChanges {
  const changes: CustomerChanges = {};
  if (body.firstName !== undefined) changes.firstName = requireText(body.firstName, 'firstName');
  if (body.lastName !== undefined) changes.lastName = requireText(body.lastName, 'lastName');
  if (body.email !== undefined) changes.email = requireEmail(body.email);
  if (body.customFields !== undefined) changes.customFields = readCustomFields(body);
  return changes;
}

/** First name, last name and e-mail are required on creation (Storeganise dossier §3.4). */
export function readNewCustomer(body: Record<string, unknown>): NewCustomer {
  return {
    firstName: requireText(body.firstName, 'firstName'),
    lastName: requireText(body.lastName, 'lastName'),
    email: requireEmail(body.email),
    roles: [],
    customFields: readCustomFields(body),
  };
}

export function readCustomFields({ customFields = {} }: Record<string, unknown>): CustomFields {
  if (!isObject(customFields)) throw invalid('customFields must be an object');
  return customFields;
}

export function requireText(value: unknown, key: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(`${key} is required`);
  return value;
}

/** Kept as typed: the dossier leaves open what the platform does to case (Storeganise dossier §3.4). */
export function requireEmail(value: unknown): string {
  const email = requireText(value, 'email');
  if (!/^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/.test(email)) throw invalid('email is invalid');
  return email;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Invalid JSON');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
