import type { NameOrder } from '../domain/name.ts';

/** One Storeganise business joined to one Zendesk account. */
export type Tenant = {
  /** The business code, lower-case. */
  readonly code: string;
  readonly addonId: string;
  /** Normalised; calls go to `${apiUrl}/v1/admin/…`. */
  readonly apiUrl: string;
  /** `paused` reads only, `disabled` calls nothing; the queue is kept in both. */
  readonly state: 'enabled' | 'paused' | 'disabled';
  /** Absent where the settings do not name an instance. */
  readonly zendeskSubdomain?: string;
  /** Empty: unsigned mode, deliveries from Zendesk are taken without a signature. */
  readonly webhookSecrets: readonly string[];
  readonly nameOrder: NameOrder;
  /** For numbers written without one, such as `+81`; blank: only international numbers are read. */
  readonly callingCode: string;
  /** The key of the Zendesk user field for the customer status; absent: none is kept. */
  readonly statusKey?: string;
  /** Whether a new Zendesk end user becomes a customer. */
  readonly createsCustomers: boolean;
};

/** What a business code looks like; it is lower-cased before it is compared. */
export const BUSINESS_CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;
