// What holds for every plan, whatever both sides show and whatever is remembered.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Contact,
  FIELDS,
  type Field,
  type Operation,
  otherPlatform,
  type Pair,
  PLATFORMS,
  type Platform,
} from '../../src/domain/contact.ts';
import { planSync } from '../../src/domain/plan.ts';
import type { Doubt, FieldCase, Link, Pending } from '../../src/domain/records.ts';
import { buildFacts, buildLink, buildPairOf, openedBy } from '../support/builders.ts';
import { carryOut } from '../support/carry-out.ts';

const VALUES: Readonly<Record<Field, readonly string[]>> = {
  name: ['A', 'B', 'C'],
  email: ['a@example.com', 'b@example.com', 'c@example.com'],
  phone: ['+819012345678', '+81312345678', '+14155552671'],
};

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const typed = (field: Field) => fc.constantFrom(...VALUES[field]);
const shown = (field: Field) => fc.constantFrom('', ...VALUES[field]);
const platform = fc.constantFrom(...PLATFORMS);
const both = (field: Field) => fc.record({ storeganise: shown(field), zendesk: shown(field) });

type Memory = {
  readonly values: Readonly<Record<Platform, string>>;
  readonly base: string | undefined;
  readonly pending: Pending | undefined;
  readonly doubt: Omit<Doubt, 'field'> | undefined;
  readonly fieldCase: FieldCase | undefined;
};

const memory = (field: Field): fc.Arbitrary<Memory> =>
  fc.record({
    values: both(field),
    base: optional(shown(field)),
    pending: optional(fc.record({ target: platform, value: typed(field), was: shown(field) })),
    doubt: optional(fc.record({ side: platform, value: typed(field), until: fc.constantFrom(-1, 1) })),
    fieldCase: optional(
      fc.record({
        caseId: fc.constant(`case.${field}`),
        kind: fc.constantFrom<FieldCase['kind']>('field_conflict', 'rejected_write', 'email_conflict'),
        values: both(field),
      }),
    ),
  });

type Memories = Readonly<Record<Field, Memory>>;
const memories: fc.Arbitrary<Memories> = fc.record({
  name: memory('name'),
  email: memory('email'),
  phone: memory('phone'),
});

const perField = <T>(given: Memories, pick: (memory: Memory, field: Field) => T | undefined) =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = pick(given[field], field);
      return value === undefined ? [] : [[field, value]];
    }),
  ) as Partial<Record<Field, T>>;

function build(given: Memories, over: Partial<Link> = {}): { link: Link; pair: Pair } {
  const valuesOf = (side: Platform) => perField(given, ({ values }) => values[side]) as Contact;
  const doubts = FIELDS.flatMap((field) => (given[field].doubt ? [{ ...given[field].doubt, field }] : []));
  const link = buildLink({
    base: perField(given, ({ base }) => base),
    pending: perField(given, ({ pending }) => pending),
    fieldCases: perField(given, ({ fieldCase }) => fieldCase),
    doubts,
    ...over,
  });
  return { link, pair: buildPairOf(valuesOf('storeganise'), valuesOf('zendesk')) };
}

const writesOf = (operations: readonly Operation[]): readonly string[] =>
  operations
    .flatMap(({ target, fields }) => FIELDS.map((field) => [target, field, fields[field]]))
    .filter(([, , value]) => value !== undefined)
    .map((write) => write.join(' '))
    .sort();

const planned = (given: Memories, over: Partial<Link> = {}) => {
  const { link, pair } = build(given, over);
  return planSync(link, pair, buildFacts());
};

const runs = { numRuns: 500 } as const;

