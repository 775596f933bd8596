import type { Connectors } from '../connectors/connector.ts';
import type { Logger } from '../log.ts';
import type { Clock, Failpoint, Random, Store } from '../ports.ts';

/** One tenant, opened for work. */
export type OpenTenant = {
  readonly code: string;
  readonly addonId: string;
  readonly connectors: Connectors;
  /** The key of the Zendesk field for the customer status; absent: none is kept. */
  readonly statusKey?: string;
  /** Whether a new Zendesk end user becomes a customer. */
  readonly createsCustomers: boolean;
};

/** All that the engine stands on. Whatever is not deterministic is in here, and nowhere else. */
export type Engine = {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly failpoint: Failpoint;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Keys the fingerprints that tell an echo. */
  readonly hashKey: string;
  /** The tenants that can be worked on, by business code. */
  readonly tenants: ReadonlyMap<string, OpenTenant>;
};
