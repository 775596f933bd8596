import type { Pin } from '../domain/installation.ts';

/** Takes in what an event tells about an installation. */
export type Reception = {
  /** Whether all installations are known: before, an unknown tenant may be one that is. */
  readonly isOpen: () => boolean;
  /** Pins an installation at first sight, and returns what it is pinned to. */
  readonly install: (pin: Pin) => Promise<Pin>;
  /** Pins the account of a business, and returns what it is pinned to: by its first delivery whose signature was verified. */
  readonly pinAccount: (tenant: string, accountId: string) => Promise<string>;
  /** Has the installation looked at now. */
  readonly look: (pin: Pin) => Promise<void>;
  /** The same, where an event of this type tells that it may have changed. */
  readonly hear: (pin: Pin, type: string) => Promise<void>;
};
