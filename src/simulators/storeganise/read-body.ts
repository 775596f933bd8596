import type { SimRequest } from '../wire.ts';
import { invalid } from './answers.ts';
import type { CustomFields } from './custom-fields.ts';
import { type CustomerChanges, type NewCustomer, readPhone } from './customers.ts';
import type { StoreganiseSwitches } from './switches.ts';

type Body = Record<string, unknown>;

/** Reads a JSON object; without a JSON content type no body is read. */
export function readObject(request: SimRequest): Body {
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  const body = isJson ? parseJson(request.body) : {};
  if (!isObject(body)) throw invalid('Body must be an object');
  return body;
}

/** The writable part of a body; unknown keys are ignored, `name` is derived (Storeganise dossier §3.4). */
export function readChanges(body: Body, switches: StoreganiseSwitches): CustomerChanges {
  const changes: CustomerChanges = readOptional(body);
  if (body.firstName !== undefined) changes.firstName = requireText(body.firstName, 'firstName');
  if (body.lastName !== undefined) changes.lastName = requireText(body.lastName, 'lastName');
  if (body.email !== undefined) changes.email = requireEmail(body.email);
  if (body.phone !== undefined) changes.phone = readPhone(body.phone, switches);
  if (body.customFields !== undefined) changes.customFields = readCustomFields(body);
  return changes;
}

/** First name, last name and e-mail are required on creation (Storeganise dossier §3.4). */
export function readNewCustomer(body: Body): NewCustomer {
  const { phone, phone2, companyName, address, language } = body;
  const optional = Object.entries({ phone, phone2, companyName, address, language });
  return {
    firstName: requireText(body.firstName, 'firstName'),
    lastName: requireText(body.lastName, 'lastName'),
    email: requireEmail(body.email),
    ...Object.fromEntries(optional.filter(([, value]) => typeof value === 'string' && value !== '')),
    roles: [],
    customFields: readCustomFields(body),
  };
}

function readOptional(body: Body): CustomerChanges {
  const texts = ['phone2', 'companyName', 'address'] as const;
  const given = texts.filter((key) => body[key] === null || typeof body[key] === 'string');
  const changes = Object.fromEntries(given.map((key) => [key, body[key] === '' ? null : body[key]]));
  return { ...changes, ...(typeof body.language === 'string' ? { language: body.language } : {}) };
}

export function readCustomFields({ customFields = {} }: Body): CustomFields {
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

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Invalid JSON');
  }
}
