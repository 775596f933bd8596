import type { SimEvent, SimRandom } from '../wire.ts';
import { invalidRecord, notFound } from './answers.ts';
import { type EventMaker, eventIdentity } from './events.ts';
import { emailsOf, type Identity, primaryEmail, type User, type UserAttributes } from './records.ts';

export type NewUser = UserAttributes & { email?: string; verified: boolean };
export type UserChanges = Partial<UserAttributes> & { email?: string; verified?: boolean };
export type NewIdentity = { type: string; value: string; verified: boolean; primary: boolean };

export type DirectorySwitches = {
  /** A creation with `external_id` also emits `user.external_id_changed` (Zendesk dossier §15 item 41). */
  externalIdEventOnCreate: boolean;
  /** A PUT that changes nothing emits `user.name_changed` (Zendesk dossier §15 item 9). */
  eventOnNoOpUpdate: boolean;
  /** Ids above 2^53, close enough together that a double cannot tell them apart (Zendesk dossier §15 item 3). */
  idsBeyondDouble: boolean;
};

/** One event per attribute (Zendesk dossier §7.5). */
const eventTypes = {
  name: 'user.name_changed',
  externalId: 'user.external_id_changed',
  role: 'user.role_changed',
  notes: 'user.notes_changed',
} as const satisfies Record<keyof UserAttributes, string>;

const attributeNames = Object.keys(eventTypes) as (keyof UserAttributes)[];

export type Directory = ReturnType<typeof createDirectory>;

/**
 * The users of one account and what may be done to them. E-mail addresses are unique by index, whoever writes;
 * the uniqueness of `external_id` is a check that its callers make beforehand (Zendesk dossier §3.3).
 */
