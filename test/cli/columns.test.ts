import { describe, expect, it } from 'vitest';
import { localTime } from '../../src/cli/admin/local-time.ts';
import { visible, visibleText } from '../../src/cli/admin/visible.ts';
import { alignRows, widthOf, wrapText } from '../../src/cli/columns.ts';

describe('columns', () => {
  it.each([
    ['abc', 3],
    ['山田', 4],
    ['한글', 4],
    ['e\u0301', 1],
    ['📦', 2],
    ['', 0],
  ])('%j fills %i', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('stand below each other, whatever fills them, without blanks at the end', () => {
    const rows = [
      ['name', '山田 花子', 'x'],
      ['e-mail', 'a@b.c', ''],
    ];

    expect(alignRows(rows, 40)).toEqual(['name    山田 花子  x', 'e-mail  a@b.c']);
  });

  it('cut what is too long for them', () => {
    expect(alignRows([['abcdefgh', '花子花子']], 5)).toEqual(['abcd…  花子…']);
  });
});

describe('a long sentence', () => {
  it('is broken between words and indented', () => {
    expect(wrapText('one two three four', '  ', 10)).toEqual(['  one two', '  three', '  four']);
  });

  it('keeps a word whole that is longer than a line', () => {
    expect(wrapText('a verylongword b', '', 6)).toEqual(['a', 'verylongword', 'b']);
  });
});

describe('what a terminal would act on or hide', () => {
  it.each([
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['a\nb', 'a\\u{a}b'],
    ['\u202eevil', '\\u{202e}evil'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['Zoë 山田 <b>', 'Zoë 山田 <b>'],
  ])('in %j is shown by its number', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('is found wherever it stands', () => {
    expect(visible({ 'a\u0007': ['x\u0007', 1, null, { deep: '\u0007' }] })).toEqual({
      'a\\u{7}': ['x\\u{7}', 1, null, { deep: '\\u{7}' }],
    });
  });
});

describe('a moment', () => {
  it('is shown in the reader’s own time zone, and is the same moment', () => {
    const ms = Date.parse('2026-01-10T08:05:09.999Z');
    const shown = localTime(ms);

    expect(shown).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    expect(Date.parse(shown)).toBe(ms - 999);
  });
});
