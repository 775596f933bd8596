import { describe, expect, it } from 'vitest';
import { NOT_JSON, parseJson, parseJsonBytes, textOf } from '../../src/connectors/json.ts';

describe('JSON from outside', () => {
  it.each<[string, string, unknown]>([
    ['keeps an id that no number holds as its digits', '{"id": 9007199254740993}', { id: '9007199254740993' }],
    ['leaves a number that is held exactly a number', '{"id": 9007199254740991}', { id: 9007199254740991 }],
    ['leaves digits in a text as they are', '"12345678901234567890"', '12345678901234567890'],
    ['leaves what is no whole number', '[1.5, 1e21, 1234567890123456.5]', [1.5, 1e21, 1234567890123456.5]],
    ['replaces half a character', '{"email": "a\\ud800@example.com"}', { email: 'a\ufffd@example.com' }],
    ['replaces the other half, in capitals', '["\\uDC00"]', ['\ufffd']],
    ['keeps both halves together', '"\\ud83d\\ude00"', '😀'],
  ])('%s', (_, text, value) => {
    expect(parseJson(text)).toEqual(value);
    expect(parseJsonBytes(Buffer.from(text))).toEqual(value);
    expect(parseJson(`[${text}${' '.repeat(5_000)}]`), 'in a long text').toEqual([value]);
  });

  it.each(['', '{', "{'a': 1}", 'NaN', '{"a": 1} x'])('is told from what is none: %j', (text) => {
    expect(parseJson(text)).toBe(NOT_JSON);
  });

  it('is none where the bytes are no UTF-8', () => {
    expect(parseJsonBytes(Buffer.from([0x22, 0xff, 0x22]))).toBe(NOT_JSON);
  });

  it('is of no known shape where it is nested too deep to be looked at', () => {
    expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000))).toBeUndefined();
  });
});

describe('a text in JSON', () => {
  it.each<[unknown, string]>([
    ['a', 'a'],
    [7, '7'],
    [true, ''],
    [null, ''],
    [undefined, ''],
    [['a'], ''],
    [{ toString: 1 }, ''],
  ])('%j', (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});
