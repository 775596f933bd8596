import type Koa from 'koa';
import type { Logger } from '../log.ts';
import type { Clock, Random, Transport } from '../ports.ts';
import { createAccessDesk } from './access.ts';
import { createProxyApp } from './app.ts';
import { revokeToken } from './check-account.ts';
import type { ProxyConfig } from './config.ts';
import { createConnections } from './connections.ts';
import { CALLBACK_PATH } from './consent-routes.ts';
import { createConsents } from './consents.ts';
import { createKeepAlive } from './keep-alive.ts';
import { createProxyMetrics } from './metrics.ts';
import { NonceMemory } from './nonce-memory.ts';
import type { ProxyStore } from './proxy-store.ts';
import { createRefresher, type RefresherParts } from './refresh.ts';
import { createTokenVault } from './token-vault.ts';
import { createUnderWay } from './under-way.ts';
import { createZendeskOAuth } from './zendesk-oauth.ts';

export type Proxy = {
  readonly app: Koa;
  readonly keepAlive: ReturnType<typeof createKeepAlive>;
  /** Resolves once no call and no refresh is under way. */
  settled(): Promise<void>;
};

/** Joins all parts of one proxy process. `publicUrl`: where browsers find it, without a slash at the end. */
export function openProxy(ports: {
  readonly config: ProxyConfig;
  readonly publicUrl: string;
  readonly store: ProxyStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly isDraining: () => boolean;
}): Proxy {
  const metrics = createProxyMetrics();
  const vault = createTokenVault(ports.config.tokenKeys);
  const oauth = createZendeskOAuth({ ...ports, redirectUri: `${ports.publicUrl}${CALLBACK_PATH}` });
  const discard: RefresherParts['discard'] = (account) => revokeToken(ports, account);
  const underWay = createUnderWay();
  const { connections: store, authorizations, clock, isReady } = ports.store;
  const stored = { ...ports, store, authorizations, clock };
  const refresher = createRefresher({ ...stored, vault, oauth, metrics, discard });
  const access = createAccessDesk({ ...stored, vault, refresher });
  const connections = createConnections({ ...stored, vault, access });
  const consents = createConsents({ ...stored, connections, oauth, metrics });
  return {
    app: createProxyApp({ ...ports, metrics, nonces: new NonceMemory(), access, connections, consents, underWay }),
    keepAlive: createKeepAlive({ ...stored, isReady, refresher }),
    async settled() {
      await underWay.ended();
      await refresher.settled();
    },
  };
}
