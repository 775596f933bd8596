import type { PlatformRecord } from './contact.ts';

/** How a candidate was found, strongest first. */
export type Via = 'pointer' | 'external_id' | 'email';

/** A record that might be the same person, with what is known about it. */
export type Candidate = {
  readonly record: PlatformRecord;
  readonly via: Via;
  /** Whether the person's address is its primary one, only a secondary one, or none of its addresses. */
  readonly holdsEmail: 'primary' | 'secondary' | 'no';
  /** One of the two has an open half link and the other points at it: it is the answer to that intent. */
  readonly isAwaited: boolean;
  /** It is linked to another record of the source's platform. */
  readonly isLinkedElsewhere: boolean;
  /** Its `external_id` names another existing customer. */
  readonly namesAnother: boolean;
};

export type MatchVerdict =
  | { readonly kind: 'match'; readonly candidate: Candidate }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'none' };

/**
 * Judges the candidates of one step. A pointer alone proves nothing, since staff can edit it: the other side must point
 * back or hold the address. By e-mail only the primary address of exactly one free customer counts; anything near it is
 * a question for a person.
 */
export function judgeMatch(source: PlatformRecord, candidates: readonly Candidate[]): MatchVerdict {
  const likely = candidates.filter((candidate) => isLikely(source, candidate));
  const [only, ...more] = likely;
  if (!only) return judgeClaims(candidates);
  return more.length === 0 && isFree(only)
    ? { kind: 'match', candidate: only }
    : { kind: 'ambiguous', candidates: likely };
}

/** Who carries this customer's id without a proof stands in the way of whoever else would carry it. */
function judgeClaims(candidates: readonly Candidate[]): MatchVerdict {
  const claims = candidates.filter(({ via, record }) => via === 'external_id' && record.standing !== 'gone');
  return claims.length === 0 ? { kind: 'none' } : { kind: 'ambiguous', candidates: claims };
}

function isLikely(source: PlatformRecord, { record, via, holdsEmail, isAwaited }: Candidate): boolean {
  if (record.standing === 'gone') return false;
  if (via === 'email') return holdsEmail !== 'no';
  const names = (one: PlatformRecord, other: PlatformRecord) => one.pointer.toLowerCase() === other.id.toLowerCase();
  const isMutual = names(source, record) && names(record, source);
  return record.standing === 'customer' && (isMutual || isAwaited || holdsEmail !== 'no');
}

const isFree = ({ record, via, holdsEmail, isLinkedElsewhere, namesAnother }: Candidate) =>
  record.standing === 'customer' &&
  !isLinkedElsewhere &&
  !namesAnother &&
  (via !== 'email' || holdsEmail === 'primary');
