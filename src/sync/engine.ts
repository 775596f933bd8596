import type { Connectors, Tasks } from '../connectors/connector.ts';
import type { SyncFailure } from '../domain/failures.ts';
import type { Form } from '../domain/form.ts';
import type { Lease } from '../domain/records.ts';
import type { Logger } from '../log.ts';
import type { Clock, Failpoint, Random, Store } from '../ports.ts';

/** One tenant, opened for work. */
export type OpenTenant = {
  readonly code: string;
  readonly addonId: string;
  readonly connectors: Connectors;
  readonly form: Form;
  /** The key of the Zendesk field for the customer status; absent: none is kept. */
  readonly statusKey?: string;
  /** Whether a new Zendesk end user becomes a customer. */
  readonly createsCustomers: boolean;
};

/** A tenant whose changes wait; `tasks`: where it may be asked about what is missing. */
export type WaitingTenant = Pick<OpenTenant, 'code' | 'addonId'> & { readonly tasks?: Tasks };

/** Brings tenants to work and keeps them there. */
export type Activation = {
  /** By business code. */
  readonly waiting: ReadonlyMap<string, WaitingTenant>;
  /** Looks at the tenant of the lease where that is due, or because a platform refused a call. */
  look(lease: Lease, refusal?: SyncFailure): Promise<void>;
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
  readonly activation: Activation;
};
