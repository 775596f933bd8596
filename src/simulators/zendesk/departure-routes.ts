import type { Commit } from '../front-door.ts';
import type { Account, Arrived } from './account.ts';
import { badRequest, jsonAnswer, notFound } from './answers.ts';
import { mergeUsers as merge, purgeUser as purge, deleteUser as remove, requireMergeable } from './departures.ts';
import { describeDeletedUser, describeUser } from './describe.ts';
import { offsetPage } from './paging.ts';
import { readWrapped } from './read-user.ts';
import type { User } from './records.ts';
import { loggedAttributes } from './view-user.ts';

/** `DELETE users/{id}`: 200 with the user (Zendesk dossier §3.8). */
export function deleteUser(account: Account, { userId }: Arrived): Commit {
  account.directory.requireActive(userId);
  return (now) => {
    const user = account.directory.requireActive(userId);
    const before = loggedAttributes(user);
    const events = remove(account.directory, user, now);
    const response = jsonAnswer(200, { user: describeUser(user, account) });
    return { recordId: userId, response, events, before, after: loggedAttributes(user) };
  };
}

/** `PUT users/{loser}/merge` with `{"user":{"id":winner}}` (Zendesk dossier §3.9). The record written is the loser. */
export function mergeUsers(account: Account, { request, userId }: Arrived): Commit {
  const { directory } = account;
  const { id } = readWrapped(request, 'user');
  if (typeof id !== 'number' && typeof id !== 'string')
    throw badRequest('ParameterMissing', 'Parameter id is required');
  const winnerId = readId(request.body, id);
  requireMergeable(directory.requireActive(userId), directory.requireActive(winnerId));
  return (now) => {
    const loser = directory.requireActive(userId);
    const winner = directory.requireActive(winnerId);
    const before = loggedAttributes(loser);
    const events = merge(directory, loser, winner, now);
    const response = jsonAnswer(200, { user: describeUser(winner, account) });
    return { recordId: userId, response, events, before, after: loggedAttributes(loser) };
  };
}

/** All digits of an id that a double may lose. */
function readId(body: string, parsed: number | string): string {
  return typeof parsed === 'string' ? parsed : (/"id"\s*:\s*(\d+)/.exec(body)?.[1] ?? '');
}

/** `GET deleted_users` (Zendesk dossier §3.8). */
export function listDeletedUsers({ directory, host }: Account, { url }: Arrived): Commit {
  return () => {
    const gone = directory.all().filter(({ state }) => state !== 'active');
    const { items, envelope } = offsetPage(
      gone.map((user) => describeDeletedUser(user, host)),
      url,
      host,
    );
    return { response: jsonAnswer(200, { deleted_users: items, ...envelope }) };
  };
}

export function showDeletedUser({ directory, host }: Account, { userId }: Arrived): Commit {
  return () => {
    const user = requireDeleted(directory.all(), userId);
    return { recordId: userId, response: jsonAnswer(200, { deleted_user: describeDeletedUser(user, host) }) };
  };
}

/** `DELETE deleted_users/{id}`: for good (Zendesk dossier §3.1, §3.8). */
export function purgeUser({ directory, host }: Account, { userId }: Arrived): Commit {
  return (now) => {
    const user = requireDeleted(directory.all(), userId);
    const before = loggedAttributes(user);
    const events = purge(directory, user, now);
    const response = jsonAnswer(200, { deleted_user: describeDeletedUser(user, host) });
    return { recordId: userId, response, events, before, after: loggedAttributes(user) };
  };
}

function requireDeleted(users: readonly User[], id: string): User {
  const user = users.find((other) => other.id === id && other.state !== 'active');
  if (user === undefined) throw notFound();
  return user;
}
