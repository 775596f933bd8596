import { describe, expect, it } from 'vitest';
import { planSync } from '../../src/domain/plan.ts';
import type { FieldCase, Link } from '../../src/domain/records.ts';
import { AGREED, buildFacts, buildLink, buildPairOf, closedBy, openedBy } from '../support/builders.ts';
import { carryOut } from '../support/carry-out.ts';

const OLD = AGREED.email;
const NEW = 'pat.doe@example.com';

const plan = (link: Link, storeganise: object, zendesk: object, over: object = {}) => {
  const pair = buildPairOf(storeganise, zendesk);
  return planSync(link, { ...pair, storeganise: { ...pair.storeganise, ...over } }, buildFacts());
};
const toZendesk = { target: 'zendesk', fields: { email: NEW } } as const;
const toStoreganise = { target: 'storeganise', fields: { email: NEW } } as const;
const unproven = (over: Partial<Link> = {}) => buildLink({ isProven: false, ...over });
const asked = (kind: FieldCase['kind'], storeganise: string, zendesk: string): Link['fieldCases'] => ({
  email: { caseId: `link1.email.${kind}`, kind, values: { storeganise, zendesk } },
});

describe('an address over a proven link', () => {
  it('goes from Storeganise to Zendesk, stored as pending first', () => {
    const { link, operations } = plan(buildLink(), { email: NEW }, {});

    expect(operations).toEqual([toZendesk]);
    expect(link.pending).toEqual({ email: { target: 'zendesk', value: NEW, was: OLD } });
  });

  it('goes from Zendesk to Storeganise', () => {
    expect(plan(buildLink(), {}, { email: NEW }).operations).toEqual([toStoreganise]);
  });

  it('is written apart from the name, so that a taken one holds nothing else', () => {
    const inStoreganise = { email: NEW, name: 'B' };

    expect(plan(buildLink(), inStoreganise, {}).operations).toEqual([
      toZendesk,
      { target: 'zendesk', fields: { name: 'B' } },
    ]);
    expect(plan(buildLink(), {}, inStoreganise).operations).toEqual([
      toStoreganise,
      { target: 'storeganise', fields: { name: 'B' } },
    ]);
  });

  it('changed on both sides is a question, and the other fields go on', () => {
    const { link, operations } = plan(buildLink(), { email: NEW }, { email: 'dpat@example.com', name: 'B' });

    expect(operations).toEqual([{ target: 'storeganise', fields: { name: 'B' } }]);
    expect(openedBy(link)).toMatchObject([
      { kind: 'field_conflict', values: { field: 'email', storeganise: NEW, zendesk: 'dpat@example.com' } },
    ]);
    expect(link.pending).not.toHaveProperty('email');
  });

  it.each([
    ['Storeganise', { email: '' }, {}],
    ['Zendesk', {}, { email: '' }],
  ])('cleared in %s is neither propagated nor filled in again', (_, storeganise, zendesk) => {
    const { link, operations } = plan(buildLink(), storeganise, zendesk);

    expect(operations).toEqual([]);
    expect(link.base.email).toBe(OLD);
  });

  it('that was taken is tried again at the next look', () => {
    const link = buildLink({ fieldCases: asked('email_conflict', NEW, OLD) });

    expect(plan(link, { email: NEW }, {}).operations).toEqual([toZendesk]);
  });

  it('that was taken is no question any more once it is put back', () => {
    const link = buildLink({ fieldCases: asked('email_conflict', NEW, OLD) });

    const { link: next, operations } = plan(link, {}, {});

    expect(operations).toEqual([]);
    expect(closedBy(next)).toEqual(['link1.email.email_conflict']);
    expect(next.fieldCases).toEqual({});
  });
});

