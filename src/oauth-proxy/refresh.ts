import type { Logger } from '../log.ts';
import { type Clock, LostCompareAndSet, type Random, StoreUnavailable } from '../ports.ts';
import { type AccessAnswer, accessOf } from './access.ts';
import type { Connected, ConnectionStore, StoredConnection } from './connection-store.ts';
import type { ProxyMetrics } from './metrics.ts';
import { sealTokens } from './seal-tokens.ts';
import type { TokenVault } from './token-vault.ts';
import type { GrantedTokens, ZendeskOAuth } from './zendesk-oauth.ts';

// A refresh kills the old pair at once (Zendesk dossier §8.3). So exactly one process may ask, under a lease in the
// store; the new pair is stored before anybody uses it; and only Zendesk's own "invalid_grant" ends a connection.

/** Longer than a call to Zendesk may take (10 s), with time for a store that comes and goes. */
const LEASE_MS = 30_000;
/** How long a call waits for a refresh, whoever has begun it: its caller gives up after 10 s. */
const WAIT_MS = 8_000;
const POLL_MS = 50;
/** After a failure that passes, where Zendesk names no time. */
const RETRY_MS = 3_000;
/** After Zendesk refused our client: only its operator can mend that. */
const MISCONFIGURED_RETRY_MS = 60_000;
const MAX_STORE_PAUSE_MS = 1_000;

export type Refresher = ReturnType<typeof createRefresher>;

export type RefresherParts = {
  readonly store: ConnectionStore;
  readonly vault: TokenVault;
  readonly oauth: Pick<ZendeskOAuth, 'refresh'>;
  /** Gives a living token back that nobody will use. Never throws. */
  readonly discard: (account: { readonly subdomain: string; readonly accessToken: string }) => Promise<unknown>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: Pick<ProxyMetrics, 'countRefresh'>;
};

