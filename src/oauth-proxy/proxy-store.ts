import type { Clock } from '../ports.ts';
import type { AuthorizationStore } from './authorization-store.ts';
import type { ConnectionStore } from './connection-store.ts';

/** What one proxy process, or several of them, remember. */
export type ProxyStore = {
  readonly connections: ConnectionStore;
  readonly authorizations: AuthorizationStore;
  /** The time that everything stored is told in: the same for all processes that share the store. */
  readonly clock: Clock;
  /** Whether everything that it needs was made and verified: before, nobody may work on it. */
  isPrepared(): boolean;
  /** Whether it is prepared and answers now. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
};