describe('an address over an unproven link', () => {
  it('is not written to Zendesk before a person agrees', () => {
    const { link, operations } = plan(unproven(), { email: NEW }, {});

    expect(operations).toEqual([]);
    expect(link.pending).toEqual({});
    expect(link.base.email).toBe(OLD);
    expect(openedBy(link)).toMatchObject([
      {
        kind: 'unproven_email_change',
        subject: 'link1.email',
        person: { storeganiseId: 'sg1', name: 'A', email: NEW },
        values: { field: 'email', storeganise: NEW, zendesk: OLD },
        open: true,
      },
    ]);
  });

  it('is asked about once, and again only with other values', () => {
    const open = unproven({ fieldCases: asked('unproven_email_change', NEW, OLD) });

    expect(openedBy(plan(open, { email: NEW }, {}).link)).toEqual([]);
    expect(openedBy(plan(open, { email: 'third@example.com' }, {}).link)).toHaveLength(1);
  });

  it('does not hold the other fields', () => {
    const { operations } = plan(unproven(), { email: NEW, name: 'B', phone: '+819012345678' }, {});

    expect(operations).toEqual([
      { target: 'zendesk', fields: { phone: '+819012345678' } },
      { target: 'zendesk', fields: { name: 'B' } },
    ]);
  });

  it('goes from Zendesk to Storeganise all the same', () => {
    expect(plan(unproven(), {}, { email: NEW }).operations).toEqual([toStoreganise]);
  });

  it.each([
    ['the customer confirmed it', unproven(), { isConfirmed: true }],
    ['a person agreed', buildLink(), {}],
    [
      'the customer confirmed it, asked about or not',
      unproven({ fieldCases: asked('unproven_email_change', NEW, OLD) }),
      { isConfirmed: true },
    ],
  ])('is written once %s', (_, link, over) => {
    expect(plan(link, { email: NEW }, {}, over).operations).toEqual([toZendesk]);
  });

  it('is written where it is one of the user’s own already, which lets nobody in', () => {
    const pair = buildPairOf({ email: NEW }, {});
    const own = (value: string) => [{ id: '1', type: 'email', value, primary: false }] as const;
    const planWith = (value: string) =>
      planSync(unproven(), { ...pair, zendesk: { ...pair.zendesk, identities: own(value) } }, buildFacts()).operations;

    expect(planWith(NEW)).toEqual([toZendesk]);
    expect(planWith('third@example.com')).toEqual([]);
  });

  it('is not written where a customer is known not to have confirmed it', () => {
    expect(plan(unproven(), { email: NEW }, {}, { isConfirmed: false }).operations).toEqual([]);
  });

  it.each([
    ['typed in Zendesk', NEW],
    ['put back in Storeganise', OLD],
  ])('is no question any more once the same is %s', (_, email) => {
    const link = unproven({ fieldCases: asked('unproven_email_change', NEW, OLD) });

    const { link: next, operations } = plan(link, { email }, { email });

    expect(operations).toEqual([]);
    expect(closedBy(next)).toEqual(['link1.email.unproven_email_change']);
    expect(next.base.email).toBe(email);
  });

  it.each([
    ['the value from before', OLD],
    ['a third value', 'third@example.com'],
  ])(
    'that settles a conflict stays a question: what a person typed is neither overwritten nor asked afresh: %s',
    (_, typed) => {
      const conflict = unproven({ fieldCases: asked('field_conflict', NEW, 'dpat@example.com') });
      const decided = buildPairOf({ email: typed }, { email: 'dpat@example.com' });

      const first = carryOut(conflict, decided, buildFacts());
      const second = carryOut({ ...first.link, outbox: [] }, first.pair, buildFacts());

      expect(first.link.fieldCases.email).toMatchObject({ kind: 'unproven_email_change' });
      expect(second.operations).toEqual([]);
      expect(second.link.fieldCases.email).toMatchObject({ kind: 'unproven_email_change' });
    },
  );

  it('that was put back after a write of ours had landed is not written over', () => {
    const landed = unproven({ pending: { email: { target: 'zendesk', value: NEW, was: OLD } } });

    const first = carryOut(landed, buildPairOf({ email: OLD }, { email: NEW }), buildFacts());
    const second = carryOut({ ...first.link, outbox: [] }, first.pair, buildFacts());

    expect([...first.operations, ...second.operations]).toEqual([]);
  });

  it('leaves an earlier write that nobody answered to history, and is not repeated', () => {
    const link = unproven({ pending: { email: { target: 'zendesk', value: NEW, was: OLD } } });

    const { link: next, operations } = plan(link, { email: NEW }, {});

    expect(operations).toEqual([]);
    expect(next.pending).toEqual({});
    expect(next.outbox).toContainEqual(
      expect.objectContaining({ kind: 'history', row: expect.objectContaining({ field: 'email', after: NEW }) }),
    );
  });
});

describe('an unproven first link', () => {
  const first = unproven({ base: {} });

  it('writes nothing of Zendesk to Storeganise, not even into a blank', () => {
    const { link, operations } = plan(first, { name: '', phone: '' }, { name: 'Victim', phone: '+819012345678' });

    expect(operations).toEqual([]);
    expect(link.base).toEqual({ name: 'Victim', email: OLD, phone: '+819012345678' });
  });

  it('lets Zendesk’s next edit travel all the same', () => {
    const { link } = plan(first, { phone: '' }, { phone: '+819012345678' });

    const { operations } = plan(link, { phone: '' }, { phone: '+81312345678' });

    expect(operations).toEqual([{ target: 'storeganise', fields: { phone: '+81312345678' } }]);
  });

  it('writes what Storeganise knows better to Zendesk', () => {
    const { operations } = plan(first, { name: 'Pat Doe' }, { name: 'pat' });

    expect(operations).toEqual([{ target: 'zendesk', fields: { name: 'Pat Doe' } }]);
  });

  it('never replaces Zendesk’s address', () => {
    const { link, operations } = plan(first, { email: NEW }, {});

    expect(operations).toEqual([]);
    expect(link.base.email).toBe(OLD);
    expect(openedBy(link)).toMatchObject([{ kind: 'unproven_email_change' }]);
  });

  it('of a customer who confirmed the address fills Storeganise’s blanks', () => {
    const { operations } = plan(first, { phone: '' }, { phone: '+819012345678' }, { isConfirmed: true });

    expect(operations).toEqual([{ target: 'storeganise', fields: { phone: '+819012345678' } }]);
  });

  it('leaves nothing to plan a second time', () => {
    const pair = buildPairOf({ name: 'Pat Doe', email: NEW, phone: '' }, { name: 'pat', phone: '+819012345678' });
    const done = carryOut(first, pair, buildFacts());

    expect(carryOut(done.link, done.pair, buildFacts()).operations).toEqual([]);
  });
});
