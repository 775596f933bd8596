import { FIELDS, type Field, type Pair, PLATFORMS, type Platform, type PlatformRecord } from '../contact.ts';
import { carryOver } from '../form.ts';
import { planSync } from '../plan.ts';
import type { Link } from '../records.ts';
import { quote } from '../task-text.ts';
import { explainBookkeeping } from './explain-bookkeeping.ts';
import { explainField } from './explain-field.ts';
import { waitWords } from './explain-queue.ts';
import { explainStatus, explainSuspension } from './explain-standing.ts';
import type { FieldVerdict, FieldView } from './explanation.ts';
import { type PersonFacts, pairOf, recordOf } from './person-facts.ts';
import { PLATFORM_NAMES, RECORD_NAMES } from './words.ts';

/**
 * What both sides show now, and why each field looks as it does. For a linked pair the engine's own decision is asked,
 * so that the words never promise what it would not do.
 */
export function explainFields(facts: PersonFacts): readonly FieldView[] {
  const { link } = facts;
  const pair = pairOf(facts);
  if (link?.state === 'linked' && pair) return explainPair(facts, link, pair);
  return [...FIELDS.map((field) => ({ ...shownOf(facts, field), ...judgeAlone(facts, field) })), explainStatus(facts)];
}

function explainPair(facts: PersonFacts, known: Link, shown: Pair): readonly FieldView[] {
  const { link, pair } = carryOver(known, shown, facts.form);
  const { now, isDisabled, rentals, statusKey } = facts;
  const plan = planSync(link, pair, {
    readAt: now,
    isThorough: false,
    isDisabled,
    ...(rentals && 'states' in rentals ? { rentals: rentals.states } : {}),
    ...(statusKey === undefined ? {} : { statusKey }),
  });
  return [
    ...FIELDS.map((field) => ({ ...shownOf(facts, field), ...explainField({ field, link, pair, plan, facts }) })),
    explainStatus(facts),
    explainSuspension(facts, link, pair),
    ...explainBookkeeping(facts, link, pair),
  ];
}

function shownOf(facts: PersonFacts, field: Field): Omit<FieldView, keyof FieldVerdict> {
  const [storeganise, zendesk] = PLATFORMS.map((side) => displayOf(recordOf(facts, side), field));
  const base = facts.link?.base[field];
  return {
    field,
    ...(storeganise === undefined ? {} : { storeganise }),
    ...(zendesk === undefined ? {} : { zendesk }),
    ...(base === undefined ? {} : { base }),
  };
}

const displayOf = (record: PlatformRecord | undefined, field: Field) =>
  field === 'phone' && record?.hasUnreadablePhone ? '(unreadable)' : record?.contact[field];

/** Where the two sides cannot be compared, what is remembered is all that can be said. */
function judgeAlone(facts: PersonFacts, field: Field): FieldVerdict {
  const { link } = facts;
  if (!link) return { state: 'unknown', why: 'Nobody to compare with: not linked.' };
  if (link.state === 'half') return { state: 'waiting', why: 'Goes into the new record.' };
  if (link.state === 'parked') return { state: 'left_alone', why: 'Parked: nothing is written on either side.' };
  const open = link.fieldCases[field];
  const held = open ? [`Held when last seen: ${open.kind}.`] : [];
  const why = [...PLATFORMS.map((side) => sideWords(facts, link, side, field)), ...held];
  return { state: open ? 'held' : 'unknown', why: why.filter((words) => words !== '').join(' ') };
}

/** What one side of a link tells alone. */
function sideWords(facts: PersonFacts, { base, pending }: Link, side: Platform, field: Field): string {
  const name = PLATFORM_NAMES[side];
  const reading = facts.readings[side];
  const write = pending[field];
  const underWay = write?.target === side ? ` ${quote(write.value)} was on its way there.` : '';
  if (reading.kind === 'unread') return `${name} could not be read (${reading.code}).${underWay}`;
  const record = recordOf(facts, side);
  if (record?.standing === 'out_of_scope') return `In ${name} this is staff, an agent or an admin now.`;
  if (record?.standing !== 'customer') return `The ${RECORD_NAMES[side]} is gone.`;
  const isMoved = record.contact[field] !== base[field] && record.contact[field] !== '' && base[field] !== undefined;
  return isMoved ? `Changed in ${name} since both showed ${quote(base[field])}. ${waitWords(facts)}` : '';
}
