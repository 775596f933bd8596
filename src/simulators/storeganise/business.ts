import type { SimRequest } from '../wire.ts';
import type { Addons } from './addons.ts';
import type { FieldDefinitions } from './custom-fields.ts';
import type { Customers } from './customers.ts';
import type { Surroundings } from './describe.ts';
import type { Jobs } from './jobs.ts';
import type { createRentalFlow } from './rental-flow.ts';
import type { Rentals } from './rentals.ts';
import type { StoreganiseSwitches } from './switches.ts';
import type { Units } from './units.ts';

/** What the routes of one business work on. */
export type Business = {
  code: string;
  addons: Addons;
  fields: FieldDefinitions;
  customers: Customers;
  rentals: Rentals;
  flow: ReturnType<typeof createRentalFlow>;
  jobs: Jobs;
  units: Units;
  switches: StoreganiseSwitches;
};

/** A request on its way to a route. `id` and `stepId` are empty where the path has none. */
export type Arrived = {
  request: SimRequest;
  query: URLSearchParams;
  id: string;
  stepId: string;
  /** The installation that asks. */
  addonId: string;
};

/** What reads see around a record. */
export function surroundings({ rentals, switches, fields }: Business, now: number): Surroundings {
  return { rentalsOf: (ownerId) => rentals.visibleOf(ownerId, now), switches, shownFields: fields.shown };
}

/** Everything as it is, for answers to writes and for inspection. */
export function presentSurroundings({ rentals, switches, fields }: Business): Surroundings {
  return { rentalsOf: rentals.newestOf, switches, shownFields: fields.shown };
}
