import type { Platform } from '../../src/domain/contact.ts';
import type { SimEvent } from '../../src/simulators/wire.ts';
import type { ZendeskEdit } from '../../src/simulators/zendesk/zendesk.ts';
import type { Customer, Edit, Person, Pointer, Rentals, Start, User } from './rule.ts';
import { type RuleWorld, STATUS_FIELD } from './rule-world.ts';

/** Somebody is to act whose record the product should have made. */
export class Absent extends Error {
  override name = 'Absent';
}

type Told = readonly [platform: Platform, events: readonly SimEvent[]];

/** The people of one row: where their records are, and what they do. */
export class RulePeople {
  readonly #world: RuleWorld;
  readonly #customers = new Map<Person, string>();
  readonly #users = new Map<Person, string>();
  readonly #rentals = new Map<string, string>();

  constructor(world: RuleWorld) {
    this.#world = world;
  }

  get names(): ReadonlySet<Person> {
    return new Set([...this.#customers.keys(), ...this.#users.keys()]);
  }

  /** The customer of a person; where the product created it, the one that carries the pointer to the person's user. */
  customerId(who: Person): string | undefined {
    const known = this.#customers.get(who);
    const userId = this.#users.get(who);
    if (known !== undefined || userId === undefined) return known;
    return this.#world.storeganise.users().find((user) => user.customFields.zendesk_userId === userId)?.id;
  }

  /** The user of a person; where the product created it, the one that names the person's customer. */
  userId(who: Person): string | undefined {
    const known = this.#users.get(who);
    const customerId = this.#customers.get(who);
    if (known !== undefined && this.isActive(known)) return known;
    const taken = new Set(this.#users.values());
    const created = this.#world.zendesk
      .users()
      .find(({ id, external_id }) => external_id === customerId && this.isActive(id) && !taken.has(id));
    return created?.id ?? known;
  }

  /** Whoever it is that this record belongs to. */
  whose(recordId: string): Person | undefined {
    return [...this.names].find((who) => this.customerId(who) === recordId || this.userId(who) === recordId);
  }

  isActive(userId: string): boolean {
    return this.#world.zendesk.user(userId)?.active === true;
  }

  /** An id in place of `@pat`, on the side that the pointer leads to; `@PAT` in capitals. */
  resolve(pointer: Pointer | null | undefined, side: Platform): string | null | undefined {
    if (!pointer?.startsWith('@')) return pointer;
    const name = pointer.slice(1);
    const id = side === 'zendesk' ? this.userId(name.toLowerCase()) : this.customerId(name.toLowerCase());
    if (id === undefined) throw new Error(`${pointer} has no record in ${side}`);
    return name === name.toLowerCase() ? id : id.toUpperCase();
  }

  /** Puts everybody in place; nobody is told. */
  arrange(given: Readonly<Record<Person, Start>>): void {
    const past = this.#world.time.now - 30 * 86_400_000;
    const people = Object.entries(given);
    for (const [who, { storeganise, linked }] of people) {
      if (storeganise)
        this.#open(who, { ...storeganise, ...(linked === 'proven' ? { emailConfirmed: true } : {}) }, past);
    }
    for (const [who, { zendesk, linked }] of people) {
      if (zendesk && linked !== 'created') this.#write(who, withoutStatus(zendesk, linked !== undefined), past);
    }
    for (const [who, { storeganise }] of people) {
      const pointer = this.resolve(storeganise?.zendesk_userId, 'zendesk');
      if (pointer) this.#editCustomer(who, { zendesk_userId: pointer });
    }
  }

  #open(who: Person, customer: Customer, createdAt?: number): readonly SimEvent[] {
    const { storeganise, time } = this.#world;
    const { rentals, disabled, emailConfirmed, zendesk_userId: _, otherEmails: __, ...fields } = customer;
    const confirmed = emailConfirmed ? { emailConfirmed: createdAt ?? time.now } : {};
    const { phone, roles = [], ...names } = fields;
    const fresh = { ...names, roles: [...roles], ...(phone ? { phone } : {}), ...confirmed };
    const { id, events } = storeganise.createUser(createdAt ? { ...fresh, created: createdAt } : fresh, time.now);
    this.#customers.set(who, id);
    const rented = Object.entries(rentals ?? {}).flatMap(([unit, state]) => this.#setUnit(who, unit, state));
    return [...events, ...rented, ...(disabled ? storeganise.disableUser(id, time.now) : [])];
  }

  #write(who: Person, user: User, createdAt?: number): readonly SimEvent[] {
    const { zendesk, time } = this.#world;
    const { otherEmails = [], otherPhones = [], foreign = {}, name } = user;
    const fresh = { ...this.#profile(user), name, ...(createdAt ? { createdAt } : {}) };
    const { id, events } = zendesk.createUser(fresh, time.now);
    this.#users.set(who, id);
    return [
      ...events,
      ...otherEmails.flatMap((value) => zendesk.addIdentity(id, 'email', value, time.now)),
      ...otherPhones.flatMap((value) => zendesk.addIdentity(id, 'phone_number', value, time.now)),
      ...Object.entries(foreign).flatMap(([type, value]) => zendesk.addForeignIdentity(id, type, value, time.now)),
    ];
  }

  /** The part of a user that stands in an agent's form. */
  #profile(changes: Partial<User>): ZendeskEdit {
    const { email, external_id: pointer, status, otherEmails: _, otherPhones: __, foreign: ___, ...fields } = changes;
    const externalId = this.resolve(pointer, 'storeganise');
    return {
      ...fields,
      ...(email ? { email } : {}),
      ...(externalId === undefined ? {} : { external_id: externalId }),
      ...(status === undefined ? {} : { user_fields: { [STATUS_FIELD]: status } }),
    };
  }

  /** One act of one person, and what the platform tells about it. */
  act(edit: Exclude<Edit, { atOnce: unknown } | { check: unknown }>, who: Person): Told {
    const { storeganise, zendesk, time } = this.#world;
    const { now } = time;
    if ('signUp' in edit) return ['storeganise', this.#open(who, edit.signUp)];
    if ('writeIn' in edit) return ['zendesk', this.#write(who, edit.writeIn)];
    if ('storeganise' in edit) return ['storeganise', this.#editCustomer(who, edit.storeganise)];
    if ('unit' in edit) return ['storeganise', this.#setUnit(who, edit.unit, edit.becomes)];
    if ('overdue' in edit) return ['storeganise', storeganise.markOverdue(this.#rental(who, edit.overdue), now)];
    if ('disable' in edit) return ['storeganise', storeganise.disableUser(this.#customer(who), now)];
    if ('enable' in edit) return ['storeganise', storeganise.enableUser(this.#customer(who), now)];
    const id = this.#user(who);
    if ('zendesk' in edit) return ['zendesk', zendesk.editUser(id, this.#profile(edit.zendesk), now)];
    if ('addEmail' in edit) return ['zendesk', zendesk.addIdentity(id, 'email', edit.addEmail, now)];
    if ('addPhone' in edit) return ['zendesk', zendesk.addIdentity(id, 'phone_number', edit.addPhone, now)];
    if ('dropEmail' in edit) return ['zendesk', zendesk.removeIdentity(id, edit.dropEmail, now)];
    if ('dropPhone' in edit) return ['zendesk', zendesk.removeIdentity(id, edit.dropPhone, now)];
    if ('deleteUser' in edit) {
      const softly = zendesk.deleteUser(id, now);
      return ['zendesk', edit.deleteUser === 'softly' ? softly : [...softly, ...zendesk.purgeUser(id, now)]];
    }
    if ('mergeInto' in edit) return ['zendesk', zendesk.mergeUsers(id, this.#user(edit.mergeInto), now)];
    throw new Error(`no such act: ${JSON.stringify(edit)}`);
  }

  #customer(who: Person): string {
    const id = this.customerId(who);
    if (id === undefined) throw new Absent(`${who} is no customer`);
    return id;
  }

  #user(who: Person): string {
    const id = this.userId(who);
    if (id === undefined) throw new Absent(`${who} is no Zendesk user`);
    return id;
  }

  #editCustomer(who: Person, changes: Partial<Customer>): readonly SimEvent[] {
    const { storeganise, time } = this.#world;
    const { zendesk_userId: pointer, otherEmails, emailConfirmed, rentals: _, disabled: __, ...fields } = changes;
    const customFields = {
      ...(pointer === undefined ? {} : { zendesk_userId: this.resolve(pointer, 'zendesk') }),
      ...(otherEmails === undefined ? {} : { zendesk_otherEmails: otherEmails }),
    };
    const { roles, ...plain } = fields;
    const edit = {
      ...plain,
      ...(roles === undefined ? {} : { roles: [...roles] }),
      ...(emailConfirmed === undefined ? {} : { emailConfirmed: emailConfirmed ? time.now : null }),
      ...(Object.keys(customFields).length > 0 ? { customFields } : {}),
    };
    // The portal's bulk edit checks nothing, so that even a name can be emptied.
    return storeganise.editUsers([this.#customer(who)], edit, time.now);
  }

  #setUnit(who: Person, unit: string, state: Rentals[string]): readonly SimEvent[] {
    const { storeganise, time } = this.#world;
    const key = `${who}|${unit}`;
    const known = this.#rentals.get(key);
    if (known !== undefined) return storeganise.setRentalState(known, state, time.now);
    const { id, events } = storeganise.order(this.#customer(who), {}, time.now);
    this.#rentals.set(key, id);
    const steps = state === 'submitted' ? [] : state === 'ended' ? ['occupied', 'ended'] : [state];
    return [...events, ...steps.flatMap((step) => storeganise.setRentalState(id, step, time.now))];
  }

  #rental(who: Person, unit: string): string {
    const id = this.#rentals.get(`${who}|${unit}`);
    if (id === undefined) throw new Error(`${who} never rented ${unit}`);
    return id;
  }
}

/** The status of a linked user is the product's to write: the start only checks it. */
function withoutStatus(user: User, isLinked: boolean): User {
  const { status, ...others } = user;
  return isLinked || status === undefined ? others : { ...others, status };
}
