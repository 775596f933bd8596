import { Counter, Gauge, Registry } from 'prom-client';
import { PLATFORMS, type Platform } from '../domain/contact.ts';
import type { Outcome } from '../domain/records.ts';
import type { Store } from '../ports.ts';
import { countUnsigned, type Tenant } from '../tenants/tenant.ts';
import type { WebhookResult } from './delivery.ts';

const RESULTS = [
  'accepted',
  'duplicate',
  'irrelevant',
  'unknown_tenant',
  'bad_signature',
  'too_large',
  'not_json',
  'not_stored',
  'refused',
] as const satisfies readonly WebhookResult[];

const OUTCOMES = ['applied', 'noop', 'held', 'failed'] as const satisfies readonly Outcome['kind'][];

/** What the service counts; names and labels are those of the contract, "Timing and counting". */
export type DoorMetrics = {
  countWebhook(platform: Platform, result: WebhookResult): void;
  countOutcome(platform: Platform, outcome: Outcome['kind']): void;
  /** Prometheus text, asked for at each scrape. */
  render(): Promise<{ contentType: string; text: string }>;
};

/** Counters of one service process; every counter is there from the start, at 0. */
export function createMetrics(parts: {
  store: Pick<Store, 'counts'>;
  /** By business code; looked at when asked. */
  tenants: ReadonlyMap<string, Tenant>;
}): DoorMetrics {
  const registry = new Registry();
  const registers = [registry];
  const webhooks = new Counter({
    name: 'usersync_webhooks_total',
    help: 'Webhooks received, by how they were answered.',
    labelNames: ['platform', 'result'],
    registers,
  });
  const outcomes = new Counter({
    name: 'usersync_outcomes_total',
    help: 'Deliveries that came to their end, by how.',
    labelNames: ['platform', 'outcome'],
    registers,
  });
  const backlog = new Gauge({ name: 'usersync_backlog', help: 'Deliveries accepted without an outcome.', registers });
  const cases = new Gauge({ name: 'usersync_cases_open', help: 'Questions that wait for a person.', registers });
  const unsigned = new Gauge({
    name: 'usersync_tenants_unsigned',
    help: 'Tenants whose Zendesk webhook secret is blank.',
    registers,
  });
  for (const platform of PLATFORMS) {
    for (const result of RESULTS) webhooks.inc({ platform, result }, 0);
    for (const outcome of OUTCOMES) outcomes.inc({ platform, outcome }, 0);
  }
  return {
    countWebhook: (platform, result) => webhooks.inc({ platform, result }),
    countOutcome: (platform, outcome) => outcomes.inc({ platform, outcome }),
    async render() {
      const counts = await parts.store.counts().catch(() => undefined);
      backlog.set(counts?.backlog ?? Number.NaN);
      cases.set(counts?.openCases ?? Number.NaN);
      unsigned.set(countUnsigned(parts.tenants.values()));
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
