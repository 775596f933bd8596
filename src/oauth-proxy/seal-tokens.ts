import type { StoredTokens } from './connection-store.ts';
import type { TokenOwner, TokenVault } from './token-vault.ts';
import type { GrantedTokens } from './zendesk-oauth.ts';

const DAY_MS = 86_400_000;

/**
 * A granted pair as it is stored. Nobody calls for a quiet business, so its pair is refreshed every day: long before
 * its refresh token dies (30 days, 7 at least), and a revocation shows within a day. `chance`, in [0, 1), spreads that.
 */
export function sealTokens(
  vault: TokenVault,
  tokens: GrantedTokens,
  as: { owner: TokenOwner; serial: number; obtainedAt: number; chance: number },
): StoredTokens {
  const { accessToken, refreshToken, expiresInMs, refreshExpiresInMs = Number.POSITIVE_INFINITY } = tokens;
  const idleMs = Math.min(DAY_MS, refreshExpiresInMs / 3) * (1 - 0.2 * as.chance);
  return {
    ...vault.seal(refreshToken === undefined ? { accessToken } : { accessToken, refreshToken }, as.owner),
    serial: as.serial,
    obtainedAt: as.obtainedAt,
    ...(expiresInMs === undefined ? {} : { expiresAt: as.obtainedAt + expiresInMs }),
    ...(refreshToken === undefined ? {} : { refreshBy: Math.floor(as.obtainedAt + idleMs) }),
  };
}
