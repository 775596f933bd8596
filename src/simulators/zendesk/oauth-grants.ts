import { createHash } from 'node:crypto';
import type { SimRandom } from '../wire.ts';
import { invalidGrant } from './oauth-refusals.ts';
import type { ZendeskSwitches } from './switches.ts';

/** What a person agreed to: at most one living pair of tokens. Times in milliseconds, `null` = for ever. */
export type Grant = {
  readonly id: string;
  readonly userId: string;
  readonly scope: string;
  readonly accessToken: string;
  readonly expiresAt: number | null;
  readonly refreshToken: string | null;
  readonly refreshExpiresAt: number | null;
};

/** What stands behind a code until it is redeemed. */
type Promised = {
  readonly userId: string;
  readonly scope: string;
  readonly redirectUri: string;
  readonly challenge: string | null;
  readonly expiresAt: number;
};

export type Lifetimes = { readonly accessSeconds: number; readonly refreshSeconds: number };

type Switches = Pick<ZendeskSwitches, 'tokensExpire' | 'tokenSeconds' | 'grantedScope' | 'invalidGrantStatus'>;

const codeLifetimeMs = 120_000;

export type Grants = ReturnType<typeof createGrants>;

/** The codes and tokens of one account (Zendesk dossier §8.2, §8.3). */
export function createGrants(random: SimRandom, switches: Switches) {
  const promised = new Map<string, Promised>();
  let grants: Grant[] = [];
  let issued = 0;

  function makeToken(length: number): string {
    const alphabet = '0123456789abcdef';
    return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  }

  function issue(from: Pick<Grant, 'userId' | 'scope'>, lifetimes: Lifetimes, now: number): Grant {
    issued += 1;
    const seconds = switches.tokenSeconds ?? lifetimes.accessSeconds;
    const grant: Grant = {
      id: String(360_000_000_000 + issued),
      userId: from.userId,
      scope: switches.grantedScope ?? from.scope,
      accessToken: makeToken(64),
      expiresAt: switches.tokensExpire ? now + seconds * 1000 : null,
      refreshToken: switches.tokensExpire ? makeToken(64) : null,
      refreshExpiresAt: switches.tokensExpire ? now + lifetimes.refreshSeconds * 1000 : null,
    };
    grants.push(grant);
    return grant;
  }

  return {
    /** Good for 120 s and one use. */
    promise(agreed: Omit<Promised, 'expiresAt'>, now: number): string {
      const code = makeToken(20);
      promised.set(code, { ...agreed, expiresAt: now + codeLifetimeMs });
      return code;
    },

    redeem(given: { code: string; redirectUri: string; verifier: string }, lifetimes: Lifetimes, now: number): Grant {
      const behind = promised.get(given.code);
      promised.delete(given.code);
      const isGood =
        behind !== undefined &&
        now <= behind.expiresAt &&
        given.redirectUri === behind.redirectUri &&
        (behind.challenge === null || behind.challenge === challengeOf(given.verifier));
      if (!isGood) throw invalidGrant(switches);
      return issue(behind, lifetimes, now);
    },

    /** The pair before it dies at once: of two that refresh at the same time one loses (Zendesk dossier §8.3). */
    refresh(token: string, lifetimes: Lifetimes, now: number, isUsable: (userId: string) => boolean): Grant {
      const old = grants.find(({ refreshToken }) => refreshToken !== null && refreshToken === token);
      if (old === undefined || now >= (old.refreshExpiresAt ?? Infinity) || !isUsable(old.userId)) {
        throw invalidGrant(switches);
      }
      grants = grants.filter((grant) => grant !== old);
      return issue(old, lifetimes, now);
    },

    find: (accessToken: string, now: number): Grant | undefined =>
      grants.find((grant) => grant.accessToken === accessToken && now < (grant.expiresAt ?? Infinity)),

    all: (): readonly Grant[] => grants,

    revoke(id: string): boolean {
      const before = grants.length;
      grants = grants.filter((grant) => grant.id !== id);
      return grants.length < before;
    },

    /** An admin removes the client from the account (Zendesk dossier §8.7). */
    revokeAll() {
      grants = [];
    },

    /** Every access token is as old as it can be; refresh tokens live on. */
    expireAll(now: number) {
      grants = grants.map((grant) => ({ ...grant, expiresAt: grant.expiresAt === null ? null : now }));
    },
  };
}

/** S256 (RFC 7636 §4.2). */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
