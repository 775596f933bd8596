import { describe, expect, it } from 'vitest';
import type { Operation, Pair, PlatformRecord } from '../../src/domain/contact.ts';
import { isCarriedOut, piecesOf, settleOperation } from '../../src/domain/link-progress.ts';
import type { Link, Pending } from '../../src/domain/records.ts';
import { AGREED, buildLink, buildPairOf, buildUser, closedBy, openedBy } from '../support/builders.ts';

const NOW = 1_000;
const NOTE = '2026-03-01: suspended';

const whole: Operation = {
  target: 'zendesk',
  fields: { name: 'B' },
  pointer: 'sg1',
  status: 'active',
  suspension: { note: NOTE, count: 1 },
};
const shownAfter: Partial<PlatformRecord> = {
  contact: { ...AGREED, name: 'B' },
  status: 'active',
  isBarred: true,
  notes: `VIP\n\n${NOTE}`,
};
const pendingName: Pending = { target: 'zendesk', value: 'B', was: 'A' };
const answering = (zendesk: Partial<PlatformRecord>): Pair => ({
  ...buildPairOf({ name: 'B' }, {}),
  zendesk: buildUser('A', zendesk),
});

describe('an operation is carried out', () => {
  it.each<[string, Partial<PlatformRecord>, boolean]>([
    ['where everything is shown', {}, true],
    ['not with another value', { contact: AGREED }, false],
    ['not with another pointer', { pointer: '' }, false],
    ['not with another status', { status: '' }, false],
    ['not without the suspension', { isBarred: false }, false],
    ['not without the note', { notes: 'VIP' }, false],
    ['with more notes than were meant', { notes: `${NOTE}\n\n${NOTE}` }, true],
    ['not with no word on notes', { notes: undefined as never }, false],
  ])('%s', (_, over, expected) => {
    expect(isCarriedOut(whole, buildUser('B', { ...shownAfter, ...over }))).toBe(expected);
  });

  it.each([
    [true, true],
    [false, false],
  ])('without its note where that was refused: suspended %s', (isBarred, expected) => {
    const bare: Operation = { target: 'zendesk', fields: {}, suspension: { note: NOTE, count: 1, isBare: true } };

    expect(isCarriedOut(bare, buildUser('B', { isBarred, notes: 'VIP' }))).toBe(expected);
  });

  it.each([
    ['the same', { emails: ['a', 'b'] }, true],
    ['in another order', { emails: ['b', 'a'] }, false],
    ['one fewer', { emails: ['a'] }, false],
    ['none shown', {}, false],
  ])('as far as its lists: %s', (_, lists, expected) => {
    const operation: Operation = { target: 'storeganise', fields: {}, lists: { emails: ['a', 'b'] } };

    expect(isCarriedOut(operation, buildUser('A', { lists }))).toBe(expected);
  });
});

describe('an operation that is refused as a whole', () => {
  const pair = answering({ isBarred: false });
  const suspension = { note: NOTE, count: 1 };

  it('is tried in its parts, each alone', () => {
    expect(piecesOf({ ...whole, lists: { emails: [] } }, pair)).toEqual([
      { target: 'zendesk', fields: { name: 'B' } },
      { target: 'zendesk', fields: {}, pointer: 'sg1' },
      { target: 'zendesk', fields: {}, status: 'active' },
      { target: 'zendesk', fields: {}, lists: { emails: [] } },
      { target: 'zendesk', fields: {}, suspension },
    ]);
  });

  it('and is a suspension, is tried without its note, once', () => {
    const [bare, ...more] = piecesOf({ target: 'zendesk', fields: {}, suspension }, pair);

    expect(more).toEqual([]);
    expect(bare).toEqual({ target: 'zendesk', fields: {}, suspension: { ...suspension, isBare: true } });
    expect(piecesOf(bare as Operation, pair)).toEqual([]);
  });

  it('and is no more than a note, is refused', () => {
    expect(piecesOf({ target: 'zendesk', fields: {}, suspension }, answering({ isBarred: true }))).toEqual([]);
  });

  it('of several fields is tried field by field', () => {
    const both: Operation = { target: 'storeganise', fields: { name: 'B', phone: '+819012345678' } };

    expect(piecesOf(both, pair)).toEqual([
      { target: 'storeganise', fields: { name: 'B' } },
      { target: 'storeganise', fields: { phone: '+819012345678' } },
    ]);
  });

  it('of one part has no smaller ones, whatever it replaces', () => {
    expect(piecesOf({ target: 'zendesk', fields: { phone: '+1' }, replaces: '+2' }, pair)).toEqual([]);
  });
});

