/** A consent under way, from the press of the button until Zendesk sends the person back. */
export type Authorization = {
  /** SHA-256 of the state, so that whoever reads the database cannot finish what another began. */
  readonly stateHash: string;
  /** SHA-256 of the cookie of the browser that began. */
  readonly browserHash: string;
  /** PKCE (RFC 7636). */
  readonly codeVerifier: string;
  /** The ticket as it stands in the link; it names business and account. */
  readonly ticket: string;
};

/** The consents under way; time is that of the store's own clock. */
export interface AuthorizationStore {
  /** Keeps it for `lifetimeMs`. Throws DuplicateKey for a state that is there already. */
  insert(authorization: Authorization, lifetimeMs: number): Promise<void>;
  /**
   * Hands it out once, to the browser that began and before it expires: whoever comes second, later or from elsewhere
   * gets `undefined`, and another browser's attempt uses nothing up.
   */
  take(from: { stateHash: string; browserHash: string }): Promise<Authorization | undefined>;
}
