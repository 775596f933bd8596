import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otherPlatform, type Platform } from '../../src/domain/contact.ts';
import { type FieldState, mergeField, type Verdict } from '../../src/domain/merge.ts';

const state = (storeganise: string, zendesk: string, over: Partial<FieldState> = {}): FieldState => ({
  values: { storeganise, zendesk },
  base: 'A',
  pending: undefined,
  doubts: [],
  fieldCase: undefined,
  ...over,
});
const doubt = (side: Platform, value: string) => ({ side, field: 'name', value, until: 0 }) as const;
const to = (target: Platform, value: string, was: string, first?: true): Verdict =>
  first ? { kind: 'write', target, value, was, first } : { kind: 'write', target, value, was };
const conflict: Verdict = { kind: 'conflict' };

describe('one field', () => {
  it.each<[string, FieldState, Verdict]>([
    ['equal on both sides is agreed', state('B', 'B'), { kind: 'agreed', value: 'B' }],
    ['changed in Storeganise goes to Zendesk', state('B', 'A'), to('zendesk', 'B', 'A')],
    ['changed in Zendesk goes to Storeganise', state('A', 'B'), to('storeganise', 'B', 'A')],
    ['changed on both sides is a question', state('B', 'C'), conflict],
    ['cleared on one side is kept', state('', 'A'), { kind: 'blank_kept', value: 'A' }],
    ['cleared on one side does not stop an edit of the other', state('', 'B'), to('storeganise', 'B', '')],
    ['first seen: Storeganise wins', state('B', 'C', { base: undefined }), to('zendesk', 'B', 'C', true)],
    ['first seen: Zendesk fills a blank', state('', 'C', { base: undefined }), to('storeganise', 'C', '', true)],
    [
      'in a question: the side that moves wins',
      state('B', 'D', {
        fieldCase: { caseId: 'c', kind: 'field_conflict', values: { storeganise: 'B', zendesk: 'C' } },
      }),
      to('storeganise', 'D', 'B'),
    ],
    [
      'in a question: both moved is still a question',
      state('E', 'D', {
        fieldCase: { caseId: 'c', kind: 'field_conflict', values: { storeganise: 'B', zendesk: 'C' } },
      }),
      conflict,
    ],
    [
      'a pending whose target still shows what it was goes on, with what the source shows now',
      state('C', 'A', { pending: { target: 'zendesk', value: 'B', was: 'A' } }),
      to('zendesk', 'C', 'A'),
    ],
    [
      'a pending that landed is followed by the next edit of its source, even back to the base',
      state('A', 'B', { pending: { target: 'zendesk', value: 'B', was: 'A' } }),
      to('zendesk', 'A', 'B'),
    ],
    [
      'a pending whose target shows something else is a question',
      state('B', 'C', { pending: { target: 'zendesk', value: 'B', was: 'A' } }),
      conflict,
    ],
    [
      'a first link under way: an edit of its target since then wins over an unchanged source',
      state('B', 'C', { base: 'B', pending: { target: 'zendesk', value: 'B', was: 'A', first: true } }),
      to('storeganise', 'C', 'B'),
    ],
    [
      'a value in doubt is ours: the other side goes there',
      state('A', 'B', { doubts: [doubt('zendesk', 'B')] }),
      to('zendesk', 'A', 'B'),
    ],
    [
      'a value in doubt is no edit that could collide with one',
      state('C', 'B', { doubts: [doubt('zendesk', 'B')] }),
      to('zendesk', 'C', 'B'),
    ],
    [
      'in doubt on both sides is a question',
      state('C', 'B', { doubts: [doubt('zendesk', 'B'), doubt('storeganise', 'C')] }),
      conflict,
    ],
  ])('%s', (_rule, given, expected) => {
    expect(mergeField(given)).toEqual(expected);
  });

  const value = fc.constantFrom('', 'A', 'B', 'C');
  const platform = fc.constantFrom<Platform>('storeganise', 'zendesk');
  const anyState: fc.Arbitrary<FieldState> = fc.record({
    values: fc.record({ storeganise: value, zendesk: value }),
    base: fc.option(value, { nil: undefined }),
    pending: fc.option(fc.record({ target: platform, value, was: value }), { nil: undefined }),
    doubts: fc.array(
      fc.tuple(platform, value).map(([side, shown]) => doubt(side, shown)),
      { maxLength: 2 },
    ),
    fieldCase: fc.option(
      fc
        .record({ storeganise: value, zendesk: value })
        .map((values) => ({ caseId: 'c', kind: 'field_conflict' as const, values })),
      { nil: undefined },
    ),
  });

  const swapValues = <T>(values: Readonly<Record<Platform, T>>) => ({
    storeganise: values.zendesk,
    zendesk: values.storeganise,
  });
  const swap = (given: FieldState): FieldState => ({
    values: swapValues(given.values),
    base: given.base,
    pending: given.pending && { ...given.pending, target: otherPlatform(given.pending.target) },
    doubts: given.doubts.map((entry) => ({ ...entry, side: otherPlatform(entry.side) })),
    fieldCase: given.fieldCase && { ...given.fieldCase, values: swapValues(given.fieldCase.values) },
  });

  it('is merged alike whichever platform is which, once there is a base', () => {
    fc.assert(
      fc.property(anyState, (given) => {
        fc.pre(given.base !== undefined || given.pending !== undefined || given.fieldCase !== undefined);
        const there = mergeField(swap(given));
        const back = there.kind === 'write' ? { ...there, target: otherPlatform(there.target) } : there;
        expect(back).toEqual(mergeField(given));
      }),
      { numRuns: 3_000 },
    );
  });

  it('never writes a blank, and never what a side already shows', () => {
    fc.assert(
      fc.property(anyState, (given) => {
        const verdict = mergeField(given);
        if (verdict.kind !== 'write') return;
        expect(verdict.value).not.toBe('');
        expect(verdict.was).toBe(given.values[verdict.target]);
        expect(verdict.value).not.toBe(verdict.was);
      }),
      { numRuns: 3_000 },
    );
  });

  it('never loses what changed on one side only', () => {
    fc.assert(
      fc.property(value, value, platform, (base, edited, side) => {
        fc.pre(edited !== base && edited !== '');
        const values = { storeganise: base, zendesk: base, [side]: edited };
        const verdict = mergeField({ values, base, pending: undefined, doubts: [], fieldCase: undefined });
        expect(verdict).toEqual(to(otherPlatform(side), edited, base));
      }),
    );
  });
});
