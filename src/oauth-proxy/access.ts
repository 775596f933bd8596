import type { Clock, Transport } from '../ports.ts';
import { isAccepted } from './check-account.ts';
import type { ProxyConfig } from './config.ts';
import type { Connected, ConnectionStore, StoredConnection, StoredTokens } from './connection-store.ts';
import type { Refresher } from './refresh.ts';
import type { TokenVault } from './token-vault.ts';

/** What a call to an account needs, and which pair it stands on. Never logged, never answered. */
export type Access = {
  readonly businessCode: string;
  readonly subdomain: string;
  readonly accessToken: string;
  readonly generation: number;
  readonly serial: number;
};

/** `unavailable`: there is a connection, but its token has run out and Zendesk gives no other just now. */
export type AccessAnswer =
  | { readonly kind: 'usable'; readonly access: Access }
  | { readonly kind: 'not_connected' }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number };

const FIVE_MINUTES_MS = 5 * 60_000;

/** Whether the access token has less left than five minutes, or a third of its life where that is less. */
export function isNearItsEnd({ obtainedAt, expiresAt }: StoredTokens, now: number): boolean {
  if (expiresAt === undefined) return false;
  return expiresAt - now < Math.min(FIVE_MINUTES_MS, (expiresAt - obtainedAt) / 3);
}

/** The access that a stored connection gives. */
export function accessOf(connection: Connected, vault: TokenVault): Access {
  const { businessCode, subdomain, generation, tokens } = connection;
  const { accessToken } = vault.open(tokens, connection);
  return { businessCode, subdomain, accessToken, generation, serial: tokens.serial };
}

/** Whether the environment still speaks for a business: a consent, or forgetting it, takes that away for good. */
export const isUntouched = (connection: StoredConnection | undefined) =>
  connection === undefined || (connection.state === 'none' && connection.generation === 0);

export type AccessDesk = ReturnType<typeof createAccessDesk>;

/** Hands out access to accounts, always with a token that is still good for a while. */
export function createAccessDesk(parts: {
  readonly store: ConnectionStore;
  readonly vault: TokenVault;
  readonly refresher: Refresher;
  readonly clock: Pick<Clock, 'now'>;
  readonly transport: Transport;
  readonly config: Pick<ProxyConfig, 'zendeskUrl' | 'marketplaceHeaders' | 'environmentTokens'>;
}) {
  const { store, vault, refresher, clock, config } = parts;
  const refusedFromEnvironment = new Set<string>();
  const usable = (connection: Connected): AccessAnswer => ({ kind: 'usable', access: accessOf(connection, vault) });

  function fromEnvironment(businessCode: string): AccessAnswer {
    const given = config.environmentTokens.get(businessCode);
    if (!given) return { kind: 'not_connected' };
    const { subdomain, token: accessToken } = given;
    return { kind: 'usable', access: { businessCode, subdomain, accessToken, generation: 0, serial: 0 } };
  }

  async function refreshed(connection: Connected): Promise<AccessAnswer> {
    const { tokens } = connection;
    const isGood = () => tokens.expiresAt === undefined || clock.now() < tokens.expiresAt;
    if (tokens.refreshBy === undefined) return isGood() ? usable(connection) : refresher.giveUp(connection);
    const answer = await refresher.refresh(connection);
    return answer.kind === 'unavailable' && isGood() ? usable(connection) : answer;
  }

  return {
    /** Access for one call; where the token is near its end, with a new one. */
    async open(businessCode: string): Promise<AccessAnswer> {
      const connection = await store.find(businessCode);
      if (connection === undefined || isUntouched(connection)) {
        refusedFromEnvironment.delete(businessCode);
        return fromEnvironment(businessCode);
      }
      if (connection.state !== 'connected') return { kind: unusable(connection) };
      return isNearItsEnd(connection.tokens, clock.now()) ? refreshed(connection) : usable(connection);
    },

    /**
     * Access in place of one that Zendesk refused: what another has fetched meanwhile, or the outcome of one refresh. A
     * token that cannot be refreshed is tried once more, for one refusal alone proves nothing (Zendesk dossier §8.6).
     */
    async renew(refused: Access): Promise<AccessAnswer> {
      const { businessCode, generation, serial } = refused;
      const connection = await store.find(businessCode);
      if (connection === undefined || isUntouched(connection)) {
        const answer = fromEnvironment(businessCode);
        if (answer.kind !== 'usable' || (await isAccepted(parts, answer.access))) return answer;
        refusedFromEnvironment.add(businessCode);
        return { kind: 'revoked' };
      }
      if (connection.state !== 'connected') return { kind: unusable(connection) };
      if (connection.generation !== generation || connection.tokens.serial !== serial) return usable(connection);
      if (connection.tokens.refreshBy !== undefined) return refresher.refresh(connection);
      return (await isAccepted(parts, refused)) ? usable(connection) : refresher.giveUp(connection);
    },

    /** Whether the last call under a token of the environment was refused. */
    isRefused: (businessCode: string): boolean => refusedFromEnvironment.has(businessCode),
  };
}

const unusable = ({ state }: StoredConnection) => (state === 'revoked' ? 'revoked' : 'not_connected');