describe('an answered write', () => {
  it('settles what its answer shows', () => {
    const link = buildLink({ pending: { name: pendingName }, suspension: { note: NOTE, count: 1 } });

    const next = settleOperation(link, whole, answering({ ...shownAfter, updatedAt: 'later' }), NOW);

    expect(next).toMatchObject({
      base: { ...AGREED, name: 'B' },
      pending: {},
      left: { name: 'A' },
      awaitedEcho: { was: 'A', value: 'B' },
      seen: { zendesk: 'later' },
      isDisabled: true,
      isSuspendedByUs: true,
    });
    expect(next).not.toHaveProperty('suspension');
    expect(openedBy(next)).toEqual([]);
    expect(closedBy(next)).toEqual(['acme.status_field_missing']);
    expect(next.outbox).toContainEqual(
      expect.objectContaining({ row: expect.objectContaining({ before: 'A', after: 'B', why: 'written', at: NOW }) }),
    );
  });

  it.each<[string, Partial<PlatformRecord>, string]>([
    ['a name', { contact: AGREED }, 'link1.name.rejected_write'],
    ['a status', { status: '' }, 'acme.status_field_missing'],
    ['a suspension', { isBarred: false }, 'link1.suspension_refused'],
    ['a note', { notes: 'VIP' }, 'link1.suspension_note_refused'],
  ])('that does not show %s counts as refused there, and settles the rest', (_, over, caseId) => {
    const link = buildLink({ pending: { name: pendingName }, suspension: { note: NOTE, count: 1 } });

    const next = settleOperation(link, whole, answering({ ...shownAfter, ...over }), NOW);

    expect(openedBy(next).map(({ id }) => id)).toEqual([caseId]);
    expect(next.pending).toEqual({});
    expect(next.base.name).toBe('contact' in over ? 'A' : 'B');
  });

  it('that does not show the pointer is remembered as refused, in Zendesk without a question', () => {
    const next = settleOperation(buildLink(), whole, answering({ ...shownAfter, pointer: '' }), NOW);

    expect(next.refused).toEqual(['pointer_zendesk']);
    expect(openedBy(next)).toEqual([]);
  });

  it.each<[string, Omit<Operation, 'target' | 'fields'>]>([
    ['the pointer', { pointer: '9001' }],
    ['the lists', { lists: { emails: ['a@x.example'] } }],
  ])('of Storeganise that does not show %s asks about the customer fields', (_, rest) => {
    const pair = buildPairOf({}, {});
    const shown = { ...pair, storeganise: { ...pair.storeganise, pointer: '' } };

    const next = settleOperation(buildLink(), { target: 'storeganise', fields: {}, ...rest }, shown, NOW);

    expect(openedBy(next).map(({ id }) => id)).toEqual(['acme.missing_customer_fields']);
  });

  it('of Storeganise that shows the pointer answers that question', () => {
    const operation: Operation = { target: 'storeganise', fields: {}, pointer: '9001' };

    expect(closedBy(settleOperation(buildLink(), operation, buildPairOf({}, {}), NOW))).toEqual([
      'acme.missing_customer_fields',
    ]);
  });

  it('closes the question about its field', () => {
    const values = { storeganise: 'B', zendesk: 'C' };
    const fieldCases = { name: { caseId: 'link1.name.field_conflict', kind: 'field_conflict', values } } as const;

    const next = settleOperation(
      buildLink({ fieldCases }),
      { target: 'zendesk', fields: { name: 'B' } },
      answering(shownAfter),
      NOW,
    );

    expect(closedBy(next)).toEqual(['link1.name.field_conflict']);
    expect(next.fieldCases).toEqual({});
  });

  it('of a value in doubt leaves the doubt open, since seeing the value proves no longer that the first one landed', () => {
    const doubts: Link['doubts'] = [
      { side: 'zendesk', field: 'name', value: 'B', until: 9_000 },
      { side: 'zendesk', field: 'name', value: 'C', until: 9_000 },
    ];

    const next = settleOperation(
      buildLink({ doubts }),
      { target: 'zendesk', fields: { name: 'B' } },
      answering(shownAfter),
      NOW,
    );

    expect(next.doubts).toEqual([{ ...doubts[0], resent: true }, doubts[1]]);
  });
});
