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
  alias: string | null;
  details: string | null;
  notes: string | null;
  tags: string[];
  /** By key, whatever the account's fields are now. */
  userFields: Record<string, unknown>;
  /** Cannot sign in; readable, writable and searchable all the same (Zendesk dossier §3.8). */
  suspended: boolean;
  /** `deleted` users can still be read, `purged` ones no more (Zendesk dossier §3.8). */
  state: 'active' | 'deleted' | 'purged';
  /** What the profile shows: usually the primary phone identity, yet a text of its own (Zendesk dossier §3.5). */
  phone: string | null;
  /** A shared number is no identity (Zendesk dossier §3.5). */
  sharedPhone: boolean;
  createdAt: number;
  updatedAt: number;
  identities: Identity[];
};

/** The attributes that a PUT writes in place, with one event for each (Zendesk dossier §7.6). */
export type UserAttributes = Pick<User, 'name' | 'role' | 'externalId' | 'alias' | 'details' | 'notes' | 'suspended'>;

/** Timestamps have whole seconds (Zendesk dossier §2.4). */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

export function wholeSeconds(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

/** The primary e-mail address; `null` when the user has none. */
export function primaryEmail(user: User): string | null {
  return user.identities.find(({ type, primary }) => type === 'email' && primary)?.value ?? null;
}

/** All e-mail addresses of a user, secondary ones included. */
export function emailsOf(user: User): string[] {
  return valuesOf(user, 'email');
}

/** The direct lines of a user; a shared number is none. */
export function phonesOf(user: User): string[] {
  return valuesOf(user, 'phone_number');
}

function valuesOf(user: User, wanted: string): string[] {
  return user.identities.filter(({ type }) => type === wanted).map(({ value }) => value);
}

export function findIdentity(user: User, type: string, value: string): Identity | undefined {
  return user.identities.find((identity) => identity.type === type && identity.value === value);
}

/** Identities as listings order them: primary first (Zendesk dossier §4.2). */
export function primaryFirst(identities: readonly Identity[]): Identity[] {
  return identities.toSorted((one, other) => Number(other.primary) - Number(one.primary));
}
