import type { SimEvent } from '../wire.ts';
import { notFound } from './answers.ts';
import type { Directory } from './directory.ts';
import { requireEmail } from './email-address.ts';
import { addIdentity, changeIdentityValue, makePrimary, removeIdentity, verifyIdentity } from './identities.ts';
import { requirePhone, retypePhone } from './phones.ts';
import { requireName } from './read-user.ts';
import { emailsOf, findIdentity, type Identity, type User, type ZendeskRole } from './records.ts';
import { createUser, updateUser } from './users.ts';

export type NewZendeskUser = {
  name: string;
  email?: string;
  phone?: string;
  /** On creation only, with `phone`. */
  shared_phone_number?: boolean;
  external_id?: string;
  role?: ZendeskRole;
  details?: string;
  notes?: string;
  createdAt?: number;
};

/** What the form of an agent can change. */
export type ZendeskEdit = {
  name?: string;
  email?: string;
  phone?: string | null;
  external_id?: string | null;
  role?: ZendeskRole;
  details?: string | null;
  notes?: string | null;
};

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
    return addIdentity(directory, directory.require(id), fresh, now).events;
  }

  function promote(id: string, value: string, now: number): SimEvent[] {
    const user = directory.require(id);
    const identity = requireIdentity(user, value);
    return identity.primary ? [] : makePrimary(directory, user, identity, now);
  }

  function changeEmail(id: string, value: string, now: number): SimEvent[] {
    const isHeld = emailsOf(directory.require(id)).includes(requireEmail(value, 'value'));
    const added = isHeld ? [] : add(id, 'email', value, now);
    return [...added, ...promote(id, value, now)];
  }

  return {
    /** An agent or a mail from a stranger makes a user. */
    createUser(fresh: NewZendeskUser, now: number): { id: string; events: SimEvent[] } {
      const { external_id: externalId = null, shared_phone_number: shared, createdAt, ...others } = fresh;
      directory.requireFreeExternalId(externalId);
      const wanted = {
        role: 'end-user' as const,
        details: null,
        notes: null,
        verified: false,
        ...others,
        name: requireName(fresh.name),
        externalId,
        ...(shared === undefined ? {} : { shared }),
        ...(fresh.email === undefined ? {} : { email: requireEmail(fresh.email, 'email') }),
      };
      const { user, events } = createUser(directory, wanted, now, createdAt);
      return { id: user.id, events };
    },

    /**
     * An agent edits the profile; nothing changed, nothing touched. A new e-mail becomes the primary one and the old
     * one stays as a secondary one (§4.3, option B); a new phone takes the place of the one shown.
     */
    editUser(id: string, changes: ZendeskEdit, now: number): SimEvent[] {
      const { external_id: externalId, email, phone, ...others } = changes;
      const user = directory.require(id);
      if (changes.name !== undefined) requireName(changes.name);
      directory.requireFreeExternalId(externalId, id);
      const wanted = { ...others, ...(externalId === undefined ? {} : { externalId }) };
      const isSame = Object.entries(wanted).every(([key, value]) => value === user[key as keyof User]);
      return [
        ...(email === undefined ? [] : changeEmail(id, email, now)),
        ...(phone === undefined ? [] : retypePhone(directory, user, phone === '' ? null : phone, now)),
        ...(isSame ? [] : updateUser(directory, user, wanted, now)),
      ];
    },

    /** An agent adds an address that is not the primary one. */
    addEmail: (id: string, value: string, now: number): SimEvent[] => add(id, 'email', value, now),

    /** An agent adds an address or a direct line. */
    addIdentity: add,

    /** An agent adds an identity of another type (`google`, `twitter` …), which the API may list (§4.1). */
    addForeignIdentity(id: string, type: string, value: string, now: number): SimEvent[] {
      const fresh = { type, value, verified: true, primary: false };
      return addIdentity(directory, directory.require(id), fresh, now).events;
    },

    /** An agent types another value over an identity. */
    changeIdentity(id: string, value: string, changed: string, now: number): SimEvent[] {
      const user = directory.require(id);
      const identity = requireIdentity(user, value);
      const typed = identity.type === 'email' ? requireEmail(changed, 'value') : changed;
      return changeIdentityValue(directory, user, identity, typed, now);
    },

    removeIdentity(id: string, value: string, now: number): SimEvent[] {
      const user = directory.require(id);
      return removeIdentity(directory, user, requireIdentity(user, value), now);
    },

    /** The customer follows the link of a verification mail, or an agent verifies by hand. */
    verifyIdentity(id: string, value: string, now: number): SimEvent[] {
      const user = directory.require(id);
      return verifyIdentity(directory, user, requireIdentity(user, value), now);
    },

    /** An agent makes a value that the user has the primary one of its type. */
    makePrimary: promote,

    /** An agent gives the user another primary address; the old one stays as a secondary one (§4.3, option B). */
    changeEmail,
  };
}
