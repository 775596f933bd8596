import { describe, expect, it } from 'vitest';
import type { Pair, PlatformRecord } from '../../src/domain/contact.ts';
import { planSync } from '../../src/domain/plan.ts';
import { countNotes, planStanding, type StandingFacts } from '../../src/domain/plan-standing.ts';
import type { Link, Notice } from '../../src/domain/records.ts';
import { buildFacts, buildLink, buildPair, closedBy, openedBy } from '../support/builders.ts';
import { carryOut } from '../support/carry-out.ts';

const NOW = Date.parse('2026-03-01T23:59:59Z');
const NOTE = '2026-03-01: This account was suspended because the customer was disabled in Storeganise.';

const showing = (zendesk: Partial<PlatformRecord>, storeganise: Partial<PlatformRecord> = {}): Pair => {
  const pair = buildPair('A', 'A');
  return { storeganise: { ...pair.storeganise, ...storeganise }, zendesk: { ...pair.zendesk, ...zendesk } };
};
const plan = (link: Link, facts: Partial<StandingFacts>, pair: Pair = showing({ isBarred: false, status: '' })) =>
  planStanding(link, pair, { now: NOW, isDisabled: false, ...facts });
const holding = (...notices: Notice[]) => buildLink({ notices });

describe('a customer who is disabled', () => {
  it('has the Zendesk user suspended, with a dated note', () => {
    const { link, operation } = plan(buildLink(), { isDisabled: true });

    expect(operation).toEqual({ suspension: { note: NOTE, count: 1 } });
    expect(link.suspension).toEqual({ note: NOTE, count: 1 });
    expect(link.isDisabled, 'not before the suspension is answered').toBe(false);
  });

  it.each([
    ['none', [], NOTE],
    ['an ended one', ['ended'], NOTE],
    ['an occupied one', ['ended', 'occupied'], `${NOTE} A unit rental is still active.`],
    ['a reserved one', ['reserved'], `${NOTE} A unit rental is still active.`],
    ['none that were read', undefined, NOTE],
  ])('is noted with what is still rented: %s', (_, rentals, note) => {
    expect(plan(buildLink(), { isDisabled: true, ...(rentals ? { rentals } : {}) }).operation.suspension).toEqual({
      note,
      count: 1,
    });
  });

  it('has the user suspended once', () => {
    const { link, operation } = plan(buildLink({ isDisabled: true, isSuspendedByUs: true }), { isDisabled: true });

    expect(operation).toEqual({});
    expect(link).not.toHaveProperty('suspension');
  });

  it('has the user suspended with the first note where that was not answered, also on another day', () => {
    const suspension = { note: '2026-02-28: earlier', count: 1 };
    const begun = buildLink({ suspension });

    expect(plan(begun, { isDisabled: true }).operation).toEqual({ suspension });
  });

  it('has a user noted who was suspended by somebody else before, without a question', () => {
    const { link, operation } = plan(buildLink(), { isDisabled: true }, showing({ isBarred: true }));

    expect(operation).toEqual({ suspension: { note: NOTE, count: 1 } });
    expect(openedBy(link)).toEqual([]);
  });

  it('is noted once more where the same note stands there already', () => {
    const shown = showing({ isBarred: true, notes: `${NOTE}\n\nagents\n\n${NOTE}` });

    expect(plan(buildLink(), { isDisabled: true }, shown).operation).toEqual({ suspension: { note: NOTE, count: 3 } });
  });

  it('is suspended once per transition', () => {
    const facts = { readAt: NOW, isThorough: false };
    const disabled = buildFacts({ ...facts, isDisabled: true });

    const first = carryOut(buildLink(), showing({ isBarred: false, notes: 'VIP' }), disabled);
    const again = carryOut(first.link, first.pair, disabled);
    const enabled = carryOut(again.link, again.pair, buildFacts(facts));
    const second = carryOut(enabled.link, enabled.pair, disabled);

    expect([first, again, enabled, second].map(({ operations }) => operations.length)).toEqual([1, 0, 0, 1]);
    expect(first.link).toMatchObject({ isDisabled: true, isSuspendedByUs: true });
    expect(first.link).not.toHaveProperty('suspension');
    expect(enabled.pair.zendesk.isBarred, 'enabling never lifts a suspension').toBe(true);
    expect(second.pair.zendesk.notes, 'each transition has its note').toBe(`VIP\n\n${NOTE}\n\n${NOTE}`);
    expect(second.link).toMatchObject({ isDisabled: true, isSuspendedByUs: true });
  });
});

describe('notes', () => {
  it.each([
    ['none', '', 0],
    ['other text', 'VIP', 0],
    ['one', `VIP\n\n${NOTE}`, 1],
    ['one among text', `a ${NOTE} b`, 1],
    ['two', `${NOTE}\n\n${NOTE}`, 2],
  ])('are counted: %s', (_, notes, count) => {
    expect(countNotes(notes, NOTE)).toBe(count);
  });
});

