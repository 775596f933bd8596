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
} from './contact.ts';
import { addDoubt } from './doubts.ts';
import type { FieldCase, HistoryRow, Link, OutboxRow } from './records.ts';

/** What both sides show of a field. */
export const valuesOf = (pair: Pair, field: Field): Readonly<Record<Platform, string>> => ({
  storeganise: pair.storeganise.contact[field],
  zendesk: pair.zendesk.contact[field],
});

/** The link with more outbox rows. */
export const withRows = (link: Link, ...rows: readonly OutboxRow[]): Link => ({
  ...link,
  outbox: [...link.outbox, ...rows],
});

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

/** Opens the question about a field, or brings its two values up to date; unchanged values change nothing. */
export function openFieldCase(
  link: Link,
  field: Field,
  kind: FieldCase['kind'],
  values: FieldCase['values'],
  now: number,
): Link {
  const open = link.fieldCases[field];
  if (open && PLATFORMS.every((side) => open.values[side] === values[side])) return link;
  const fieldCase: FieldCase = { caseId: open?.caseId ?? nextId(link), kind: open?.kind ?? kind, values };
  const row = {
    tenant: link.tenant,
    id: fieldCase.caseId,
    kind: fieldCase.kind,
    subject: `${link.id}.${field}`,
    since: now,
    values,
    open: true,
  };
  const asked = withRows(link, { kind: 'case', case: row });
  return { ...asked, fieldCases: { ...link.fieldCases, [field]: fieldCase } };
}

/** Closes the question about a field, if there is one. */
export function closeFieldCase(link: Link, field: Field): Link {
  const open = link.fieldCases[field];
  if (!open) return link;
  const answered = withRows(link, { kind: 'case_closed', caseId: open.caseId });
  return { ...answered, fieldCases: without(link.fieldCases, field) };
}

const fieldsOf = (operation: Operation) => FIELDS.filter((field) => operation.fields[field] !== undefined);

/** Whether a record shows the values that the operation was to write. */
export const showsFields = (operation: Operation, record: PlatformRecord): boolean =>
  fieldsOf(operation).every((field) => record.contact[field] === operation.fields[field]);

/** Whether a record shows all that the operation was to write. */
export const isCarriedOut = (operation: Operation, record: PlatformRecord): boolean =>
  showsFields(operation, record) && (operation.pointer === undefined || record.pointer === operation.pointer);

/** The platform answered, and its answer shows what was written. */
export function settleOperation(link: Link, operation: Operation, answer: PlatformRecord, now: number): Link {
  const { target, pointer } = operation;
  const settled = fieldsOf(operation).reduce((draft, field) => {
    const value = answer.contact[field];
    const doubts = draft.doubts.map((doubt) =>
      doubt.side === target && doubt.field === field && doubt.value === value
        ? { ...doubt, resent: true as const }
        : doubt,
    );
    const closed = closeFieldCase(dropPending(draft, field, 'written', now), field);
    return { ...closed, doubts, base: { ...closed.base, [field]: value } };
  }, link);
  const isPointerLost = pointer !== undefined && answer.pointer === '';
  return {
    ...settled,
    seen: { ...settled.seen, [target]: answer.updatedAt },
    pointerRefused: isPointerLost ? [...settled.pointerRefused, target] : settled.pointerRefused,
  };
}

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

/** The platform refused: a refused value leaves pending at once and becomes a question; a pointer is not sent again. */
export function refuseOperation(link: Link, operation: Operation, pair: Pair, now: number): Link {
  const refused = fieldsOf(operation).reduce((draft, field) => {
    const cleared = { ...draft, pending: without(draft.pending, field) };
    return openFieldCase(cleared, field, 'rejected_write', valuesOf(pair, field), now);
  }, link);
  if (operation.pointer === undefined) return refused;
  return { ...refused, pointerRefused: [...refused.pointerRefused, operation.target] };
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
    equal: differing.length === 0,
  };
}
