// The steps of a link during a pass, each a pure function from link to link. What they decide for the rest of the
// memory (history, cases, looks) goes into the link's outbox, with ids that a repetition would choose again.
import {
  FIELDS,
  type Field,
  type Operation,
  type Pair,
  PLATFORMS,
  type Platform,
  type PlatformRecord,
  type Suspension,
} from './contact.ts';
import { addDoubt } from './doubts.ts';
import { countNotes } from './plan-standing.ts';
import { answerTenant, askTenant, closeFieldCase, openFieldCase, openNotice, personOf, withRows } from './questions.ts';
import type { FieldCase, HistoryRow, Link, Notice, OutboxRow, Pending } from './records.ts';

const nextId = (link: Link) => `${link.id}.${link.revision}.${link.outbox.length}`;

/** The link with one more line of history. */
export function withHistory(
  link: Link,
  line: Pick<HistoryRow, 'field' | 'side' | 'before' | 'after' | 'why'>,
  at: number,
): Link {
  const row: HistoryRow = { tenant: link.tenant, id: nextId(link), linkId: link.id, at, ...line };
  return withRows(link, { kind: 'history', row });
}

const without = <T>(fields: Partial<Readonly<Record<Field, T>>>, field: Field): Partial<Record<Field, T>> => {
  const { [field]: _, ...rest } = fields;
  return rest;
};

/** A pending that is settled or replaced leaves a line of history from its `was`: it is never just dropped. */
export function dropPending(link: Link, field: Field, why: HistoryRow['why'], now: number): Link {
  const pending = link.pending[field];
  if (!pending) return link;
  const line = { field, side: pending.target, before: pending.was, after: pending.value, why };
  return { ...withHistory(link, line, now), pending: without(link.pending, field) };
}

const fieldsOf = (operation: Operation) => FIELDS.filter((field) => operation.fields[field] !== undefined);

/** Whether a record shows all that the operation was to write. */
export function isCarriedOut(operation: Operation, record: PlatformRecord): boolean {
  const { fields, pointer, status, suspension } = operation;
  return (
    fieldsOf(operation).every((field) => record.contact[field] === fields[field]) &&
    (pointer === undefined || record.pointer === pointer) &&
    (status === undefined || record.status === status) &&
    (suspension === undefined || isSuspendedWith(record, suspension)) &&
    (operation.lists === undefined || showsLists(operation.lists, record))
  );
}

const isSuspendedWith = (record: PlatformRecord, suspension: Suspension) =>
  record.isBarred === true && (suspension.isBare === true || isNoted(record, suspension));

const isNoted = ({ notes }: PlatformRecord, { note, count }: Suspension) => countNotes(notes ?? '', note) >= count;

const showsLists = (lists: NonNullable<Operation['lists']>, record: PlatformRecord): boolean =>
  (['emails', 'phones'] as const).every(
    (list) => lists[list] === undefined || lists[list].join('\n') === record.lists?.[list]?.join('\n'),
  );

/** The platform answered: what its answer shows is settled, what it does not show counts as refused. */
export function settleOperation(link: Link, operation: Operation, pair: Pair, now: number): Link {
  const { target } = operation;
  const answer = pair[target];
  const settled = fieldsOf(operation).reduce(
    (draft, field) =>
      answer.contact[field] === operation.fields[field]
        ? settleField(draft, target, field, answer.contact[field], now)
        : refuseField(draft, field, 'rejected_write', pair, now),
    link,
  );
  const noted = settleRest(settled, operation, answer, pair, now);
  return { ...noted, seen: { ...noted.seen, [target]: answer.updatedAt } };
}

function settleField(link: Link, target: Platform, field: Field, value: string, now: number): Link {
  const doubts = link.doubts.map((doubt) =>
    doubt.side === target && doubt.field === field && doubt.value === value
      ? { ...doubt, resent: true as const }
      : doubt,
  );
  const was = link.pending[field]?.was;
  const isHeard = target === 'zendesk' && was !== undefined;
  const left = isHeard ? { ...link.left, [field]: was } : link.left;
  const awaited = isHeard && field === 'name' ? { awaitedEcho: { was, value } } : {};
  const closed = closeFieldCase(dropPending(link, field, 'written', now), field);
  return { ...closed, doubts, left, ...awaited, base: { ...closed.base, [field]: value } };
}

function settleRest(link: Link, operation: Operation, answer: PlatformRecord, pair: Pair, now: number): Link {
  const { target, pointer, lists, status, suspension } = operation;
  let next = link;
  if (pointer !== undefined && answer.pointer !== pointer) next = refusePointer(next, target, now);
  else if (pointer !== undefined && target === 'storeganise') {
    next = withRows(next, answerTenant(link.tenant, 'missing_customer_fields'));
  }
  if (lists !== undefined && !showsLists(lists, answer)) next = refuseLists(next, now);
  if (status !== undefined) {
    const isWritten = answer.status === status;
    const asked = () => askTenant(link.tenant, 'status_field_missing', { status }, now);
    next = withRows(next, isWritten ? answerTenant(link.tenant, 'status_field_missing') : asked());
  }
  if (suspension !== undefined) next = settleSuspension(next, suspension, pair, now);
  return next;
}

