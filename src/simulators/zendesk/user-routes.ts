import type { Commit } from '../front-door.ts';
import type { Account, Arrived } from './account.ts';
import { badRequest, invalidRecord, jsonAnswer } from './answers.ts';
import { anonymousUser, describeUser } from './describe.ts';
import type { NewUser } from './directory.ts';
import { offsetPage } from './paging.ts';
import { readUser } from './read-user.ts';
import { loggedAttributes, type User } from './records.ts';
import type { Hit } from './search-index.ts';

/** `GET users/me`: the admin behind the token; without credentials anybody (Zendesk dossier §3.1). */
export function showMe(account: Account, { request }: Arrived): Commit {
  const isAnonymous = request.headers.authorization === undefined;
  const me = isAnonymous ? anonymousUser : describeUser(account.tokenOwner, account.subdomain);
  return () => ({ response: jsonAnswer(200, { user: me }) });
}

/** `GET users/{id}` (Zendesk dossier §3.1). */
export function showUser(account: Account, { userId }: Arrived): Commit {
  return () => {
    const user = account.directory.require(userId);
    return { recordId: userId, response: jsonAnswer(200, { user: describeUser(user, account.subdomain) }) };
  };
}

/** `GET users/show_many?ids=`: unknown ids are simply absent (Zendesk dossier §3.1). */
export function showMany(account: Account, { url }: Arrived): Commit {
  const ids = (url.searchParams.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0) throw badRequest('ParameterMissing', 'Parameter ids is required');
  if (ids.length > 100) throw badRequest('TooManyValues', 'Maximum 100 users may be shown per call');
  return () => {
    const users = [...new Set(ids)].map((id) => account.directory.find(id)).filter((user) => user !== undefined);
    return listAnswer(
      account,
      users.map((user) => describeUser(user, account.subdomain)),
      url,
    );
  };
}

/** `GET users/search`: the index answers, not the records (Zendesk dossier §3.6). */
export function searchUsers(account: Account, { url }: Arrived): Commit {
  const query = url.searchParams.get('query');
  const externalId = url.searchParams.get('external_id');
  if (url.searchParams.has('page[size]')) throw badRequest('InvalidPaginationParameter', 'page[size] is not valid');
  if (query === null && externalId === null) throw badRequest('ParameterMissing', 'Parameter query is required');
  return (now) => {
    const hits =
      externalId === null ? account.search.byQuery(query ?? '', now) : account.search.byExternalId(externalId, now);
    return listAnswer(account, hits.map(describeHit(account)), url);
  };
}

function describeHit(account: Account) {
  return ({ user, shownEmail }: Hit) => describeUser(user, account.subdomain, shownEmail);
}

function listAnswer(account: Account, users: ReturnType<typeof describeUser>[], url: URL) {
  const { items, envelope } = offsetPage(users, url, account.subdomain);
  return { response: jsonAnswer(200, { users: items, ...envelope }) };
}

/** `POST users` (Zendesk dossier §3.3). The e-mail index has the last word when the create lands. */
export function createUser(account: Account, { request }: Arrived): Commit {
  const { changes, skipVerifyEmail, warning } = readUser(request, 'create');
  const { name } = changes;
  if (name === undefined) throw invalidRecord('name', 'Name: is too short (minimum is 1 characters)');
  const fresh: NewUser = { role: 'end-user', externalId: null, notes: null, verified: false, ...changes, name };
  account.directory.requireFreeExternalId(fresh.externalId);
  if (fresh.email !== undefined) account.directory.requireFreeEmail(fresh.email, 'email');
  return (now) => {
    const { user, events } = account.directory.create(fresh, now);
    if (fresh.email !== undefined && !skipVerifyEmail) account.mail(user, fresh.email, now);
    const described = describeUser(user, account.subdomain);
    return {
      response: jsonAnswer(201, { user: described }, { location: described.url, ...warning }),
      events,
      recordId: user.id,
      after: loggedAttributes(user),
    };
  };
}

/** `PUT users/{id}` (Zendesk dossier §3.4): partial; refused as a whole when the e-mail is taken. */
export function updateUser(account: Account, { request, userId, now }: Arrived): Commit {
  account.directory.require(userId);
  account.limits.spendUpdate(userId, now);
  const { changes, skipVerifyEmail, warning } = readUser(request, 'update');
  account.directory.requireFreeExternalId(changes.externalId, userId);
  if (changes.email !== undefined) {
    account.directory.requireFreeEmail(changes.email, 'email', account.directory.require(userId));
  }
  return (landedAt) => {
    const user = account.directory.require(userId);
    const before = loggedAttributes(user);
    const events = account.directory.update(user, changes, landedAt);
    const isNewEmail = events.some(({ type }) => type === 'user.identity_created');
    if (isNewEmail && changes.email !== undefined && !skipVerifyEmail) account.mail(user, changes.email, landedAt);
    return { ...userAnswer(account, user, warning), events, before, after: loggedAttributes(user) };
  };
}

function userAnswer(account: Account, user: User, headers: Record<string, string>) {
  const body = { user: describeUser(user, account.subdomain) };
  return { recordId: user.id, response: jsonAnswer(200, body, headers) };
}
