// Three-way merge of one field: what both sides show now, against what they agreed on last (the base), what an
// unfinished pass was about to write (pending), which values may be writes of ours that landed late (doubts), and an
// open question. The idea: only what a person changed since the base travels; two changes become a question.
import { otherPlatform, type Platform } from './contact.ts';
import type { Doubt, FieldCase, Pending } from './records.ts';

export type FieldState = {
  readonly values: Readonly<Record<Platform, string>>;
  readonly base: string | undefined;
  readonly pending: Pending | undefined;
  readonly doubts: readonly Doubt[];
  readonly fieldCase: FieldCase | undefined;
};

export type Verdict =
  | { readonly kind: 'agreed'; readonly value: string }
  | {
      readonly kind: 'write';
      readonly target: Platform;
      readonly value: string;
      readonly was: string;
      readonly first?: true;
    }
  /** Both sides changed: nothing is written, a person decides. */
  | { readonly kind: 'conflict' }
  /** One side is blank: neither propagated nor refilled; `value` is what the other side keeps. */
  | { readonly kind: 'blank_kept'; readonly value: string };

/** While such a question is open, its values are the bases of their sides; the others are tried again. */
const KEEPS_VALUES: ReadonlySet<FieldCase['kind']> = new Set(['field_conflict', 'rejected_write']);

/** The verdict on one field. Symmetric in the two platforms, but for the first link, where Storeganise wins. */
export function mergeField(state: FieldState): Verdict {
  const { storeganise, zendesk } = state.values;
  if (storeganise === zendesk) return { kind: 'agreed', value: storeganise };
  if (state.pending) return resumePending(state, state.pending);
  if (state.fieldCase && KEEPS_VALUES.has(state.fieldCase.kind)) return mergeSince(state, state.fieldCase.values);
  if (state.base === undefined) return firstLink(state);
  return mergeSince(state, { storeganise: state.base, zendesk: state.base });
}

/** A side that shows an in-doubt value is ours: no person chose it. */
const isOurs = ({ doubts, values }: FieldState, side: Platform) =>
  doubts.some((doubt) => doubt.side === side && doubt.value === values[side]);

function write(state: FieldState, target: Platform, value: string): Verdict {
  if (value === '') return { kind: 'blank_kept', value: state.values[target] };
  return { kind: 'write', target, value, was: state.values[target] };
}

/** An earlier pass stored what it was about to write and did not come to its end. */
function resumePending(state: FieldState, pending: Pending): Verdict {
  const { target } = pending;
  const source = otherPlatform(target);
  const shown = state.values[target];
  const sourceValue = isOurs(state, source) ? pending.value : state.values[source];
  if (shown === pending.value && sourceValue === pending.value) return write(state, source, pending.value);
  // A blank may be ours as well: a phone is cleared before it is set again.
  const isUntouched = shown === pending.value || shown === pending.was || shown === '' || isOurs(state, target);
  if (isUntouched) return write(state, target, sourceValue);
  if (pending.first && sourceValue === pending.value) return write(state, source, shown);
  return { kind: 'conflict' };
}

/** Storeganise's name is the better one: who mailed support before is `pat` there. Zendesk fills only a blank. */
function firstLink(state: FieldState): Verdict {
  const winner: Platform = state.values.storeganise === '' ? 'zendesk' : 'storeganise';
  const verdict = write(state, otherPlatform(winner), state.values[winner]);
  return verdict.kind === 'write' ? { ...verdict, first: true } : verdict;
}

/** What each side showed when they were last settled, against what they show now. A blank does not travel. */
function mergeSince(state: FieldState, settled: Readonly<Record<Platform, string>>): Verdict {
  const { values } = state;
  const moved = (side: Platform) => values[side] !== settled[side] && values[side] !== '' && !isOurs(state, side);
  const movedHere = moved('storeganise');
  const movedThere = moved('zendesk');
  if (movedHere !== movedThere) {
    const winner: Platform = movedHere ? 'storeganise' : 'zendesk';
    return write(state, otherPlatform(winner), values[winner]);
  }
  if (movedHere || (state.fieldCase && KEEPS_VALUES.has(state.fieldCase.kind))) return { kind: 'conflict' };
  if (values.storeganise === '' || values.zendesk === '') {
    return { kind: 'blank_kept', value: values.storeganise || values.zendesk };
  }
  return undoLateWrite(state, settled);
}

/** Nobody moved, yet the sides differ: a write of ours landed late over what both had agreed on. */
function undoLateWrite(state: FieldState, settled: Readonly<Record<Platform, string>>): Verdict {
  const isLate = (side: Platform) => isOurs(state, side) && state.values[side] !== settled[side];
  const here = isLate('storeganise');
  const there = isLate('zendesk');
  if (here && there) return { kind: 'conflict' };
  const target: Platform = here ? 'storeganise' : 'zendesk';
  return write(state, target, state.values[otherPlatform(target)]);
}
