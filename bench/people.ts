import type { Platform } from '../src/domain/contact.ts';
import { simulatedTenants, type TenantCode } from '../src/simulators/tenants.ts';
import type { Setting } from './setting.ts';

/** A customer with the matching Zendesk user. */
export type Person = { readonly tenant: TenantCode; readonly ids: Readonly<Record<Platform, string>> };

/** One Zendesk user takes five updates a minute (Zendesk dossier §9.2): with so many people, nobody has to wait. */
const MOST_PEOPLE = 60;

/** Creates customers in Storeganise, the tenants in turn, and waits until each has their Zendesk user. */
export async function openPeople(setting: Setting, edits: number): Promise<readonly Person[]> {
  const count = Math.min(edits, MOST_PEOPLE);
  const emails = Array.from({ length: count }, (_, index) => ({
    tenant: simulatedTenants[index % simulatedTenants.length]?.code ?? 'acme',
    email: `person${index}@example.com`,
  }));
  for (const [index, { tenant, email }] of emails.entries()) {
    await setting.control.create('storeganise', tenant, { firstName: 'Person', lastName: `No${index}`, email });
  }
  await setting.comeToRest();
  return Promise.all(emails.map(({ tenant, email }) => findPerson(setting, tenant, email)));
}

async function findPerson({ control }: Setting, tenant: TenantCode, email: string): Promise<Person> {
  const [customer, ...otherCustomers] = await control.find('storeganise', tenant, email);
  const [user, ...otherUsers] = await control.find('zendesk', tenant, email);
  if (!customer || !user || otherCustomers.length > 0 || otherUsers.length > 0) {
    throw new Error(`expected ${email} once on each platform of ${tenant}`);
  }
  return { tenant, ids: { storeganise: customer.id, zendesk: user.id } };
}
