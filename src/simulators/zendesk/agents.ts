import { isDeepStrictEqual } from 'node:util';
import type { SimEvent } from '../wire.ts';
import { notFound } from './answers.ts';
import { deleteUser, mergeUsers, purgeUser } from './departures.ts';
import type { Directory } from './directory.ts';
import { requireEmail } from './email-address.ts';
import { addIdentity, changeIdentityValue, makePrimary, removeIdentity, verifyIdentity } from './identities.ts';
import { requirePhone, retypePhone } from './phones.ts';
import { requireName } from './read-user.ts';
import { emailsOf, findIdentity, type Identity, type User, type ZendeskRole } from './records.ts';
import type { NewUserField, UserField } from './user-fields.ts';
import { createUser, requireSuspendable, type UserChanges, updateUser } from './users.ts';

/** What the form of an agent can change. */
export type ZendeskEdit = {
  name?: string;
  email?: string;
  phone?: string | null;
  /** With a phone: it stays or becomes a shared one. */
  shared_phone_number?: boolean;
  external_id?: string | null;
  role?: ZendeskRole;
  alias?: string | null;
  details?: string | null;
  notes?: string | null;
  suspended?: boolean;
  tags?: string[];
  user_fields?: Record<string, unknown>;
};

export type NewZendeskUser = ZendeskEdit & { name: string; createdAt?: number };

export type IdentityType = 'email' | 'phone_number';

