import type { Act } from '../src/cli/demo/control.ts';
import type { Platform } from '../src/domain/contact.ts';
import type { TenantCode } from '../src/simulators/tenants.ts';
import type { SimAttributes } from '../src/simulators/wire.ts';

/** One edit by a person, and what our write on the other side then shows. */
export type Edit = { readonly act: Act; readonly isShownBy: (after: SimAttributes) => boolean };

/** A kind of edit that is measured by itself. */
export type Kind = {
  readonly name: string;
  readonly origin: Platform;
  /** The edit with this number, which no other edit has, of the person with this id. */
  readonly makeEdit: (number: number, person: { readonly tenant: TenantCode; readonly id: string }) => Edit;
};

const patch = (id: string, body: object): Act => ({ method: 'PATCH', path: `users/${id}`, body });
const addressOf = (number: number) => `address${number}@example.com`;

/** A number of the tenant's own country, as people dial it and in its international form. */
export function phoneOf(tenant: TenantCode, number: number): { readonly local: string; readonly e164: string } {
  const digits = String(number).padStart(6, '0');
  const [head, tail] = [digits.slice(0, 2), digits.slice(2)];
  return tenant === 'acme'
    ? { local: `(415) 2${head}-${tail}`, e164: `+14152${digits}` }
    : { local: `090-12${head}-${tail}`, e164: `+819012${digits}` };
}

/** The status comes last: its second looks, a minute later, would disturb what follows. */
export const KINDS: readonly Kind[] = [
  {
    name: 'new customer',
    origin: 'storeganise',
    makeEdit: (number) => {
      const email = addressOf(number);
      const body = { firstName: 'Person', lastName: `New${number}`, email };
      return { act: { method: 'POST', path: 'users', body }, isShownBy: (after) => after.email === email };
    },
  },
  {
    name: 'name',
    origin: 'storeganise',
    makeEdit: (number, { id }) => ({
      act: patch(id, { firstName: `S${number}` }),
      isShownBy: ({ name }) => String(name).includes(`S${number}`),
    }),
  },
  {
    name: 'name',
    origin: 'zendesk',
    makeEdit: (number, { id }) => ({
      act: patch(id, { name: `Z${number} Person` }),
      isShownBy: ({ firstName, lastName }) => [firstName, lastName].includes(`Z${number}`),
    }),
  },
  {
    name: 'phone',
    origin: 'storeganise',
    makeEdit: (number, { id, tenant }) => ({
      act: patch(id, { phone: phoneOf(tenant, number).local }),
      isShownBy: ({ phone }) => phone === phoneOf(tenant, number).e164,
    }),
  },
  {
    name: 'phone',
    origin: 'zendesk',
    makeEdit: (number, { id, tenant }) => ({
      act: patch(id, { phone: phoneOf(tenant, number).e164 }),
      isShownBy: ({ phone }) => phone === phoneOf(tenant, number).e164,
    }),
  },
  ...(['storeganise', 'zendesk'] as const).map((origin) => ({
    name: 'e-mail',
    origin,
    makeEdit: (number: number, { id }: { readonly id: string }) => ({
      act: patch(id, { email: addressOf(number) }),
      isShownBy: ({ email }: SimAttributes) => email === addressOf(number),
    }),
  })),
  {
    name: 'rent -> status',
    origin: 'storeganise',
    makeEdit: (_number, { id }) => ({
      act: { method: 'POST', path: `users/${id}/rentals`, body: {} },
      isShownBy: (after) => after['user_fields.customer_status'] === 'active',
    }),
  },
];
