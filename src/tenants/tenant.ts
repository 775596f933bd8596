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
};

/** What a business code looks like; it is lower-cased before it is compared. */
export const BUSINESS_CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;
