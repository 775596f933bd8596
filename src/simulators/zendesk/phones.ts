import type { SimEvent } from '../wire.ts';
import { invalidPhone } from './answers.ts';
import { type Directory, valueTaken } from './directory.ts';
import {
  attachIdentity,
  changeIdentityValue,
  makePrimary,
  promote,
  removeIdentity,
  requireReachable,
} from './identities.ts';
import { findIdentity, type User } from './records.ts';
import type { ZendeskSwitches } from './switches.ts';

/** What a body says about the phone; `null` clears it. */
export type PhoneWrite = { phone?: string | null; shared?: boolean };

type Profile = Pick<User, 'phone' | 'sharedPhone'>;

/** What a write comes to, decided before anything is touched. */
type PhonePlan =
  | { kind: 'none' }
  | { kind: 'profile'; profile: Profile }
  /** One more direct line; `shows` puts it on the profile. */
  | { kind: 'attach'; value: string; shows: boolean }
  | { kind: 'select'; value: string }
  | { kind: 'share' };

/** Any text is a phone, unless the account validates (Zendesk dossier §3.5). */
export function requirePhone(phone: string, attribute: 'phone' | 'value', switches: ZendeskSwitches) {
  if (switches.phoneValidation && !/^\+\d{7,15}(x\d{1,11})?$/.test(phone)) throw invalidPhone(attribute, phone);
}

/**
 * What `phone` and `shared_phone_number` of a PUT or POST come to (Zendesk dossier §3.5): the first number is shown,
 * a further one only becomes an identity. `user` is undefined on creation. Throws where the platform refuses.
 */
export function planPhone(directory: Directory, user: User | undefined, { phone, shared }: PhoneWrite): PhonePlan {
  const shown = user?.phone ?? null;
  if (phone === undefined || (phone !== null && phone === shown)) return planSharing(directory, user, shared);
  if (phone === null) {
    if (user !== undefined && shown !== null) requireReachable(user, { phone: true });
    return { kind: 'profile', profile: { phone: null, sharedPhone: false } };
  }
  requirePhone(phone, 'phone', directory.switches);
  if (user !== undefined && findIdentity(user, 'phone_number', phone) !== undefined) {
    const isSelected = shown === null || directory.switches.ownPhoneOnPut === 'selected';
    return isSelected ? { kind: 'select', value: phone } : { kind: 'none' };
  }
  const isElsewhere = directory.isPhoneElsewhere(phone, user?.id);
  if (isElsewhere && shared !== true && directory.switches.takenPhone === 'refused') throw valueTaken(phone, 'phone');
  if (isElsewhere || shared === true) {
    // A shared number is no identity, and the profile keeps the first one.
    return shown === null ? { kind: 'profile', profile: { phone, sharedPhone: true } } : { kind: 'none' };
  }
  return { kind: 'attach', value: phone, shows: shown === null };
}

function planSharing(directory: Directory, user: User | undefined, shared: boolean | undefined): PhonePlan {
  if (!user?.phone || shared === undefined || shared === user.sharedPhone) return { kind: 'none' };
  if (shared) return { kind: 'share' };
  if (directory.isPhoneElsewhere(user.phone, user.id)) throw valueTaken(user.phone, 'phone');
  const isHeld = findIdentity(user, 'phone_number', user.phone) !== undefined;
  return { kind: isHeld ? 'select' : 'attach', value: user.phone, shows: true };
}

/** Makes a plan true. A profile text that is no identity has no event (Zendesk dossier §7.6, §15 item 49). */
export function applyPhone(directory: Directory, user: User, plan: PhonePlan, now: number): SimEvent[] {
  switch (plan.kind) {
    case 'none':
      return [];
    case 'profile':
      Object.assign(user, plan.profile);
      return [];
    case 'select': {
      const identity = findIdentity(user, 'phone_number', plan.value);
      Object.assign(user, { phone: plan.value, sharedPhone: false });
      return identity === undefined ? [] : promote(directory, user, identity, now);
    }
    case 'attach': {
      const fresh = { type: 'phone_number', value: plan.value, verified: false, primary: false };
      const identity = attachIdentity(directory, user, fresh, now);
      const created = directory.events.identityCreated(user, identity, now);
      if (!plan.shows) return [created];
      Object.assign(user, { phone: plan.value, sharedPhone: false });
      return [created, ...promote(directory, user, identity, now)];
    }
    case 'share': {
      const { phone } = user;
      const identity = findIdentity(user, 'phone_number', phone ?? '');
      const removed = identity === undefined ? [] : removeIdentity(directory, user, identity, now);
      Object.assign(user, { phone, sharedPhone: true });
      return removed;
    }
  }
}

/**
 * An agent types another number over the one shown: the identity behind it moves along; a shared number is text only,
 * and so becomes a number that somebody else has (Zendesk dossier §3.5, §7.6).
 */
export function retypePhone(directory: Directory, user: User, phone: string | null, now: number): SimEvent[] {
  if (phone === user.phone) return [];
  if (phone === null) {
    requireReachable(user, { phone: true });
    return showOnly(directory, user, { phone: null, sharedPhone: false }, now);
  }
  requirePhone(phone, 'phone', directory.switches);
  const own = findIdentity(user, 'phone_number', phone);
  if (own !== undefined) return makePrimary(directory, user, own, now);
  if (user.sharedPhone || directory.isPhoneElsewhere(phone, user.id)) {
    return showOnly(directory, user, { phone, sharedPhone: true }, now);
  }
  const line = user.phone === null ? undefined : findIdentity(user, 'phone_number', user.phone);
  if (line !== undefined) return changeIdentityValue(directory, user, line, phone, now);
  const events = applyPhone(directory, user, { kind: 'attach', value: phone, shows: true }, now);
  directory.touch(user, now);
  return events;
}

/** Puts a text on the profile and takes away the identity that stood behind the old one. */
function showOnly(directory: Directory, user: User, profile: Profile, now: number): SimEvent[] {
  const line = user.phone === null ? undefined : findIdentity(user, 'phone_number', user.phone);
  const removed = line === undefined ? [] : removeIdentity(directory, user, line, now);
  Object.assign(user, profile);
  directory.touch(user, now);
  return removed;
}
