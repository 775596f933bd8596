// What the platforms really show and what requests of ours say, in the form the engine compares values in.
import { type Contact, FIELDS, type Field, type Platform } from '../../src/domain/contact.ts';
import { canonicalEmail } from '../../src/domain/email.ts';
import { canonicalName, joinName } from '../../src/domain/name.ts';
import { canonicalPhone } from '../../src/domain/phone.ts';
import type { HttpRequest } from '../../src/ports.ts';
import type { SimTenant } from './world.ts';

type Texts = { name?: unknown; firstName?: unknown; lastName?: unknown; email?: unknown; phone?: unknown };

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

function toContact({ nameOrder, callingCode }: SimTenant, platform: Platform, texts: Texts): Contact {
  const parts = { firstName: textOf(texts.firstName), lastName: textOf(texts.lastName) };
  return {
    name: platform === 'zendesk' ? canonicalName(textOf(texts.name), nameOrder) : joinName(parts, nameOrder),
    email: canonicalEmail(textOf(texts.email)),
    phone: canonicalPhone(textOf(texts.phone), callingCode),
  };
}

/** The contact of a record as it really is now. */
export function shownContact(tenant: SimTenant, platform: Platform, id: string): Contact | undefined {
  const record: Texts | undefined = tenant[platform].user(id);
  return record && toContact(tenant, platform, record);
}

/** The record that a path is about. */
export const recordIdOf = (path: string): string | undefined =>
  /\/users\/([\w-]+)(?:[?/]|$)/.exec(path)?.[1]?.replace(/^search$/, '') || undefined;

/** The user in the body of a request. */
export function userInBody(request: HttpRequest): Record<string, unknown> | undefined {
  const body = request.body ? (JSON.parse(request.body) as Record<string, unknown>) : undefined;
  return (body?.user as Record<string, unknown> | undefined) ?? body;
}

/** The values that a request writes. */
export function writtenValues(
  tenant: SimTenant,
  platform: Platform,
  path: string,
  request: HttpRequest,
): Partial<Record<Field, string>> {
  if (request.method === 'GET' || path.includes('/jobs')) return {};
  const text = path.includes('/identities')
    ? identityValue(tenant, path, request)
    : textsOf(platform, userInBody(request) ?? {});
  const canonical: Record<Field, (value: string) => string> = {
    name: (value) => canonicalName(value, tenant.nameOrder),
    email: canonicalEmail,
    phone: (value) => canonicalPhone(value, tenant.callingCode),
  };
  const entries = FIELDS.flatMap((field) => {
    const value = text[field];
    return value === undefined ? [] : [[field, canonical[field](value)] as const];
  });
  const parts = userInBody(request);
  if (platform === 'storeganise' && typeof parts?.firstName === 'string') {
    const name = joinName({ firstName: parts.firstName, lastName: String(parts.lastName) }, tenant.nameOrder);
    return { ...Object.fromEntries(entries), name };
  }
  return Object.fromEntries(entries);
}

function textsOf(platform: Platform, user: Record<string, unknown>): Partial<Record<Field, string>> {
  const names = platform === 'zendesk' ? FIELDS : (['email', 'phone'] as const);
  return Object.fromEntries(names.flatMap((field) => (typeof user[field] === 'string' ? [[field, user[field]]] : [])));
}

/** What an identity call is about: a new value, or one that becomes the first. */
function identityValue(tenant: SimTenant, path: string, request: HttpRequest): Partial<Record<Field, string>> {
  const fieldOf = (type: unknown) => (type === 'email' ? 'email' : 'phone');
  const [, userId = '', identityId = ''] = /\/users\/(\d+)\/identities(?:\/(\d+))?/.exec(path) ?? [];
  const body = request.body ? (JSON.parse(request.body) as { identity?: { type: string; value: string } }) : {};
  if (body.identity) return { [fieldOf(body.identity.type)]: body.identity.value };
  const identities = tenant.zendesk.user(userId)?.identities ?? [];
  const known = identities.find(({ id }) => String(id) === identityId);
  return known && path.endsWith('/make_primary') ? { [fieldOf(known.type)]: known.value } : {};
}
