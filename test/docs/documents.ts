import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** Reads a file of the repository; `path` begins at its root. */
export const readText = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Everything in docs/ and the README, by path from the root. */
export const DOCUMENTS: ReadonlyMap<string, string> = new Map(
  [
    'README.md',
    ...readdirSync(new URL('docs/', root)).flatMap((name) => (name.endsWith('.md') ? `docs/${name}` : [])),
  ].map((path) => [path, readText(path)]),
);

/** Every TypeScript source below src, with its text. */
export const SOURCES: readonly string[] = readdirSync(fileURLToPath(new URL('src/', root)), {
  recursive: true,
  encoding: 'utf8',
}).flatMap((file) => (file.endsWith('.ts') ? readText(`src/${file}`) : []));

export function documentAt(path: string): string {
  const text = DOCUMENTS.get(path);
  if (text === undefined) throw new Error(`there is no ${path}`);
  return text;
}

/** What stands below a heading, up to the next one of its rank or above. */
export function sectionOf(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) throw new Error(`there is no section “${heading}”`);
  const rank = lines[start]?.indexOf(' ') ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= rank);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The rows of all tables, heads and rules left out, each cell trimmed; anchors are taken out. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, place) => {
    const isHead = /^\|[-|]+\|$/.test(lines[place + 1] ?? '');
    if (!line.startsWith('|') || isHead || /^\|[-|]+\|$/.test(line)) return [];
    const cells = line.replace(/<a id="[^"]*"><\/a>/g, '').split(/(?<!\\)\|/);
    return [cells.slice(1, -1).map((cell) => cell.trim())];
  });
}

/** What stands between backquotes on one line. */
export const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');