/** The transition is done with, once; what of it the Zendesk user does not show is told to a person. */
function settleSuspension(link: Link, wanted: Suspension, { storeganise, zendesk }: Pair, now: number): Link {
  const { suspension: _, ...rest } = link;
  const settled: Link = { ...rest, isDisabled: true };
  const tell = (told: Link, kind: Notice) => openNotice(told, kind, personOf(storeganise), {}, now);
  if (zendesk.isBarred !== true) return tell(settled, 'suspension_refused');
  const suspended: Link = { ...settled, isSuspendedByUs: true };
  return isNoted(zendesk, wanted) ? suspended : tell(suspended, 'suspension_note_refused');
}

/** A customer field that does not stick is missing on the business; our own link and `external_id` carry on. */
function refusePointer(link: Link, target: Platform, now: number): Link {
  const refused = { ...link, refused: [...link.refused, `pointer_${target}` as const] };
  return target === 'zendesk' ? refused : withRows(refused, askTenant(link.tenant, 'missing_customer_fields', {}, now));
}

const refuseLists = (link: Link, now: number): Link =>
  withRows(
    { ...link, refused: [...link.refused, 'lists'] },
    askTenant(link.tenant, 'missing_customer_fields', {}, now),
  );

/** The pass gives up for now, and every write that it sent was answered. */
export function idleLink(link: Link): Link {
  const pending = Object.entries(link.pending).map(([field, found]) => [field, { ...found, idle: true }]);
  return { ...link, pending: Object.fromEntries(pending) };
}

/** No answer: the write may have happened, or may still. */
export function doubtOperation(link: Link, operation: Operation, now: number): Link {
  return fieldsOf(operation).reduce((draft, field) => {
    const doubts = addDoubt(draft.doubts, operation.target, field, operation.fields[field] ?? '', now);
    return { ...draft, doubts };
  }, link);
}

/**
 * What is left to try of a refused operation: its parts, each alone, so that one of them does not hold the others; of
 * a suspension the suspension without its note. Nothing: it is refused.
 */
export function piecesOf(operation: Operation, { zendesk }: Pair): readonly Operation[] {
  const { target, fields, suspension, replaces: _, ...rest } = operation;
  const parts = [
    ...fieldsOf(operation).map((field) => ({ target, fields: { [field]: fields[field] } })),
    ...Object.entries(rest).map(([name, value]) => ({ target, fields: {}, [name]: value })),
    ...(suspension ? [{ target, fields: {}, suspension }] : []),
  ];
  if (parts.length > 1) return parts;
  if (!suspension || suspension.isBare || zendesk.isBarred) return [];
  return [{ target, fields: {}, suspension: { ...suspension, isBare: true } }];
}

/** The platform refused one part: a refused value leaves pending at once and becomes a question. */
export function refuseOperation(link: Link, operation: Operation, isTaken: boolean, pair: Pair, now: number): Link {
  const { target, pointer, lists, status, suspension } = operation;
  let next = fieldsOf(operation).reduce(
    (draft, field) =>
      refuseField(draft, field, field === 'email' && isTaken ? 'email_conflict' : 'rejected_write', pair, now),
    link,
  );
  if (pointer !== undefined) next = refusePointer(next, target, now);
  if (lists !== undefined) next = refuseLists(next, now);
  if (status !== undefined) next = withRows(next, askTenant(link.tenant, 'status_field_missing', { status }, now));
  if (suspension !== undefined) next = settleSuspension(next, suspension, pair, now);
  return next;
}

/** A first link that is refused was not decided: the side that won has moved, and the other has not. */
function refuseField(link: Link, field: Field, kind: FieldCase['kind'], pair: Pair, now: number): Link {
  const pending: Pending | undefined = link.pending[field];
  const base = pending?.first ? { ...link.base, [field]: pending.was } : link.base;
  return openFieldCase({ ...link, base, pending: without(link.pending, field) }, field, kind, pair, now);
}

/** The link at the end of a pass over `pair`, as both records are known now; what is open is looked at again in time. */
export function closePass(link: Link, pair: Pair, now: number): Link {
  const look = (side: Platform, at: number): OutboxRow => ({
    kind: 'look',
    ref: { tenant: link.tenant, platform: side, recordId: pair[side].id },
    at,
  });
  const differing = FIELDS.filter((field) => pair.storeganise.contact[field] !== pair.zendesk.contact[field]);
  const isUnfinished = differing.some(
    (field) => !link.fieldCases[field] && PLATFORMS.every((side) => pair[side].contact[field] !== ''),
  );
  const looks = link.doubts.map((doubt) => look(doubt.side, doubt.until));
  return {
    ...withRows(link, ...looks, ...(isUnfinished ? [look('zendesk', now)] : [])),
    seen: { storeganise: pair.storeganise.updatedAt, zendesk: pair.zendesk.updatedAt },
    // A blank that is kept is settled: an event that tells the base again is an echo.
    equal: differing.every((field) => PLATFORMS.some((side) => pair[side].contact[field] === '')),
    isUnfinished: false,
  };
}
