import type { Customer } from './customers.ts';
import type { Job } from './jobs.ts';
import { isActive, type Rental } from './rentals.ts';
import type { StoreganiseSwitches } from './switches.ts';
import type { Unit } from './units.ts';

/** What a description depends on besides its record. */
export type Surroundings = {
  rentalsOf: (ownerId: string) => readonly Rental[];
  switches: StoreganiseSwitches;
  shownFields: (model: 'user' | 'unitRental', fields: Record<string, unknown>) => Record<string, unknown>;
};

const iso = (at: number) => new Date(at).toISOString();

/**
 * The user object (Storeganise dossier §3.4); optional fields are left out, custom fields come on request (§3.2).
 * `isActive` is about renting, never about being enabled.
 */
export function describeCustomer(customer: Customer, include: ReadonlySet<string>, around: Surroundings) {
  const { phone, phone2, companyName, address, emailConfirmed } = customer;
  const rentals = around.rentalsOf(customer.id);
  const overdue = rentals.filter(isActive).find((rental) => rental.overdue !== undefined)?.overdue;
  return {
    id: customer.id,
    email: customer.email,
    firstName: customer.firstName,
    lastName: customer.lastName,
    name: `${customer.firstName} ${customer.lastName}`,
    ...given({ phone, phone2, companyName, address }),
    language: customer.language,
    isActive: rentals.some(isActive),
    ...given({
      emailConfirmed: emailConfirmed === undefined ? undefined : iso(emailConfirmed),
      overdue: overdue === undefined ? undefined : iso(overdue),
    }),
    ...disabledMarker(customer, around.switches),
    roles: customer.roles,
    permissions: [],
    labels: customer.labels,
    ...customFields(include, around, 'user', customer.customFields),
    billingMethod: 'default',
    billingTrigger: 'default',
    charges: [],
    deposits: [],
    files: [],
    created: iso(customer.created),
    updated: iso(customer.updated),
  };
}

/** Nobody knows the field, or whether there is one (Storeganise dossier §3.4.1). */
function disabledMarker({ disabled }: Customer, { disabledMarker: marker }: StoreganiseSwitches) {
  if (disabled === undefined || marker === 'none') return {};
  if (marker === 'enabled_false') return { enabled: false };
  return { disabled: marker === 'boolean' ? true : iso(disabled) };
}

/** Storeganise dossier §3.5. */
export function describeRental(rental: Rental, include: ReadonlySet<string>, around: Surroundings) {
  const { state, endDate, moveInJobId, moveOutJobId, overdue } = rental;
  return {
    id: rental.id,
    unitId: rental.unitId,
    siteId: rental.siteId,
    ownerId: rental.ownerId,
    ...given({ state }),
    startDate: rental.startDate,
    ...given({
      endDate,
      moveInJobId,
      moveOutJobId,
      overdue: overdue === undefined ? undefined : iso(overdue),
    }),
    price: 12_000,
    deposit: 12_000,
    depositBalance: 0,
    prepaymentBalance: 0,
    revenueBalance: 0,
    charges: [],
    invoiceDate: 1,
    systemCharges: { unitDeposit: {}, unitRent: {} },
    created: iso(rental.created),
    updated: iso(rental.updated),
    ...customFields(include, around, 'unitRental', rental.customFields),
  };
}

function customFields(
  include: ReadonlySet<string>,
  { switches, shownFields }: Surroundings,
  model: 'user' | 'unitRental',
  fields: Record<string, unknown>,
) {
  const isShown = include.has('customFields') || switches.customFieldsAlways;
  return isShown ? { customFields: shownFields(model, fields) } : {};
}

/** Storeganise dossier §3.6. */
export function describeJob(job: Job) {
  const { step, ...others } = job;
  return {
    ...others,
    ...given({ step }),
    steps: job.steps.map(({ completedAt, ...rest }) => ({
      ...rest,
      ...given({ completedAt: completedAt === undefined ? undefined : iso(completedAt) }),
    })),
    created: iso(job.created),
    updated: iso(job.updated),
  };
}

/** Storeganise dossier §3.9. */
export function describeUnit(unit: Unit) {
  return { ...unit, blockedReason: null, labels: [] };
}

/** The properties that have a value. */
function given<T extends Record<string, unknown>>(properties: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  const present = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [Key in keyof T]?: NonNullable<T[Key]> };
}
