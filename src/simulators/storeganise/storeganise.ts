import { answerRefusals, createFrontDoor } from '../front-door.ts';
import { onlyGiven, type Turned } from '../turned.ts';
import type { SimEvent, SimRandom } from '../wire.ts';
import { type AddonState, createAddons } from './addons.ts';
import { type CustomFields, createFieldDefinitions } from './custom-fields.ts';
import { createCustomers } from './customers.ts';
import { createEvents } from './events.ts';
import { createJobs } from './jobs.ts';
import { createRentalFlow } from './rental-flow.ts';
import { createRentals } from './rentals.ts';
import { createRouting } from './routes.ts';
import { reserialise, signDelivery } from './sign-delivery.ts';
import { createStaff } from './staff.ts';
import { defaultSwitches, type StoreganiseSwitches } from './switches.ts';
import { createUnits } from './units.ts';

export type { AddonState } from './addons.ts';
export type { CustomFields } from './custom-fields.ts';
export type { RentOptions } from './rental-flow.ts';
export type { NewStoreganiseUser, StoreganiseEdit, Webtask } from './staff.ts';
export type { StoreganiseSwitches } from './switches.ts';
export type { StoreganiseRentalView, StoreganiseTaskView, StoreganiseUserView } from './views.ts';

export type StoreganiseOptions = {
  businessCode: string;
  addonId: string;
  apiKey: string;
  secret: string;
  apiUrl: string;
  random: SimRandom;
  /** Custom fields of the add-on record (Storeganise dossier §1.5). */
  settings?: CustomFields;
  /** Ready to work when absent. */
  addonState?: AddonState;
  switches?: Partial<StoreganiseSwitches> & {
    /** Codes of the customer fields that exist at the start (Storeganise dossier §3.8). */
    definedFields?: readonly string[];
  };
};

export type Storeganise = ReturnType<typeof createStoreganise>;

const usualFields = ['zendesk_userId', 'zendesk_otherEmails', 'zendesk_otherPhoneNumbers'];

/**
 * One Storeganise business as a state machine: requests in, answers and webhook events out. It reads no clock and
 * rolls no dice of its own. Request paths are relative to `apiUrl`: `/v1/admin/…` (Storeganise dossier §3.1, §6).
 */
export function createStoreganise(options: StoreganiseOptions) {
  const { businessCode, addonId, apiKey, apiUrl, random, settings = {}, addonState = 'enabled' } = options;
  const { definedFields = usualFields, ...turned } = options.switches ?? {};
  const switches = { ...defaultSwitches, ...turned };
  let secret = options.secret;

  const addons = createAddons(switches);
  addons.install(addonId, { apiKey, state: addonState, settings });
  const events = createEvents({ businessCode, apiUrl, random, addons, switches });
  const fields = createFieldDefinitions(switches, definedFields);
  const customers = createCustomers({ random, events, fields, switches });
  const units = createUnits(random);
  const rentals = createRentals({ random, customers, units, fields, switches });
  const jobs = createJobs(random, switches);
  const flow = createRentalFlow({ events, customers, rentals, jobs, units, switches });
  const business = { code: businessCode, addons, fields, customers, rentals, flow, jobs, units, switches };

  return {
    ...createFrontDoor(answerRefusals(createRouting(business))),
    ...createStaff(business, events, addonId),

    /** The headers of one delivery attempt, names in lower case. */
    sign: (body: string, _now: number): Record<string, string> =>
      signDelivery(switches.signs === 'raw' ? body : reserialise(body), secret),

    /** The partner changes the signature secret. */
    useSecret(changed: string) {
      secret = changed;
    },

    switches: (): Readonly<StoreganiseSwitches> => ({ ...switches }),

    /** Turns switches while the business lives. */
    setSwitches(changed: Turned<StoreganiseSwitches>) {
      Object.assign(switches, onlyGiven(changed));
    },

    /** An event that says nothing new. */
    mention: (id: string, now: number): SimEvent[] =>
      events.tell('user.updated', id, { userId: id, ...events.keys(['language']) }, now),
  };
}
