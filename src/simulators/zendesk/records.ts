import type { SimAttributes } from '../wire.ts';

export type ZendeskRole = 'end-user' | 'agent' | 'admin';

/** Zendesk dossier §4.1. `primary` is per type; ids are digit strings that may not fit a double. */
export type Identity = {
  id: string;
  type: string;
  value: string;
  primary: boolean;
  verified: boolean;
  createdAt: number;
  updatedAt: number;
};

/** One user as the simulator keeps it. Times are milliseconds of whole seconds. */
export type User = {
  id: string;
  name: string;
  role: ZendeskRole;
  externalId: string | null;
  notes: string | null;
  createdAt: number;
  updatedAt: number;
  identities: Identity[];
};

/** The text attributes that a PUT writes in place. */
export type UserAttributes = Pick<User, 'name' | 'role' | 'externalId' | 'notes'>;

/** A user as inspection shows it, under the platform's own names. */
export type ZendeskUserView = {
  id: string;
  name: string;
  email: string | null;
  external_id: string | null;
  role: ZendeskRole;
  notes: string | null;
  verified: boolean;
  created_at: string;
  updated_at: string;
  identities: { id: string; type: string; value: string; primary: boolean; verified: boolean }[];
};

/** Timestamps have whole seconds (Zendesk dossier §2.4). */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The primary e-mail address; `null` when the user has none. */
export function primaryEmail(user: User): string | null {
  return user.identities.find(({ type, primary }) => type === 'email' && primary)?.value ?? null;
}

/** All e-mail addresses of a user, secondary ones included. */
export function emailsOf(user: User): string[] {
  return user.identities.filter(({ type }) => type === 'email').map(({ value }) => value);
}

/** Identities as listings order them: primary first (Zendesk dossier §4.2). */
export function primaryFirst(identities: readonly Identity[]): Identity[] {
  return identities.toSorted((one, other) => Number(other.primary) - Number(one.primary));
}

export function viewUser(user: User): ZendeskUserView {
  return {
    id: user.id,
    name: user.name,
    email: primaryEmail(user),
    external_id: user.externalId,
    role: user.role,
    notes: user.notes,
    verified: user.identities.some(({ verified }) => verified),
    created_at: isoSeconds(user.createdAt),
    updated_at: isoSeconds(user.updatedAt),
    identities: primaryFirst(user.identities).map(({ id, type, value, primary, verified }) => ({
      id,
      type,
      value,
      primary,
      verified,
    })),
  };
}

/** What the call log compares. `emails` also moves when an address is added that is not the primary one. */
export function loggedAttributes(user: User): SimAttributes {
  return {
    name: user.name,
    email: primaryEmail(user),
    external_id: user.externalId,
    role: user.role,
    notes: user.notes,
    emails: emailsOf(user).toSorted(),
  };
}
