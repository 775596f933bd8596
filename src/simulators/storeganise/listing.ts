import { jsonAnswer } from './answers.ts';
import type { StoreganiseSwitches } from './switches.ts';

const maxLimit = 1000;

/** One page as a bare array, newest first; how pages overlap or run on is open (Storeganise dossier §3.2, §6). */
export function listAnswer<T extends { created: number }>(
  found: T[],
  query: URLSearchParams,
  switches: StoreganiseSwitches,
  describe: (item: T) => unknown,
) {
  const items = found.toSorted((one, other) => other.created - one.created);
  return { response: jsonAnswer(200, pick(items, query, switches).map(describe)) };
}

function pick<T>(items: T[], query: URLSearchParams, switches: StoreganiseSwitches): T[] {
  if (switches.limitIgnored) return items;
  const offset = count(query.get('offset'), 0);
  const limit = Math.min(count(query.get('limit'), switches.defaultLimit), maxLimit);
  const start = switches.pagesOverlap ? Math.max(0, offset - 1) : offset;
  return items.slice(start, start + limit);
}

function count(text: string | null, fallback: number): number {
  const number = Number(text ?? fallback);
  return Number.isInteger(number) && number >= 0 ? number : fallback;
}

/** `updatedAfter` and `ids`, which several lists know (Storeganise dossier §3.2). */
export function isListed(record: { id: string; updated: number }, query: URLSearchParams): boolean {
  const ids = query.get('ids');
  const updatedAfter = query.get('updatedAfter');
  if (ids !== null && !ids.split(',').includes(record.id)) return false;
  return updatedAfter === null || record.updated > Date.parse(updatedAfter);
}

/** The `include` parameter. */
export function included(query: URLSearchParams): ReadonlySet<string> {
  return new Set((query.get('include') ?? '').split(','));
}
