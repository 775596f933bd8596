import type { SimEvent } from '../wire.ts';
import { invalidRecord } from './answers.ts';
import { type Directory, valueTaken } from './directory.ts';
import { emailsOf, findIdentity, type Identity, type User, wholeSeconds } from './records.ts';

export type NewIdentity = { type: string; value: string; verified: boolean; primary: boolean };

/** A value that no identity holds: not of this user, not of another one (Zendesk dossier §3.7, §4.1). */
export function requireFreeIdentity(
  directory: Directory,
  user: User,
  { type, value }: { type: string; value: string },
) {
  if (findIdentity(user, type, value) !== undefined) throw valueTaken(value, 'value');
  if (type === 'email') directory.requireFreeEmail(value, 'value', user.id);
  // An identity is a direct line, which a number on two profiles is not (Zendesk dossier §4.1).
  if (type === 'phone_number' && directory.isPhoneElsewhere(value, user.id)) throw valueTaken(value, 'value');
}

/** The first identity of a type is primary by itself (Zendesk dossier §4.1). */
export function attachIdentity(directory: Directory, user: User, fresh: NewIdentity, now: number): Identity {
  const at = wholeSeconds(now);
  const isFirst = user.identities.every(({ type }) => type !== fresh.type);
  const identity = { ...fresh, primary: isFirst, id: directory.nextId(), createdAt: at, updatedAt: at };
  user.identities.push(identity);
  return identity;
}

/** A user without phone shows the first one added; `primary` counts on creation only (Zendesk dossier §4.1). */
export function addIdentity(
  directory: Directory,
  user: User,
  fresh: NewIdentity,
  now: number,
): { identity: Identity; events: SimEvent[] } {
  requireFreeIdentity(directory, user, fresh);
  const identity = attachIdentity(directory, user, fresh, now);
  if (fresh.type === 'phone_number' && identity.primary) user.phone ??= identity.value;
  directory.touch(user, now);
  const created = directory.events.identityCreated(user, identity, now);
  const promoted = fresh.primary && !identity.primary ? makePrimary(directory, user, identity, now) : [];
  return { identity, events: [created, ...promoted] };
}

/** Moves `updated_at` of the user and of both identities; both change (Zendesk dossier §4.2, §7.6). */
export function makePrimary(directory: Directory, user: User, identity: Identity, now: number): SimEvent[] {
  const events = promote(directory, user, identity, now);
  if (identity.type === 'phone_number') Object.assign(user, { phone: identity.value, sharedPhone: false });
  directory.touch(user, now);
  return events;
}

/** Moves the mark of a type to one identity. */
export function promote(directory: Directory, user: User, identity: Identity, now: number): SimEvent[] {
  const moved = user.identities.filter(
    (other) => other.type === identity.type && other.primary !== (other.id === identity.id),
  );
  const before = moved.map((other) => ({ ...other }));
  for (const other of moved) Object.assign(other, { primary: !other.primary, updatedAt: wholeSeconds(now) });
  return moved.map((other, place) => directory.events.identityChanged(user, other, before[place] ?? other, now));
}

/** The profile shows the new number where it showed the old one (Zendesk dossier §4.2). */
export function changeIdentityValue(
  directory: Directory,
  user: User,
  identity: Identity,
  value: string,
  now: number,
): SimEvent[] {
  if (identity.value === value) {
    directory.touch(user, now);
    return [];
  }
  requireFreeIdentity(directory, user, { type: identity.type, value });
  const before = { ...identity };
  Object.assign(identity, { value, updatedAt: wholeSeconds(now) });
  if (identity.type === 'phone_number' && user.phone === before.value) user.phone = value;
  directory.touch(user, now);
  return [directory.events.identityChanged(user, identity, before, now)];
}

export function verifyIdentity(directory: Directory, user: User, identity: Identity, now: number): SimEvent[] {
  const isNew = !identity.verified;
  identity.verified = true;
  directory.touch(user, now);
  const isLoud = isNew && directory.switches.eventOnVerify;
  return isLoud ? [directory.events.identityChanged(user, identity, identity, now)] : [];
}

/** A user who once had an e-mail or a phone keeps one of them (Zendesk dossier §3.5). */
export function requireReachable(user: User, without: { identity?: Identity; phone?: boolean }) {
  const emails = emailsOf(user).filter(
    (email) => without.identity?.type !== 'email' || email !== without.identity.value,
  );
  const phone = without.phone === true ? null : user.phone;
  if (emails.length === 0 && phone === null) {
    throw invalidRecord('base', 'User must have an email address or a phone number');
  }
}

/** What happens to the mark and to the profile is open (Zendesk dossier §3.5, §4.2). */
export function removeIdentity(directory: Directory, user: User, identity: Identity, now: number): SimEvent[] {
  const { switches, events } = directory;
  if (identity.type === 'email') requireReachable(user, { identity });
  user.identities = user.identities.filter(({ id }) => id !== identity.id);
  const heir = user.identities.find(({ type }) => type === identity.type);
  const isInherited = identity.primary && heir !== undefined && switches.primaryDeleted === 'promotes';
  const promoted = isInherited ? promote(directory, user, heir, now) : [];
  if (identity.type === 'phone_number' && user.phone === identity.value && !switches.phoneOutlivesIdentity) {
    user.phone = heir?.value ?? null;
  }
  directory.touch(user, now);
  return [events.identityDeleted(user, identity, now), ...promoted];
}
