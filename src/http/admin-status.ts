import { PLATFORMS } from '../domain/contact.ts';
import { explainQueue } from '../domain/explain/explain-queue.ts';
import type { Case, CaseKind } from '../domain/records.ts';
import type { ServiceStatus, TenantStatus } from '../domain/service-status.ts';
import type { Store } from '../ports.ts';
import type { WatchedTenant } from '../sync/find-person.ts';
import type { AdminParts } from './admin.ts';
import type { AdminAnswer } from './admin-call.ts';

/** What does not change while the process lives. */
export type ServiceFacts = Pick<ServiceStatus['service'], 'version' | 'node' | 'store' | 'startedAt'>;

/** How the service and each of its tenants are doing. */
export async function readStatus(
  admin: Pick<AdminParts, 'store' | 'tenants' | 'clock' | 'readiness' | 'service'>,
): Promise<AdminAnswer> {
  const now = admin.clock.now();
  const { ready, proxy } = await admin.readiness.report();
  const tenants: TenantStatus[] = [];
  for (const tenant of admin.tenants.values()) tenants.push(await statusOf(admin.store, tenant, now));
  const service = { ...admin.service, uptimeMs: now - admin.service.startedAt, isReady: ready, hasProxy: proxy };
  return { status: 200, body: { service, tenants } satisfies ServiceStatus };
}

async function statusOf(store: Store, { code, notLive, isSigned }: WatchedTenant, now: number): Promise<TenantStatus> {
  const { backlog, waiting, oldest, parked, lastReceivedAt } = await store.queueOf(code);
  return {
    tenant: code,
    isLive: notLive === undefined,
    ...(notLive === undefined ? {} : { notLive }),
    isSigned,
    backlog,
    waiting,
    ...(oldest ? { oldest: explainQueue(oldest, now) } : {}),
    parked: parked.map((change) => explainQueue(change, now)),
    cases: countKinds(await store.openCases(code)),
    heard: PLATFORMS.flatMap((platform) => {
      const at = lastReceivedAt[platform];
      return at === undefined ? [] : [{ platform, at }];
    }),
  };
}

function countKinds(open: readonly Case[]): TenantStatus['cases'] {
  const counts: Partial<Record<CaseKind, number>> = {};
  for (const { kind } of open) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
