import { answerRefusals, createFrontDoor } from '../front-door.ts';
import type { SimEvent, SimRandom } from '../wire.ts';
import { createAddon } from './addon.ts';
import { type CustomerChanges, type CustomFields, createCustomers } from './customers.ts';
import { type StoreganiseUserView, viewCustomer } from './describe.ts';
import { createEventMaker } from './events.ts';
import { readChanges, readNewCustomer } from './read-customer.ts';
import { createRouting } from './routes.ts';
import { signDelivery } from './sign-delivery.ts';

export type { CustomFields } from './customers.ts';
export type { StoreganiseUserView } from './describe.ts';

export type StoreganiseSwitches = {
  /** Reads show every write this much later (Storeganise dossier §6, read-after-event lag). */
  readLagMs: number;
  /** Codes of the customer fields that exist; writing any other is ignored (Storeganise dossier §3.8). */
  definedFields: readonly string[];
};

export type StoreganiseOptions = {
  businessCode: string;
  addonId: string;
  apiKey: string;
  secret: string;
  apiUrl: string;
  random: SimRandom;
  /** Custom fields of the add-on record (Storeganise dossier §1.5). */
  settings?: CustomFields;
  switches?: Partial<StoreganiseSwitches>;
};

export type NewStoreganiseUser = {
  firstName: string;
  lastName: string;
  email: string;
  roles?: string[];
  customFields?: CustomFields;
  created?: number;
};

export type Storeganise = ReturnType<typeof createStoreganise>;

const defaultSwitches: StoreganiseSwitches = {
  readLagMs: 0,
  definedFields: ['zendesk_userId', 'zendesk_otherEmails', 'zendesk_otherPhoneNumbers'],
};

/**
 * One Storeganise business as a state machine: requests in, answers and webhook events out. It reads no clock and
 * rolls no dice of its own. Request paths are relative to `apiUrl`: `/v1/admin/…` (Storeganise dossier §3.1, §6).
 */
export function createStoreganise(options: StoreganiseOptions) {
  const { businessCode, addonId, apiUrl, random } = options;
  const { readLagMs, definedFields } = { ...defaultSwitches, ...options.switches };
  const makeEvent = createEventMaker({ businessCode, apiUrl, addonId }, random);
  const customers = createCustomers({ random, makeEvent, definedFields, readLagMs });
  const addon = createAddon(addonId, options.settings ?? {});
  const door = createFrontDoor(answerRefusals(createRouting({ addon, customers, definedFields }, options.apiKey)));
  let secret = options.secret;

  return {
    ...door,

    /** Staff or the customer opens an account. Throws `SimRefusal` where the platform would refuse. */
    createUser(fresh: NewStoreganiseUser, now: number): { id: string; events: SimEvent[] } {
      const { roles = [], created, ...others } = fresh;
      const { customer, events } = customers.create({ ...readNewCustomer(others), roles }, now, created);
      return { id: customer.id, events };
    },

    /** Staff edit a customer. Throws `SimRefusal` where the platform would refuse. */
    editUser(id: string, changes: CustomerChanges, now: number): SimEvent[] {
      return customers.update(id, readChanges(changes), now).events;
    },

    /** The present users, whatever reads may show yet. */
    users: (): readonly StoreganiseUserView[] => customers.newest().map(viewCustomer),

    user(id: string): StoreganiseUserView | undefined {
      const customer = customers.find(id);
      return customer === undefined ? undefined : viewCustomer(customer);
    },

    /** The headers of one delivery attempt, names in lower case. */
    sign: (body: string, _now: number): Record<string, string> => signDelivery(body, secret),

    /** The partner changes the signature secret. */
    useSecret(changed: string) {
      secret = changed;
    },
  };
}
