import type { ServiceConfig } from './config.ts';
import type { Connectors } from './connectors/connector.ts';
import { createRemote, inSeries, type Remote } from './connectors/remote.ts';
import { createStoreganise } from './connectors/storeganise/storeganise.ts';
import { createZendesk } from './connectors/zendesk/zendesk.ts';
import type { Pin } from './domain/installation.ts';
import type { Transport } from './ports.ts';
import { signProxyCall } from './proxy-signature.ts';
import { systemClock, systemRandom } from './system-ports.ts';
import type { Tenant } from './tenants/tenant.ts';

/** The ways out of this process; to each business there is one, so that its calls go out one after the other. */
export function openConnectors(config: ServiceConfig, transport: Transport) {
  const remotes = new Map<string, Remote>();
  const opened = new Map<string, { readonly form: string; readonly connectors: Connectors }>();
  const clock = systemClock;

  function storeganise({ addonId, apiUrl }: Pick<Pin, 'addonId' | 'apiUrl'>): Remote {
    const key = `${addonId} ${apiUrl}`;
    const headersFor = () => ({ authorization: `Addon ${addonId}|${config.storeganiseApiKey}` });
    const base = `${apiUrl}/v1/admin`;
    const remote =
      remotes.get(key) ?? inSeries(createRemote({ platform: 'storeganise', base, transport, clock, headersFor }));
    remotes.set(key, remote);
    return remote;
  }

  function proxy(code: string, path = ''): Remote {
    return createRemote({
      platform: 'zendesk',
      base: `${config.oauthProxyUrl}${path}`,
      ...{ transport, clock },
      headersFor: (method, url, body) =>
        signProxyCall({
          ...{ method, body, tenant: code, key: config.oauthProxyKey },
          path: `${url.pathname}${url.search}`,
          now: clock.now(),
          nonce: systemRandom.id(),
        }),
    });
  }

  return {
    storeganise,
    proxy,

    /** The connectors of a tenant, anew where its settings have changed. */
    connect(tenant: Tenant): Connectors {
      const form = JSON.stringify(tenant);
      const known = opened.get(tenant.code);
      if (known?.form === form) return known.connectors;
      const connectors = {
        storeganise: createStoreganise(storeganise(tenant), tenant),
        zendesk: createZendesk(proxy(tenant.code, `/zendesk/${tenant.code}`), tenant),
      };
      opened.set(tenant.code, { form, connectors });
      return connectors;
    },
  };
}
