import type { SealedPair } from './token-vault.ts';

/** A pair of tokens at rest, with what may be known without opening it. Times in milliseconds since the epoch. */
export type StoredTokens = SealedPair & {
  /** Counts the pairs of one consent: each refresh is one more. */
  readonly serial: number;
  /** When it was asked for: expiry is counted from before the answer came. */
  readonly obtainedAt: number;
  /** Absent: tokens of the old kind, which do not expire. */
  readonly expiresAt?: number;
  /** Used or not, the pair is refreshed by then, so that its refresh token does not die of age; absent: it has none. */
  readonly refreshBy?: number;
};

/** The exclusive right to refresh, until a time of the store's own clock; whoever holds it then has lost it. */
export type RefreshLease = { readonly holder: string; readonly until: number };

/** Why the last consent for a business came to nothing. */
export type Refusal = {
  readonly reason: 'denied' | 'scope_too_small' | 'not_admin' | 'account_taken';
  readonly subdomain: string;
  readonly at: number;
};

/** What a person agreed to. */
type Consent = { readonly subdomain: string; readonly scope: string; readonly since: number };

/**
 * What is known of one business: one document. `none`: never connected, or forgotten; the document then keeps count of
 * generations, so that old links stay void.
 */
export type StoredConnection = {
  readonly businessCode: string;
  /** Moves with every write; 0: not stored yet. */
  readonly revision: number;
  /** Moves with every consent and every forgetting. */
  readonly generation: number;
  readonly refusal?: Refusal;
} & (
  | { readonly state: 'none' }
  | (Consent & {
      readonly state: 'connected';
      readonly tokens: StoredTokens;
      readonly lease?: RefreshLease;
      /** A refresh failed for a reason that passes: not before. */
      readonly retryAt?: number;
    })
  | (Consent & { readonly state: 'revoked'; readonly revokedAt: number; readonly serial: number })
);

export type Connected = Extract<StoredConnection, { state: 'connected' }>;

/** The connections of all businesses. Each call is one atomic step on one document. */
export interface ConnectionStore {
  find(businessCode: string): Promise<StoredConnection | undefined>;
  /**
   * Compare-and-set on `revision`; 0 inserts. Returns the document with its new revision. Throws LostCompareAndSet when
   * the document has moved on, and DuplicateKey when another business has the account, be it connected or revoked.
   */
  save(connection: StoredConnection): Promise<StoredConnection>;
  /**
   * Takes the lease for `forMs` by the store's own clock, unless another one holds it: compare-and-set on `revision`.
   * Whoever holds it may take it again. `undefined`: somebody was quicker.
   */
  claimRefresh(connection: Connected, lease: { holder: string; forMs: number }): Promise<Connected | undefined>;
  /** Connected ones that are to be refreshed by `time`, the most urgent first. */
  dueForRefresh(time: number, limit: number): Promise<readonly Connected[]>;
  /** The key ids under which tokens are stored. */
  tokenKeyIds(): Promise<readonly string[]>;
}