/** Refreshes connections, each once at a time, whoever asks. */
export function createRefresher(parts: RefresherParts) {
  const { store, vault, oauth, clock, random, log, metrics } = parts;
  const holder = random.id();
  const underWay = new Map<string, { flight: Promise<unknown>; answer: Promise<AccessAnswer> }>();

  /** The outcome for everybody who waits for a newer pair than `seen`. */
  async function refreshOrWait(seen: Connected): Promise<AccessAnswer> {
    const deadline = clock.now() + WAIT_MS;
    while (clock.now() < deadline) {
      const present = await store.find(seen.businessCode);
      if (present?.state !== 'connected') return { kind: present?.state === 'revoked' ? 'revoked' : 'not_connected' };
      if (!isSamePair(present, seen)) return { kind: 'usable', access: accessOf(present, vault) };
      if (present.retryAt !== undefined && present.retryAt > clock.now()) return unavailableUntil(present.retryAt);
      const claimedAt = clock.now();
      const claimed = await store.claimRefresh(present, { holder, forMs: LEASE_MS });
      // Whoever was stopped in between may have overslept it.
      const isFresh = clock.now() - claimedAt < LEASE_MS / 2;
      const answer = claimed && isFresh ? await refreshUnderLease(claimed) : undefined;
      if (answer) return answer;
      await clock.sleep(POLL_MS * (1 + random.next()));
    }
    return unavailableUntil(clock.now() + RETRY_MS);
  }

  /** `undefined`: another one was quicker, look again. */
  async function refreshUnderLease(claimed: Connected): Promise<AccessAnswer | undefined> {
    const { refreshToken = '' } = vault.open(claimed.tokens, claimed);
    const askedAt = clock.now();
    const answer = await oauth.refresh(claimed.subdomain, refreshToken);
    if (answer.kind === 'granted') return keep(claimed, answer.tokens, askedAt);
    if (answer.kind === 'refused' && answer.error === 'invalid_grant') return revoke(claimed, holder);
    const { kind } = answer;
    const reason = kind === 'refused' ? codeOf(answer.error) : answer.reason;
    if (kind === 'refused') log.error({ tenant: claimed.businessCode, reason }, 'Zendesk refuses our OAuth client');
    else log.warn({ tenant: claimed.businessCode, reason }, 'no refresh for now');
    metrics.countRefresh(kind);
    const pauseMs = kind === 'refused' ? MISCONFIGURED_RETRY_MS : (answer.retryAfterMs ?? RETRY_MS);
    return postpone(claimed, clock.now() + pauseMs);
  }

  /** Stores the new pair before anybody sees it, even where the lease was lost meanwhile: no other pair is alive. */
  async function keep(claimed: Connected, tokens: GrantedTokens, askedAt: number): Promise<AccessAnswer | undefined> {
    const serial = claimed.tokens.serial + 1;
    const sealed = sealTokens(vault, tokens, { owner: claimed, serial, obtainedAt: askedAt, chance: random.next() });
    const { businessCode, generation, subdomain, since } = claimed;
    const fresh = { businessCode, generation, state: 'connected', subdomain, since, tokens: sealed } as const;
    const saved =
      (await settle(claimed, (present) => ({
        ...fresh,
        ...told(present),
        scope: tokens.scope,
        revision: present.revision,
      }))) ?? (await patiently(() => store.find(businessCode)));
    // A write that was not answered may have happened all the same: then the pair is found where it belongs.
    if (saved?.state !== 'connected' || saved.tokens.text !== sealed.text) {
      // Meanwhile the business was connected anew, or forgotten.
      await parts.discard({ subdomain, accessToken: tokens.accessToken });
      return undefined;
    }
    metrics.countRefresh('refreshed');
    log.info({ tenant: businessCode, serial }, 'tokens refreshed');
    if (tokens.scope !== claimed.scope) log.warn({ tenant: businessCode }, 'the refreshed token has another scope');
    return { kind: 'usable', access: accessOf(saved, vault) };
  }

  /** Ends the connection, unless another one holds the lease by now: then it knows more than we do. */
  async function revoke(claimed: Connected, asHolder?: string): Promise<AccessAnswer | undefined> {
    const saved = await settle(claimed, (present) => {
      if (present.state !== 'connected') return undefined;
      if (asHolder !== undefined && present.lease?.holder !== asHolder) return undefined;
      const { businessCode, revision, generation, subdomain, scope, since } = present;
      const end = { revokedAt: clock.now(), serial: present.tokens.serial, ...told(present) };
      return { businessCode, revision, generation, state: 'revoked', subdomain, scope, since, ...end };
    });
    if (!saved) return undefined;
    metrics.countRefresh('revoked');
    log.warn({ tenant: claimed.businessCode }, 'the connection was revoked at Zendesk');
    return { kind: 'revoked' };
  }

  async function postpone(claimed: Connected, retryAt: number): Promise<AccessAnswer> {
    await settle(claimed, (present) => {
      if (present.state !== 'connected') return undefined;
      const { lease: _, ...free } = present;
      return { ...free, retryAt };
    });
    return unavailableUntil(retryAt);
  }

  /** Writes what became of `claimed`, as long as its pair is the present one. `undefined`: it is not, or no change. */
  async function settle(
    claimed: Connected,
    change: (present: StoredConnection) => StoredConnection | undefined,
  ): Promise<StoredConnection | undefined> {
    let present: StoredConnection | undefined = claimed;
    while (present !== undefined && isSamePair(present, claimed)) {
      const changed = change(present);
      if (!changed) return undefined;
      const saved: StoredConnection | undefined = await patiently(() => store.save(changed).catch(unlessLost));
      if (saved) return saved;
      present = await patiently(() => store.find(claimed.businessCode));
    }
    return undefined;
  }

  /** A pair that is not stored is a connection lost: the store is asked again for as long as this process lives. */
  async function patiently<Result>(step: () => Promise<Result>): Promise<Result> {
    for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, MAX_STORE_PAUSE_MS)) {
      try {
        return await step();
      } catch (err) {
        if (!(err instanceof StoreUnavailable)) throw err;
        log.error({ err }, 'the store does not take what became of a refresh');
        await clock.sleep(pauseMs);
      }
    }
  }

  /** Begins it, once at a time for the pair; nobody waits for it for ever, and whoever gives up does not end it. */
  function begin(seen: Connected, act: () => Promise<AccessAnswer>): Promise<AccessAnswer> {
    const key = JSON.stringify([seen.businessCode, seen.generation, seen.tokens.serial]);
    const shared = underWay.get(key);
    if (shared !== undefined) return shared.answer;
    const flight = act().finally(() => underWay.delete(key));
    const tooLate = clock.sleep(WAIT_MS).then(() => unavailableUntil(clock.now() + RETRY_MS));
    const answer = Promise.race([flight, tooLate]);
    underWay.set(key, { flight, answer });
    return answer;
  }

  const unavailableUntil = (time: number): AccessAnswer => ({
    kind: 'unavailable',
    retryAfterMs: Math.max(0, time - clock.now()),
  });

  return {
    /** A newer pair than that of `seen`; calls of this process that see the same pair share one outcome. */
    refresh: (seen: Connected): Promise<AccessAnswer> => begin(seen, () => refreshOrWait(seen)),

    /** Ends a connection whose token is dead and cannot be refreshed. */
    giveUp: (connection: Connected): Promise<AccessAnswer> =>
      begin(connection, async () => (await revoke(connection)) ?? { kind: 'unavailable', retryAfterMs: 0 }),

    /** Resolves once nothing is under way: a process that ends before may lose a pair. */
    async settled(): Promise<void> {
      await Promise.allSettled([...underWay.values()].map(({ flight }) => flight));
    },
  };
}

/** Whether both stand on the same pair of the same consent; a pair that was given up counts. */
function isSamePair(present: StoredConnection, seen: Connected): boolean {
  if (present.state === 'none' || present.generation !== seen.generation) return false;
  const serial = present.state === 'connected' ? present.tokens.serial : present.serial;
  return serial === seen.tokens.serial;
}

/** What a refresh leaves as it is: the service may not have told the operator yet. */
const told = ({ refusal }: StoredConnection) => (refusal === undefined ? {} : { refusal });

function unlessLost(error: unknown): undefined {
  if (!(error instanceof LostCompareAndSet)) throw error;
}

/** What Zendesk named, where it is a code: it may end up in a log. */
const codeOf = (error: string) => (/^[a-z_]{1,40}$/.test(error) ? error : 'unknown_error');