export function createDirectory(options: {
  random: SimRandom;
  makeEvent: EventMaker;
  index: (user: User, now: number) => void;
  switches: DirectorySwitches;
}) {
  const { makeEvent, switches } = options;
  const users = new Map<string, User>();
  const nextId = createIdSequence(options.random, switches.idsBeyondDouble);

  function require(id: string): User {
    const user = users.get(id);
    if (user === undefined) throw notFound();
    return user;
  }

  function holderOf(email: string): User | undefined {
    return [...users.values()].find((user) => emailsOf(user).includes(email));
  }

  function touch(user: User, now: number) {
    user.updatedAt = wholeSeconds(now);
    options.index(user, now);
  }

  function requireFreeEmail(email: string, attribute: 'email' | 'value', owner?: User) {
    const holder = holderOf(email);
    if (holder === undefined || holder === owner) return;
    throw emailTaken(email, attribute);
  }

  /** Matching ignores case (Zendesk dossier §1 item 18, §3.7). */
  function requireFreeExternalId(externalId: string | null | undefined, ownerId?: string) {
    const wanted = externalId?.toLowerCase();
    if (wanted === undefined) return;
    const isTaken = [...users.values()].some(
      (user) => user.id !== ownerId && user.externalId?.toLowerCase() === wanted,
    );
    if (isTaken) throw invalidRecord('external_id', 'External has already been taken', 'DuplicateValue');
  }

  function attach(user: User, fresh: NewIdentity, now: number): Identity {
    const at = wholeSeconds(now);
    const isFirst = user.identities.every(({ type }) => type !== fresh.type);
    const identity = { ...fresh, primary: isFirst, id: nextId(), createdAt: at, updatedAt: at };
    user.identities.push(identity);
    return identity;
  }

  /** `createdAt` may lie in the past: the index then saw the user in its time. */
  function create(fresh: NewUser, now: number, createdAt = now): { user: User; events: SimEvent[] } {
    const { email, verified, ...attributes } = fresh;
    if (email !== undefined) requireFreeEmail(email, 'email');
    const at = wholeSeconds(createdAt);
    const user: User = { id: nextId(), ...attributes, createdAt: at, updatedAt: at, identities: [] };
    users.set(user.id, user);
    const identity =
      email === undefined
        ? undefined
        : attach(user, { type: 'email', value: email, verified, primary: true }, createdAt);
    options.index(user, createdAt);

    const events = [makeEvent(user, 'user.created', {}, now)];
    if (identity !== undefined) events.push(identityCreated(user, identity, now));
    if (user.externalId !== null && switches.externalIdEventOnCreate) {
      events.push(makeEvent(user, eventTypes.externalId, { current: user.externalId, previous: '' }, now));
    }
    return { user, events };
  }

  /** A new `email` becomes one more identity, never the primary one (Zendesk dossier §3.4). */
  function update(user: User, { email, verified, ...attributes }: UserChanges, now: number): SimEvent[] {
    if (email !== undefined) requireFreeEmail(email, 'email', user);
    const before = { ...user };
    Object.assign(user, attributes);
    const isNew = email !== undefined && !emailsOf(user).includes(email);
    const identity = isNew
      ? attach(user, { type: 'email', value: email, verified: verified ?? false, primary: false }, now)
      : undefined;
    if (!isNew && verified === true) verifyPrimary(user);
    touch(user, now);

    const events = attributeNames
      .filter((name) => user[name] !== before[name])
      .map((name) => {
        const event = { current: user[name] ?? '', previous: before[name] ?? '' };
        return makeEvent(user, eventTypes[name], event, now);
      });
    if (identity !== undefined) events.push(identityCreated(user, identity, now));
    if (events.length > 0 || !switches.eventOnNoOpUpdate) return events;
    return [makeEvent(user, eventTypes.name, { current: user.name, previous: user.name }, now)];
  }

  /** The first identity of a type is primary by itself (Zendesk dossier §4.1). */
  function addIdentity(user: User, fresh: NewIdentity, now: number): { identity: Identity; events: SimEvent[] } {
    if (fresh.type === 'email') requireFreeIdentity(user, fresh.value);
    const identity = attach(user, fresh, now);
    touch(user, now);
    const created = identityCreated(user, identity, now);
    const promoted = fresh.primary && !identity.primary ? makePrimary(user, identity, now) : [];
    return { identity, events: [created, ...promoted] };
  }

  function requireFreeIdentity(user: User, email: string) {
    requireFreeEmail(email, 'value');
    if (emailsOf(user).includes(email)) throw emailTaken(email, 'value');
  }

  /** Moves `updated_at` of the user and of both identities; both change (Zendesk dossier §4.2, §7.6). */
  function makePrimary(user: User, identity: Identity, now: number): SimEvent[] {
    const moved = user.identities.filter(
      (other) => other.type === identity.type && other.primary !== (other.id === identity.id),
    );
    const before = moved.map(eventIdentity);
    for (const other of moved) {
      other.primary = !other.primary;
      other.updatedAt = wholeSeconds(now);
    }
    touch(user, now);
    return moved.map((other, place) => {
      const event = { current: eventIdentity(other), previous: before[place] };
      return makeEvent(user, 'user.identity_changed', event, now);
    });
  }

  function identityCreated(user: User, identity: Identity, now: number): SimEvent {
    return makeEvent(user, 'user.identity_created', { identity: eventIdentity(identity) }, now);
  }

  return {
    all: () => [...users.values()],
    find: (id: string) => users.get(id),
    require,
    requireFreeEmail,
    requireFreeIdentity,
    requireFreeExternalId,
    create,
    update,
    addIdentity,
    makePrimary,
  };
}

/** Zendesk dossier §3.7. */
function emailTaken(email: string, attribute: 'email' | 'value') {
  const label = attribute === 'email' ? 'Email' : 'Value';
  return invalidRecord(attribute, `${label}: ${email} is already being used by another user`, 'DuplicateValue');
}

function verifyPrimary(user: User) {
  const primary = user.identities.find(({ type, value }) => type === 'email' && value === primaryEmail(user));
  if (primary !== undefined) primary.verified = true;
}

function wholeSeconds(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

/** Increasing but not dense. */
function createIdSequence(random: SimRandom, beyondDouble: boolean): () => string {
  const start = beyondDouble ? 2n ** 55n : 6_100_000_000_000n;
  let last = start + BigInt(Math.floor(random() * 1e9));
  return () => {
    last += 1n + BigInt(Math.floor(random() * 5));
    return last.toString();
  };
}
