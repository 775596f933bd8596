import type { Commit, Landing } from '../front-door.ts';
import type { SimEvent } from '../wire.ts';
import type { Account, Arrived } from './account.ts';
import { invalidAttribute, invalidRecord, jsonAnswer, notFound } from './answers.ts';
import { describeIdentity } from './describe.ts';
import { requireEmail } from './email-address.ts';
import {
  addIdentity as add,
  changeIdentityValue,
  makePrimary as promote,
  removeIdentity as remove,
  requireFreeIdentity,
  verifyIdentity as verify,
} from './identities.ts';
import { cursorPage, offsetPage } from './paging.ts';
import { requirePhone } from './phones.ts';
import { readWrapped, warnOf } from './read-user.ts';
import { type Identity, primaryFirst, type User } from './records.ts';
import { loggedAttributes } from './view-user.ts';

/** `GET users/{id}/identities`: primary first, offset or cursor form (Zendesk dossier §4.2). */
export function listIdentities(account: Account, { userId, url }: Arrived): Commit {
  const types = url.searchParams.getAll('type[]');
  const page = url.searchParams.has('page[size]') ? cursorPage : offsetPage;
  return () => {
    const user = account.directory.require(userId);
    const described = describeAll(account, user).filter(({ type }) => types.length === 0 || types.includes(type));
    const { items, envelope } = page(described, url, account.host);
    return { recordId: userId, response: jsonAnswer(200, { identities: items, ...envelope }) };
  };
}

export function showIdentity(account: Account, { userId, identityId }: Arrived): Commit {
  return () => {
    const identity = requireIdentity(account.directory.require(userId), identityId);
    return { recordId: userId, response: jsonAnswer(200, { identity: describe(account, userId, identity) }) };
  };
}

/** `POST users/{id}/identities` for e-mail addresses and direct lines (Zendesk dossier §4.2). */
export function addIdentity(account: Account, { request, userId, now }: Arrived): Commit {
  const present = account.directory.requireActive(userId);
  account.spendIdentityWrite(userId, now);
  const body = readWrapped(request, 'identity');
  const type = requireType(body.type);
  const value = requireValue(account, type, body.value, 'create');
  requireFreeIdentity(account.directory, present, { type, value });
  return writeIdentities(account, userId, (user, landedAt) => {
    const fresh = { type, value, verified: body.verified === true, primary: body.primary === true };
    const { identity, events } = add(account.directory, user, fresh, landedAt);
    if (type === 'email' && body.skip_verify_email !== true) account.mail(user, value, landedAt);
    const described = describe(account, userId, identity);
    return { response: jsonAnswer(201, { identity: described }, { location: described.url }), events };
  });
}

/** `PUT users/{id}/identities/{id}`: `value` and `verified`; `primary` is not writable here (Zendesk dossier §4.2). */
export function updateIdentity(account: Account, { request, userId, identityId, now }: Arrived): Commit {
  const present = requireIdentity(account.directory.requireActive(userId), identityId);
  account.spendIdentityWrite(userId, now);
  const body = readWrapped(request, 'identity');
  const value = 'value' in body ? requireValue(account, present.type, body.value, 'update') : undefined;
  const warning = warnOf('user_identities', 'update', body, ['value', 'verified', 'skip_verify_email']);
  return writeIdentities(account, userId, (user, landedAt) => {
    const identity = requireIdentity(user, identityId);
    const isNew = value !== undefined && value !== identity.value;
    const changed = value === undefined ? [] : changeIdentityValue(account.directory, user, identity, value, landedAt);
    const verified = body.verified === true ? verify(account.directory, user, identity, landedAt) : [];
    if (isNew && identity.type === 'email' && body.skip_verify_email !== true) account.mail(user, value, landedAt);
    const answer = { identity: describe(account, userId, identity) };
    return { response: jsonAnswer(200, answer, warning), events: [...changed, ...verified] };
  });
}

/** `PUT …/make_primary`: answers the whole collection (Zendesk dossier §4.2). */
export const makePrimary = onIdentity((account, user, identity, now) => {
  const events = promote(account.directory, user, identity, now);
  return { response: jsonAnswer(200, { identities: describeAll(account, user) }), events };
});

/** `PUT …/verify` (Zendesk dossier §4.2). */
export const verifyIdentity = onIdentity((account, user, identity, now) => {
  const events = verify(account.directory, user, identity, now);
  return { response: jsonAnswer(200, { identity: describe(account, user.id, identity) }), events };
});

/** `PUT …/request_verification`: sends a mail (Zendesk dossier §4.2). */
export const requestVerification = onIdentity((account, user, identity, now) => {
  account.mail(user, identity.value, now);
  return { response: jsonAnswer(200, {}), events: [] };
});

/** `DELETE users/{id}/identities/{id}`: 204 (Zendesk dossier §4.2). */
export const removeIdentity = onIdentity((account, user, identity, now) => {
  const events = remove(account.directory, user, identity, now);
  return { response: { ...jsonAnswer(204, null), body: '' }, events };
});

type Done = { response: Landing['response']; events: SimEvent[] };
type Act = (account: Account, user: User, identity: Identity, now: number) => Done;

/** A route that does one thing to one identity. */
function onIdentity(act: Act) {
  return (account: Account, { userId, identityId, now }: Arrived): Commit => {
    requireIdentity(account.directory.requireActive(userId), identityId);
    account.spendIdentityWrite(userId, now);
    return writeIdentities(account, userId, (user, landedAt) =>
      act(account, user, requireIdentity(user, identityId), landedAt),
    );
  };
}

function writeIdentities(account: Account, userId: string, act: (user: User, now: number) => Done): Commit {
  return (now) => {
    const user = account.directory.requireActive(userId);
    const before = loggedAttributes(user);
    const done = act(user, now);
    return { ...done, recordId: userId, before, after: loggedAttributes(user) };
  };
}

function requireType(type: unknown): string {
  if (type !== 'email' && type !== 'phone_number') throw invalidRecord('type', 'Type: is invalid');
  return type;
}

function requireValue(account: Account, type: string, value: unknown, action: string): string {
  if (typeof value !== 'string') throw invalidAttribute('identity.value', 'a string', `identities/${action}`);
  if (type === 'email') return requireEmail(value, 'value');
  if (type === 'phone_number') requirePhone(value, 'value', account.switches);
  if (value === '') throw invalidRecord('value', 'Value: cannot be blank');
  return value;
}

function describe(account: Account, userId: string, identity: Identity) {
  return describeIdentity(identity, userId, account.host);
}

function describeAll(account: Account, user: User) {
  return primaryFirst(user.identities).map((identity) => describe(account, user.id, identity));
}

function requireIdentity(user: User, identityId: string): Identity {
  const identity = user.identities.find(({ id }) => id === identityId);
  if (identity === undefined) throw notFound();
  return identity;
}
