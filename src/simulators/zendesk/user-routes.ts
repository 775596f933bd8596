import type { Commit } from '../front-door.ts';
import { SimRefusal, type SimResponse } from '../wire.ts';
import type { Account, Arrived } from './account.ts';
import { invalidRecord, jsonAnswer } from './answers.ts';
import { describeUser } from './describe.ts';
import { planPhone } from './phones.ts';
import { readIdentities, readUser } from './read-user.ts';
import { emailsOf } from './records.ts';
import {
  createUser as create,
  type NewUser,
  requireFree,
  requireSuspendable,
  type UserChanges,
  updateUser as update,
} from './users.ts';
import { loggedAttributes } from './view-user.ts';

/** `POST users` (Zendesk dossier §3.3). The e-mail index has the last word when the create lands. */
export function createUser(account: Account, { request }: Arrived): Commit {
  const { directory } = account;
  const { changes, skipVerifyEmail, warning } = readUser(request, 'create', account);
  const { name } = changes;
  if (name === undefined) throw invalidRecord('name', 'Name: is too short (minimum is 1 characters)');
  const fresh: NewUser = { ...changes, name, identities: readIdentities(request, account.switches) };
  directory.requireFreeExternalId(fresh.externalId);
  requireFree(directory, fresh);
  planPhone(directory, undefined, fresh);
  return (now) => {
    const { user, events } = create(directory, fresh, now);
    if (fresh.email !== undefined && !skipVerifyEmail) account.mail(user, fresh.email, now);
    const described = describeUser(user, account);
    return {
      response: jsonAnswer(201, { user: described }, { location: described.url, ...warning }),
      events,
      recordId: user.id,
      after: loggedAttributes(user),
    };
  };
}

/** `PUT users/{id}`: partial (Zendesk dossier §3.4). */
export function updateUser(account: Account, { request, userId, now }: Arrived): Commit {
  const { directory } = account;
  const present = directory.requireActive(userId);
  account.limits.spendUpdate(userId, now);
  const { changes, skipVerifyEmail, warning } = readUser(request, 'update', account);
  directory.requireFreeExternalId(changes.externalId, userId);
  admitEmail(account, userId, changes);
  planPhone(directory, present, changes);
  requireSuspendable(directory, present, changes);
  return (landedAt) => {
    const user = directory.requireActive(userId);
    const before = loggedAttributes(user);
    const { admitted, refusal } = admitEmail(account, userId, changes);
    const { email } = admitted;
    const isNewEmail = email !== undefined && !emailsOf(user).includes(email);
    const events = update(directory, user, admitted, landedAt);
    if (isNewEmail && !skipVerifyEmail) account.mail(user, email, landedAt);
    const response = refusal ?? jsonAnswer(200, { user: describeUser(user, account) }, warning);
    return { recordId: userId, response, events, before, after: loggedAttributes(user) };
  };
}

/** An e-mail in use refuses everything or, when switched so, only itself: nobody knows (Zendesk dossier §3.4, §16). */
function admitEmail(
  account: Account,
  userId: string,
  changes: UserChanges,
): { admitted: UserChanges; refusal?: SimResponse } {
  const { email, ...others } = changes;
  if (email === undefined) return { admitted: changes };
  try {
    account.directory.requireFreeEmail(email, 'email', userId);
    return { admitted: changes };
  } catch (error) {
    if (!(error instanceof SimRefusal) || account.switches.takenEmailRefuses === 'whole') throw error;
    return { admitted: others, refusal: error.response };
  }
}
