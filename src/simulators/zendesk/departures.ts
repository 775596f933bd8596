import type { SimEvent } from '../wire.ts';
import { invalidRecord, notFound } from './answers.ts';
import type { Directory } from './directory.ts';
import { type Identity, primaryFirst, type User, wholeSeconds } from './records.ts';

/** Name, texts, tags and fields stay; identities and `external_id` are free at once (Zendesk dossier §3.8). */
export function deleteUser(directory: Directory, user: User, now: number): SimEvent[] {
  takeAway(directory, user, 'deleted', now);
  return tellDeparture(directory, user, now);
}

/** Afterwards the user is found nowhere but among the deleted ones (Zendesk dossier §3.8). */
export function purgeUser(directory: Directory, user: User, now: number): SimEvent[] {
  if (user.state !== 'deleted') throw notFound();
  user.name = 'Permanently Deleted User';
  takeAway(directory, user, 'purged', now);
  const isLoud = directory.switches.deleteEvents === 'active_changed';
  return isLoud ? [directory.events.make(user, 'user.deleted', {}, now)] : [];
}

/** Only end users, and for good (Zendesk dossier §3.9). */
export function requireMergeable(loser: User, winner: User) {
  if (loser.id === winner.id) throw invalidRecord('base', 'A user cannot be merged with itself');
  if (loser.role !== 'end-user' || winner.role !== 'end-user') {
    throw invalidRecord('base', 'Only end users can be merged');
  }
}

/** E-mail identities move, the loser's other data is lost (Zendesk dossier §3.9). */
export function mergeUsers(directory: Directory, loser: User, winner: User, now: number): SimEvent[] {
  requireMergeable(loser, winner);
  const { events, switches } = directory;
  const moving = primaryFirst(loser.identities).filter(
    ({ type }) => type === 'email' || (type === 'phone_number' && switches.mergeMovesPhones),
  );
  takeAway(directory, loser, switches.mergedLoser === 'gone' ? 'purged' : 'deleted', now);
  for (const identity of moving) moveTo(winner, identity, now);
  directory.touch(winner, now);

  const merged = (subject: User, other: User) => events.make(subject, 'user.merged', { user: { id: other.id } }, now);
  const isTold = (side: 'loser' | 'winner') => [side, 'both'].includes(switches.mergedEventOn);
  const others = switches.otherEventsOnMerge;
  return [
    ...(isTold('loser') ? [merged(loser, winner)] : []),
    ...(isTold('winner') ? [merged(winner, loser)] : []),
    ...(others ? moving.map((identity) => events.identityCreated(winner, identity, now)) : []),
    ...(others ? tellDeparture(directory, loser, now) : []),
  ];
}

function moveTo(winner: User, identity: Identity, now: number) {
  const isFirst = winner.identities.every(({ type }) => type !== identity.type);
  Object.assign(identity, { primary: isFirst, updatedAt: wholeSeconds(now) });
  winner.identities.push(identity);
  if (isFirst && identity.type === 'phone_number') winner.phone ??= identity.value;
}

function takeAway(directory: Directory, user: User, state: User['state'], now: number) {
  Object.assign(user, { state, identities: [], externalId: null, phone: null, sharedPhone: false });
  directory.touch(user, now);
}

/** Which of the two events a deletion emits is open (Zendesk dossier §7.6). */
function tellDeparture({ events, switches }: Directory, user: User, now: number): SimEvent[] {
  const { deleteEvents } = switches;
  return [
    ...(deleteEvents === 'deleted' ? [] : [events.changed(user, 'user.active_changed', false, true, now)]),
    ...(deleteEvents === 'active_changed' ? [] : [events.make(user, 'user.deleted', {}, now)]),
  ];
}
