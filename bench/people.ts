import type { Platform } from '../src/domain/contact.ts';
import { simulatedTenants, type TenantCode } from '../src/simulators/tenants.ts';
import { phoneOf } from './kinds.ts';
import type { Setting } from './setting.ts';

/** A customer with the matching Zendesk user. */
export type Person = { readonly tenant: TenantCode; readonly ids: Readonly<Record<Platform, string>> };

/**
 * Creates so many customers with a phone in Storeganise, the tenants in turn, and waits until each has their Zendesk
 * user. Whoever makes one edit of each kind never meets the five updates a minute of one Zendesk user (Zendesk dossier
 * §9.2).
 */
export async function openPeople(setting: Setting, count: number): Promise<readonly Person[]> {
  const emails = Array.from({ length: count }, (_, index) => ({
    tenant: simulatedTenants[index % simulatedTenants.length]?.code ?? 'acme',
    email: `person${index}@example.com`,
  }));
  for (const [index, { tenant, email }] of emails.entries()) {
    const phone = phoneOf(tenant, index).local;
    await setting.control.create('storeganise', tenant, { firstName: 'Person', lastName: `No${index}`, email, phone });
  }
  await setting.comeToRest();
  const found = new Map<string, Readonly<Record<Platform, string>>>();
  for (const { code } of simulatedTenants) for (const entry of await findPairs(setting, code)) found.set(...entry);
  return emails.map(({ tenant, email }) => {
    const ids = found.get(email);
    if (ids === undefined) throw new Error(`expected ${email} once on each platform of ${tenant}`);
    return { tenant, ids };
  });
}

/** Both ids by e-mail address, of everybody who is on each platform once. */
async function findPairs({ control }: Setting, tenant: TenantCode) {
  const customers = await control.records('storeganise', tenant);
  const users = await control.records('zendesk', tenant);
  return customers.flatMap(({ id, email }) => {
    const same = users.filter((user) => user.email === email);
    const [user] = same;
    return user && same.length === 1 ? [[email, { storeganise: id, zendesk: user.id }] as const] : [];
  });
}
