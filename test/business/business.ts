import type { StoreganiseEdit } from '../../src/simulators/storeganise/storeganise.ts';
import type { ZendeskEdit } from '../../src/simulators/zendesk/zendesk.ts';
import type { BusinessWorld } from './business-world.ts';
import { type Dice, type Face, isNumber, numberOf, type Person, type RentalState, wholeName } from './people.ts';

type Names = { firstName: string; lastName: string };
type CustomerEdit = Partial<Names> & { email?: string; phone?: string; address?: string };
type UserEdit = { name?: string; email?: string; phone?: string; notes?: string };

/** A text in the place of a number: it is left alone, and so is the other side. */
const isNote = (phone: string) => phone !== '' && !isNumber(phone);

/** What people do in a business, with a book of what both sides must show for it. */
export class Business {
  readonly world: BusinessWorld;
  readonly dice: Dice;
  readonly people: Person[] = [];
  /** Zendesk users who are nobody's customer. */
  readonly strangers: string[] = [];
  /** Whose last edit no event has told: the sweep of the night finds it. */
  readonly unheard = new Set<Person>();
  /** How many edits of which kind were made. */
  readonly done: Record<string, number> = {};

  constructor(world: BusinessWorld, dice: Dice) {
    this.world = world;
    this.dice = dice;
  }

  count(what: string): void {
    this.done[what] = (this.done[what] ?? 0) + 1;
  }

  get customers(): readonly Person[] {
    return this.people.filter(({ customerId }) => customerId !== undefined);
  }

  /** Somebody ordinary who is a customer, linked by now, and fits. */
  pick(fits: (person: Person) => boolean = () => true): Person {
    for (let tries = 0; tries < 10_000; tries += 1) {
      const person = this.dice.pick(this.people);
      if (person.customerId !== undefined && !person.awkward && !person.isDisabled && fits(person)) return person;
    }
    throw new Error('nobody fits');
  }

  /** A customer account; `created` in the past tells nobody. */
  open(
    names: Names,
    options: { phone?: string; email?: string; isConfirmed?: boolean; roles?: string[]; created?: number } = {},
  ) {
    const { storeganise, time } = this.world;
    const { phone, email = this.dice.email(names), isConfirmed = false, roles = [], created } = options;
    const fresh = {
      ...names,
      email,
      roles,
      ...(phone === undefined ? {} : { phone }),
      ...(isConfirmed ? { emailConfirmed: created ?? time.now } : {}),
      ...(created === undefined ? {} : { created }),
    };
    const { id, events } = storeganise.createUser(fresh, time.now);
    const face: Face = { name: wholeName(names), email, phone: numberOf(phone ?? '') };
    const person: Person = {
      customerId: id,
      isProven: true,
      storeganise: face,
      zendesk: { ...face, phone: isNumber(face.phone) ? face.phone : '' },
      rentals: new Map(),
      isDisabled: false,
    };
    this.people.push(person);
    if (created === undefined) this.world.deliver('storeganise', events);
    return person;
  }

  /** Somebody becomes a Zendesk user; in the past nobody is told. */
  writeIn(user: ZendeskEdit & { name: string }, createdAt?: number): string {
    const { zendesk, time } = this.world;
    const { id, events } = zendesk.createUser({ ...user, ...(createdAt === undefined ? {} : { createdAt }) }, time.now);
    if (createdAt === undefined) this.world.deliver('zendesk', events);
    return id;
  }

  /** A customer who is a Zendesk user already: Storeganise wins at first link, and Zendesk fills only its blanks. */
  meet(person: Person, userId: string, isConfirmed: boolean): void {
    const user = this.world.zendesk.user(userId);
    const shown = numberOf(user?.phone ?? '');
    person.userId = userId;
    person.isProven = isConfirmed;
    const { phone } = person.storeganise;
    if (isNumber(phone) || shown === '') return;
    // Over a link that nothing proves a blank stays blank, and a note in the place of a number stays what it is.
    if (isConfirmed && phone === '') person.storeganise = { ...person.storeganise, phone: shown };
    person.zendesk = { ...person.zendesk, phone: shown };
  }

