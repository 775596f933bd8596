import type { Commit } from '../front-door.ts';
import type { Account, Arrived } from './account.ts';
import { invalidAttribute, invalidRecord, jsonAnswer, notFound } from './answers.ts';
import { describeIdentity } from './describe.ts';
import { requireEmail } from './email-address.ts';
import { cursorPage, offsetPage } from './paging.ts';
import { readWrapped } from './read-user.ts';
import { loggedAttributes, primaryFirst, type User } from './records.ts';

/** `GET users/{id}/identities`: primary first, offset or cursor form (Zendesk dossier §4.2). */
export function listIdentities(account: Account, { userId, url }: Arrived): Commit {
  const types = url.searchParams.getAll('type[]');
  const page = url.searchParams.has('page[size]') ? cursorPage : offsetPage;
  return () => {
    const user = account.directory.require(userId);
    const described = describeAll(account, user).filter(({ type }) => types.length === 0 || types.includes(type));
    const { items, envelope } = page(described, url, account.subdomain);
    return { recordId: userId, response: jsonAnswer(200, { identities: items, ...envelope }) };
  };
}

/** `POST users/{id}/identities` for e-mail addresses (Zendesk dossier §4.2). */
export function addIdentity(account: Account, { request, userId, now }: Arrived): Commit {
  account.directory.require(userId);
  account.spendIdentityWrite(userId, now);
  const identity = readWrapped(request, 'identity');
  if (typeof identity.value !== 'string') throw invalidAttribute('identity.value', 'a string', 'identities/create');
  if (identity.type !== 'email') throw invalidRecord('type', 'Type: is invalid');
  const value = requireEmail(identity.value, 'value');
  account.directory.requireFreeIdentity(account.directory.require(userId), value);
  return (landedAt) => {
    const user = account.directory.require(userId);
    const before = loggedAttributes(user);
    const fresh = { type: 'email', value, verified: identity.verified === true, primary: identity.primary === true };
    const { identity: added, events } = account.directory.addIdentity(user, fresh, landedAt);
    if (identity.skip_verify_email !== true) account.mail(user, value, landedAt);
    const described = describeIdentity(added, userId, account.subdomain);
    return {
      response: jsonAnswer(201, { identity: described }, { location: described.url }),
      events,
      recordId: userId,
      before,
      after: loggedAttributes(user),
    };
  };
}

/** `PUT users/{id}/identities/{id}/make_primary`: answers the whole collection (Zendesk dossier §4.2). */
export function makePrimary(account: Account, { userId, identityId, now }: Arrived): Commit {
  requireIdentity(account.directory.require(userId), identityId);
  account.spendIdentityWrite(userId, now);
  return (landedAt) => {
    const user = account.directory.require(userId);
    const before = loggedAttributes(user);
    const events = account.directory.makePrimary(user, requireIdentity(user, identityId), landedAt);
    return {
      response: jsonAnswer(200, { identities: describeAll(account, user) }),
      events,
      recordId: userId,
      before,
      after: loggedAttributes(user),
    };
  };
}

function describeAll(account: Account, user: User) {
  return primaryFirst(user.identities).map((identity) => describeIdentity(identity, user.id, account.subdomain));
}

function requireIdentity(user: User, identityId: string) {
  const identity = user.identities.find(({ id }) => id === identityId);
  if (identity === undefined) throw notFound();
  return identity;
}
