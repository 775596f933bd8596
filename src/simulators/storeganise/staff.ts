import type { SimEvent } from '../wire.ts';
import type { AddonState, NewAddon } from './addons.ts';
import { type Business, presentSurroundings } from './business.ts';
import type { CustomFields, FieldDefinition, Model } from './custom-fields.ts';
import type { CustomerChanges, NewCustomer } from './customers.ts';
import { describeJob } from './describe.ts';
import type { Events } from './events.ts';
import { readNewCustomer, requireEmail, requireText } from './read-body.ts';
import {
  type StoreganiseRentalView,
  type StoreganiseTaskView,
  type StoreganiseUserView,
  viewCustomer,
  viewRental,
  viewTask,
} from './views.ts';

export type NewStoreganiseUser = Pick<NewCustomer, 'firstName' | 'lastName' | 'email'> &
  Partial<NewCustomer> & { created?: number };

/** Any attribute; `null` clears one that may be absent. */
export type StoreganiseEdit = CustomerChanges;

/** A webtask as the vendor's staff run it at installation (Storeganise dossier §1.4, §3.8). */
export type Webtask = (parts: {
  api: { ensureCustomField(model: string, definition: FieldDefinition): Promise<void> };
  context: { addonId: string };
}) => Promise<unknown>;

/** What staff and customers do in one business. Each act throws `SimRefusal` where the platform would refuse it. */
export function createStaff(business: Business, events: Events, firstAddonId: string) {
  const { addons, customers, rentals, jobs, fields, switches, flow } = business;
  const { tellUpdate: _inner, ...rentalActs } = flow;

  return {
    ...rentalActs,

    /** Staff or the customer opens an account. */
    createUser(fresh: NewStoreganiseUser, now: number): { id: string; events: SimEvent[] } {
      const { created, roles = [], ...others } = fresh;
      const { customFields } = readNewCustomer(others);
      const { customer, events: told } = customers.create({ ...others, roles, customFields }, 'staff', now, created);
      return { id: customer.id, events: told };
    },

    /** Staff edit a customer. */
    editUser(id: string, changes: StoreganiseEdit, now: number): SimEvent[] {
      if (changes.firstName !== undefined) requireText(changes.firstName, 'firstName');
      if (changes.lastName !== undefined) requireText(changes.lastName, 'lastName');
      if (changes.email !== undefined) requireEmail(changes.email);
      const { phone } = changes;
      return customers.update(id, phone === '' ? { ...changes, phone: null } : changes, 'staff', now).events;
    },

    /** A bulk edit in the portal: an update for each user (Storeganise dossier §2.5). */
    editUsers(ids: readonly string[], changes: StoreganiseEdit, now: number): SimEvent[] {
      return ids.flatMap((id) => customers.update(id, changes, 'staff', now).events);
    },

    disableUser: (id: string, now: number): SimEvent[] => customers.setDisabled(id, true, now),
    enableUser: (id: string, now: number): SimEvent[] => customers.setDisabled(id, false, now),

    /** No event is known (Storeganise dossier §2.7). */
    deleteUser(id: string, now: number): SimEvent[] {
      customers.remove(id, now);
      return [];
    },

    /** The present users, whatever reads may show yet. */
    users(): readonly StoreganiseUserView[] {
      const around = presentSurroundings(business);
      return customers.newest().map((customer) => viewCustomer(customer, around));
    },

    user(id: string): StoreganiseUserView | undefined {
      const customer = customers.find(id);
      return customer === undefined ? undefined : viewCustomer(customer, presentSurroundings(business));
    },

    rentals(ownerId?: string): readonly StoreganiseRentalView[] {
      const around = presentSurroundings(business);
      const found = ownerId === undefined ? business.rentals.all() : business.rentals.newestOf(ownerId);
      return found.map((rental) => viewRental(rental, around));
    },

    /** The tasks, as an admin sees them. */
    jobs: (): readonly StoreganiseTaskView[] =>
      jobs
        .all()
        .filter(({ type }) => type === 'task')
        .map(viewTask),

    /** Any job, move-ins and move-outs included, as the API describes it. */
    job: (id: string) => describeJob(jobs.require(id)),

    completeJob(id: string, now: number): SimEvent[] {
      jobs.update(id, { state: 'completed' }, 'staff', now);
      return [];
    },

    cancelJob(id: string, now: number): SimEvent[] {
      jobs.update(id, { state: 'cancelled' }, 'staff', now);
      return [];
    },

    /** The vendor installs an add-on: paused, so that no webhook is sent (Storeganise dossier §1.3). */
    installAddon(id: string, fresh: NewAddon) {
      addons.install(id, fresh);
    },

    /** The operator enables, pauses or disables (Storeganise dossier §1.3, §1.4). */
    setAddonState(state: AddonState, now: number, addonId = firstAddonId): SimEvent[] {
      addons.setState(addonId, state);
      return state === 'enabled' && switches.installedEvent ? events.tellAddon(addonId, 'addon.installed', now) : [];
    },

    /** The operator saves the add-on's form (Storeganise dossier §1.4). */
    saveSettings(settings: CustomFields, now: number, addonId = firstAddonId): SimEvent[] {
      addons.update(addonId, settings);
      return events.tellAddon(addonId, 'addon.customFields.validate', now);
    },

    settings: (addonId = firstAddonId): CustomFields => structuredClone(addons.settings(addonId)),

    /** What comes once a day around 03:00 (Storeganise dossier §1.4). */
    tickDaily: (now: number, addonId = firstAddonId): SimEvent[] =>
      events.tellAddon(addonId, 'addon.dailyEvent.started', now),

    /** The vendor's staff run the add-on's webtask. */
    async runWebtask(webtask: Webtask, addonId = firstAddonId): Promise<void> {
      const ensureCustomField = async (model: string, definition: FieldDefinition) => {
        if (model !== 'user' && model !== 'unitRental') throw new Error(`no model ${model}`);
        fields.ensure(model, definition);
      };
      await webtask({ api: { ensureCustomField }, context: { addonId } });
    },

    ensureCustomField(definition: FieldDefinition, model: Model = 'user') {
      fields.ensure(model, definition);
    },

    /** Values of the field are no longer shown or written. */
    removeCustomField(code: string, model: Model = 'user') {
      fields.remove(model, code);
    },

    customFieldCodes: (model: Model = 'user'): readonly string[] => fields.codes(model),

    /** The unit, moved or not, of a rental. */
    rental: (id: string): StoreganiseRentalView => viewRental(rentals.require(id), presentSurroundings(business)),
  };
}
