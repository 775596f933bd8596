import type { CaseRow } from '../../domain/case-row.ts';
import { wrapText } from '../columns.ts';
import { localTime } from './local-time.ts';

/** The open questions, one block each. */
export function printCases(cases: readonly CaseRow[], width: number): string {
  if (cases.length === 0) return 'No open case.';
  return cases.map((one) => printCase(one, '', width).join('\n')).join('\n\n');
}

/** One open question: what it is, its values, and what to do about it. */
export function printCase(row: CaseRow & { readonly task?: string }, indent: string, width: number): string[] {
  const { id, tenant, kind, subject, since, values, action, task } = row;
  const labelled = (label: string, text: string) => {
    const [first = '', ...rest] = wrapText(text, `${indent}           `, width);
    return [`${indent}  ${label.padEnd(9)}${first.slice(indent.length + 11)}`, ...rest];
  };
  const shown = Object.entries(values).map(([name, value]) => `${name} “${value}”`);
  return [
    `${indent}${kind}  ${tenant}  ${subject}  since ${localTime(since)}`,
    ...labelled('case', id),
    ...(task === undefined ? [] : labelled('task', task)),
    ...(shown.length === 0 ? [] : labelled('values', shown.join(', '))),
    ...labelled('to do', action),
  ];
}
