import { alignRows, wrapText } from '../columns.ts';
import type { Task } from './control.ts';
import type { Played } from './play-step.ts';
import type { Scene } from './scene.ts';
import type { Shown } from './show-records.ts';
import type { Step } from './step.ts';
import type { Sides } from './told.ts';
import type { Writes } from './writes.ts';

const INDENT = '    ';
const LABEL_WIDTH = 14;
const SIDE_WIDTH = 26;
const CELL_WIDTH = 48;
const LINE_WIDTH = 100;

/** The rows in their order; those in one line belong together. */
const ROWS = [
  ['first name', 'last name', 'name'],
  ['e-mail'],
  ['other e-mails'],
  ['phone'],
  ['other phones'],
  ['status'],
  ['account'],
  ['note'],
] as const;
/** Shown of a witness where nothing changed, too. */
const ALWAYS_OF_A_WITNESS = 'e-mail';

type Row = readonly [label: string, storeganise: string, zendesk: string];

/** The step as it begins: what happens, and what should follow. */
export const printStep = ({ tells: [act, effect], tenant }: Step, number: number): string =>
  [`${`${number}.`.padEnd(INDENT.length)}${act}   (${tenant})`, INDENT + effect].join('\n');

/** What changed, both sides next to each other; tasks as staff see them; and the verdict. */
export function printPlayed({ person, witness }: Step, played: Played, number: number): string {
  const { before, after, writes, faults } = played;
  const rows: Row[] = [
    ['', 'Storeganise', 'Zendesk'],
    ...rowsOf(person, played, { prefix: witness === undefined ? '' : `${person}: ` }),
    ...(witness === undefined ? [] : rowsOf(witness, played, { prefix: `${witness}: `, always: ALWAYS_OF_A_WITNESS })),
    ['people in all', String(after.records.storeganise), String(after.records.zendesk)],
    ['written by us', inWords(writes.storeganise), inWords(writes.zendesk)],
  ];
  return ['', ...printRows(rows), '', ...printTasks(before, after), printVerdict(faults, number)].join('\n');
}

/** One line where all is well, else one line for each fault. */
export function printVerdict(faults: readonly string[], number: number): string {
  const lines = faults.map((fault) => `${INDENT}FAILED  step ${number}: ${fault}`);
  return `${lines.length === 0 ? `${INDENT}ok      step ${number}` : lines.join('\n')}\n`;
}

/** What is different from before about a person, and what belongs to it. */
function rowsOf(
  person: string,
  { before, after }: Pick<Played, 'before' | 'after'>,
  { prefix, always }: { prefix: string; always?: string },
): Row[] {
  const then = before.people[person] ?? {};
  const now = after.people[person] ?? {};
  const isMoved = (label: string) => label === always || !isEqual(cellsOf(then, label), cellsOf(now, label));
  return ROWS.filter((labels) => labels.some(isMoved))
    .flat()
    .filter((label) => isMoved(label) || cellsOf(now, label).some((cell) => cell !== ''))
    .map((label) => [prefix + label, ...cellsOf(now, label)]);
}

const cellsOf = ({ storeganise, zendesk }: Partial<Sides<Shown>>, label: string) =>
  [storeganise?.[label] ?? '', zendesk?.[label] ?? ''] as const;

const isEqual = (one: readonly string[], other: readonly string[]) => one.every((cell, side) => cell === other[side]);

/** A value of several lines goes on below itself. */
function printRows(rows: readonly Row[]): string[] {
  const widths = [LABEL_WIDTH, SIDE_WIDTH, 0];
  const lines = rows.flatMap((row) => {
    const cells = row.map((cell) => cell.split('\n').flatMap((line) => wrapText(line, '', CELL_WIDTH)));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ''));
  });
  const [heads = [], ...others] = lines;
  const wideHeads = heads.map((head, column) => head.padEnd(widths[column] ?? 0));
  return alignRows([wideHeads, ...others], Number.POSITIVE_INFINITY).map((line) => INDENT + line);
}

/** What has appeared among the tasks, and what has been completed. */
function printTasks(before: Scene, after: Scene): string[] {
  return after.tasks.flatMap((task) => {
    const then = before.tasks.find(({ id }) => id === task.id);
    if (then?.state === task.state && then.desc === task.desc) return [];
    const isOver = task.state === 'completed';
    return [`${INDENT}Task in Storeganise, ${isOver ? 'completed' : 'open'}`, ...printTask(task, isOver), ''];
  });
}

function printTask({ title, desc }: Task, isOver: boolean): string[] {
  // The rest of a link is as long as two lines, and means nothing to a reader.
  const text = desc.replace(/\bticket=\S+/g, 'ticket=…');
  const lines = isOver ? [title] : [title, '', ...text.split('\n')];
  return lines.flatMap((line) => wrapText(line, `${INDENT}  `, LINE_WIDTH)).map((line) => line.trimEnd());
}

function inWords({ changes, notes }: Writes): string {
  if (changes === 0) return notes === 0 ? 'nothing' : 'a note';
  return changes === 1 ? 'once' : `${changes} times`;
}
