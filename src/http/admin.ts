import type Router from '@koa/router';
import { z } from 'zod';
import type { Pin } from '../domain/installation.ts';
import type { Logger } from '../log.ts';
import type { Bell, Clock, Store } from '../ports.ts';
import { explain } from '../sync/explain.ts';
import type { WatchedTenant } from '../sync/find-person.ts';
import { lookNow } from '../sync/look-now.ts';
import type { Reception } from '../tenants/reception.ts';
import { activateInstallation, activationAsked } from './admin-activation.ts';
import { type AdminAnswer, adminCall, refused } from './admin-call.ts';
import { listCases } from './admin-cases.ts';
import { decideCase } from './admin-decision.ts';
import { readStatus, type ServiceFacts } from './admin-status.ts';
import type { Readiness } from './readiness.ts';

/** What `/admin` needs of the rest of the service. */
export type AdminParts = {
  /** ADMIN_KEY. */
  readonly key: string;
  /** By business code. */
  readonly tenants: ReadonlyMap<string, WatchedTenant>;
  /** By the id of the add-on. */
  readonly installations: ReadonlyMap<string, Pin>;
  readonly reception: Reception;
  /** STOREGANISE_HOSTS. */
  readonly storeganiseHosts: readonly string[];
  readonly production: boolean;
  readonly store: Store;
  readonly bell: Pick<Bell, 'ring'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly readiness: Readiness;
  readonly service: ServiceFacts;
};

const personAsked = z.strictObject({
  tenant: z.string('expected a business code'),
  record: z.string('expected an id or an e-mail address').trim().min(1).max(320),
});
const caseAsked = z.strictObject({ case: z.string('expected the id of a case').min(1).max(400) });

/**
 * What the command line asks for (contract: "Command line"). Whoever is asked about stands in the body, never in the
 * address, since addresses end up in the logs of whatever stands between.
 */
export function addAdmin(router: Router, admin: AdminParts): void {
  const call = adminCall(admin);

  router.get(
    '/admin/status',
    call('status', z.unknown(), () => readStatus(admin)),
  );
  router.get(
    '/admin/cases',
    call('cases', z.unknown(), (_, query) => listCases(admin, query)),
  );
  router.post(
    '/admin/agree',
    call('agree', caseAsked, (asked) => decideCase(admin, 'agree', asked.case)),
  );
  router.post(
    '/admin/create',
    call('create', caseAsked, (asked) => decideCase(admin, 'create', asked.case)),
  );
  router.post(
    '/admin/explain',
    call('explain', personAsked, (asked) => explainTo(admin, asked)),
  );
  router.post(
    '/admin/sync',
    call('sync', personAsked, (asked) => lookAt(admin, asked)),
  );
  router.post(
    '/admin/activate',
    call('activate', activationAsked, (asked) => activateInstallation(admin, asked)),
  );
  router.all(
    '/admin/*rest',
    call('unknown', z.unknown(), async () => refused(404, 'there is no such call under /admin')),
  );
}

type PersonAsked = z.output<typeof personAsked>;

async function explainTo(admin: AdminParts, { tenant, record }: PersonAsked): Promise<AdminAnswer> {
  const watched = admin.tenants.get(tenant.toLowerCase());
  if (!watched) return unknownTenant(tenant);
  const found = await explain(admin, watched, record);
  return 'notFound' in found ? nobody(watched, found.notFound) : { status: 200, body: found };
}

async function lookAt(admin: AdminParts, { tenant, record }: PersonAsked): Promise<AdminAnswer> {
  const watched = admin.tenants.get(tenant.toLowerCase());
  if (!watched) return unknownTenant(tenant);
  const found = await lookNow(admin.store, watched, record);
  if ('notFound' in found) return nobody(watched, found.notFound);
  admin.bell.ring();
  const { platform, recordId } = found.marked;
  const { notLive } = watched;
  return {
    status: 200,
    body: { tenant: watched.code, platform, recordId, ...(notLive === undefined ? {} : { notLive }) },
  };
}

const unknownTenant = (tenant: string) => refused(404, `there is no tenant ${JSON.stringify(tenant)}`);

const nobody = ({ code }: WatchedTenant, searched: readonly string[]) =>
  refused(404, `nobody found in ${code}. Searched: ${searched.join('; ')}`);