/** What people do in one account. Each act throws `SimRefusal` where the platform would refuse it to a person too. */
export function createAgents(directory: Directory) {
  const { switches } = directory;
  const readValue = (type: IdentityType, value: string): string => {
    if (type === 'email') return requireEmail(value, 'value');
    requirePhone(value, 'value', switches);
    return value;
  };

  function requireIdentity(user: User, value: string): Identity {
    const identity =
      findIdentity(user, 'email', value.trim().toLowerCase()) ?? user.identities.find((other) => other.value === value);
    if (identity === undefined) throw notFound();
    return identity;
  }

  function add(id: string, type: IdentityType, value: string, now: number): SimEvent[] {
    const fresh = { type, value: readValue(type, value), verified: false, primary: false };
    return addIdentity(directory, directory.requireActive(id), fresh, now).events;
  }

  function promote(id: string, value: string, now: number): SimEvent[] {
    const user = directory.requireActive(id);
    const identity = requireIdentity(user, value);
    return identity.primary ? [] : makePrimary(directory, user, identity, now);
  }

  function changeEmail(id: string, value: string, now: number): SimEvent[] {
    const isHeld = emailsOf(directory.requireActive(id)).includes(requireEmail(value, 'value'));
    const added = isHeld ? [] : add(id, 'email', value, now);
    return [...added, ...promote(id, value, now)];
  }

  function setSuspended(id: string, suspended: boolean, now: number): SimEvent[] {
    const user = directory.requireActive(id);
    requireSuspendable(directory, user, { suspended });
    return user.suspended === suspended ? [] : updateUser(directory, user, { suspended }, now);
  }

  return {
    /** An agent or a mail from a stranger makes a user. */
    createUser({ createdAt, ...fresh }: NewZendeskUser, now: number): { id: string; events: SimEvent[] } {
      const changes = readEdit(directory, fresh);
      const email = fresh.email === undefined ? {} : { email: requireEmail(fresh.email, 'email') };
      const phone = fresh.phone === undefined ? {} : { phone: fresh.phone };
      const { user, events } = createUser(
        directory,
        { ...changes, ...email, ...phone, name: fresh.name },
        now,
        createdAt,
      );
      return { id: user.id, events };
    },

    /**
     * An agent edits the profile; nothing changed, nothing touched. A new e-mail becomes the primary one and the old
     * one stays as a secondary one (§4.3, option B); a new phone takes the place of the one shown.
     */
    editUser(id: string, edit: ZendeskEdit, now: number): SimEvent[] {
      const { email, phone } = edit;
      const user = directory.requireActive(id);
      const changes = readEdit(directory, edit, id);
      requireSuspendable(directory, user, changes);
      return [
        ...(email === undefined ? [] : changeEmail(id, email, now)),
        ...(phone === undefined ? [] : retypePhone(directory, user, phone === '' ? null : phone, now)),
        ...(isSame(user, changes) ? [] : updateUser(directory, user, changes, now)),
      ];
    },

    /** Softly: the user can still be read (§3.8). */
    deleteUser: (id: string, now: number): SimEvent[] => deleteUser(directory, directory.requireActive(id), now),

    /** For good, after the soft deletion (§3.8). */
    purgeUser: (id: string, now: number): SimEvent[] => purgeUser(directory, directory.require(id), now),

    mergeUsers: (loserId: string, winnerId: string, now: number): SimEvent[] =>
      mergeUsers(directory, directory.requireActive(loserId), directory.requireActive(winnerId), now),

    suspend: (id: string, now: number): SimEvent[] => setSuspended(id, true, now),
    unsuspend: (id: string, now: number): SimEvent[] => setSuspended(id, false, now),

    /** The admin adds a custom field of users (Zendesk dossier §5). */
    addUserField(field: NewUserField) {
      directory.fields.add(field);
    },

    userFields: (): readonly UserField[] => structuredClone(directory.fields.all()),
    removeUserField: (key: string) => directory.fields.remove(key),
    setUserFieldActive: (key: string, active: boolean) => directory.fields.setActive(key, active),
    removeUserFieldOption: (key: string, option: string) => directory.fields.removeOption(key, option),

    /** An agent adds an address that is not the primary one. */
    addEmail: (id: string, value: string, now: number): SimEvent[] => add(id, 'email', value, now),

    /** An agent adds an address or a direct line. */
    addIdentity: add,

    /** An agent adds an identity of another type (`google`, `twitter` …), which the API may list (§4.1). */
    addForeignIdentity(id: string, type: string, value: string, now: number): SimEvent[] {
      const fresh = { type, value, verified: true, primary: false };
      return addIdentity(directory, directory.requireActive(id), fresh, now).events;
    },

    /** An agent types another value over an identity. */
    changeIdentity(id: string, value: string, changed: string, now: number): SimEvent[] {
      const user = directory.requireActive(id);
      const identity = requireIdentity(user, value);
      const typed = identity.type === 'email' ? requireEmail(changed, 'value') : changed;
      return changeIdentityValue(directory, user, identity, typed, now);
    },

    removeIdentity(id: string, value: string, now: number): SimEvent[] {
      const user = directory.requireActive(id);
      return removeIdentity(directory, user, requireIdentity(user, value), now);
    },

    /** The customer follows the link of a verification mail, or an agent verifies by hand. */
    verifyIdentity(id: string, value: string, now: number): SimEvent[] {
      const user = directory.requireActive(id);
      return verifyIdentity(directory, user, requireIdentity(user, value), now);
    },

    /** An agent makes a value that the user has the primary one of its type. */
    makePrimary: promote,

    /** An agent gives the user another primary address; the old one stays as a secondary one (§4.3, option B). */
    changeEmail,
  };
}

/** What of an edit is written in place; the rest moves identities. */
function readEdit(directory: Directory, edit: ZendeskEdit, id?: string): UserChanges {
  const {
    external_id: externalId,
    user_fields: userFields,
    shared_phone_number: shared,
    email,
    phone,
    ...others
  } = edit;
  if (edit.name !== undefined) requireName(edit.name);
  directory.requireFreeExternalId(externalId, id);
  return {
    ...others,
    ...(externalId === undefined ? {} : { externalId: externalId || null }),
    ...(userFields === undefined ? {} : { userFields: directory.fields.read(userFields) }),
    ...(shared === undefined ? {} : { shared }),
  };
}

function isSame(user: User, { userFields = {}, shared, ...plain }: UserChanges): boolean {
  const isKept = Object.entries(plain).every(([key, value]) => isDeepStrictEqual(value, user[key as keyof User]));
  const isFilled = Object.entries(userFields).every(([key, value]) => value === (user.userFields[key] ?? null));
  return isKept && isFilled && (shared ?? user.sharedPhone) === user.sharedPhone;
}
