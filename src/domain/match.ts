import type { PlatformRecord } from './contact.ts';

/** How a candidate was found, strongest first. */
export type Via = 'pointer' | 'external_id' | 'email';

/** A record that might be the same person, with what is known about it. */
export type Candidate = {
  readonly record: PlatformRecord;
  readonly via: Via;
  /** Whether the person's address is its primary one, only a secondary one, or none of its addresses. */
  readonly holdsEmail: 'primary' | 'secondary' | 'no';
  /** It has an open half link: whoever points at it is the answer to that intent. */
  readonly isAwaited: boolean;
  /** Its pointer names another existing customer, or it is linked to one. */
  readonly belongsElsewhere: boolean;
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
  if (!only) return { kind: 'none' };
  return more.length === 0 && isFree(only)
    ? { kind: 'match', candidate: only }
    : { kind: 'ambiguous', candidates: likely };
}

function isLikely(source: PlatformRecord, { record, via, holdsEmail, isAwaited }: Candidate): boolean {
  if (record.standing === 'gone') return false;
  if (via === 'email') return holdsEmail !== 'no';
  const pointsBack = record.pointer.toLowerCase() === source.id.toLowerCase();
  return record.standing === 'customer' && (pointsBack || isAwaited || holdsEmail !== 'no');
}

const isFree = ({ record, via, holdsEmail, belongsElsewhere }: Candidate) =>
  record.standing === 'customer' && !belongsElsewhere && (via !== 'email' || holdsEmail === 'primary');
