import { PLATFORMS } from '../contact.ts';
import type { Delivery } from '../records.ts';
import { waitWords } from './explain-queue.ts';
import type { FieldView } from './explanation.ts';
import { type PersonFacts, pairOf, recordOf } from './person-facts.ts';
import { noopWords, RECORD_NAMES, withWords } from './words.ts';

/** The state of things in a line or two. */
export function summarise(facts: PersonFacts, fields: readonly FieldView[]): string {
  const asked = facts.cases.filter(({ subject }) => subject !== facts.tenant).map(({ kind }) => kind);
  const held = asked.length === 0 ? '' : ` A person must decide: ${[...new Set(asked)].join(', ')}.`;
  return `${stateOf(facts, fields)}${held}`;
}

function stateOf(facts: PersonFacts, fields: readonly FieldView[]): string {
  const { link } = facts;
  switch (link?.state) {
    case undefined:
    case 'gone':
      return `Not linked: ${whyUnlinked(facts)}`;
    case 'half':
      return 'Half linked: the other record is being created.';
    case 'parked':
      return 'Parked: the Zendesk user is gone or an agent now, and nothing is written.';
    case 'linked':
      return linkedWords(facts, fields);
  }
}

function linkedWords(facts: PersonFacts, fields: readonly FieldView[]): string {
  const unread = PLATFORMS.flatMap((side) => {
    const reading = facts.readings[side];
    return reading.kind === 'unread' ? [withWords(reading.code)] : [];
  });
  if (unread.length > 0) return `Linked, but not both sides could be read: ${[...new Set(unread)].join('; ')}.`;
  if (!pairOf(facts)) return 'Linked, but one of the two records is gone or no customer’s any more.';
  const listed = (state: FieldView['state'], word: string) => {
    const names = fields.filter((field) => field.state === state).map(({ field }) => field);
    return names.length === 0 ? [] : [`${word}: ${names.join(', ')}`];
  };
  const open = [...listed('held', 'held'), ...listed('waiting', 'waiting'), ...listed('unknown', 'not known')];
  return open.length === 0 ? 'Linked, and nothing is left to do.' : `Linked; ${open.join('; ')}.`;
}

/** Why somebody who is there on one side has nobody on the other. */
function whyUnlinked(facts: PersonFacts): string {
  const records = PLATFORMS.flatMap((side) => recordOf(facts, side) ?? []);
  const outsider = records.find(({ standing }) => standing === 'out_of_scope');
  if (outsider) return `a ${RECORD_NAMES[outsider.platform]} who is staff, an agent or an admin is never linked.`;
  if (records.length > 0 && records.every(({ standing }) => standing === 'gone')) return 'the record is deleted.';
  const isOpen = PLATFORMS.some((side) => (facts.changes[side]?.dirty ?? 0) > (facts.changes[side]?.done ?? 0));
  if (isOpen) return `no look has come to its end yet. ${waitWords(facts)}`;
  const reason = lastReason(facts.deliveries);
  if (reason !== undefined) return `${reason}.`;
  return facts.deliveries.length === 0
    ? 'no event about this record ever came in; “sync” looks now.'
    : 'the last look linked nobody.';
}

/** What the newest delivery with an outcome came to, where that was nothing. */
function lastReason(deliveries: readonly Delivery[]): string | undefined {
  const ended = deliveries.filter(({ outcome }) => outcome !== undefined);
  const { outcome } = ended.toSorted((a, b) => b.receivedAt - a.receivedAt)[0] ?? {};
  if (outcome?.kind === 'noop') return noopWords(outcome.reason);
  if (outcome?.kind === 'failed') return withWords(outcome.code);
  return outcome?.kind === 'held' ? 'a person must decide first' : undefined;
}
