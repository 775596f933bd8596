import { describe, expect, it } from 'vitest';
import type { Pair } from '../../src/domain/contact.ts';
import { carryOver, type Form, inForm, readTyped } from '../../src/domain/form.ts';
import { planSync } from '../../src/domain/plan.ts';
import type { FieldCase, Link } from '../../src/domain/records.ts';
import { AGREED, buildCustomer, buildFacts, buildLink, buildUser } from '../support/builders.ts';

const OLD: Form = { name: 'first_last', phone: '+81' };
const NEW: Form = { name: 'last_first', phone: '+1' };

type Customer = { firstName?: string; lastName?: string; phone?: string };
type User = { name?: string; phone?: string };

/** Both records, as they read in the new form. */
function buildPair(customer: Customer = {}, user: User = {}): Pair {
  const { firstName = 'Pat', lastName = 'Doe', phone = '' } = customer;
  const typed = { name: { firstName, lastName }, phone };
  return {
    storeganise: inForm(buildCustomer('', { typed }), NEW),
    zendesk: inForm(buildUser('', { typed: { name: user.name ?? 'Pat Doe', phone: user.phone ?? '' } }), NEW),
  };
}
const agreedOn = (base: Partial<typeof AGREED>, over: Partial<Link> = {}) =>
  buildLink({ form: OLD, base: { ...AGREED, name: 'Pat Doe', ...base }, ...over });

/** What would be written where, in the form that the link is carried over to. */
function writesOf(link: Link, pair: Pair) {
  const carried = carryOver(link, pair, NEW);
  const { operations } = planSync(carried.link, carried.pair, buildFacts());
  return operations.flatMap(({ target, fields }) => (Object.keys(fields).length > 0 ? [{ target, fields }] : []));
}

describe('a record in a form', () => {
  it('is read anew, with nothing else changed', () => {
    const typed = { name: { firstName: 'Taro', lastName: 'Yamada' }, phone: '090-1234-5678' };
    const record = buildCustomer('?', { typed, hasUnreadablePhone: true });

    expect(inForm(record, OLD)).toEqual({
      ...buildCustomer('?', { typed }),
      contact: { ...AGREED, name: 'Taro Yamada', phone: '+819012345678' },
    });
    expect(inForm(record, NEW)).toMatchObject({
      contact: { name: 'Yamada Taro', phone: '' },
      hasUnreadablePhone: true,
    });
  });

  it('is what it is where nobody knows what was typed', () => {
    expect(inForm(buildCustomer('A'), NEW)).toEqual(buildCustomer('A'));
  });

  it.each([
    ['Taro unknown', 'first_last', 'Taro'],
    ['unknown Taro', 'last_first', 'Taro'],
    [{ firstName: 'Taro', lastName: 'unknown' }, 'last_first', 'Taro'],
  ] as const)('shows no marker: %j', (name, order, shown) => {
    expect(readTyped({ name, phone: '' }, { ...OLD, name: order }).name).toBe(shown);
  });
});

describe('what was agreed before the settings changed', () => {
  it.each<[string, Link, Pair]>([
    ['a name', agreedOn({}), buildPair()],
    [
      'a name of three parts',
      agreedOn({ name: 'Anna Maria Doe' }),
      buildPair({ firstName: 'Anna Maria' }, { name: 'Anna Maria Doe' }),
    ],
    [
      'a number',
      agreedOn({ phone: '+819012345678' }),
      buildPair({ phone: '090-1234-5678' }, { phone: '+819012345678' }),
    ],
    [
      'a number that reads as another one now',
      agreedOn({ phone: '+81312345678' }),
      buildPair({ phone: '03-1234-5678' }, { phone: '+81312345678' }),
    ],
    ['a blank that is kept', agreedOn({ phone: '+81312345678' }), buildPair({}, { phone: '+81312345678' })],
  ])('stays agreed: %s', (_, link, pair) => {
    expect(writesOf(link, pair)).toEqual([]);
    const { link: carried, pair: shown } = carryOver(link, pair, NEW);
    expect(writesOf(carried, shown)).toEqual([]);
  });

  it('counts in the new form once both sides read the same in it', () => {
    const pair = buildPair({}, { name: 'Doe Pat' });

    const { link } = carryOver(
      agreedOn({ name: 'Pat Doe' }),
      buildPair({ firstName: 'Pat', lastName: 'unknown' }, { name: 'Pat' }),
      NEW,
    );

    expect(link.form).toEqual({ ...OLD, name: 'last_first', phone: '+1' });
    expect(writesOf(agreedOn({ name: 'Pat Doe' }), pair)).toEqual([]);
  });
});

