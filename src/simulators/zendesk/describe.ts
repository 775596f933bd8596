import type { Account } from './account.ts';
import { type Identity, isoSeconds, primaryEmail, type User } from './records.ts';

/** The user object in the key order of real answers (Zendesk dossier §3.2). Ids are bigints, to be written bare. */
export function describeUser(user: User, { host, directory, switches }: Account, shownEmail = primaryEmail(user)) {
  const isStaff = user.role !== 'end-user';
  return {
    id: BigInt(user.id),
    url: `https://${host}/api/v2/users/${user.id}.json`,
    name: user.name,
    email: shownEmail,
    created_at: isoSeconds(user.createdAt),
    updated_at: isoSeconds(user.updatedAt),
    time_zone: 'Tokyo',
    iana_time_zone: 'Asia/Tokyo',
    phone: user.phone,
    shared_phone_number: user.phone === null ? null : user.sharedPhone,
    photo: null,
    locale_id: 1,
    locale: 'en-US',
    organization_id: null,
    role: user.role,
    verified: user.identities.some(({ verified }) => verified),
    external_id: user.externalId,
    ...(switches.userTagging ? { tags: user.tags } : {}),
    alias: user.alias,
    active: user.state === 'active',
    shared: false,
    shared_agent: false,
    last_login_at: null,
    two_factor_auth_enabled: false,
    signature: null,
    details: user.details,
    notes: user.notes,
    role_type: user.role === 'admin' ? 4 : null,
    custom_role_id: null,
    moderator: isStaff,
    ticket_restriction: isStaff ? null : 'requested',
    only_private_comments: false,
    restricted_agent: !isStaff,
    suspended: user.suspended,
    default_group_id: null,
    report_csv: false,
    user_fields: directory.fields.describe(user.userFields),
  };
}

/** Zendesk dossier §3.8. */
export function describeDeletedUser(user: User, host: string) {
  return {
    id: BigInt(user.id),
    url: `https://${host}/api/v2/deleted_users/${user.id}.json`,
    name: user.name,
    email: null,
    created_at: isoSeconds(user.createdAt),
    updated_at: isoSeconds(user.updatedAt),
    locale_id: 1,
    locale: 'en-US',
    organization_id: null,
    role: user.role,
    active: false,
    shared: false,
    phone: null,
    shared_phone_number: null,
  };
}

/** Nobody in particular: `users/me` without credentials is 200 (Zendesk dossier §3.1). */
export const anonymousUser = { id: null, name: 'Anonymous user', email: 'invalid@example.com', role: 'end-user' };

/** The identity object in recorded key order (Zendesk dossier §4.1). */
export function describeIdentity(identity: Identity, userId: string, host: string) {
  return {
    url: `https://${host}/api/v2/users/${userId}/identities/${identity.id}.json`,
    id: BigInt(identity.id),
    user_id: BigInt(userId),
    type: identity.type,
    value: identity.value,
    verified: identity.verified,
    primary: identity.primary,
    created_at: isoSeconds(identity.createdAt),
    updated_at: isoSeconds(identity.updatedAt),
    ...(identity.type === 'email' ? { undeliverable_count: 0, deliverable_state: 'deliverable' } : {}),
  };
}
