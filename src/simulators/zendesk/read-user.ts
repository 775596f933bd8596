import type { SimRequest } from '../wire.ts';
import type { Account } from './account.ts';
import { badRequest, invalidAttribute, invalidRecord } from './answers.ts';
import { requireEmail } from './email-address.ts';
import { requirePhone } from './phones.ts';
import type { ZendeskRole } from './records.ts';
import type { ZendeskSwitches } from './switches.ts';
import type { UserChanges } from './users.ts';

export type ReadUser = { changes: UserChanges; skipVerifyEmail: boolean; warning: Record<string, string> };

const types = {
  name: 'string',
  email: 'string',
  external_id: 'string',
  role: 'string',
  details: 'string',
  notes: 'string',
  phone: 'string',
  shared_phone_number: 'boolean',
  alias: 'string',
  suspended: 'boolean',
  tags: 'array',
  user_fields: 'object',
  verified: 'boolean',
  skip_verify_email: 'boolean',
} as const;

/** Writable on the platform, and without any effect here (Zendesk dossier §3.2). */
const inert = [
  'time_zone',
  'locale',
  'locale_id',
  'organization_id',
  'organization',
  'photo',
  'remote_photo_url',
  'signature',
  'agent_brand_ids',
];

/** Reads `{"user":{…}}`: wrong types are 400, unknown keys only earn a warning (Zendesk dossier §3.4, §15 item 6). */
export function readUser(request: SimRequest, action: 'create' | 'update', account: Account): ReadUser {
  const user = readWrapped(request, 'user');
  const permitted = Object.entries(types).filter(([key]) => key in user);
  for (const [key, type] of permitted) {
    const value = user[key];
    if (value !== null && typeOf(value) !== type) {
      const expected = type === 'array' || type === 'object' ? `an ${type}` : `a ${type}`;
      throw invalidAttribute(`user.${key}`, expected, `users/${action}`);
    }
  }
  const changes: UserChanges = {};
  if ('name' in user) changes.name = requireName(user.name);
  if ('external_id' in user) changes.externalId = shortText(user.external_id, 'external_id');
  if ('alias' in user) changes.alias = shortText(user.alias, 'alias');
  if ('details' in user) changes.details = longText(user.details, 'details');
  if ('notes' in user) changes.notes = longText(user.notes, 'notes');
  if ('phone' in user) changes.phone = textOrNull(user.phone);
  if (typeof user.suspended === 'boolean') changes.suspended = user.suspended;
  if (Array.isArray(user.tags) && account.switches.userTagging) changes.tags = user.tags.map(String);
  if (isObject(user.user_fields)) changes.userFields = account.directory.fields.read(user.user_fields);
  if (typeof user.shared_phone_number === 'boolean') changes.shared = user.shared_phone_number;
  if ('role' in user) changes.role = requireRole(user.role);
  const email = textOrNull(user.email);
  if (email !== null) changes.email = requireEmail(email, 'email');
  if (typeof user.verified === 'boolean') changes.verified = user.verified;
  return {
    changes,
    skipVerifyEmail: user.skip_verify_email === true,
    warning: warnOf('users', action, user, [
      ...Object.keys(types),
      ...inert,
      ...(action === 'create' ? ['identities'] : []),
    ]),
  };
}

/** The object under `key` of a JSON body; without a JSON content type no body is read. */
export function readWrapped(request: SimRequest, key: string): Record<string, unknown> {
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  const body = isJson ? parseJson(request.body) : {};
  const wrapped = isObject(body) ? body[key] : undefined;
  if (!isObject(wrapped)) throw badRequest('ParameterMissing', `Parameter ${key} is required`);
  return wrapped;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('InvalidJson', 'Server could not parse JSON');
  }
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `identities` of a creation: addresses and direct lines (Zendesk dossier §3.2). */
export function readIdentities(request: SimRequest, switches: ZendeskSwitches): { type: string; value: string }[] {
  const { identities = [] } = readWrapped(request, 'user');
  if (!Array.isArray(identities)) throw invalidAttribute('user.identities', 'an array', 'users/create');
  return identities.map((identity: unknown) => {
    const { type, value } = isObject(identity) ? identity : {};
    if (typeof value !== 'string') throw invalidAttribute('user.identities', 'an array of identities', 'users/create');
    if (type === 'email') return { type, value: requireEmail(value, 'email') };
    if (type !== 'phone_number') throw invalidRecord('type', 'Type: is invalid');
    requirePhone(value, 'phone', switches);
    return { type, value };
  });
}

/** Stored verbatim; at least one character (Zendesk dossier §3.7). */
export function requireName(value: unknown): string {
  const name = shortText(value, 'name');
  if (name === null) throw invalidRecord('name', 'Name: is too short (minimum is 1 characters)');
  return name;
}

function requireRole(value: unknown): ZendeskRole {
  if (value === 'end-user' || value === 'agent' || value === 'admin') return value;
  throw invalidRecord('role', 'Role: is invalid');
}

/** No official maximum is known; 255 and 65,535 are the dossier's (Zendesk dossier §3.7). */
function shortText(value: unknown, attribute: 'name' | 'external_id' | 'alias'): string | null {
  return textUpTo(255, value, attribute);
}

function longText(value: unknown, attribute: 'details' | 'notes'): string | null {
  return textUpTo(65_535, value, attribute);
}

const labels = { name: 'Name', external_id: 'External', alias: 'Alias', details: 'Details', notes: 'Notes' };

function textUpTo(maximum: number, value: unknown, attribute: keyof typeof labels): string | null {
  const text = textOrNull(value);
  if (text !== null && [...text].length > maximum) {
    throw invalidRecord(attribute, `${labels[attribute]}: is too long (maximum is ${maximum} characters)`);
  }
  return text;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The only hint at ignored keys (Zendesk dossier §2.3). */
export function warnOf(
  controller: string,
  action: string,
  body: Record<string, unknown>,
  permitted: readonly string[],
): Record<string, string> {
  const unpermitted = Object.keys(body).filter((key) => !permitted.includes(key));
  if (unpermitted.length === 0) return {};
  const keys = unpermitted.map((key) => JSON.stringify(key.replace(/[^ -~]/g, '?'))).join(', ');
  return {
    'x-zendesk-api-warn': `{:allowed_parameters=>{:controller=>"${controller}", :action=>"${action}", :unpermitted_keys=>[${keys}], :invalid_values=>[]}}`,
  };
}
