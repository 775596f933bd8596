import type { Customer } from './customers.ts';

/** The user object (Storeganise dossier §3.4); optional fields are left out, custom fields come on request (§3.2). */
export function describeCustomer(customer: Customer, withCustomFields: boolean) {
  return {
    id: customer.id,
    email: customer.email,
    firstName: customer.firstName,
    lastName: customer.lastName,
    name: `${customer.firstName} ${customer.lastName}`,
    language: 'en',
    isActive: false,
    roles: customer.roles,
    permissions: [],
    labels: [],
    ...(withCustomFields ? { customFields: customer.customFields } : {}),
    billingMethod: 'default',
    billingTrigger: 'default',
    charges: [],
    deposits: [],
    files: [],
    created: new Date(customer.created).toISOString(),
    updated: new Date(customer.updated).toISOString(),
  };
}

/** A user as inspection shows it: the whole object. */
export type StoreganiseUserView = Required<ReturnType<typeof describeCustomer>>;

export function viewCustomer(customer: Customer): StoreganiseUserView {
  const copy = structuredClone(customer);
  return { ...describeCustomer(copy, true), customFields: copy.customFields };
}
