import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPhone, mainCountry, type PhoneReading, readPhone } from '../../src/domain/phone.ts';

const number = (e164: string): PhoneReading => ({ kind: 'number', e164 });
const blank: PhoneReading = { kind: 'blank' };
const unreadable: PhoneReading = { kind: 'unreadable' };

describe('a phone text', () => {
  it.each([
    ['national', '090-1234-5678', '+81', '+819012345678'],
    ['national, digits only', '09012345678', '+81', '+819012345678'],
    ['national, in brackets', '(03) 1234-5678', '+81', '+81312345678'],
    ['national without its trunk zero', '3 1234 5678', '+81', '+81312345678'],
    ['national of Italy, where the zero stays', '02 1234 5678', '+39', '+390212345678'],
    ['national of the United States', '(415) 555-2671', '+1', '+14155552671'],
    ['national of Canada under the shared code', '(506) 234-5678', '+1', '+15062345678'],
    ['international', '+81 90 1234 5678', '+1', '+819012345678'],
    ['international, with hyphens and dots', '+44-20.7946-0958', '+81', '+442079460958'],
    ['international, with a trunk zero in brackets', '+44 (0)20 7946 0958', '+81', '+442079460958'],
    ['international, with a trunk zero left in', '+82 010 5344 8110', '+81', '+821053448110'],
    ['of another country of the tenant’s code', '+7 701 234 5678', '+7', '+77012345678'],
    ['with 00 for the plus', '0081 3 1234 5678', '+1', '+81312345678'],
    ['with 00 for the plus, where dialling out takes something else', '0044 20 7946 0958', '+1', '+442079460958'],
    ['with 00 and brackets', '00 (44) 20 7946 0958', '+81', '+442079460958'],
    ['in full-width digits', '０９０－１２３４－５６７８', '+81', '+819012345678'],
    ['in full-width digits, international', '＋８１ ９０ １２３４ ５６７８', '+1', '+819012345678'],
    ['in Arabic digits', '٠٥٠ ١٢٣ ٤٥٦٧', '+971', '+971501234567'],
    ['with odd spaces', '\u3000090\u00a01234\u20095678 ', '+81', '+819012345678'],
    ['as a link', 'tel:+81-90-1234-5678', '+1', '+819012345678'],
    ['with a label', 'mobile: 090-1234-5678', '+81', '+819012345678'],
    ['with an extension', '03-1234-5678 ext. 42', '+81', '+81312345678'],
    ['with an extension as Zendesk writes it', '+14155552671x123', '+81', '+14155552671'],
  ])('is a number: %s', (_, text, callingCode, e164) => {
    expect(readPhone(text, callingCode)).toEqual(number(e164));
    expect(canonicalPhone(text, callingCode)).toBe(e164);
  });

  it.each([
    ['a national number where no code is set', '090-1234-5678', ''],
    ['a number of another country', '090-1234-5678', '+1'],
    ['a number that nobody can have', '+81 1', '+81'],
    ['a number of the right length that no plan assigns', '+1 555 555 5555', '+1'],
    ['a number that is too long', '+81 90 1234 5678 9012 345', '+81'],
    ['an emergency call', '110', '+81'],
    ['a word', 'ask at the desk', '+81'],
    ['a word of a hostile kind', '<script>alert(1)</script>', '+81'],
    ['a dash', '-', '+81'],
    ['a plus', '+', '+81'],
    ['two zeros', '00', '+81'],
    ['a spreadsheet’s number', '8.19012E+11', '+81'],
    ['two numbers', '090-1234-5678 / 03-1234-5678', '+81'],
    ['letters for zeros', 'O9O-1234-5678', '+81'],
    ['thousands of digits', '9'.repeat(5_000), '+81'],
    ['a number behind thousands of blanks and one letter', `${' '.repeat(5_000)}x`, '+81'],
    ['a number behind a lot of text', `${'call me '.repeat(20)}090-1234-5678`, '+81'],
    ['half an emoji', '\ud83d', '+81'],
    ['a link that is good in a place only', 'tel:90-1234-5678;phone-context=+81', '+81'],
  ])('is unreadable: %s', (_, text, callingCode) => {
    expect(readPhone(text, callingCode)).toEqual(unreadable);
    expect(readPhone(text, callingCode), 'read again').toEqual(unreadable);
    expect(canonicalPhone(text, callingCode)).toBe('');
  });

  it.each(['', ' ', '\u3000', '\n\t', '\ufeff'])('is blank: %j', (text) => {
    expect(readPhone(text, '+81')).toEqual(blank);
    expect(canonicalPhone(text, '+81')).toBe('');
  });

  it('may be long through blanks around it', () => {
    expect(readPhone(`${' '.repeat(500)}090-1234-5678${'\n'.repeat(500)}`, '+81')).toEqual(number('+819012345678'));
  });
});

describe('the country of a calling code', () => {
  it.each([
    ['+1', 'US'],
    ['1', 'US'],
    ['+7', 'RU'],
    ['+39', 'IT'],
    ['+44', 'GB'],
    ['+61', 'AU'],
    ['+81', 'JP'],
    ['+852', 'HK'],
    ['+999', undefined],
    ['+0', undefined],
    ['', undefined],
    ['+', undefined],
    ['JP', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('%j is %s', (callingCode, country) => {
    expect(mainCountry(callingCode)).toBe(country);
  });
});

const EXAMPLES = ['+819012345678', '+81312345678', '+14155552671', '+442079460958', '+390212345678', '+971501234567'];
const example = fc.constantFrom(...EXAMPLES);
const callingCode = fc.constantFrom('', '+1', '+7', '+39', '+44', '+81', '+971');
const noise = fc.string({ unit: fc.constantFrom(' ', '-', '.', '(', ')', '\u00a0', '\u3000'), maxLength: 2 });

describe('a number', () => {
  it('is itself in canonical form, whichever tenant reads it', () => {
    fc.assert(
      fc.property(example, callingCode, (e164, code) => {
        expect(readPhone(e164, code)).toEqual(number(e164));
      }),
    );
  });

  it('stays the same number however its groups are set apart', () => {
    fc.assert(
      fc.property(example, callingCode, fc.array(noise, { minLength: 12, maxLength: 12 }), (e164, code, gaps) => {
        const [one = '', ...digits] = e164.slice(1);
        const typed = `+${one}${digits.map((digit, at) => `${gaps[at] ?? ''}${digit}`).join('')}`;

        expect(canonicalPhone(typed, code)).toBe(e164);
        expect(canonicalPhone(typed.replace('+', '00'), code)).toBe(e164);
      }),
      { numRuns: 500 },
    );
  });

  it('is read from any text or not at all, and once read is never read otherwise', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'0123456789+-() x#;/,eE'), maxLength: 40 }),
    );
    fc.assert(
      fc.property(text, callingCode, (typed, code) => {
        const canonical = canonicalPhone(typed, code);
        if (canonical === '') return;
        expect(canonical).toMatch(/^\+[1-9]\d{4,14}$/);
        expect(canonicalPhone(canonical, code)).toBe(canonical);
        expect(canonicalPhone(canonical, '')).toBe(canonical);
      }),
      { numRuns: 5_000 },
    );
  });
});
