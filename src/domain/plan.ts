import { FIELDS, type Field, type Operation, otherPlatform, type Pair, PLATFORMS, type Platform } from './contact.ts';
import { doubtsOf, isStillOpen } from './doubts.ts';
import { closeFieldCase, dropPending, openFieldCase, valuesOf } from './link-progress.ts';
import { mergeField, type Verdict } from './merge.ts';
import type { Link } from './records.ts';

export type Plan = {
  /** The link as it is to be stored before the first operation: pending, and everything known by now. */
  readonly link: Link;
  readonly operations: readonly Operation[];
};

/**
 * What to write where so that both records of a link agree, decided from what both show. Pure: `readAt` is the moment
 * before the records were read. Planning again after the plan was carried out yields no operation.
 */
export function planSync(link: Link, pair: Pair, readAt: number): Plan {
  const doubts = doubtsOf(link, pair, readAt);
  const verdicts = FIELDS.map((field) => {
    const verdict = mergeField({
      values: valuesOf(pair, field),
      base: link.base[field],
      pending: link.pending[field],
      doubts: doubts.filter((doubt) => doubt.field === field),
      fieldCase: link.fieldCases[field],
    });
    return [field, verdict] as const;
  });
  const start: Link = { ...link, doubts: doubts.filter((doubt) => isStillOpen(doubt, pair, readAt)) };
  const planned = verdicts.reduce((draft, [field, verdict]) => noteVerdict(draft, field, verdict, pair, readAt), start);
  return { link: planned, operations: PLATFORMS.flatMap((side) => operationsTo(side, planned, pair, verdicts)) };
}

function noteVerdict(link: Link, field: Field, verdict: Verdict, pair: Pair, now: number): Link {
  switch (verdict.kind) {
    case 'agreed':
    case 'blank_kept': {
      const settled = closeFieldCase(dropPending(link, field, 'written', now), field);
      return { ...settled, base: { ...settled.base, [field]: verdict.value } };
    }
    case 'conflict':
      return openFieldCase(
        dropPending(link, field, 'replaced', now),
        field,
        'field_conflict',
        valuesOf(pair, field),
        now,
      );
    case 'write':
      return notePending(link, field, verdict, now);
  }
}

function notePending(link: Link, field: Field, verdict: Verdict & { kind: 'write' }, now: number): Link {
  const { kind: _, ...pending } = verdict;
  const found = link.pending[field];
  if (found?.target === pending.target && found.value === pending.value && found.was === pending.was) {
    const { idle: __, ...underWay } = found;
    return { ...link, pending: { ...link.pending, [field]: underWay } };
  }
  const replaced = dropPending(link, field, found?.value === pending.was ? 'written' : 'replaced', now);
  return {
    ...replaced,
    base: pending.first ? { ...replaced.base, [field]: pending.value } : replaced.base,
    pending: { ...replaced.pending, [field]: pending },
  };
}

function operationsTo(
  target: Platform,
  link: Link,
  pair: Pair,
  verdicts: readonly (readonly [Field, Verdict])[],
): readonly Operation[] {
  const entries = verdicts.flatMap(([field, verdict]) =>
    verdict.kind === 'write' && verdict.target === target ? [[field, verdict.value] as const] : [],
  );
  const write: Operation = { target, fields: Object.fromEntries(entries) };
  const pointer = missingPointer(link, pair, target);
  if (pointer === undefined) return entries.length === 0 ? [] : [write];
  // Zendesk takes the pointer along; in Storeganise its field may be missing, which must not block the contact.
  if (entries.length === 0 || target === 'zendesk') return [{ ...write, pointer }];
  return [write, { target, fields: {}, pointer }];
}

/** A foreign `external_id` belongs to somebody else's integration and is left alone; our own field is repaired. */
function missingPointer(link: Link, pair: Pair, side: Platform): string | undefined {
  const wanted = pair[otherPlatform(side)].id;
  const shown = pair[side].pointer;
  if (link.pointerRefused.includes(side) || shown.toLowerCase() === wanted.toLowerCase()) return undefined;
  return side === 'zendesk' && shown !== '' ? undefined : wanted;
}
