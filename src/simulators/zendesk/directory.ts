import type { SimRandom } from '../wire.ts';
import { invalidRecord, notFound } from './answers.ts';
import type { Events } from './events.ts';
import { createHolders, type HeldKind } from './holders.ts';
import { findIdentity, type User, wholeSeconds } from './records.ts';
import type { ZendeskSwitches } from './switches.ts';
import type { UserFields } from './user-fields.ts';

export type Directory = ReturnType<typeof createDirectory>;

/**
 * The users of one account and who holds what. E-mail addresses are unique by index, whoever writes; the uniqueness
 * of `external_id` is a check that its callers make beforehand (Zendesk dossier §3.3). What may be done to a user
 * stands next door, a file for each topic.
 */
export function createDirectory(options: {
  random: SimRandom;
  events: Events;
  fields: UserFields;
  index: (user: User, now: number) => void;
  switches: ZendeskSwitches;
}) {
  const users = new Map<string, User>();
  const nextId = createIdSequence(options.random, options.switches.idsBeyondDouble);
  const holders = createHolders();
  const othersThatHeld = (kind: HeldKind, value: string, ownerId: string | undefined) =>
    holders.of(kind, value).filter(({ id }) => id !== ownerId);

  /** Deleted users are found, permanently deleted ones are not (Zendesk dossier §1 item 14). */
  function find(id: string): User | undefined {
    const user = users.get(id);
    return user?.state === 'purged' ? undefined : user;
  }

  function require(id: string): User {
    const user = find(id);
    if (user === undefined) throw notFound();
    return user;
  }

  return {
    events: options.events,
    fields: options.fields,
    switches: options.switches,
    nextId,

    all: (): User[] => [...users.values()],
    find,
    require,

    /** For writes: a deleted user is no longer there, or no longer valid (Zendesk dossier §3.8). */
    requireActive(id: string): User {
      const user = require(id);
      if (user.state === 'active') return user;
      throw options.switches.deletedUserUpdate === 404 ? notFound() : invalidRecord('base', 'User is deleted');
    },

    /** A new user; `at` may lie in the past: the index then saw the user in its time. */
    insert(user: User, at: number) {
      users.set(user.id, user);
      holders.note(user);
      options.index(user, at);
    },

    /** Every write moves `updated_at`, whether it changed anything or not (Zendesk dossier §3.4). */
    touch(user: User, now: number) {
      user.updatedAt = wholeSeconds(now);
      holders.note(user);
      options.index(user, now);
    },

    /** Taken is what another user holds as any identity, primary or not (Zendesk dossier §15 item 7). */
    requireFreeEmail(email: string, attribute: 'email' | 'value', ownerId?: string) {
      const isTaken = othersThatHeld('email', email, ownerId).some((user) => findIdentity(user, 'email', email));
      if (isTaken) throw valueTaken(email, attribute);
    },

    /** Matching ignores case (Zendesk dossier §1 item 18, §3.7). */
    requireFreeExternalId(externalId: string | null | undefined, ownerId?: string) {
      const wanted = externalId?.toLowerCase();
      if (wanted === undefined) return;
      const isTaken = othersThatHeld('external_id', wanted, ownerId).some(
        (user) => user.externalId?.toLowerCase() === wanted,
      );
      if (isTaken) throw invalidRecord('external_id', 'External has already been taken', 'DuplicateValue');
    },

    /** Numbers are compared as they are written (Zendesk dossier §1 item 21). */
    isPhoneElsewhere: (phone: string, ownerId?: string): boolean =>
      othersThatHeld('phone_number', phone, ownerId).some(
        (user) => user.phone === phone || findIdentity(user, 'phone_number', phone) !== undefined,
      ),
  };
}

const labels = { email: 'Email', value: 'Value', phone: 'Phone' };

/** Zendesk dossier §3.7. */
export function valueTaken(value: string, attribute: keyof typeof labels) {
  const description = `${labels[attribute]}: ${value} is already being used by another user`;
  return invalidRecord(attribute, description, 'DuplicateValue');
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
