// What people do on both platforms. Each edit goes to the ledger, and its events on their way to us.
import { type Field, otherPlatform, type Platform } from '../../src/domain/contact.ts';
import { canonicalName, splitName } from '../../src/domain/name.ts';
import type { SimEvent } from '../../src/simulators/wire.ts';
import type { Human } from './ledger.ts';
import { postWebhook } from './network.ts';
import { shownContact } from './values.ts';
import type { SimTenant, World } from './world.ts';

/** People of one business, as the simulation lets them act. */
export class People {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A new person in Storeganise. */
  addCustomer(human: Human, tenant: SimTenant, name: string, email: string, isConfirmed = false): void {
    const { now } = this.#world.scheduler;
    const parts = splitName(canonicalName(name, tenant.nameOrder), tenant.nameOrder);
    const confirmed = isConfirmed ? { emailConfirmed: now } : {};
    const { id, events } = tenant.storeganise.createUser({ ...parts, email, ...confirmed }, now);
    human.ids.storeganise = id;
    human.emails.push(email);
    this.#noteAll(human, tenant, 'storeganise', id);
    this.#tell(tenant, 'storeganise', events, `${human.name}: customer "${name}" <${email}> is ${id}`);
  }

  /** A new person in Zendesk. */
  addUser(human: Human, tenant: SimTenant, name: string, email: string, createdAt?: number): void {
    const { now } = this.#world.scheduler;
    const fresh = createdAt === undefined ? { name, email } : { name, email, createdAt };
    const { id, events } = tenant.zendesk.createUser(fresh, now);
    human.ids.zendesk = id;
    if (!human.emails.includes(email)) human.emails.push(email);
    this.#noteAll(human, tenant, 'zendesk', id);
    this.#tell(tenant, 'zendesk', events, `${human.name}: Zendesk user "${name}" is ${id}`);
  }

