import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalName, joinName, type NameOrder, splitName } from '../../src/domain/name.ts';

const orders: readonly NameOrder[] = ['first_last', 'last_first'];
const order = fc.constantFrom(...orders);
const words = fc.constantFrom('Pat', 'Doe', 'unknown', 'UNKNOWN', '山田', '太郎', 'Zoë', 'de', '🗝', '‏عمر');
const spaces = fc.constantFrom(' ', '  ', '\t', '　', '\u00a0', '\u2003', '\n', '\u0007', ' \u0000 ');
const typed = fc
  .array(fc.tuple(words, spaces), { maxLength: 5 })
  .map((parts) => parts.flat().join(''))
  .chain((text) =>
    fc.oneof(
      fc.constant(text),
      fc.string({ unit: 'binary' }).map((noise) => text + noise),
    ),
  );

describe('a name', () => {
  it.each([
    ['is one string in the account order', { firstName: 'Pat', lastName: 'Doe' }, 'first_last', 'Pat Doe'],
    [
      'is written last name first where the account does so',
      { firstName: '太郎', lastName: '山田' },
      'last_first',
      '山田 太郎',
    ],
    ['leaves the marker at home', { firstName: 'Pat', lastName: 'unknown' }, 'first_last', 'Pat'],
    ['leaves the marker at home in any case', { firstName: '太郎', lastName: 'Unknown' }, 'last_first', '太郎'],
    [
      'keeps a first name that looks like the marker',
      { firstName: 'Unknown', lastName: 'Doe' },
      'first_last',
      'Unknown Doe',
    ],
    ['keeps several first names', { firstName: 'Mary Ann', lastName: 'Smith' }, 'first_last', 'Mary Ann Smith'],
  ] as const)('%s', (_rule, parts, nameOrder, expected) => {
    expect(joinName(parts, nameOrder)).toBe(expected);
  });

  it.each([
    ['of two parts is split in order', 'Pat Doe', 'first_last', { firstName: 'Pat', lastName: 'Doe' }],
    ['of two parts is split in Japanese order', '山田 太郎', 'last_first', { firstName: '太郎', lastName: '山田' }],
    ['of one part gets the marker', 'Pat', 'first_last', { firstName: 'Pat', lastName: 'unknown' }],
    [
      'of three parts is not guessed at',
      'Mary Ann Smith',
      'first_last',
      { firstName: 'Mary Ann Smith', lastName: 'unknown' },
    ],
  ] as const)('%s', (_rule, name, nameOrder, expected) => {
    expect(splitName(name, nameOrder)).toEqual(expected);
  });

  it.each([
    ['ideographic and other spaces are one blank', '　山田　 太郎\u00a0', 'last_first', '山田 太郎'],
    ['composed and decomposed letters are the same', 'Zoe\u0308 Doe', 'first_last', 'Zoë Doe'],
    ['control characters vanish', 'Pat\u0000 \u0007Doe', 'first_last', 'Pat Doe'],
    ['half an emoji cannot make it ping-pong', 'Pat \ud83d', 'first_last', 'Pat \ufffd'],
    ['a marker typed in Zendesk is no name', 'Pat unknown', 'first_last', 'Pat'],
    ['a marker alone is blank', 'unknown', 'first_last', ''],
  ] as const)('in canonical form: %s', (_rule, text, nameOrder, expected) => {
    expect(canonicalName(text, nameOrder)).toBe(expected);
  });

  it('has a canonical form that is its own canonical form', () => {
    fc.assert(
      fc.property(typed, order, (text, nameOrder) => {
        const once = canonicalName(text, nameOrder);
        expect(canonicalName(once, nameOrder)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('means the same when it is written to Storeganise and read back', () => {
    fc.assert(
      fc.property(typed, order, (text, nameOrder) => {
        const name = canonicalName(text, nameOrder);
        expect(joinName(splitName(name, nameOrder), nameOrder)).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of an unchanged customer, mapped there and back, is no difference', () => {
    fc.assert(
      fc.property(typed, typed, order, (firstName, lastName, nameOrder) => {
        const inZendesk = joinName({ firstName, lastName }, nameOrder);
        expect(canonicalName(inZendesk, nameOrder)).toBe(inZendesk);
      }),
      { numRuns: 2_000 },
    );
  });
});
