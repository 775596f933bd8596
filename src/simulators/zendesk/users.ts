import type { SimEvent } from '../wire.ts';
import { forbidden, invalidRecord } from './answers.ts';
import { type Directory, valueTaken } from './directory.ts';
import { attachIdentity } from './identities.ts';
import { applyPhone, type PhoneWrite, planPhone } from './phones.ts';
import { emailsOf, findIdentity, primaryEmail, type User, type UserAttributes, wholeSeconds } from './records.ts';

type Written = PhoneWrite & { email?: string; tags?: string[]; userFields?: Record<string, unknown> };

/** `userFields` are writes that the account's fields have admitted. */
export type NewUser = Partial<UserAttributes> &
  Written & {
    name: string;
    verified?: boolean;
    /** Further addresses and direct lines (Zendesk dossier §3.2). */
    identities?: { type: string; value: string }[];
  };
export type UserChanges = Partial<UserAttributes> & Written & { verified?: boolean };

/** One event for each attribute (Zendesk dossier §7.5, §7.6). */
const eventTypes = {
  name: 'user.name_changed',
  externalId: 'user.external_id_changed',
  role: 'user.role_changed',
  alias: 'user.alias_changed',
  details: 'user.details_changed',
  notes: 'user.notes_changed',
  suspended: 'user.suspended_changed',
} as const satisfies Record<keyof UserAttributes, string>;

const attributeNames = Object.keys(eventTypes) as (keyof UserAttributes)[];

const blank = {
  role: 'end-user',
  externalId: null,
  alias: null,
  details: null,
  notes: null,
  suspended: false,
  tags: [],
  userFields: {},
  phone: null,
  sharedPhone: false,
} satisfies Partial<User>;

/** `createdAt` may lie in the past. */
export function createUser(
  directory: Directory,
  fresh: NewUser,
  now: number,
  createdAt = now,
): { user: User; events: SimEvent[] } {
  const { events, switches } = directory;
  const { email, verified = false, phone, shared, identities = [], ...attributes } = fresh;
  requireFree(directory, fresh);
  const plan = planPhone(directory, undefined, fresh);
  const at = wholeSeconds(createdAt);
  const kept = { state: 'active' as const, createdAt: at, updatedAt: at, identities: [] };
  const user: User = { id: directory.nextId(), ...blank, ...attributes, ...kept };
  if (email !== undefined)
    attachIdentity(directory, user, { type: 'email', value: email, verified, primary: true }, at);
  applyPhone(directory, user, plan, at);
  for (const { type, value } of identities) {
    if (findIdentity(user, type, value) !== undefined) continue;
    const attached = attachIdentity(directory, user, { type, value, verified: false, primary: false }, at);
    if (type === 'phone_number' && attached.primary) user.phone ??= value;
  }
  directory.insert(user, createdAt);

  const told = user.identities.filter(({ type }) => type === 'email' || switches.phoneEventOnCreate);
  const before = { ...user, ...blank, role: user.role };
  const isTold = (type: string) =>
    type === eventTypes.externalId ? switches.externalIdEventOnCreate : switches.otherEventsOnCreate;
  return {
    user,
    events: [
      events.make(user, 'user.created', {}, now),
      ...told.map((identity) => events.identityCreated(user, identity, now)),
      ...listChanges(directory, before, user, now, isTold),
    ],
  };
}

/** What a creation needs to have for itself (Zendesk dossier §3.3, §3.7). */
export function requireFree(directory: Directory, { email, identities = [] }: NewUser) {
  if (email !== undefined) directory.requireFreeEmail(email, 'email');
  for (const { type, value } of identities) {
    if (type === 'email') directory.requireFreeEmail(value, 'email');
    if (type === 'phone_number' && directory.isPhoneElsewhere(value)) throw valueTaken(value, 'phone');
  }
}

/** Partial. A new `email` becomes one more identity, never the primary one (Zendesk dossier §3.4). */
export function updateUser(directory: Directory, user: User, changes: UserChanges, now: number): SimEvent[] {
  const { events, switches } = directory;
  const { email, verified, phone, shared, userFields, ...attributes } = changes;
  if (email !== undefined) directory.requireFreeEmail(email, 'email', user.id);
  requireSuspendable(directory, user, changes);
  const plan = planPhone(directory, user, changes);
  const before = { ...user };
  Object.assign(user, attributes, { userFields: { ...user.userFields, ...userFields } });
  const isNewEmail = email !== undefined && !emailsOf(user).includes(email);
  const added = isNewEmail
    ? [
        attachIdentity(
          directory,
          user,
          { type: 'email', value: email, verified: verified ?? false, primary: false },
          now,
        ),
      ]
    : [];
  if (!isNewEmail && verified === true) verifyPrimary(user);
  const phoneEvents = applyPhone(directory, user, plan, now);
  directory.touch(user, now);

  const made = [
    ...listChanges(directory, before, user, now),
    ...added.map((identity) => events.identityCreated(user, identity, now)),
    ...phoneEvents,
  ];
  if (made.length > 0 || !switches.eventOnNoOpUpdate) return made;
  return [events.changed(user, eventTypes.name, user.name, user.name, now)];
}

/** Agents and admins cannot be suspended, it seems (Zendesk dossier §3.8, §15 item 17). */
export function requireSuspendable({ switches }: Directory, user: User, { suspended }: UserChanges) {
  if (suspended !== true || user.role === 'end-user' || switches.suspendStaff === 'allowed') return;
  throw switches.suspendStaff === 'forbidden'
    ? forbidden()
    : invalidRecord('suspended', 'Suspended: agents cannot be suspended');
}

function listChanges(
  { events, fields }: Directory,
  before: User,
  user: User,
  now: number,
  isTold: (type: string) => boolean = () => true,
): SimEvent[] {
  const attributes = attributeNames
    .filter((name) => user[name] !== before[name] && isTold(eventTypes[name]))
    .map((name) => events.changed(user, eventTypes[name], user[name], before[name], now));
  const changedFields = fields
    .all()
    .filter(({ key }) => (user.userFields[key] ?? null) !== (before.userFields[key] ?? null))
    .filter(() => isTold('user.custom_field_changed'))
    .map((field) => events.fieldChanged(user, field, user.userFields[field.key], before.userFields[field.key], now));
  const added = user.tags.filter((tag) => !before.tags.includes(tag));
  const removed = before.tags.filter((tag) => !user.tags.includes(tag));
  const isRetagged = added.length + removed.length > 0 && isTold('user.tags_changed');
  const tags = isRetagged ? [events.tagsChanged(user, added, removed, now)] : [];
  return [...attributes, ...changedFields, ...tags];
}

function verifyPrimary(user: User) {
  const primary = user.identities.find(({ type, value }) => type === 'email' && value === primaryEmail(user));
  if (primary !== undefined) primary.verified = true;
}