describe('a customer who is enabled again', () => {
  it('drops a suspension that was not carried out yet', () => {
    const { link, operation } = plan(buildLink({ suspension: { note: NOTE, count: 1 } }), { isDisabled: false });

    expect(operation).toEqual({});
    expect(link).not.toHaveProperty('suspension');
    expect(link.isDisabled).toBe(false);
  });

  it('stays suspended, and nobody is asked about it', () => {
    const link = buildLink({ isDisabled: true, isSuspendedByUs: true });

    const { link: next, operation } = plan(link, {}, showing({ isBarred: true }));

    expect(operation).toEqual({});
    expect(openedBy(next)).toEqual([]);
    expect(next).toMatchObject({ isDisabled: false, isSuspendedByUs: true });
  });

  it.each(['suspension_refused', 'suspension_note_refused'] as const)('answers the question of %s', (kind) => {
    expect(closedBy(plan(holding(kind), {}).link)).toEqual([`link1.${kind}`]);
    expect(closedBy(plan(holding(kind), { isDisabled: true }).link)).toEqual([]);
  });
});

describe('a Zendesk user who is suspended', () => {
  it('by somebody else is told to a person, once', () => {
    const { link, operation } = plan(buildLink(), {}, showing({ isBarred: true }));

    expect(operation).toEqual({});
    expect(openedBy(link)).toMatchObject([
      {
        kind: 'zendesk_user_suspended',
        subject: 'link1',
        person: { storeganiseId: 'sg1', name: 'A', email: 'pat@example.com' },
      },
    ]);
    expect(openedBy(plan({ ...link, outbox: [] }, {}, showing({ isBarred: true })).link)).toEqual([]);
  });

  it.each<[string, Link, Partial<StandingFacts>, Partial<PlatformRecord>]>([
    ['when the suspension is lifted', holding('zendesk_user_suspended'), {}, { isBarred: false }],
    ['when the customer is disabled too', holding('zendesk_user_suspended'), { isDisabled: true }, { isBarred: true }],
  ])('is no question any more %s', (_, link, facts, zendesk) => {
    expect(closedBy(plan(link, facts, showing(zendesk)).link)).toEqual(['link1.zendesk_user_suspended']);
  });

  it('anew after an agent lifted our own suspension is told to a person', () => {
    const lifted = plan(buildLink({ isSuspendedByUs: true }), {}, showing({ isBarred: false })).link;

    expect(lifted.isSuspendedByUs).toBe(false);
    expect(openedBy(plan(lifted, {}, showing({ isBarred: true })).link)).toHaveLength(1);
  });
});

describe('the customer status', () => {
  const kept = { statusKey: 'customer_status' } as const;
  const isAnswered = (link: Link) => closedBy(link).includes('acme.status_field_missing');

  it.each<[string, Partial<StandingFacts>, string | undefined, object]>([
    ['is written where it differs', { ...kept, rentals: ['occupied'] }, '', { status: 'active' }],
    ['is written over another', { ...kept, rentals: ['ended'] }, 'active', { status: 'deactivated' }],
    ['is written over a stranger’s word', { ...kept, rentals: [] }, 'vip', { status: 'new_prospect' }],
    ['is not written where it is right', { ...kept, rentals: ['occupied'] }, 'active', {}],
    ['is not written where the account keeps none', { rentals: ['occupied'] }, '', {}],
    ['is not written where the rentals were not read', kept, '', {}],
    ['is not written where a rental is in an unknown state', { ...kept, rentals: ['paused'] }, 'active', {}],
    ['is not written where the user has no such field', { ...kept, rentals: ['occupied'] }, undefined, {}],
  ])('%s', (_, facts, status, operation) => {
    const zendesk = { isBarred: false, ...(status === undefined ? {} : { status }) };

    expect(plan(buildLink(), facts, showing(zendesk)).operation).toEqual(operation);
  });

  it('of a customer who is disabled goes along with the suspension', () => {
    const facts = { ...kept, isDisabled: true, rentals: ['ended'] };

    expect(plan(buildLink(), facts).operation).toEqual({ status: 'deactivated', suspension: { note: NOTE, count: 1 } });
  });

  it('that has no field is asked about once for the business, with the key', () => {
    const { link } = plan(buildLink(), { ...kept, rentals: [] }, showing({}));

    expect(openedBy(link)).toMatchObject([
      { id: 'acme.status_field_missing', subject: 'acme', values: { key: 'customer_status' } },
    ]);
    expect(openedBy(link)[0]).not.toHaveProperty('person');
  });

  it('that is right answers that question, and one that is only planned does not', () => {
    const facts = { ...kept, rentals: ['occupied'] };

    expect(isAnswered(plan(buildLink(), facts, showing({ status: 'active' })).link)).toBe(true);
    expect(isAnswered(plan(buildLink(), facts, showing({ status: '' })).link)).toBe(false);
  });

  it('rides with the name and the pointer in one write', () => {
    const pair = buildPair('B', 'A');
    const zendesk = { ...pair.zendesk, status: '', isBarred: false, pointer: '' };
    const facts = buildFacts({ readAt: NOW, isDisabled: true, rentals: ['occupied'], statusKey: 'customer_status' });

    expect(planSync(buildLink(), { ...pair, zendesk }, facts).operations).toEqual([
      {
        target: 'zendesk',
        fields: { name: 'B' },
        pointer: 'sg1',
        status: 'active',
        suspension: { note: `${NOTE} A unit rental is still active.`, count: 1 },
      },
    ]);
  });
});
