import type { AddonState } from '../domain/installation.ts';
import type { NameOrder } from '../domain/name.ts';
import type { SettingValues } from './settings.ts';

/** One Storeganise business joined to one Zendesk account. */
export type Tenant = {
  /** The business code, lower-case. */
  readonly code: string;
  readonly addonId: string;
  /** Normalised; calls go to `${apiUrl}/v1/admin/…`. */
  readonly apiUrl: string;
  /** Absent where the settings do not name an instance. */
  readonly zendeskSubdomain?: string;
  /** The id of that account, once a delivery has shown it. */
  readonly zendeskAccountId?: string;
  /** Empty: unsigned mode, deliveries from Zendesk are taken without a signature; absent: nobody could read it yet. */
  readonly webhookSecrets?: readonly string[];
  readonly nameOrder: NameOrder;
  /** For numbers written without one, such as `+81`; blank: only international numbers are read. */
  readonly callingCode: string;
  /** The key of the Zendesk user field for the customer status; absent: none is kept. */
  readonly statusKey?: string;
  /** Whether a new Zendesk end user becomes a customer. */
  readonly createsCustomers: boolean;
};

/** A tenant as its file pins it; what the file does not set is up to the add-on record. */
export type PinnedTenant = Pick<Tenant, 'code' | 'addonId' | 'apiUrl'> & {
  readonly state?: AddonState;
  readonly settings: SettingValues;
};

/** The tenant with its settings, or with the defaults where they are not set. */
export function tenantOf({ code, addonId, apiUrl }: Omit<PinnedTenant, 'settings'>, settings: SettingValues): Tenant {
  const { zendesk_instance: subdomain, zendesk_webhookSecret: secret } = settings;
  const statusKey = settings.zendesk_customerStatusFieldKey;
  return {
    ...{ code, addonId, apiUrl },
    ...(subdomain === undefined ? {} : { zendeskSubdomain: subdomain }),
    webhookSecrets: secret === undefined ? [] : [secret],
    nameOrder: settings.zendesk_userNameFormat ?? 'first_last',
    callingCode: settings.zendesk_defaultPhoneCountryCode ?? '',
    ...(statusKey === undefined ? {} : { statusKey }),
    createsCustomers: settings.zendesk_createCustomers ?? false,
  };
}

/** How many of them take deliveries from Zendesk without a signature. */
export const countUnsigned = (tenants: Iterable<Tenant>): number =>
  [...tenants].filter(({ webhookSecrets }) => webhookSecrets?.length === 0).length;

/** What a business code looks like; it is lower-cased before it is compared. */
export const BUSINESS_CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;
