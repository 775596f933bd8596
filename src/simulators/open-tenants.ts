import { seededRandom } from './seeded-random.ts';
import { createStoreganise, type Storeganise } from './storeganise/storeganise.ts';
import { type SimulatedTenant, simulatedTenants, type TenantCode } from './tenants.ts';
import { createZendesk, customerStatusField, type SearchLag, type Zendesk } from './zendesk/zendesk.ts';

/** The state machines of one tenant. */
export type OpenTenant = { storeganise: Storeganise; zendesk: Zendesk };

/** Makes the machines of all tenants; `storeganiseUrl` becomes the root of each `apiUrl`. */
export function openTenants(options: {
  storeganiseUrl: string;
  seed: number;
  searchLag?: SearchLag | undefined;
}): Record<TenantCode, OpenTenant> {
  const open = simulatedTenants.map((tenant, place) => {
    const storeganise = openBusiness(tenant, options.storeganiseUrl, options.seed + 2 * place);
    const zendesk = openAccount(tenant, options.seed + 2 * place + 1, options.searchLag);
    return [tenant.code, { storeganise, zendesk }] as const;
  });
  return Object.fromEntries(open) as Record<TenantCode, OpenTenant>;
}

function openBusiness(tenant: SimulatedTenant, storeganiseUrl: string, seed: number): Storeganise {
  return createStoreganise({
    businessCode: tenant.code,
    addonId: tenant.addonId,
    apiKey: tenant.apiKey,
    secret: tenant.signatureSecret,
    apiUrl: `${storeganiseUrl}/t/${tenant.code}/api`,
    random: seededRandom(seed),
    settings: tenant.settings,
  });
}

function openAccount(tenant: SimulatedTenant, seed: number, searchLag: SearchLag | undefined): Zendesk {
  const { subdomain, accountId, token, webhookSecret } = tenant.zendesk;
  return createZendesk({
    subdomain,
    accountId,
    token,
    secret: webhookSecret,
    random: seededRandom(seed),
    userFields: [customerStatusField],
    ...(searchLag === undefined ? {} : { searchLagMs: searchLag }),
  });
}
