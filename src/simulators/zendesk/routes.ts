import type { Admit } from '../front-door.ts';
import type { Account } from './account.ts';
import { invalidToken, notFound } from './answers.ts';
import { addIdentity, listIdentities, makePrimary } from './identity-routes.ts';
import { createUser, searchUsers, showMany, showMe, showUser, updateUser } from './user-routes.ts';

/** All addresses of the account, without the optional `.json` (Zendesk dossier §2.1, §3.1, §4.2). */
const routes = [
  { method: 'GET', path: /^\/api\/v2\/users\/me$/, open: showMe },
  { method: 'GET', path: /^\/api\/v2\/users\/show_many$/, open: showMany },
  { method: 'GET', path: /^\/api\/v2\/users\/search$/, open: searchUsers },
  { method: 'GET', path: /^\/api\/v2\/users\/(?<userId>\d+)$/, open: showUser },
  { method: 'POST', path: /^\/api\/v2\/users$/, open: createUser },
  { method: 'PUT', path: /^\/api\/v2\/users\/(?<userId>\d+)$/, open: updateUser },
  { method: 'GET', path: /^\/api\/v2\/users\/(?<userId>\d+)\/identities$/, open: listIdentities },
  { method: 'POST', path: /^\/api\/v2\/users\/(?<userId>\d+)\/identities$/, open: addIdentity },
  {
    method: 'PUT',
    path: /^\/api\/v2\/users\/(?<userId>\d+)\/identities\/(?<identityId>\d+)\/make_primary$/,
    open: makePrimary,
  },
];

/** Finds the route of a request and checks its token on the way. */
export function createRouting(account: Account, token: string): Admit {
  return (request, now) => {
    const url = new URL(request.path, 'http://account.invalid');
    const path = url.pathname.replace(/\.json$/, '');
    checkToken(request.headers.authorization, path, token);
    for (const { method, path: pattern, open } of routes) {
      const found = method === request.method ? pattern.exec(path) : null;
      if (found === null) continue;
      const { userId = '', identityId = '' } = found.groups ?? {};
      return open(account, { request, url, userId, identityId, now });
    }
    throw notFound();
  };
}

/** `users/me` alone answers without credentials (Zendesk dossier §3.1). */
function checkToken(authorization: string | undefined, path: string, token: string) {
  if (authorization === undefined && path === '/api/v2/users/me') return;
  if (authorization !== `Bearer ${token}`) throw invalidToken();
}
