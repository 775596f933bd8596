import type { SimAttributes } from '../wire.ts';
import { emailsOf, isoSeconds, phonesOf, primaryEmail, primaryFirst, type User, type ZendeskRole } from './records.ts';
import type { UserFields } from './user-fields.ts';

/** A user as inspection shows it, under the platform's own names. */
export type ZendeskUserView = {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  shared_phone_number: boolean | null;
  external_id: string | null;
  role: ZendeskRole;
  alias: string | null;
  details: string | null;
  notes: string | null;
  suspended: boolean;
  active: boolean;
  tags: string[];
  user_fields: Record<string, unknown>;
  verified: boolean;
  created_at: string;
  updated_at: string;
  identities: { id: string; type: string; value: string; primary: boolean; verified: boolean }[];
};

export function viewUser(user: User, fields: UserFields): ZendeskUserView {
  return {
    id: user.id,
    name: user.name,
    email: primaryEmail(user),
    phone: user.phone,
    shared_phone_number: user.phone === null ? null : user.sharedPhone,
    external_id: user.externalId,
    role: user.role,
    alias: user.alias,
    details: user.details,
    notes: user.notes,
    suspended: user.suspended,
    active: user.state === 'active',
    tags: [...user.tags],
    user_fields: fields.describe(user.userFields),
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

/** What the call log compares. `emails` and `phones` also move when a value is added that is not the primary one. */
export function loggedAttributes(user: User): SimAttributes {
  return {
    name: user.name,
    email: primaryEmail(user),
    phone: user.phone,
    shared_phone_number: user.sharedPhone,
    external_id: user.externalId,
    role: user.role,
    alias: user.alias,
    details: user.details,
    notes: user.notes,
    suspended: user.suspended,
    active: user.state === 'active',
    tags: user.tags,
    ...Object.fromEntries(Object.entries(user.userFields).map(([key, value]) => [`user_fields.${key}`, value])),
    emails: emailsOf(user).toSorted(),
    phones: phonesOf(user).toSorted(),
    verified: user.identities.filter(({ verified }) => verified).map(({ value }) => value),
  };
}
