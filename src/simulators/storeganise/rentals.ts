import { makeHexId } from '../identifiers.ts';
import type { SimAttributes, SimRandom } from '../wire.ts';
import { notFound } from './answers.ts';
import { type CustomFields, changedCodes, dotted, type FieldDefinitions } from './custom-fields.ts';
import type { Customers, Writer } from './customers.ts';
import type { StoreganiseSwitches } from './switches.ts';
import type { Units } from './units.ts';
import { createVersions } from './versions.ts';

/** The states that the vendor documents; a rental may carry any other word, or none (Storeganise dossier §4.1). */
export const rentalStates = ['submitted', 'reserved', 'occupied', 'ended', 'cancelled', 'abandoned'] as const;

/** One tenancy of one unit by one user (Storeganise dossier §3.5). `state` is free text: clients must bear it. */
export type Rental = {
  id: string;
  unitId: string;
  siteId: string;
  ownerId: string;
  state?: string;
  startDate: string;
  endDate?: string;
  moveInJobId?: string;
  moveOutJobId?: string;
  overdue?: number;
  customFields: CustomFields;
  created: number;
  updated: number;
};

export type RentalChanges = Partial<Omit<Rental, 'id' | 'created' | 'updated'>>;

export type Rentals = ReturnType<typeof createRentals>;

/** The rentals of one business. What people do to them stands in `rental-flow.ts`. */
export function createRentals(options: {
  random: SimRandom;
  customers: Customers;
  units: Units;
  fields: FieldDefinitions;
  switches: StoreganiseSwitches;
}) {
  const { random, customers, units, fields, switches } = options;
  const store = createVersions<Rental>(switches);
  /** Every rental that a customer ever had. */
  const idsOf = new Map<string, Set<string>>();

  function require(id: string): Rental {
    const rental = store.newest(id);
    if (rental === undefined) throw notFound();
    return rental;
  }

  function put(rental: Rental, now: number) {
    store.put(rental.id, rental, now);
    idsOf.set(rental.ownerId, (idsOf.get(rental.ownerId) ?? new Set()).add(rental.id));
    units.follow(rental.unitId, { ...rental, state: rental.state ?? '' });
    if (switches.rentalMovesOwner && customers.find(rental.ownerId)) customers.touch(rental.ownerId, now);
  }

  function ofOwner(ownerId: string, pick: (id: string) => Rental | undefined): Rental[] {
    return [...(idsOf.get(ownerId) ?? [])].map(pick).filter((rental) => rental?.ownerId === ownerId) as Rental[];
  }

  return {
    require,
    visible: (id: string, now: number): Rental | undefined => store.visible(id, now),
    allVisible: (now: number): Rental[] => store.allVisible(now),
    visibleOf: (ownerId: string, now: number): Rental[] => ofOwner(ownerId, (id) => store.visible(id, now)),
    all: (): Rental[] => store.allNewest(),
    newestOf: (ownerId: string): Rental[] => ofOwner(ownerId, store.newest),

    create(fresh: Pick<Rental, 'ownerId' | 'unitId' | 'state' | 'startDate'>, now: number): Rental {
      customers.require(fresh.ownerId);
      const { siteId } = units.require(fresh.unitId);
      const rental = { ...fresh, id: makeHexId(random, now), siteId, customFields: {}, created: now, updated: now };
      put(rental, now);
      return rental;
    },

    /** Answers the names of what changed. A `state` of `''` leaves the rental without one. */
    update(id: string, changes: RentalChanges, by: Writer, now: number): { rental: Rental; changed: string[] } {
      const before = require(id);
      const customFields = fields.merge('unitRental', before.customFields, changes.customFields ?? {}, by);
      const { state, ...others } = { ...before, ...changes, customFields, updated: now };
      const rental: Rental = state === undefined || state === '' ? others : { ...others, state };
      put(rental, now);
      const plain = (['state', 'startDate', 'endDate', 'overdue', 'moveOutJobId'] as const).filter(
        (key) => before[key] !== rental[key],
      );
      return { rental, changed: [...plain, ...changedCodes(before.customFields, customFields)] };
    },

    /** A scheduled move-out or an overdue mark that is taken back. */
    clear(id: string, keys: ('endDate' | 'moveOutJobId' | 'overdue')[], now: number) {
      const kept = Object.entries(require(id)).filter(([key]) => !keys.includes(key as 'overdue'));
      put({ ...(Object.fromEntries(kept) as Rental), updated: now }, now);
    },
  };
}

/** Reserved and occupied together are what the platform calls active (Storeganise dossier §4.1). */
export function isActive({ state }: Rental): boolean {
  return state === 'reserved' || state === 'occupied';
}

/** What the call log compares. */
export function loggedRental({ customFields, state, startDate, endDate }: Rental): SimAttributes {
  return { state, startDate, endDate, ...dotted(customFields) };
}

/** The day of a moment, as `YYYY-MM-DD` (Storeganise dossier §3.2). */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
