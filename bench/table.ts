import { otherPlatform } from '../src/domain/contact.ts';
import type { Measured } from './measure-edits.ts';

const HEADS = [
  'edit',
  'direction',
  'edits',
  'p50',
  'p95',
  'p99',
  'max',
  'calls/edit',
  'writes/edit',
  'notes/edit',
  'back/edit',
];

/** One row for each kind of edit. Notes are bookkeeping writes; `back` are writes on the platform of the edit. */
export function writeTable(measured: readonly Measured[]): string {
  const rows = [HEADS, ...measured.map(rowOf)];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  ')).join('\n');
}

function rowOf({ kind, delaysMs, calls, writesThere, writesBack }: Measured): string[] {
  const edits = delaysMs.length;
  const each = (count: number) => (count / edits).toFixed(2);
  return [
    kind.name,
    `${kind.origin} -> ${otherPlatform(kind.origin)}`,
    String(edits),
    ...[50, 95, 99, 100].map((percent) => `${percentile(delaysMs, percent)} ms`),
    each(calls),
    each(writesThere.changes + writesThere.idle),
    each(writesThere.notes + writesBack.notes),
    each(writesBack.changes + writesBack.idle),
  ];
}

/** The nearest rank: the smallest value that `percent` of all values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

const pad = (cell: string, width: number, column: number) => (column < 2 ? cell.padEnd(width) : cell.padStart(width));
