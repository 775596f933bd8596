import type { ServiceConfig } from './config.ts';
import type { Connectors } from './connectors/connector.ts';
import { createRemote, inSeries } from './connectors/remote.ts';
import { createStoreganise } from './connectors/storeganise/storeganise.ts';
import { createZendesk } from './connectors/zendesk/zendesk.ts';
import type { Transport } from './ports.ts';
import { signProxyCall } from './proxy-signature.ts';
import type { OpenTenant } from './sync/engine.ts';
import type { WatchedTenant } from './sync/find-person.ts';
import { systemClock, systemRandom } from './system-ports.ts';
import type { Tenant } from './tenants/tenant.ts';

/** All tenants as people watch them, and those whose changes are carried out; deliveries of the others are kept. */
export function openTenants(
  tenants: readonly Tenant[],
  config: ServiceConfig,
  transport: Transport,
): { readonly live: ReadonlyMap<string, OpenTenant>; readonly watched: ReadonlyMap<string, WatchedTenant> } {
  const live = new Map<string, OpenTenant>();
  const watched = new Map<string, WatchedTenant>();
  for (const tenant of tenants) {
    const { code, addonId, createsCustomers, webhookSecrets } = tenant;
    const connectors = isReadable(tenant) ? connect(tenant, config, transport) : undefined;
    const notLive = whyNotLive(tenant);
    const status = tenant.statusKey === undefined ? {} : { statusKey: tenant.statusKey };
    const isSigned = webhookSecrets.length > 0;
    if (connectors && notLive === undefined) live.set(code, { code, addonId, connectors, createsCustomers, ...status });
    watched.set(code, {
      code,
      isSigned,
      ...status,
      ...(notLive === undefined ? {} : { notLive }),
      ...(connectors ? { connectors } : {}),
    });
  }
  return { live, watched };
}

function whyNotLive({ state, zendeskSubdomain }: Tenant): string | undefined {
  if (state !== 'enabled') return `its add-on is ${state}`;
  return zendeskSubdomain === undefined ? 'its settings name no Zendesk account' : undefined;
}

/** Paused tenants may still be read; of a disabled one nothing is called (contract: "Installation"). */
const isReadable = ({ state, zendeskSubdomain }: Tenant) => state !== 'disabled' && zendeskSubdomain !== undefined;

function connect(tenant: Tenant, config: ServiceConfig, transport: Transport): Connectors {
  const { code, addonId, apiUrl } = tenant;
  const storeganise = createRemote({
    platform: 'storeganise',
    base: `${apiUrl}/v1/admin`,
    transport,
    clock: systemClock,
    headersFor: () => ({ authorization: `Addon ${addonId}|${config.storeganiseApiKey}` }),
  });
  const zendesk = createRemote({
    platform: 'zendesk',
    base: `${config.oauthProxyUrl}/zendesk/${code}`,
    transport,
    clock: systemClock,
    headersFor: (method, url, body) =>
      signProxyCall({
        method,
        path: `${url.pathname}${url.search}`,
        tenant: code,
        body,
        key: config.oauthProxyKey,
        now: systemClock.now(),
        nonce: systemRandom.id(),
      }),
  });
  return { storeganise: createStoreganise(inSeries(storeganise), tenant), zendesk: createZendesk(zendesk, tenant) };
}
