import type { Account } from './account.ts';
import { forbidden, invalidToken } from './answers.ts';
import type { Grant } from './oauth-grants.ts';
import { missingScope } from './oauth-refusals.ts';
import type { User } from './records.ts';

/** Who calls the API and what the token lets them do. */
export type Caller = { user: User; scopes: readonly string[]; grant?: Grant };

/** An active user who may sign in; the admin of the account is kept outside the directory. */
export function findSigner({ tokenOwner, directory }: Account, userId: string): User | undefined {
  const user = userId === tokenOwner.id ? tokenOwner : directory.find(userId);
  return user?.state === 'active' && !user.suspended ? user : undefined;
}

/**
 * The caller behind a bearer token. A token follows its user: suspended or gone, it is worth nothing (Zendesk dossier
 * §15 item 38).
 */
export function requireCaller(account: Account, authorization: string, token: string, now: number): Caller {
  const given = /^Bearer (.*)$/.exec(authorization)?.[1] ?? '';
  const grant = account.grants.find(given, now);
  const userId = given === token ? account.tokenOwner.id : grant?.userId;
  const user = userId === undefined ? undefined : findSigner(account, userId);
  if (user === undefined) throw invalidToken();
  return grant === undefined ? { user, scopes: ['read', 'write'] } : { user, scopes: grant.scope.split(' '), grant };
}

/** Broad scopes open everything, `users:…` the users without their identities (Zendesk dossier §8.5). */
export function requirePermission({ user, scopes }: Caller, method: string, path: string) {
  if (path.startsWith('/api/v2/oauth/')) return;
  const needed = method === 'GET' ? 'read' : 'write';
  const isAboutUsers = /^\/api\/v2\/(users|deleted_users|user_fields)\b/.test(path) && !path.includes('/identities');
  const isCovered = scopes.includes(needed) || (isAboutUsers && scopes.includes(`users:${needed}`));
  if (!isCovered) throw missingScope(needed);
  if (path === '/api/v2/users/me') return;
  const isForAdmins = /^\/api\/v2\/(incremental|webhooks)\b/.test(path);
  if (user.role === 'end-user' || (isForAdmins && user.role !== 'admin')) throw forbidden();
}
