import { FIELDS, type Field, type Operation, otherPlatform, type Pair, PLATFORMS, type Platform } from './contact.ts';
import { doubtsOf, isStillOpen } from './doubts.ts';
import { dropPending } from './link-progress.ts';
import { mergeField, type Verdict } from './merge.ts';
import { planStanding, type StandingFacts } from './plan-standing.ts';
import { closeFieldCase, openFieldCase, valuesOf } from './questions.ts';
import type { Doubt, Link } from './records.ts';

export type Plan = {
  /** The link as it is to be stored before the first operation: pending, and everything known by now. */
  readonly link: Link;
  readonly operations: readonly Operation[];
};

/** What is known besides the two records. */
export type Facts = Omit<StandingFacts, 'now'> & {
  /** A moment before the records were read. */
  readonly readAt: number;
  /** A look that nobody's event asked for: what was refused before is tried again. */
  readonly isThorough: boolean;
};

type Decision = Verdict | { readonly kind: 'unreadable' | 'unproven' };
type Decisions = readonly (readonly [Field, Decision])[];

/**
 * What to write where so that both records of a link agree, decided from what both show. Pure. Planning again after
 * the plan was carried out yields no operation.
 */
export function planSync(link: Link, pair: Pair, facts: Facts): Plan {
  const { readAt } = facts;
  const doubts = doubtsOf(link, pair, readAt);
  const decisions = FIELDS.map((field) => [field, decide(field, { ...link, doubts }, pair)] as const);
  const verdicts = new Map(decisions);
  const start: Link = {
    ...link,
    doubts: doubts.filter((doubt) => isStillOpen(doubt, pair, readAt) || isLeftStanding(doubt, verdicts, pair)),
  };
  const planned = decisions.reduce((draft, [field, decision]) => note(draft, field, decision, pair, readAt), start);
  const standing = planStanding(planned, pair, { ...facts, now: readAt });
  const operations = [
    ...operationsTo('storeganise', planned, decisions, {}),
    ...operationsTo('zendesk', planned, decisions, { ...standing.operation, ...missingPointer(link, pair, facts) }),
  ];
  return { link: standing.link, operations };
}

/** A late value of ours that this pass sees and does not undo is still ours for the next one. */
function isLeftStanding(doubt: Doubt, verdicts: ReadonlyMap<Field, Decision>, pair: Pair): boolean {
  const verdict = verdicts.get(doubt.field);
  const isShown = pair[doubt.side].contact[doubt.field] === doubt.value;
  return isShown && verdict?.kind === 'write' && verdict.target !== doubt.side && verdict.value !== doubt.value;
}

function decide(field: Field, link: Link, pair: Pair): Decision {
  if (field === 'phone' && PLATFORMS.some((side) => pair[side].hasUnreadablePhone)) return { kind: 'unreadable' };
  const verdict = mergeField({
    values: valuesOf(pair, field),
    base: link.base[field],
    pending: link.pending[field],
    doubts: link.doubts.filter((doubt) => doubt.field === field),
    fieldCase: link.fieldCases[field],
  });
  return isProven(link, pair) ? verdict : restrict(field, verdict, pair);
}

/** Whether the address is known to be the customer's own. */
const isProven = (link: Link, { storeganise }: Pair) => link.isProven || storeganise.isConfirmed === true;

/** Over an unproven link somebody may have signed up with another's address to read what belongs to it. */
function restrict(field: Field, verdict: Verdict, pair: Pair): Decision {
  if (verdict.kind !== 'write') return verdict;
  if (field === 'email' && verdict.target === 'zendesk' && !isOwnAddress(verdict.value, pair))
    return { kind: 'unproven' };
  const fillsBlank = verdict.first && verdict.target === 'storeganise';
  return fillsBlank ? { kind: 'blank_kept', value: pair.zendesk.contact[field] } : verdict;
}

/** Making one of the user's own addresses the first one lets nobody in. */
const isOwnAddress = (address: string, { zendesk }: Pair): boolean =>
  zendesk.identities?.some(({ type, value }) => type === 'email' && value === address) ?? false;

function note(link: Link, field: Field, decision: Decision, pair: Pair, now: number): Link {
  switch (decision.kind) {
    case 'agreed':
    case 'blank_kept': {
      const settled = closeFieldCase(dropPending(link, field, 'written', now), field);
      return { ...settled, base: { ...settled.base, [field]: decision.value } };
    }
    case 'unreadable':
      return dropPending(link, field, 'replaced', now);
    case 'unproven': {
      const asked = openFieldCase(dropPending(link, field, 'replaced', now), field, 'unproven_email_change', pair, now);
      // What Zendesk shows is where the two stand: only what is typed in Storeganise is in question.
      return { ...asked, base: { ...asked.base, [field]: pair.zendesk.contact[field] } };
    }
    case 'conflict':
      return openFieldCase(
        dropPending(link, field, 'replaced', now),
        field,
        conflictKind(link, field, pair),
        pair,
        now,
      );
    case 'write':
      return notePending(link, field, decision, now);
  }
}

/** A refused value that nobody changed stays what it is. */
function conflictKind(link: Link, field: Field, pair: Pair): 'field_conflict' | 'rejected_write' {
  const open = link.fieldCases[field];
  const isSame = open && PLATFORMS.every((side) => open.values[side] === pair[side].contact[field]);
  return isSame && open.kind === 'rejected_write' ? 'rejected_write' : 'field_conflict';
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

/** An address is written by itself, so that a taken one holds nothing else; so is a phone in Zendesk, in several calls. */
const ALONE: Readonly<Record<Platform, readonly Field[]>> = { storeganise: ['email'], zendesk: ['email', 'phone'] };

function operationsTo(
  target: Platform,
  link: Link,
  decisions: Decisions,
  rest: Omit<Operation, 'target' | 'fields'>,
): readonly Operation[] {
  const entries = decisions.flatMap(([field, decision]) =>
    decision.kind === 'write' && decision.target === target ? [[field, decision.value] as const] : [],
  );
  const isAlone = ([field]: (typeof entries)[number]) => ALONE[target].includes(field);
  const together = Object.fromEntries(entries.filter((entry) => !isAlone(entry)));
  const hasMore = Object.keys({ ...together, ...rest }).length > 0;
  return [
    ...entries
      .filter(isAlone)
      .map(([field, value]) => ({ target, fields: { [field]: value }, ...replacedBy(field, link) })),
    ...(hasMore ? [{ target, fields: together, ...rest }] : []),
  ];
}

/** Our old number is what both sides agreed on last. */
const replacedBy = (field: Field, { base }: Link): Pick<Operation, 'replaces'> =>
  field === 'phone' && base.phone ? { replaces: base.phone } : {};

/** A foreign `external_id` belongs to somebody else's integration and is left alone. */
function missingPointer(link: Link, pair: Pair, { isThorough }: Facts): Pick<Operation, 'pointer'> {
  const isRefused = !isThorough && link.refused.includes('pointer_zendesk');
  const isFree = pair.zendesk.pointer === '' && !isRefused;
  return isFree ? { pointer: pair[otherPlatform('zendesk')].id } : {};
}
