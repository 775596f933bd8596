import type { SimEvent } from '../wire.ts';
import type { Directory } from './directory.ts';
import { attachIdentity } from './identities.ts';
import { applyPhone, type PhoneWrite, planPhone } from './phones.ts';
import { emailsOf, primaryEmail, type User, type UserAttributes, wholeSeconds } from './records.ts';

export type NewUser = UserAttributes & PhoneWrite & { email?: string; verified: boolean };
export type UserChanges = Partial<UserAttributes> & PhoneWrite & { email?: string; verified?: boolean };

/** One event for each attribute (Zendesk dossier §7.5). */
const eventTypes = {
  name: 'user.name_changed',
  externalId: 'user.external_id_changed',
  role: 'user.role_changed',
  details: 'user.details_changed',
  notes: 'user.notes_changed',
} as const satisfies Record<keyof UserAttributes, string>;

const attributeNames = Object.keys(eventTypes) as (keyof UserAttributes)[];

/** `createdAt` may lie in the past. */
export function createUser(
  directory: Directory,
  fresh: NewUser,
  now: number,
  createdAt = now,
): { user: User; events: SimEvent[] } {
  const { events, switches } = directory;
  const { email, verified, phone, shared, ...attributes } = fresh;
  if (email !== undefined) directory.requireFreeEmail(email, 'email');
  const plan = planPhone(directory, undefined, fresh);
  const at = wholeSeconds(createdAt);
  const user: User = {
    id: directory.nextId(),
    ...attributes,
    phone: null,
    sharedPhone: false,
    createdAt: at,
    updatedAt: at,
    identities: [],
  };
  if (email !== undefined)
    attachIdentity(directory, user, { type: 'email', value: email, verified, primary: true }, at);
  applyPhone(directory, user, plan, at);
  directory.insert(user, createdAt);

  const told = user.identities.filter(({ type }) => type === 'email' || switches.phoneEventOnCreate);
  const isNamed = user.externalId !== null && switches.externalIdEventOnCreate;
  return {
    user,
    events: [
      events.make(user, 'user.created', {}, now),
      ...told.map((identity) => events.identityCreated(user, identity, now)),
      ...(isNamed ? [events.changed(user, eventTypes.externalId, user.externalId, null, now)] : []),
    ],
  };
}

/** Partial. A new `email` becomes one more identity, never the primary one (Zendesk dossier §3.4). */
export function updateUser(directory: Directory, user: User, changes: UserChanges, now: number): SimEvent[] {
  const { events, switches } = directory;
  const { email, verified, phone, shared, ...attributes } = changes;
  if (email !== undefined) directory.requireFreeEmail(email, 'email', user.id);
  const plan = planPhone(directory, user, changes);
  const before = { ...user };
  Object.assign(user, attributes);
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
    ...attributeNames
      .filter((name) => user[name] !== before[name])
      .map((name) => events.changed(user, eventTypes[name], user[name], before[name], now)),
    ...added.map((identity) => events.identityCreated(user, identity, now)),
    ...phoneEvents,
  ];
  if (made.length > 0 || !switches.eventOnNoOpUpdate) return made;
  return [events.changed(user, eventTypes.name, user.name, user.name, now)];
}

function verifyPrimary(user: User) {
  const primary = user.identities.find(({ type, value }) => type === 'email' && value === primaryEmail(user));
  if (primary !== undefined) primary.verified = true;
}
