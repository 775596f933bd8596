import { z } from 'zod';
import type { HttpAnswer } from '../ports.ts';
import { type AccountParts, callAccount } from './zendesk-account.ts';

type Account = { readonly subdomain: string; readonly accessToken: string };

const Id = z.string().regex(/^\d{1,30}$/);
const Me = z.object({ user: z.object({ id: Id.nullable(), role: z.string().nullish() }) });
const CurrentToken = z.object({ token: z.object({ id: Id }) });

/** What a fresh token is good for. `unavailable`: Zendesk did not say. */
export type AccountVerdict = 'good' | 'not_admin' | 'scope_too_small' | 'unavailable';

/**
 * Whether an admin stands behind the token, and whether it reaches what the sync needs. A wrong scope still yields a
 * token, and `users/me` answers 200 to nobody (Zendesk dossier §8.1, §8.5, §2.5): so both are tried out.
 */
export async function checkAccount(parts: AccountParts, account: Account): Promise<AccountVerdict> {
  const answer = await callAccount(parts, account, { method: 'GET', path: 'users/me' });
  if (isForbidden(answer)) return 'scope_too_small';
  const me = read(answer, Me)?.user;
  if (me === undefined) return 'unavailable';
  if (me.id === null || me.role !== 'admin') return 'not_admin';
  // The scopes of users do not reach identities, without which no address can be changed (Zendesk dossier §8.5).
  const path = `users/${me.id}/identities`;
  const identities = await callAccount(parts, account, { method: 'GET', path });
  return isForbidden(identities) ? 'scope_too_small' : 'good';
}

/** Whether the account still takes the token: `false` only where it says no, or does not know who calls. */
export async function isAccepted(parts: AccountParts, account: Account): Promise<boolean> {
  const answer = await callAccount(parts, account, { method: 'GET', path: 'users/me' });
  if (answer.kind === 'answer' && answer.status === 401) return false;
  return read(answer, Me)?.user.id !== null;
}

/** Makes the account forget the token and what belongs to it; says whether it did (Zendesk dossier §8.7). */
export async function revokeToken(parts: AccountParts, account: Account): Promise<boolean> {
  const current = await callAccount(parts, account, { method: 'GET', path: 'oauth/tokens/current' });
  const token = read(current, CurrentToken)?.token;
  if (token === undefined) return false;
  const answer = await callAccount(parts, account, { method: 'DELETE', path: `oauth/tokens/${token.id}` });
  return answer.kind === 'answer' && (answer.status === 204 || answer.status === 200);
}

const isForbidden = (answer: HttpAnswer) => answer.kind === 'answer' && answer.status === 403;

function read<Schema extends z.ZodType>(answer: HttpAnswer, schema: Schema): z.output<Schema> | undefined {
  if (answer.kind !== 'answer' || answer.status !== 200) return undefined;
  try {
    return schema.safeParse(JSON.parse(answer.body, withExactIds)).data;
  } catch {
    return undefined;
  }
}

/** Ids may not fit a number: their digits are taken from the text (Zendesk dossier §1 item 30). */
function withExactIds(key: string, value: unknown, context?: { source?: string }): unknown {
  return key === 'id' && typeof value === 'number' ? (context?.source ?? String(value)) : value;
}
