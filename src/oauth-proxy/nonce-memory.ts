import { PROXY_CALL_WINDOW_MS } from '../proxy-signature.ts';

/** A call stamped by a clock that is ahead stays valid for twice the window. */
const KEPT_MS = 2 * PROXY_CALL_WINDOW_MS;

/** At the rate of Zendesk's largest accounts, 2,500 calls a minute, enough for twenty of them. */
const DEFAULT_LIMIT = 100_000;

/** Remembers for two minutes which calls were made, so that a captured one is of no use. */
export class NonceMemory {
  /** Nonce -> when it may be forgotten; in the order in which they came. */
  readonly #seen = new Map<string, number>();
  readonly #limit: number;

  constructor(limit = DEFAULT_LIMIT) {
    this.#limit = limit;
  }

  /** `full`: too many calls to tell; the caller refuses rather than guesses. Time in milliseconds. */
  remember(nonce: string, now: number): 'new' | 'seen' | 'full' {
    this.#forgetBefore(now);
    if (this.#seen.has(nonce)) return 'seen';
    if (this.#seen.size >= this.#limit) return 'full';
    this.#seen.set(nonce, now + KEPT_MS);
    return 'new';
  }

  #forgetBefore(now: number): void {
    for (const [nonce, until] of this.#seen) {
      if (until > now) return;
      this.#seen.delete(nonce);
    }
  }
}
