import type { Pair } from '../contact.ts';
import type { Link } from '../records.ts';
import { customerStatus, hasActiveRental } from '../status.ts';
import { quote } from '../task-text.ts';
import { waitWords } from './explain-queue.ts';
import type { FieldVerdict, FieldView } from './explanation.ts';
import { type PersonFacts, recordOf } from './person-facts.ts';
import { withWords } from './words.ts';

/** The customer status, and the rentals that it comes from. */
export function explainStatus(facts: PersonFacts): FieldView {
  const { rentals } = facts;
  const zendesk = recordOf(facts, 'zendesk');
  return {
    field: 'status',
    ...(rentals && 'states' in rentals ? { storeganise: rentalWords(rentals.states) } : {}),
    ...(zendesk ? { zendesk: zendesk.status ?? '' } : {}),
    ...judgeStatus(facts),
  };
}

/** `1 ended, 2 occupied`. */
function rentalWords(states: readonly string[]): string {
  const names = [...new Set(states)].toSorted();
  const countOf = (name: string) => states.filter((state) => state === name).length;
  return names.map((name) => `${countOf(name)} ${name || 'without a state'}`).join(', ') || 'no rental';
}

function judgeStatus(facts: PersonFacts): FieldVerdict {
  const { statusKey, rentals, isDisabled, link } = facts;
  const shown = recordOf(facts, 'zendesk');
  if (statusKey === undefined) return leftAlone('Not kept: the settings name no status field.');
  if (!rentals) return unknown('There is no customer whose rentals could be read.');
  if ('code' in rentals) return unknown(`The rentals could not be read: ${withWords(rentals.code)}.`);
  const wanted = customerStatus(rentals.states, isDisabled);
  if (wanted === undefined) return leftAlone('A rental is in a state that we do not know, so no status is written.');
  const follows = `${wanted} follows from ${reasonOf(rentals.states, isDisabled)}`;
  if (link?.state === 'half') return { state: 'waiting', why: `Goes into the new record: ${follows}.` };
  if (link?.state === 'parked') return leftAlone('Parked: nothing is written on either side.');
  if (!link) return unknown(`Not linked, so nothing is written: ${follows}.`);
  if (!shown) return unknown(`Zendesk shows nobody to compare with: ${follows}.`);
  if (shown.status === undefined) return leftAlone(`The Zendesk user has no field ${quote(statusKey)}: ${follows}.`);
  if (shown.status === wanted) return { state: 'in_sync', why: `In sync: ${follows}.` };
  return { state: 'waiting', why: `To be written: ${follows}. ${waitWords(facts)}` };
}

const leftAlone = (why: string): FieldVerdict => ({ state: 'left_alone', why });
const unknown = (why: string): FieldVerdict => ({ state: 'unknown', why });

function reasonOf(rentals: readonly string[], isDisabled: boolean): string {
  if (hasActiveRental(rentals))
    return isDisabled ? 'a rental that is active although the account is disabled' : 'an active rental';
  if (isDisabled) return 'the account being disabled';
  return rentals.includes('ended') ? 'rentals that have ended' : 'there being no rental that began';
}

/** Whether the customer is disabled and the user suspended, and who did it. */
export function explainSuspension(facts: PersonFacts, link: Link, { storeganise, zendesk }: Pair): FieldView {
  const told = storeganise.isBarred === undefined ? ', as far as events tell' : '';
  return {
    field: 'suspension',
    storeganise: facts.isDisabled ? `disabled${told}` : 'enabled',
    zendesk: zendesk.isBarred ? 'suspended' : 'not suspended',
    ...judgeSuspension(facts, link, zendesk.isBarred === true),
  };
}

function judgeSuspension(facts: PersonFacts, link: Link, isSuspended: boolean): FieldVerdict {
  const { isDisabled } = facts;
  if (isDisabled && !link.isDisabled) {
    const why = `Disabled in Storeganise: the Zendesk user is to be suspended. ${waitWords(facts)}`;
    return { state: 'waiting', why };
  }
  if (link.notices.includes('suspension_refused')) {
    return { state: 'held', why: 'Held: Zendesk refused the suspension.' };
  }
  if (link.notices.includes('suspension_note_refused')) {
    return { state: 'held', why: 'Held: suspended by us, but Zendesk refused the note that says why.' };
  }
  if (isDisabled && !isSuspended) {
    return leftAlone('Somebody lifted the suspension; we suspend once for each time a customer is disabled.');
  }
  if (isDisabled) {
    const who = link.isSuspendedByUs
      ? 'by us, once, because the customer was disabled'
      : 'before the customer was disabled';
    return { state: 'in_sync', why: `In sync: suspended ${who}.` };
  }
  if (!isSuspended) return { state: 'in_sync', why: 'In sync.' };
  if (link.isSuspendedByUs) {
    return leftAlone('Suspended by us while the customer was disabled; we never lift a suspension.');
  }
  const why =
    'Held: somebody suspended the user in Zendesk, and Storeganise has no way to disable a customer for that.';
  return { state: 'held', why };
}
