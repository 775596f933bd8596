// Writes whose fate is unknown. While one is open, its value at its side may be ours, landed late, and not a person's.
import { FIELDS, type Field, type Pair, type Platform } from './contact.ts';
import type { Doubt, Link } from './records.ts';

/** How long a write without an answer may still land. */
const DOUBT_MS = 180_000;

/** The doubts with one more; the same value in doubt twice may land twice. */
export function addDoubt(
  doubts: readonly Doubt[],
  side: Platform,
  field: Field,
  value: string,
  now: number,
): readonly Doubt[] {
  const isSame = (doubt: Doubt) => doubt.side === side && doubt.field === field && doubt.value === value;
  const doubt: Doubt = { side, field, value, until: now + DOUBT_MS };
  return [...doubts.filter((other) => !isSame(other)), doubts.some(isSame) ? { ...doubt, resent: true } : doubt];
}

/**
 * The link's doubts at the start of a pass: every pending found is another pass's, whose write may be under way unless
 * that pass said otherwise at its end.
 */
export function doubtsOf(link: Link, pair: Pair, readAt: number): readonly Doubt[] {
  return FIELDS.reduce<readonly Doubt[]>((doubts, field) => {
    const pending = link.pending[field];
    if (!pending || pending.idle || pair[pending.target].contact[field] === pending.value) return doubts;
    return addDoubt(doubts, pending.target, field, pending.value, readAt);
  }, link.doubts);
}

/** Over when its time had passed before this read, or when its value is seen, which shows that the write has landed. */
export const isStillOpen = (doubt: Doubt, pair: Pair, readAt: number): boolean =>
  doubt.until > readAt && (doubt.resent === true || pair[doubt.side].contact[doubt.field] !== doubt.value);