  /** A person edits a field on one side; a value that the platform refuses is not edited. */
  edit(human: Human, tenant: SimTenant, field: Field, side: Platform, value: string): void {
    const { ledger, scheduler } = this.#world;
    const id = human.ids[side];
    if (id === undefined || !this.#isThere(human, side) || human.tracks[field].states[side].at(-1)?.value === value)
      return;
    // Who goes by another address on each side before anybody has joined them is two people.
    const isJoined = human.linkedAt < Number.POSITIVE_INFINITY || human.ids.zendesk === undefined;
    if (field === 'email' && !isJoined) return;
    const changes =
      field === 'name' && side === 'storeganise' ? splitName(value, tenant.nameOrder) : { [field]: value };
    try {
      const events = tenant[side].editUser(id, changes, scheduler.now);
      const isOwn = field === 'email' && value.endsWith(human.emails[0] ?? '');
      if (isOwn && !human.emails.includes(value)) human.emails.push(value);
      ledger.edit(human, field, side, value, scheduler.now);
      this.#tell(tenant, side, events, `${human.name}: ${field} edited in ${side} to "${value}"`);
    } catch (refusal) {
      scheduler.tell(`${human.name}: ${field} "${value}" refused in ${side}: ${String(refusal)}`);
    }
  }

  /** Staff tidy up what they do not understand. */
  erasePointer(human: Human, tenant: SimTenant, side: Platform): void {
    const { now } = this.#world.scheduler;
    const id = human.ids[side];
    if (id === undefined || !this.#isThere(human, side)) return;
    const events =
      side === 'storeganise'
        ? tenant.storeganise.editUser(id, { customFields: { zendesk_userId: null } }, now)
        : tenant.zendesk.editUser(id, { external_id: null }, now);
    this.#tell(tenant, side, events, `${human.name}: pointer erased in ${side}`);
  }

  rent(human: Human, tenant: SimTenant): void {
    const id = human.ids.storeganise;
    if (id === undefined) return;
    const { id: rental, events } = tenant.storeganise.rent(id, this.#world.scheduler.now, { state: 'occupied' });
    human.rentals.push(rental);
    this.#tell(tenant, 'storeganise', events, `${human.name}: rents ${rental}`);
  }

  moveOut(human: Human, tenant: SimTenant): void {
    const rental = human.rentals.shift();
    if (rental === undefined) return;
    const events = tenant.storeganise.setRentalState(rental, 'ended', this.#world.scheduler.now);
    this.#tell(tenant, 'storeganise', events, `${human.name}: moves out of ${rental}`);
  }

  disable(human: Human, tenant: SimTenant): void {
    const id = human.ids.storeganise;
    if (id === undefined || human.isDisabled) return;
    human.isDisabled = true;
    human.disablings += 1;
    const events = tenant.storeganise.disableUser(id, this.#world.scheduler.now);
    this.#tell(tenant, 'storeganise', events, `${human.name}: disabled`);
  }

  enable(human: Human, tenant: SimTenant): void {
    const id = human.ids.storeganise;
    if (id === undefined || !human.isDisabled) return;
    human.isDisabled = false;
    const events = tenant.storeganise.enableUser(id, this.#world.scheduler.now);
    human.isEnabledUnheard = this.#tell(tenant, 'storeganise', events, `${human.name}: enabled`) === 'lost';
  }

  addEmail(human: Human, tenant: SimTenant, email: string): void {
    const id = human.ids.zendesk;
    if (id === undefined || !this.#isThere(human, 'zendesk')) return;
    human.emails.push(email);
    const events = tenant.zendesk.addIdentity(id, 'email', email, this.#world.scheduler.now);
    this.#tell(tenant, 'zendesk', events, `${human.name}: further address ${email}`);
  }

  suspend(human: Human, tenant: SimTenant, isSuspended: boolean): void {
    const id = human.ids.zendesk;
    if (id === undefined || !this.#isThere(human, 'zendesk') || human.promotedAt) return;
    const { now } = this.#world.scheduler;
    const events = isSuspended ? tenant.zendesk.suspend(id, now) : tenant.zendesk.unsuspend(id, now);
    this.#tell(tenant, 'zendesk', events, `${human.name}: ${isSuspended ? 'suspended' : 'unsuspended'} by an agent`);
  }

  /** The user of a link that has stood for a while is deleted. */
  deleteUser(human: Human, tenant: SimTenant): void {
    const id = this.#settledUser(human);
    if (id === undefined) return;
    human.departed = 'deleted';
    const events = tenant.zendesk.deleteUser(id, this.#world.scheduler.now);
    this.#tell(tenant, 'zendesk', events, `${human.name}: Zendesk user deleted`);
  }

  /** Somebody else's record of the same person survives a merge. */
  merge(human: Human, tenant: SimTenant): void {
    const loser = this.#settledUser(human);
    if (loser === undefined) return;
    const { ledger, scheduler } = this.#world;
    const email = `work.${human.emails[0]}`;
    const { id } = tenant.zendesk.createUser(
      { name: 'Ann Ash', email, createdAt: scheduler.now - 3_600_000 },
      scheduler.now,
    );
    human.departed = 'merged';
    human.emails.push(email);
    human.ids.zendesk = id;
    human.linkedAt = Number.POSITIVE_INFINITY;
    const events = tenant.zendesk.mergeUsers(loser, id, scheduler.now);
    const shown = shownContact(tenant, 'zendesk', id);
    for (const field of ['name', 'email', 'phone'] as const) {
      ledger.edit(human, field, 'zendesk', shown?.[field] ?? '', scheduler.now);
    }
    this.#tell(tenant, 'zendesk', events, `${human.name}: merged into ${id}`);
  }

  setRole(human: Human, tenant: SimTenant, role: 'agent' | 'end-user'): void {
    const id = human.ids.zendesk;
    if (id === undefined || human.departed) return;
    const { now } = this.#world.scheduler;
    if (role === 'agent') human.promotedAt = now;
    else delete human.promotedAt;
    this.#tell(tenant, 'zendesk', tenant.zendesk.editUser(id, { role }, now), `${human.name}: is ${role} now`);
  }

  /** A link that is still being made may have its user created again. */
  #settledUser(human: Human): string | undefined {
    const isSettled = human.linkedAt < this.#world.scheduler.now - 60_000 && !human.departed && !human.promotedAt;
    return isSettled ? human.ids.zendesk : undefined;
  }

  #isThere = (human: Human, side: Platform) => side === 'storeganise' || human.departed !== 'deleted';

  /** Every field of a new record is somebody's edit. */
  #noteAll(human: Human, tenant: SimTenant, side: Platform, id: string): void {
    const shown = shownContact(tenant, side, id);
    for (const field of ['name', 'email', 'phone'] as const) {
      const value = shown?.[field] ?? '';
      const isKnown = human.tracks[field].states[otherPlatform(side)].length > 0;
      if (value !== '' || isKnown) this.#world.ledger.edit(human, field, side, value, this.#world.scheduler.now);
    }
  }

  #tell(tenant: SimTenant, side: Platform, events: readonly SimEvent[], line: string): 'lost' | 'sent' {
    this.#world.scheduler.tell(line);
    const fates = events.map((event) => postWebhook(this.#world, tenant, side, event));
    return fates.includes('lost') ? 'lost' : 'sent';
  }
}
