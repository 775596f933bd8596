import { type Field, otherPlatform, type Pair, PLATFORMS, type Platform } from '../contact.ts';
import type { Plan } from '../plan.ts';
import type { FieldCase, Link } from '../records.ts';
import { spanOf } from '../span.ts';
import { quote } from '../task-text.ts';
import { waitWords } from './explain-queue.ts';
import type { FieldVerdict } from './explanation.ts';
import type { PersonFacts } from './person-facts.ts';
import { PLATFORM_NAMES } from './words.ts';

/** A field of a linked person, both of whose records were read, with what the engine would do about it now. */
type Standing = {
  readonly field: Field;
  readonly link: Link;
  readonly pair: Pair;
  readonly plan: Plan;
  readonly facts: PersonFacts;
};

/** Why a field looks as it does. */
export function explainField(standing: Standing): FieldVerdict {
  const { field, link, facts } = standing;
  const doubts = link.doubts.filter((doubt) => doubt.field === field && doubt.until > facts.now);
  const unanswered = doubts.map(({ side, value, until }) => {
    const left = spanOf(until - facts.now);
    return ` A write of ${quote(value)} to ${PLATFORM_NAMES[side]} was never answered: for another ${left} that value there may be ours.`;
  });
  const { state, why } = judge(standing);
  return { state, why: `${why}${unanswered.join('')}` };
}

function judge(standing: Standing): FieldVerdict {
  const { field, link, pair, plan, facts } = standing;
  const [here, there] = PLATFORMS.map((side) => pair[side].contact[field]);
  const unreadable = PLATFORMS.find((side) => field === 'phone' && pair[side].hasUnreadablePhone);
  if (unreadable) return { state: 'left_alone', why: unreadableWords(unreadable) };
  const open = link.fieldCases[field];
  if (here === there) return { state: 'in_sync', why: equalWords(here ?? '', open) };
  const target = plan.operations.find(({ fields }) => fields[field] !== undefined)?.target;
  const asked = open ?? plan.link.fieldCases[field];
  if (asked && (!target || asked.kind === 'email_conflict')) {
    const isNew = open ? '' : ` The question is asked with the next look. ${waitWords(facts)}`;
    return { state: 'held', why: `${heldWords(asked, target, standing)}${isNew}` };
  }
  if (target) return { state: 'waiting', why: `${travelWords(target, standing)} ${waitWords(facts)}` };
  const blank = PLATFORMS.find((side) => pair[side].contact[field] === '');
  if (blank) return { state: 'left_alone', why: blankWords(blank) };
  return { state: 'unknown', why: `Both sides differ, and nothing tells who is right. ${waitWords(facts)}` };
}

const unreadableWords = (side: Platform) =>
  `Unreadable: the phone in ${PLATFORM_NAMES[side]} is a text that is no valid number, so neither side is written.`;

const blankWords = (side: Platform) =>
  `Blank kept: ${PLATFORM_NAMES[side]} shows nothing, and a blank is neither copied nor refilled. The next value typed on either side travels.`;

function equalWords(value: string, open: FieldCase | undefined): string {
  if (open) return `In sync again: case ${open.caseId} closes with the next look.`;
  return value === '' ? 'In sync: blank on both sides.' : 'In sync.';
}

function travelWords(target: Platform, { field, link, pair }: Standing): string {
  const source = otherPlatform(target);
  const goes = `${quote(pair[source].contact[field])} goes to ${PLATFORM_NAMES[target]}`;
  if (link.fieldCases[field]) return `Decided: ${goes}, and the question closes with it.`;
  if (link.pending[field]?.target === target) return `Being written: ${goes}.`;
  const base = link.base[field];
  if (base === undefined) return `The two have never agreed: ${goes}.`;
  return `Changed in ${PLATFORM_NAMES[source]} since both showed ${quote(base)}: ${goes}.`;
}

function heldWords(open: FieldCase, planned: Platform | undefined, standing: Standing): string {
  const { field, link, pair, facts } = standing;
  const base = link.base[field];
  const target = planned ?? (pair.storeganise.contact[field] === base ? 'storeganise' : 'zendesk');
  const source = otherPlatform(target);
  const value = quote(pair[source].contact[field]);
  switch (open.kind) {
    case 'field_conflict': {
      const since = base === undefined ? '' : `, since both showed ${quote(base)}`;
      return `Held: changed on both sides, to different values${since}. We overwrite neither; the side that is edited next wins.`;
    }
    case 'rejected_write':
      return `Held: ${PLATFORM_NAMES[target]} refused ${value}. We do not try that value again; the next one typed is tried at once.`;
    case 'email_conflict':
      return `Held: ${value} from ${PLATFORM_NAMES[source]} is taken in ${PLATFORM_NAMES[target]}${holderWords(facts, target)}. We take it from nobody; once it is free, or either side changes, we try again.`;
    case 'unproven_email_change':
      return `Held: ${value} was typed in Storeganise, and nothing proves that it is the customer’s own address: whoever has it could read the tickets. “cases agree” lets it through.`;
  }
}

function holderWords({ holders }: PersonFacts, target: Platform): string {
  const names = holders.filter(({ platform }) => platform === target).map(({ id, name }) => `${quote(name)} (${id})`);
  return names.length === 0 ? ' by somebody whom a search does not show' : ` by ${names.join(' and ')}`;
}
