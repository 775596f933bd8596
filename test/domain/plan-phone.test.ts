import { describe, expect, it } from 'vitest';
import type { PlatformRecord } from '../../src/domain/contact.ts';
import { planSync } from '../../src/domain/plan.ts';
import type { Link, Pending } from '../../src/domain/records.ts';
import { AGREED, buildFacts, buildLink, buildPairOf, closedBy, openedBy } from '../support/builders.ts';

const OLD = '+819012345678';
const NEW = '+81312345678';
const OTHER = '+14155552671';

const agreed = (over: Partial<Link> = {}) => buildLink({ base: { ...AGREED, phone: OLD }, ...over });
const plan = (link: Link, storeganise: string, zendesk: string) =>
  planSync(link, buildPairOf({ phone: storeganise }, { phone: zendesk }), buildFacts());

describe('a phone', () => {
  it('goes to Zendesk with the old number that it takes the place of', () => {
    const { link, operations } = plan(agreed(), NEW, OLD);

    expect(operations).toEqual([{ target: 'zendesk', fields: { phone: NEW }, replaces: OLD }]);
    expect(link.pending).toEqual({ phone: { target: 'zendesk', value: NEW, was: OLD } });
  });

  it('takes nobody’s place where none was agreed on', () => {
    expect(plan(buildLink(), NEW, '').operations).toEqual([{ target: 'zendesk', fields: { phone: NEW } }]);
  });

  it('takes the place of what was agreed on, not of what Zendesk shows meanwhile', () => {
    const underWay: Pending = { target: 'zendesk', value: NEW, was: OLD };

    expect(plan(agreed({ pending: { phone: underWay } }), NEW, '').operations).toEqual([
      { target: 'zendesk', fields: { phone: NEW }, replaces: OLD },
    ]);
  });

  it('goes to Storeganise together with the name', () => {
    const pair = buildPairOf({ phone: OLD }, { phone: NEW, name: 'B' });

    expect(planSync(agreed(), pair, buildFacts()).operations).toEqual([
      { target: 'storeganise', fields: { name: 'B', phone: NEW } },
    ]);
  });

  it('goes to Zendesk apart from the name', () => {
    const pair = buildPairOf({ phone: NEW, name: 'B' }, { phone: OLD });

    expect(planSync(agreed(), pair, buildFacts()).operations).toEqual([
      { target: 'zendesk', fields: { phone: NEW }, replaces: OLD },
      { target: 'zendesk', fields: { name: 'B' } },
    ]);
  });

  it('changed on both sides is a question', () => {
    const { link, operations } = plan(agreed(), NEW, OTHER);

    expect(operations).toEqual([]);
    expect(openedBy(link)).toMatchObject([
      { kind: 'field_conflict', values: { field: 'phone', storeganise: NEW, zendesk: OTHER } },
    ]);
  });

  it.each([
    ['Storeganise', '', OLD],
    ['Zendesk', OLD, ''],
  ])('cleared in %s is neither propagated nor filled in again', (_, storeganise, zendesk) => {
    const { link, operations } = plan(agreed(), storeganise, zendesk);

    expect(operations).toEqual([]);
    expect(link.base.phone).toBe(OLD);
  });

  it('cleared in Zendesk in the middle of our own write is set', () => {
    const underWay: Pending = { target: 'zendesk', value: NEW, was: OLD };

    const { operations } = plan(agreed({ pending: { phone: underWay } }), NEW, '');

    expect(operations).toMatchObject([{ target: 'zendesk', fields: { phone: NEW } }]);
  });

  it('seen for the first time: Storeganise’s wins, Zendesk’s fills a blank', () => {
    const first = buildLink({ base: {} });

    const [wins] = plan(first, NEW, OTHER).operations;
    expect(wins).toMatchObject({ target: 'zendesk', fields: { phone: NEW } });
    expect(wins?.replaces, 'a number that we never wrote stays').not.toBe(OTHER);
    expect(plan(first, '', OTHER).operations).toEqual([{ target: 'storeganise', fields: { phone: OTHER } }]);
  });
});

describe('an unreadable phone', () => {
  const unreadable = { contact: AGREED, hasUnreadablePhone: true } as const satisfies Partial<PlatformRecord>;
  const planWith = (link: Link, storeganise: Partial<PlatformRecord>, zendesk: Partial<PlatformRecord>) => {
    const pair = buildPairOf({ phone: OLD }, { phone: OLD });
    const shown = {
      storeganise: { ...pair.storeganise, ...storeganise },
      zendesk: { ...pair.zendesk, ...zendesk },
    };
    return planSync(link, shown, buildFacts());
  };
  const showing = (phone: string) => ({ contact: { ...AGREED, phone } });

  it.each<[string, Partial<PlatformRecord>, Partial<PlatformRecord>]>([
    ['in Storeganise', unreadable, {}],
    ['in Zendesk', {}, unreadable],
    ['on both sides', unreadable, unreadable],
    ['in Storeganise while Zendesk has a new one', unreadable, showing(NEW)],
    ['in Zendesk while Storeganise has a new one', showing(NEW), unreadable],
  ])('%s is left alone, and so is the other side’s', (_, storeganise, zendesk) => {
    const { link, operations } = planWith(agreed(), storeganise, zendesk);

    expect(operations).toEqual([]);
    expect(openedBy(link)).toEqual([]);
    expect(link.base.phone).toBe(OLD);
    expect(link.pending).toEqual({});
  });

  it('does not hold the other fields', () => {
    const renamed = { ...unreadable, contact: { ...AGREED, name: 'B' } };

    expect(planWith(agreed(), renamed, {}).operations).toEqual([{ target: 'zendesk', fields: { name: 'B' } }]);
  });

  it('does not hold the other fields at first link, and decides nothing about itself', () => {
    const { link, operations } = planWith(
      buildLink({ base: {} }),
      { ...unreadable, contact: { ...AGREED, name: 'Pat Doe' } },
      showing(OLD),
    );

    expect(operations).toEqual([{ target: 'zendesk', fields: { name: 'Pat Doe' } }]);
    expect(link.base).not.toHaveProperty('phone');
  });

  it('ends a write under way, with a line of history', () => {
    const link = agreed({ pending: { phone: { target: 'zendesk', value: NEW, was: OLD } } });

    const { link: next, operations } = planWith(link, unreadable, {});

    expect(operations).toEqual([]);
    expect(next.pending).toEqual({});
    expect(next.outbox).toMatchObject([{ kind: 'history', row: { field: 'phone', before: OLD, after: NEW } }]);
  });

  it('closes no question about the phone', () => {
    const fieldCases = {
      phone: { caseId: 'c', kind: 'field_conflict', values: { storeganise: NEW, zendesk: OTHER } },
    } as const;

    const { link } = planWith(agreed({ fieldCases }), unreadable, showing(OTHER));

    expect(link.fieldCases).toEqual(fieldCases);
    expect(closedBy(link)).toEqual([]);
  });

  it('that becomes readable again is an edit like any other', () => {
    expect(planWith(agreed(), showing(NEW), {}).operations).toEqual([
      { target: 'zendesk', fields: { phone: NEW }, replaces: OLD },
    ]);
  });
});
