import type { Customer } from './customers.ts';
import { describeCustomer, describeRental, type Surroundings } from './describe.ts';
import type { Job } from './jobs.ts';
import type { Rental } from './rentals.ts';

const everything = new Set(['customFields']);

/** A user as inspection shows it: the whole object, and whether it is disabled even where no answer says so. */
export function viewCustomer(customer: Customer, around: Surroundings) {
  const described = describeCustomer(structuredClone(customer), everything, around);
  return { ...described, customFields: described.customFields ?? {}, isDisabled: customer.disabled !== undefined };
}

export type StoreganiseUserView = ReturnType<typeof viewCustomer>;

export function viewRental(rental: Rental, around: Surroundings) {
  return describeRental(structuredClone(rental), everything, around);
}

export type StoreganiseRentalView = ReturnType<typeof viewRental>;

/** A task as the staff see it in their list. */
export type StoreganiseTaskView = {
  id: string;
  state: Job['state'];
  title: string;
  desc: string;
  targetType: string;
  targetId: string;
  created: string;
  updated: string;
};

export function viewTask({ id, state, data, created, updated }: Job): StoreganiseTaskView {
  const text = (key: string) => String(data[key] ?? '');
  return {
    id,
    state,
    title: text('title'),
    desc: text('desc'),
    targetType: text('targetType'),
    targetId: text('targetId'),
    created: new Date(created).toISOString(),
    updated: new Date(updated).toISOString(),
  };
}
