import type { Platform } from '../../domain/contact.ts';
import type { Explanation, FieldView, RecordView } from '../../domain/explain/explanation.ts';
import { PLATFORM_NAMES, RECORD_NAMES } from '../../domain/explain/words.ts';
import { alignRows, widthOf, wrapText } from '../columns.ts';
import { localTime } from './local-time.ts';
import { printCase } from './print-cases.ts';

const MAX_CELL = 36;
const MAX_EVENTS = 20;
const INDENT = '  ';

/** All about one customer, the answer first and the evidence below it. */
export function printExplanation(explanation: Explanation, width: number): string {
  const { tenant, asked, at, summary, others, searched } = explanation;
  const sections = [
    [`${tenant}  ${asked}  as of ${localTime(at)}`, '', ...wrapText(summary, '', width)],
    printWho(explanation),
    printFields(explanation, width),
    titled(
      'Open questions',
      explanation.cases.flatMap((one) => printCase(one, INDENT, width)),
    ),
    titled('Queue', printQueue(explanation, width)),
    titled(...printEvents(explanation)),
    titled(
      'Found besides',
      others.map((other) => INDENT + other),
    ),
    titled(
      'Searched',
      searched.map((place) => INDENT + place),
    ),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const titled = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [title, ...lines]);

function printWho({ records, link }: Explanation): string[] {
  const row = (side: Platform, { id = '-', name = '', says }: RecordView) => [RECORD_NAMES[side], id, name, says];
  const rows = [
    row('storeganise', records.storeganise),
    row('zendesk', records.zendesk),
    ...(link ? [['Link', link.id, `since ${localTime(link.since)}`, '']] : []),
  ];
  return [...alignRows(rows, MAX_CELL * 2), ...(link ? [INDENT + link.says] : [])];
}

const STATES: Readonly<Record<FieldView['state'], string>> = {
  in_sync: 'in sync',
  waiting: 'waiting',
  held: 'HELD',
  left_alone: 'left alone',
  unknown: 'not known',
};

/** One row a field, and below it why, unless there is nothing to say or the next row says the same. */
function printFields({ fields, records }: Explanation, width: number): string[] {
  const head = ['', PLATFORM_NAMES.storeganise, PLATFORM_NAMES.zendesk, 'agreed last', ''];
  const shown = (value: string | undefined, isThere = true) =>
    value === undefined ? (isThere ? '?' : '') : value === '' ? '-' : value;
  const rows = fields.map(({ field, storeganise, zendesk, base, state }) => [
    field.replace('_', ' '),
    shown(storeganise, records.storeganise.id !== undefined),
    shown(zendesk, records.zendesk.id !== undefined),
    base === undefined ? '' : shown(base),
    STATES[state],
  ]);
  const [title = '', ...lines] = alignRows([head, ...rows], MAX_CELL);
  const isTold = (why: string, index: number) => why === 'In sync.' || fields[index + 1]?.why === why;
  const whys = fields.map(({ why }, index) => (isTold(why, index) ? [] : wrapText(why, '    ', width)));
  return [title, ...lines.flatMap((line, index) => [line, ...(whys[index] ?? [])])];
}

function printQueue({ queue }: Explanation, width: number): string[] {
  if (queue.length === 0) return [];
  const rows = queue.map(({ platform, recordId, dirty, done }) => [
    INDENT + PLATFORM_NAMES[platform],
    recordId,
    `marked ${dirty}, answered ${done}`,
  ]);
  const words = queue.map(({ says, nextAttemptAt }) =>
    nextAttemptAt === undefined ? says : `${says} (${localTime(nextAttemptAt)})`,
  );
  return alignRows(rows, MAX_CELL).flatMap((line, index) => {
    const whole = `${line}  ${words[index]}`;
    return widthOf(whole) <= width ? [whole] : [line, ...wrapText(words[index] ?? '', '    ', width)];
  });
}

/** What came in and what we wrote, in the order of time. */
function printEvents({ deliveries, history }: Explanation): [title: string, lines: string[]] {
  const heard = deliveries.map(({ at, platform, type, outcome, says }) => ({
    at,
    cells: [INDENT + localTime(at), `${PLATFORM_NAMES[platform]} said`, type, outcome, says],
  }));
  const done = history.map(({ at, says }) => ({ at, line: `${INDENT}${localTime(at)}  we ${says}` }));
  const aligned =
    heard.length === 0
      ? []
      : alignRows(
          heard.map(({ cells }) => cells),
          Number.POSITIVE_INFINITY,
        );
  const told = heard.map(({ at }, index) => ({ at, line: aligned[index] ?? '' }));
  const events = [...told, ...done].toSorted((a, b) => a.at - b.at);
  const left = Math.max(0, events.length - MAX_EVENTS);
  const title = left === 0 ? 'What happened' : `What happened lately (${left} more before; --json shows all)`;
  return [title, events.slice(left).map(({ line }) => line)];
}
