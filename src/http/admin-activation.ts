import { z } from 'zod';
import { isAllowedApiUrl, normaliseApiUrl } from '../tenants/api-url.ts';
import { BUSINESS_CODE } from '../tenants/tenant.ts';
import type { AdminParts } from './admin.ts';
import { type AdminAnswer, refused } from './admin-call.ts';

export const activationAsked = z.strictObject({
  tenant: z.string('expected a business code').toLowerCase().regex(BUSINESS_CODE, 'expected a business code'),
  addonId: z.string('expected the id of the add-on').regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected the id of the add-on'),
  apiUrl: z.string('expected the address of the Storeganise API'),
});

/** Meets an installation without waiting for its first event; one that is known is looked at now. */
export async function activateInstallation(
  admin: Pick<
    AdminParts,
    'installations' | 'reception' | 'storeganiseHosts' | 'production' | 'tenants' | 'bell' | 'log'
  >,
  asked: z.output<typeof activationAsked>,
): Promise<AdminAnswer> {
  const { tenant, addonId } = asked;
  const apiUrl = normaliseApiUrl(asked.apiUrl);
  if (apiUrl === undefined || !isAllowedApiUrl(asked.apiUrl, admin.storeganiseHosts, admin.production)) {
    return refused(
      400,
      'apiUrl: expected an address of a host in STOREGANISE_HOSTS, without query, fragment and user-info',
    );
  }
  const isElsewhere = [...admin.installations.values()].some((pin) => pin.tenant === tenant && pin.apiUrl !== apiUrl);
  if (isElsewhere) return refused(409, `${tenant} is known under another address`);
  const pin = admin.installations.get(addonId) ?? (await admin.reception.install({ addonId, tenant, apiUrl }));
  if (pin.tenant !== tenant || pin.apiUrl !== apiUrl) return refused(409, `${addonId} is pinned to something else`);
  await admin.reception.look(pin);
  admin.bell.ring();
  admin.log.info({ tenant, addonId }, 'a person asked for a look at an installation');
  const { notLive } = admin.tenants.get(tenant) ?? {};
  return { status: 200, body: { tenant, addonId, ...(notLive === undefined ? {} : { notLive }) } };
}
