import type { Commit } from '../front-door.ts';
import type { Account, Arrived } from './account.ts';
import { jsonAnswer, notFound } from './answers.ts';
import { isoSeconds } from './records.ts';

/** `GET oauth/tokens/current`: of the tokens themselves only the beginning (Zendesk dossier §8.7). */
export function showCurrentToken(_account: Account, { caller }: Arrived): Commit {
  const grant = caller?.grant;
  if (grant === undefined) throw notFound();
  return () => ({
    response: jsonAnswer(200, {
      token: {
        id: BigInt(grant.id),
        user_id: BigInt(grant.userId),
        token: grant.accessToken.slice(0, 10),
        scopes: grant.scope.split(' '),
        expires_at: grant.expiresAt === null ? null : isoSeconds(grant.expiresAt),
      },
    }),
  });
}

/** `DELETE oauth/tokens/{id}`: both tokens of the pair are worth nothing from now on (Zendesk dossier §8.7). */
export function revokeToken({ grants }: Account, { tokenId }: Arrived): Commit {
  return () => {
    if (!grants.revoke(tokenId)) throw notFound();
    return { response: { ...jsonAnswer(204, null), body: '' } };
  };
}