describe('every plan', () => {
  it('is the same whichever platform is which, for each field that has a base', () => {
    const swapped = <T>(values: Readonly<Record<Platform, T>>) => ({
      storeganise: values.zendesk,
      zendesk: values.storeganise,
    });
    const swap = (one: Memory): Memory => ({
      values: swapped(one.values),
      base: one.base,
      pending: one.pending && { ...one.pending, target: otherPlatform(one.pending.target) },
      doubt: one.doubt && { ...one.doubt, side: otherPlatform(one.doubt.side) },
      fieldCase: one.fieldCase && { ...one.fieldCase, values: swapped(one.fieldCase.values) },
    });
    fc.assert(
      fc.property(memories, (given) => {
        fc.pre(FIELDS.every((field) => given[field].base !== undefined));
        const there = planned({ name: swap(given.name), email: swap(given.email), phone: swap(given.phone) });
        const here = planned(given);

        const back = there.operations.map((operation) => ({ ...operation, target: otherPlatform(operation.target) }));
        expect(writesOf(back)).toEqual(writesOf(here.operations));
        expect(openedBy(there.link).map(({ id }) => id)).toEqual(openedBy(here.link).map(({ id }) => id));
        expect(there.link.base).toEqual(here.link.base);
      }),
      runs,
    );
  });

  it('decides on each field as if the others were not there', () => {
    const quiet = (field: Field): Memory => {
      const [value = ''] = VALUES[field];
      const values = { storeganise: value, zendesk: value };
      return { values, base: value, pending: undefined, doubt: undefined, fieldCase: undefined };
    };
    fc.assert(
      fc.property(memories, fc.boolean(), (given, isProven) => {
        const alone = FIELDS.flatMap((field) => {
          const only = { name: quiet('name'), email: quiet('email'), phone: quiet('phone'), [field]: given[field] };
          return writesOf(planned(only, { isProven }).operations);
        });

        expect(writesOf(planned(given, { isProven }).operations)).toEqual(alone.sort());
      }),
      runs,
    );
  });

  it('writes only what the other side shows or was about to be given, and never a blank', () => {
    fc.assert(
      fc.property(memories, fc.boolean(), (given, isProven) => {
        for (const { target, fields } of planned(given, { isProven }).operations) {
          for (const field of FIELDS) {
            const value = fields[field];
            if (value === undefined) continue;
            expect(value).not.toBe('');
            expect(value).not.toBe(given[field].values[target]);
            expect([given[field].values[otherPlatform(target)], given[field].pending?.value]).toContain(value);
          }
        }
      }),
      runs,
    );
  });

  it('stores as pending exactly what it is about to write, and what the target shows', () => {
    fc.assert(
      fc.property(memories, fc.boolean(), (given, isProven) => {
        const { link, operations } = planned(given, { isProven });

        const pending = FIELDS.flatMap((field) => {
          const found = link.pending[field];
          if (found) expect(found.was).toBe(given[field].values[found.target]);
          return found ? [`${found.target} ${field} ${found.value}`] : [];
        });
        expect(pending.sort()).toEqual(writesOf(operations));
      }),
      runs,
    );
  });

  it('over an unproven link never changes an address in Zendesk, nor at first link anything in Storeganise', () => {
    fc.assert(
      fc.property(memories, (given) => {
        const operations = planned(given, { isProven: false, pending: {} }).operations;
        expect(writesOf(operations).filter((write) => write.startsWith('zendesk email'))).toEqual([]);

        const first = planned(given, { isProven: false, base: {}, pending: {}, doubts: [], fieldCases: {} });
        expect(writesOf(first.operations).filter((write) => write.startsWith('storeganise'))).toEqual([]);
      }),
      runs,
    );
  });

  it('asks or writes about a field, never both', () => {
    fc.assert(
      fc.property(memories, fc.boolean(), (given, isProven) => {
        const { link, operations } = planned(given, { isProven });

        const asked = openedBy(link).map(({ values }) => values.field);
        const written = operations.flatMap(({ fields }) => Object.keys(fields));
        expect(asked.filter((field) => written.includes(field ?? ''))).toEqual([]);
      }),
      runs,
    );
  });

  it('carried out, leaves nothing to plan, nothing pending, and what was written agreed', () => {
    fc.assert(
      fc.property(memories, fc.boolean(), (given, isProven) => {
        const { link, pair } = build(given, { isProven, doubts: [] });

        const done = carryOut(link, pair, buildFacts());

        expect(done.link.pending).toEqual({});
        expect(carryOut({ ...done.link, doubts: [] }, done.pair, buildFacts()).operations).toEqual([]);
        for (const { target, fields } of done.operations) {
          for (const field of FIELDS) {
            if (fields[field] === undefined) continue;
            expect(done.link.base[field]).toBe(fields[field]);
            expect(done.pair[otherPlatform(target)].contact[field]).toBe(fields[field]);
          }
        }
      }),
      runs,
    );
  });

  it('comes to rest after at most three passes, whatever is in doubt', () => {
    fc.assert(
      fc.property(memories, fc.boolean(), (given, isProven) => {
        const { link, pair } = build(given, { isProven });

        let done = carryOut(link, pair, buildFacts());
        for (let pass = 0; pass < 2; pass++) done = carryOut(done.link, done.pair, buildFacts());

        expect(carryOut(done.link, done.pair, buildFacts()).operations).toEqual([]);
        for (const field of FIELDS) {
          const values = PLATFORMS.map((side) => done.pair[side].contact[field]);
          const isSettled = values[0] === values[1] || values.includes('') || done.link.fieldCases[field];
          expect(isSettled, `${field}: ${values.join(' ')}`).toBeTruthy();
        }
      }),
      runs,
    );
  });
});
