import { describe, expect, it } from 'vitest';
import type { Operation, Pair } from '../../src/domain/contact.ts';
import { closePass, doubtOperation, idleLink, refuseOperation } from '../../src/domain/link-progress.ts';
import type { Link, Pending } from '../../src/domain/records.ts';
import { AGREED, buildLink, buildPairOf, openedBy } from '../support/builders.ts';

const NOW = 1_000;
const NOTE = '2026-03-01: suspended';
const NEW = 'new@example.com';
const pendingName: Pending = { target: 'zendesk', value: 'B', was: 'A' };

describe('a refused write', () => {
  const email: Operation = { target: 'zendesk', fields: { email: NEW } };
  const link = buildLink({ pending: { email: { target: 'zendesk', value: NEW, was: AGREED.email } } });
  const pair = buildPairOf({ email: NEW }, {});

  it.each([
    ['taken', true, 'email_conflict'],
    ['no good', false, 'rejected_write'],
  ])('leaves pending at once, and asks: an address that is %s', (_, isTaken, kind) => {
    const next = refuseOperation(link, email, isTaken, pair, NOW);

    expect(next.pending).toEqual({});
    expect(next.base.email).toBe(AGREED.email);
    expect(openedBy(next)).toMatchObject([
      { kind, values: { field: 'email', storeganise: NEW, zendesk: AGREED.email }, since: NOW },
    ]);
    expect(next.fieldCases.email).toMatchObject({ kind });
  });

  it('of another field is never an e-mail conflict', () => {
    const next = refuseOperation(buildLink(), { target: 'zendesk', fields: { phone: '+1' } }, true, pair, NOW);

    expect(openedBy(next)).toMatchObject([{ kind: 'rejected_write', values: { field: 'phone' } }]);
  });

  it('of a first link has decided nothing: the other side’s value stays the base', () => {
    const first: Pending = { target: 'zendesk', value: 'Pat Doe', was: 'pat', first: true };
    const decided = buildLink({ base: { ...AGREED, name: 'Pat Doe' }, pending: { name: first } });

    const next = refuseOperation(decided, { target: 'zendesk', fields: { name: 'Pat Doe' } }, false, pair, NOW);

    expect(next.base.name).toBe('pat');
  });

  it.each<[string, Omit<Operation, 'target' | 'fields'>, Partial<Link>, readonly string[]]>([
    ['a status', { status: 'active' }, {}, ['acme.status_field_missing']],
    ['a pointer', { pointer: 'sg1' }, { refused: ['pointer_zendesk'] }, []],
    ['lists', { lists: { emails: [] } }, { refused: ['lists'] }, ['acme.missing_customer_fields']],
    ['a suspension', { suspension: { note: NOTE, count: 1 } }, { isDisabled: true }, ['link1.suspension_refused']],
  ])('of %s is remembered', (_, rest, over, caseIds) => {
    const suspending = buildLink({ suspension: { note: NOTE, count: 1 } });

    const next = refuseOperation(suspending, { target: 'zendesk', fields: {}, ...rest }, false, pair, NOW);

    expect(next).toMatchObject(over);
    expect(openedBy(next).map(({ id }) => id)).toEqual(caseIds);
    expect(next.isSuspendedByUs).toBe(false);
  });
});

describe('a pass that gives up', () => {
  it('with every write answered says so on its pendings', () => {
    const idle = idleLink(buildLink({ pending: { name: pendingName } }));

    expect(idle.pending).toEqual({ name: { ...pendingName, idle: true } });
  });

  it('without an answer keeps what was written in doubt for three minutes', () => {
    const operation: Operation = { target: 'storeganise', fields: { name: 'B', phone: '+1' } };

    const { doubts } = doubtOperation(buildLink(), operation, NOW);

    expect(doubts).toEqual([
      { side: 'storeganise', field: 'name', value: 'B', until: NOW + 180_000 },
      { side: 'storeganise', field: 'phone', value: '+1', until: NOW + 180_000 },
    ]);
  });

  it('without an answer a second time keeps one doubt, longer', () => {
    const operation: Operation = { target: 'zendesk', fields: { name: 'B' } };

    const { doubts } = doubtOperation(doubtOperation(buildLink(), operation, NOW), operation, 2_000);

    expect(doubts).toEqual([{ side: 'zendesk', field: 'name', value: 'B', until: 182_000, resent: true }]);
  });
});

describe('the end of a pass', () => {
  const looksOf = ({ outbox }: Link) => outbox.flatMap((row) => (row.kind === 'look' ? [row] : []));
  const conflict = { caseId: 'c', kind: 'field_conflict', values: { storeganise: 'B', zendesk: 'C' } } as const;

  it.each<[string, Pair, Partial<Link>, boolean, number]>([
    ['equal', buildPairOf({}, {}), {}, true, 0],
    ['different', buildPairOf({ name: 'B' }, {}), {}, false, 1],
    ['different, with a question open', buildPairOf({ name: 'B' }, {}), { fieldCases: { name: conflict } }, false, 0],
    ['blank on one side, which is kept', buildPairOf({}, { email: '' }), {}, true, 0],
    [
      'different in one field and asked about in another',
      buildPairOf({ name: 'B', email: NEW }, {}),
      { fieldCases: { name: conflict } },
      false,
      1,
    ],
  ])(
    'knows whether both sides are settled, and looks again where nothing else will: %s',
    (_, pair, over, equal, looks) => {
      const closed = closePass(buildLink(over), pair, NOW);

      expect(closed.equal).toBe(equal);
      expect(looksOf(closed)).toHaveLength(looks);
      expect(closed.seen).toEqual({ storeganise: pair.storeganise.updatedAt, zendesk: pair.zendesk.updatedAt });
    },
  );

  it('looks at every side in doubt when that is over', () => {
    const doubts: Link['doubts'] = [
      { side: 'zendesk', field: 'name', value: 'B', until: 5_000 },
      { side: 'storeganise', field: 'name', value: 'C', until: 6_000 },
    ];

    expect(looksOf(closePass(buildLink({ doubts }), buildPairOf({}, {}), NOW))).toEqual([
      { kind: 'look', ref: { tenant: 'acme', platform: 'zendesk', recordId: '9001' }, at: 5_000 },
      { kind: 'look', ref: { tenant: 'acme', platform: 'storeganise', recordId: 'sg1' }, at: 6_000 },
    ]);
  });
});
