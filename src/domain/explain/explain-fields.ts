import { FIELDS, type Field, type Pair, PLATFORMS, type Platform } from '../contact.ts';
import { planSync } from '../plan.ts';
import type { Link } from '../records.ts';
import { quote } from '../task-text.ts';
import { explainBookkeeping } from './explain-bookkeeping.ts';
import { explainField } from './explain-field.ts';
import { explainStatus, explainSuspension } from './explain-standing.ts';
import type { FieldVerdict, FieldView } from './explanation.ts';
import { type PersonFacts, pairOf, recordOf } from './person-facts.ts';
import { PLATFORM_NAMES, RECORD_NAMES, withWords } from './words.ts';

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

function explainPair(facts: PersonFacts, link: Link, pair: Pair): readonly FieldView[] {
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
  const [storeganise, zendesk] = PLATFORMS.map((side) => recordOf(facts, side)?.contact[field]);
  const base = facts.link?.base[field];
  return {
    field,
    ...(storeganise === undefined ? {} : { storeganise }),
    ...(zendesk === undefined ? {} : { zendesk }),
    ...(base === undefined ? {} : { base }),
  };
}

/** Where the two sides cannot be compared, what is remembered is all that can be said. */
function judgeAlone(facts: PersonFacts, field: Field): FieldVerdict {
  const { link } = facts;
  if (!link) return { state: 'unknown', why: 'Nobody to compare with: not linked.' };
  if (link.state === 'half') return { state: 'waiting', why: 'Goes into the new record.' };
  if (link.state === 'parked') return { state: 'left_alone', why: 'Parked: nothing is written on either side.' };
  const open = link.fieldCases[field];
  const held = open ? ` Held when last seen: ${open.kind}.` : '';
  const pending = link.pending[field];
  const underWay = pending ? ` ${quote(pending.value)} was on its way to ${PLATFORM_NAMES[pending.target]}.` : '';
  const missing = PLATFORMS.map((side) => missingWords(facts, side)).filter((words) => words !== '');
  return { state: open ? 'held' : 'unknown', why: `${missing.join(' ')}${held}${underWay}` };
}

/** Why a side of a link shows nothing that could be compared. */
function missingWords(facts: PersonFacts, side: Platform): string {
  const reading = facts.readings[side];
  if (reading.kind === 'unread') return `${PLATFORM_NAMES[side]} could not be read: ${withWords(reading.code)}.`;
  const standing = recordOf(facts, side)?.standing;
  if (standing === 'customer') return '';
  return `The ${RECORD_NAMES[side]} is ${standing === 'out_of_scope' ? 'staff, an agent or an admin' : 'gone'}.`;
}
