import type { Operation, Pair, Suspension } from './contact.ts';
import { answerTenant, askTenant, closeNotice, openNotice, personOf, withRows } from './questions.ts';
import type { Link } from './records.ts';
import { customerStatus, hasActiveRental } from './status.ts';

export type StandingFacts = {
  readonly now: number;
  readonly isDisabled: boolean;
  /** The states of the customer's rentals, where they were read. */
  readonly rentals?: readonly string[];
  /** The key of the Zendesk field for the customer status; absent: no status is kept. */
  readonly statusKey?: string;
};

export type Standing = { readonly link: Link; readonly operation: Pick<Operation, 'status' | 'suspension'> };

/** Status and suspension, which go from Storeganise to Zendesk only. */
export function planStanding(link: Link, pair: Pair, facts: StandingFacts): Standing {
  const told = tellSuspension(noteBarred(link, pair, facts), pair, facts);
  const status = planStatus(told, pair, facts);
  const suspension = status.link.suspension;
  return {
    link: status.link,
    operation: { ...status.operation, ...(suspension ? { suspension } : {}) },
  };
}

/** Suspends once per transition; that a customer is enabled again never lifts a suspension. */
function noteBarred(link: Link, { zendesk }: Pair, facts: StandingFacts): Link {
  const { suspension, ...rest } = link;
  if (!facts.isDisabled) {
    return closeNotice(closeNotice({ ...rest, isDisabled: false }, 'suspension_refused'), 'suspension_note_refused');
  }
  if (link.isDisabled) return rest;
  return { ...rest, suspension: suspension ?? intend(noteOf(facts), zendesk.notes ?? '') };
}

/** One more of these than stand there: a second transition on the same day gets a note of its own. */
const intend = (note: string, notes: string): Suspension => ({ note, count: countNotes(notes, note) + 1 });

export const countNotes = (notes: string, note: string): number => notes.split(note).length - 1;

/** One dated line (contract: "Suspension note"). */
function noteOf({ now, rentals = [] }: StandingFacts): string {
  const day = new Date(now).toISOString().slice(0, 10);
  const note = `${day}: This account was suspended because the customer was disabled in Storeganise.`;
  return hasActiveRental(rentals) ? `${note} A unit rental is still active.` : note;
}

/** Somebody else suspended the user: Storeganise has no way to disable its customer, so a person is told. */
function tellSuspension(link: Link, { storeganise, zendesk }: Pair, facts: StandingFacts): Link {
  if (zendesk.isBarred !== true) return closeNotice({ ...link, isSuspendedByUs: false }, 'zendesk_user_suspended');
  if (link.isSuspendedByUs || facts.isDisabled) return closeNotice(link, 'zendesk_user_suspended');
  return openNotice(link, 'zendesk_user_suspended', personOf(storeganise), {}, facts.now);
}

/** Written only where a read has shown the field, and only where the rentals were read. */
function planStatus(link: Link, { zendesk }: Pair, { statusKey, rentals, isDisabled, now }: StandingFacts): Standing {
  if (statusKey === undefined || rentals === undefined) return { link, operation: {} };
  if (zendesk.status === undefined) {
    return {
      link: withRows(link, askTenant(link.tenant, 'status_field_missing', { key: statusKey }, now)),
      operation: {},
    };
  }
  const status = customerStatus(rentals, isDisabled);
  if (status === undefined) return { link, operation: {} };
  if (status === zendesk.status) {
    return { link: withRows(link, answerTenant(link.tenant, 'status_field_missing')), operation: {} };
  }
  return { link, operation: { status } };
}