describe('the next edit', () => {
  it('of a name in Storeganise goes to Zendesk in the new form', () => {
    expect(writesOf(agreedOn({}), buildPair({ firstName: 'Patricia' }))).toEqual([
      { target: 'zendesk', fields: { name: 'Doe Patricia' } },
    ]);
  });

  it('of a name in Zendesk goes to Storeganise as it stands', () => {
    expect(writesOf(agreedOn({}), buildPair({}, { name: 'Doe Patricia' }))).toEqual([
      { target: 'storeganise', fields: { name: 'Doe Patricia' } },
    ]);
  });

  it('of a number goes on, also where the old form could not read it', () => {
    const link = agreedOn({ phone: '+819012345678' });

    expect(writesOf(link, buildPair({ phone: '(555) 636-1234' }, { phone: '+819012345678' }))).toEqual([]);
    expect(writesOf(link, buildPair({ phone: '(212) 636-1234' }, { phone: '+819012345678' }))).toEqual([
      { target: 'zendesk', fields: { phone: '+12126361234' } },
    ]);
  });

  it('of the name leaves the number as it was agreed', () => {
    const link = agreedOn({ phone: '+81312345678' });
    const pair = buildPair({ firstName: 'Patricia', phone: '03-1234-5678' }, { phone: '+81312345678' });

    expect(writesOf(link, pair)).toEqual([{ target: 'zendesk', fields: { name: 'Doe Patricia' } }]);
    expect(carryOver(link, pair, NEW).link.form).toEqual({ name: 'last_first', phone: '+81' });
  });

  it('on both sides is a question', () => {
    const pair = buildPair({ firstName: 'Patricia' }, { name: 'Patrick Doe' });
    const carried = carryOver(agreedOn({}), pair, NEW);

    const plan = planSync(carried.link, carried.pair, buildFacts());

    expect(plan.operations.filter(({ fields }) => Object.keys(fields).length > 0)).toEqual([]);
    expect(plan.link.fieldCases.name?.kind).toBe('field_conflict');
  });

  it('after which settings go back is an edit all the same', () => {
    const kept = carryOver(agreedOn({}), buildPair(), NEW);

    const back = carryOver(kept.link, buildPair({ firstName: 'Patricia' }), OLD);

    expect(planSync(back.link, back.pair, buildFacts()).operations).toMatchObject([
      { target: 'zendesk', fields: { name: 'Patricia Doe' } },
    ]);
  });
});

describe('a question that is open', () => {
  const open: FieldCase = {
    caseId: 'c1',
    kind: 'field_conflict',
    values: { storeganise: 'Patricia Doe', zendesk: 'Patrick Doe' },
  };
  const asked = agreedOn({}, { fieldCases: { name: open } });

  it('stays open where nobody has moved', () => {
    const pair = buildPair({ firstName: 'Patricia' }, { name: 'Patrick Doe' });

    expect(writesOf(asked, pair)).toEqual([]);
    expect(carryOver(asked, pair, NEW).link.fieldCases.name?.values).toEqual({
      storeganise: 'Doe Patricia',
      zendesk: 'Patrick Doe',
    });
  });

  it('is decided by the side that moves', () => {
    expect(writesOf(asked, buildPair({ firstName: 'Patricia' }, { name: 'Pat Doe' }))).toEqual([
      { target: 'storeganise', fields: { name: 'Pat Doe' } },
    ]);
  });
});

describe('a link', () => {
  it('without a form is in the present one', () => {
    const { form: _, ...link } = agreedOn({ name: 'Doe Pat' });

    expect(carryOver(link, buildPair({}, { name: 'Doe Pat' }), NEW).link).toEqual({ ...link, form: NEW });
  });

  it('on which nothing was agreed yet moves on at once', () => {
    expect(carryOver(agreedOn({}, { base: {} }), buildPair(), NEW).link).toMatchObject({ form: NEW, base: {} });
  });

  it.each<[string, Partial<Link>]>([
    ['a write under way', { pending: { name: { target: 'zendesk', value: 'Patricia Doe', was: 'Pat Doe' } } }],
    ['a write in doubt', { doubts: [{ side: 'zendesk', field: 'name', value: 'Patricia Doe', until: 9 }] }],
  ])('with %s moves on at once, and the source’s present value goes on', (_, over) => {
    const pair = buildPair({ firstName: 'Patricia' });

    expect(writesOf(agreedOn({}, over), pair)).toEqual([{ target: 'zendesk', fields: { name: 'Doe Patricia' } }]);
  });
});
