import type { ConsentTicket } from '../consent-ticket.ts';
import type { Logger } from '../log.ts';
import {
  type Clock,
  DuplicateKey,
  LostCompareAndSet,
  type Random,
  StoreUnavailable,
  type Transport,
} from '../ports.ts';
import { type AccessDesk, accessOf, isUntouched } from './access.ts';
import { revokeToken } from './check-account.ts';
import type { ProxyConfig } from './config.ts';
import type { ConnectionStore, Refusal, StoredConnection } from './connection-store.ts';
import { sealTokens } from './seal-tokens.ts';
import type { TokenVault } from './token-vault.ts';
import type { GrantedTokens } from './zendesk-oauth.ts';

/** What anybody may know of a connection; times are ISO 8601. */
export type ConnectionView = {
  readonly businessCode: string;
  readonly state: 'not_connected' | 'connected' | 'revoked';
  /** What the next ticket for this business has to name. */
  readonly generation: number;
  readonly subdomain?: string;
  readonly scope?: string;
  readonly since?: string;
  readonly revokedAt?: string;
  /** Why the last consent came to nothing, until one succeeds. */
  readonly refusal?: { readonly reason: Refusal['reason']; readonly subdomain: string; readonly at: string };
};

/** Rivals for one document: a refresh, another consent, a refusal. Each takes one turn or two. */
const MAX_ATTEMPTS = 20;
/** A person waits for what became of a consent, and without an answer has to give it once more. */
const CONSENT_PAUSES_MS = [300, 1_000];

export type Connections = ReturnType<typeof createConnections>;

/** Which business is joined to which account. */
export function createConnections(parts: {
  readonly store: ConnectionStore;
  readonly vault: TokenVault;
  readonly access: AccessDesk;
  readonly clock: Clock;
  readonly random: Pick<Random, 'next'>;
  readonly transport: Transport;
  readonly config: Pick<ProxyConfig, 'zendeskUrl' | 'marketplaceHeaders' | 'environmentTokens'>;
  readonly log: Logger;
}) {
  const { store, vault, access, clock, config, log } = parts;

  const emptyFor = (businessCode: string): StoredConnection => ({
    ...{ businessCode, revision: 0, generation: 0, state: 'none' },
  });
  const find = async (businessCode: string) => (await store.find(businessCode)) ?? emptyFor(businessCode);

  /** Read, change, compare-and-set; anew when somebody was quicker. `undefined`: the change is not wanted any more. */
  async function change(
    businessCode: string,
    make: (present: StoredConnection) => StoredConnection | undefined,
  ): Promise<StoredConnection | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const changed = make(await find(businessCode));
      if (!changed) return undefined;
      try {
        return await store.save(changed);
      } catch (error) {
        if (!(error instanceof LostCompareAndSet) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** What the store did not answer may have happened or not: it is asked again. */
  async function insist<Result>(act: () => Promise<Result>): Promise<Result> {
    for (const pauseMs of CONSENT_PAUSES_MS) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await clock.sleep(pauseMs);
      }
    }
    return act();
  }

  /** Tokens of the environment hold their account as a consent does. */
  async function isTakenByEnvironment({ tenant, subdomain }: ConsentTicket): Promise<boolean> {
    const holders = [...config.environmentTokens].filter(([, given]) => given.subdomain === subdomain);
    for (const [code] of holders) if (code !== tenant && isUntouched(await store.find(code))) return true;
    return false;
  }

  /** A business that moves to another account has no business in the old one any more. */
  async function leave(before: StoredConnection, subdomain: string): Promise<void> {
    if (before.state !== 'connected' || before.subdomain === subdomain) return;
    await revokeToken(parts, accessOf(before, vault));
  }

  return {
    async describe(businessCode: string): Promise<ConnectionView> {
      const connection = await find(businessCode);
      const given = isUntouched(connection) ? config.environmentTokens.get(businessCode) : undefined;
      if (!given) return viewOf(connection);
      const state = access.isRefused(businessCode) ? 'revoked' : 'connected';
      return { ...viewOf(connection), state, subdomain: given.subdomain };
    },

    /** Whether a ticket still stands for something that has not happened: the connection has had no consent since. */
    async isOpen({ tenant, generation }: ConsentTicket): Promise<boolean> {
      return (await find(tenant)).generation <= generation;
    },

    /**
     * Joins the business to the account that the ticket names. `void`: another consent was quicker · `account_taken`:
     * another business has the account.
     */
    async join(
      ticket: ConsentTicket,
      tokens: GrantedTokens,
      obtainedAt: number,
    ): Promise<'joined' | 'void' | 'account_taken'> {
      const { tenant: businessCode, subdomain } = ticket;
      if (await isTakenByEnvironment(ticket)) return 'account_taken';
      const owner = { businessCode, subdomain };
      const sealed = sealTokens(vault, tokens, { owner, serial: 1, obtainedAt, chance: parts.random.next() });
      const consent = {
        ...owner,
        state: 'connected',
        scope: tokens.scope,
        since: clock.now(),
        tokens: sealed,
      } as const;
      const isOurs = (present: StoredConnection) =>
        present.state === 'connected' && present.tokens.text === sealed.text;
      let before: StoredConnection | undefined;
      const make = (present: StoredConnection): StoredConnection | undefined => {
        const { revision, generation } = present;
        if (generation > ticket.generation) return undefined;
        before = present;
        return { ...consent, revision, generation: ticket.generation + 1 };
      };
      try {
        const joined = await insist(() => change(businessCode, make));
        if (!joined && !isOurs(await find(businessCode))) return 'void';
      } catch (error) {
        if (error instanceof DuplicateKey) return 'account_taken';
        throw error;
      }
      if (before) await leave(before, subdomain);
      return 'joined';
    },

    /** Remembers why a consent came to nothing, for the service to tell the operator. */
    async refuse({ tenant, subdomain }: ConsentTicket, reason: Refusal['reason']): Promise<void> {
      const refusal = { reason, subdomain, at: clock.now() };
      await change(tenant, (present) => ({ ...present, refusal }));
    },

    /** Makes Zendesk forget the tokens, where it can be asked, and forgets them here, come what may. */
    async forget(businessCode: string): Promise<{ view: ConnectionView; isRevoked: boolean }> {
      const answer = await access.open(businessCode).catch((err: unknown) => {
        log.error({ err, tenant: businessCode }, 'no token to revoke');
        return undefined;
      });
      const isRevoked = answer?.kind === 'usable' && (await revokeToken(parts, answer.access));
      const isFromEnvironment = config.environmentTokens.has(businessCode);
      const forgotten = await change(businessCode, (present) =>
        present.state === 'none' && !(isFromEnvironment && isUntouched(present))
          ? undefined
          : {
              ...{ businessCode, revision: present.revision, state: 'none' },
              generation: present.generation + 1,
            },
      );
      log.info({ tenant: businessCode, revoked: isRevoked }, 'connection forgotten');
      return { view: viewOf(forgotten ?? (await find(businessCode))), isRevoked };
    },
  };
}

function viewOf(connection: StoredConnection): ConnectionView {
  const { businessCode, generation, refusal } = connection;
  const told = refusal ? { refusal: { ...refusal, at: iso(refusal.at) } } : {};
  if (connection.state === 'none') return { businessCode, state: 'not_connected', generation, ...told };
  const { state, subdomain, scope, since } = connection;
  const end = state === 'revoked' ? { revokedAt: iso(connection.revokedAt) } : {};
  return { businessCode, state, generation, subdomain, scope, since: iso(since), ...end, ...told };
}

const iso = (at: number) => new Date(at).toISOString();
