/** East Asian characters fill two columns of a terminal, combining ones none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

const widthOfCharacter = (character: string) => (/\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Columns that a text fills. */
export const widthOf = (text: string): number => [...text].reduce((sum, one) => sum + widthOfCharacter(one), 0);

const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** The text, or as much of it as fits. */
function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) >= width) break;
    kept += character;
  }
  return `${kept}…`;
}

const GAP = '  ';

/** Rows of cells in aligned columns, each cell cut to `maxWidth`; the last column is never padded. */
export function alignRows(rows: readonly (readonly string[])[], maxWidth: number): string[] {
  const fitted = rows.map((cells) => cells.map((cell) => cut(cell, maxWidth)));
  const columns = Math.max(...fitted.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...fitted.map((cells) => widthOf(cells[column] ?? ''))),
  );
  return fitted.map((cells) =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** The text in lines of at most `width` columns, each after the indent; a word that is longer stays whole. */
export function wrapText(text: string, indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(indent + longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((one) => indent + one);
}
