import type { Admit, Commit } from '../front-door.ts';
import type { SimRequest } from '../wire.ts';
import type { Account, Arrived } from './account.ts';
import { invalidToken, notFound } from './answers.ts';
import { deleteUser, listDeletedUsers, mergeUsers, purgeUser, showDeletedUser } from './departure-routes.ts';
import {
  addIdentity,
  listIdentities,
  makePrimary,
  removeIdentity,
  requestVerification,
  showIdentity,
  updateIdentity,
  verifyIdentity,
} from './identity-routes.ts';
import { exportUsers } from './incremental-routes.ts';
import { searchUsers, showMany, showMe, showUser } from './lookup-routes.ts';
import { type Caller, requireCaller, requirePermission } from './oauth-callers.ts';
import { revokeToken, showCurrentToken } from './oauth-token-routes.ts';
import { listUserFields, showUserField } from './user-field-routes.ts';
import { createUser, updateUser } from './user-routes.ts';

const user = String.raw`users/(?<userId>\d+)`;
const deleted = String.raw`deleted_users/(?<userId>\d+)`;
const identity = String.raw`${user}/identities/(?<identityId>\d+)`;

const route = (method: string, path: string, open: (account: Account, arrived: Arrived) => Commit) => ({
  method,
  path: new RegExp(`^/api/v2/${path}$`),
  open,
});

/** All addresses of the account, without the optional `.json` (Zendesk dossier §2.1, §3.1, §4.2). */
const routes = [
  route('GET', 'users/me', showMe),
  route('GET', 'users/show_many', showMany),
  route('GET', 'users/search', searchUsers),
  route('GET', 'incremental/users/cursor', exportUsers),
  route('GET', user, showUser),
  route('POST', 'users', createUser),
  route('PUT', user, updateUser),
  route('DELETE', user, deleteUser),
  route('PUT', `${user}/merge`, mergeUsers),
  route('GET', 'deleted_users', listDeletedUsers),
  route('GET', deleted, showDeletedUser),
  route('DELETE', deleted, purgeUser),
  route('GET', `${user}/identities`, listIdentities),
  route('POST', `${user}/identities`, addIdentity),
  route('GET', identity, showIdentity),
  route('PUT', identity, updateIdentity),
  route('DELETE', identity, removeIdentity),
  route('PUT', `${identity}/make_primary`, makePrimary),
  route('PUT', `${identity}/verify`, verifyIdentity),
  route('PUT', `${identity}/request_verification`, requestVerification),
  route('GET', 'oauth/tokens/current', showCurrentToken),
  route('DELETE', String.raw`oauth/tokens/(?<tokenId>\d+)`, revokeToken),
  route('GET', 'user_fields', listUserFields),
  route('GET', String.raw`user_fields/(?<fieldId>\w+)`, showUserField),
];

/** Finds the route of a request and checks its token on the way. */
export function createRouting(account: Account, token: string): Admit {
  return (request, now) => {
    const written = account.switches.plusIsSpace ? request.path : request.path.replaceAll('+', '%2B');
    const url = new URL(written, 'http://account.invalid');
    const path = url.pathname.replace(/\.json$/, '');
    const caller = identify(account, request, path, token, now);
    for (const { method, path: pattern, open } of routes) {
      const found = method === request.method ? pattern.exec(path) : null;
      if (found === null) continue;
      const { userId = '', identityId = '', fieldId = '', tokenId = '' } = found.groups ?? {};
      const ids = { userId, identityId, fieldId, tokenId };
      return open(account, { request, url, ...ids, ...(caller === undefined ? {} : { caller }), now });
    }
    throw notFound();
  };
}

/** `users/me` alone answers without credentials (Zendesk dossier §3.1). */
function identify(
  account: Account,
  { method, headers }: SimRequest,
  path: string,
  token: string,
  now: number,
): Caller | undefined {
  if (headers.authorization === undefined) {
    if (path === '/api/v2/users/me') return undefined;
    throw invalidToken();
  }
  const caller = requireCaller(account, headers.authorization, token, now);
  requirePermission(caller, method, path);
  return caller;
}