  /** Staff or the customer edit the customer; what has a meaning for Zendesk goes there. */
  editCustomer(person: Person, edit: CustomerEdit): void {
    const { storeganise, time } = this.world;
    const id = person.customerId ?? '';
    const before = storeganise.user(id);
    this.world.deliver('storeganise', storeganise.editUser(id, edit as StoreganiseEdit, time.now));
    const after = storeganise.user(id);
    if (!before || !after) throw new Error('no such customer');
    const face = { name: wholeName(after), email: after.email.toLowerCase(), phone: numberOf(after.phone ?? '') };
    const { zendesk } = person;
    const isHeld = !person.isProven && face.email !== person.storeganise.email;
    person.storeganise = face;
    person.zendesk = {
      name: face.name,
      email: isHeld ? zendesk.email : face.email,
      phone: edit.phone !== undefined && isNumber(face.phone) && !isNote(zendesk.phone) ? face.phone : zendesk.phone,
    };
    if (isHeld) person.awkward = 'an address changed over an unproven link';
  }

  /** An agent edits the user; name, address and phone go to Storeganise. */
  editUser(person: Person, edit: UserEdit): void {
    const { zendesk, time } = this.world;
    this.world.deliver('zendesk', zendesk.editUser(person.userId ?? '', edit, time.now));
    const changed: Partial<Face> = {
      ...(edit.name === undefined ? {} : { name: edit.name }),
      ...(edit.email === undefined ? {} : { email: edit.email }),
      ...(edit.phone === undefined ? {} : { phone: numberOf(edit.phone) }),
    };
    const { phone } = person.storeganise;
    person.zendesk = { ...person.zendesk, ...changed };
    person.storeganise = { ...person.storeganise, ...changed, ...(isNote(phone) ? { phone } : {}) };
    // A number that several users share is a text of the profile, whose change no event tells (Zendesk dossier §15 item 49).
    if (edit.phone !== undefined && zendesk.user(person.userId ?? '')?.shared_phone_number) this.unheard.add(person);
  }

  /** The customer follows the link of the confirmation mail: the address is the customer's own now. */
  confirm(person: Person): void {
    const { storeganise, time } = this.world;
    const id = person.customerId ?? '';
    this.world.deliver('storeganise', storeganise.editUser(id, { emailConfirmed: time.now }, time.now));
    person.isProven = true;
    if (person.awkward !== 'an address changed over an unproven link') return;
    delete person.awkward;
    person.zendesk = { ...person.zendesk, email: person.storeganise.email };
  }

  /** A rental of the person, from the order on. */
  order(person: Person): string {
    const { storeganise, time } = this.world;
    const { id, events } = storeganise.order(person.customerId ?? '', {}, time.now);
    person.rentals.set(id, 'submitted');
    this.world.deliver('storeganise', events);
    return id;
  }

  setRental(person: Person, rentalId: string, state: RentalState): void {
    const { storeganise, time } = this.world;
    this.world.deliver('storeganise', storeganise.setRentalState(rentalId, state, time.now));
    person.rentals.set(rentalId, state);
  }

  /** A rental of long ago. */
  hadRented(person: Person, state: 'occupied' | 'ended'): void {
    const { storeganise, time } = this.world;
    const { id } = storeganise.rent(person.customerId ?? '', time.now);
    if (state === 'ended') storeganise.setRentalState(id, 'ended', time.now);
    person.rentals.set(id, state);
  }

  setDisabled(person: Person, isDisabled: boolean): void {
    const { storeganise, time } = this.world;
    const id = person.customerId ?? '';
    const events = isDisabled ? storeganise.disableUser(id, time.now) : storeganise.enableUser(id, time.now);
    this.world.deliver('storeganise', events);
    person.isDisabled = isDisabled;
  }

  /** The Zendesk user of a customer, where the product made it. */
  userIds(): void {
    const users = new Map(this.world.zendesk.users().map(({ external_id, id }) => [external_id, id]));
    for (const person of this.people) {
      const id = users.get(person.customerId ?? '');
      if (person.userId === undefined && id !== undefined) person.userId = id;
    }
  }
}
