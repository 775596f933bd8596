import { Counter, Registry } from 'prom-client';

/** What the proxy counts. */
export type ProxyMetrics = {
  /** `call`: the rule of the allow-list, or `refused`. */
  countCall(call: string, status: number): void;
  countConsent(result: string): void;
  countRefresh(result: 'refreshed' | 'revoked' | 'refused' | 'unavailable'): void;
  /** Prometheus text. */
  render(): Promise<{ contentType: string; text: string }>;
};

/** Counters of one proxy process. */
export function createProxyMetrics(): ProxyMetrics {
  const registry = new Registry();
  const calls = new Counter({
    name: 'usersync_proxy_calls_total',
    help: 'Calls of the service, by rule of the allow-list and status of the answer.',
    labelNames: ['call', 'status'],
    registers: [registry],
  });
  const consents = new Counter({
    name: 'usersync_proxy_consents_total',
    help: 'Consents that came to an end, by how.',
    labelNames: ['result'],
    registers: [registry],
  });
  const refreshes = new Counter({
    name: 'usersync_proxy_refreshes_total',
    help: 'Refreshes of tokens, by how they ended.',
    labelNames: ['result'],
    registers: [registry],
  });
  return {
    countCall: (call, status) => calls.inc({ call, status }),
    countConsent: (result) => consents.inc({ result }),
    countRefresh: (result) => refreshes.inc({ result }),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
