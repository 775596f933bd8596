import { z } from 'zod';
import { SyncFailure } from '../../domain/failures.ts';
import type { StoreganiseConnector } from '../connector.ts';
import type { Remote } from '../remote.ts';
import { isLastPage, nextOffset, PAGE_SIZE } from './pages.ts';

/** A list is read again from a little before the newest that it showed: its clock and its order are not known. */
const OVERLAP_MS = 300_000;
/** What was shown of that little is not told again, up to so many rows. */
const MAX_KNOWN = 2_000;

const Text = z.string().nullish();
const Users = z.array(z.object({ id: z.string(), updated: Text }));
const Rentals = z.array(z.object({ id: Text, ownerId: Text, updated: Text }));

/** `key` names the row itself, `recordId` the customer whom it is about. */
type Row = { readonly key: string; readonly recordId: string | undefined; readonly updated: string | undefined };

const Shown = z.object({ key: z.string(), updated: z.string() });
type Shown = z.output<typeof Shown>;
/** From when on a list is read, and what of that time was shown already. */
const Span = z.object({ since: z.string(), known: z.array(Shown) });
type Span = z.output<typeof Span>;

/** Where a listing stands: which list, how far, how its last page began, and the newest rows that it has shown. */
const Cursor = z.object({
  list: z.enum(['users', 'unit-rentals']),
  spans: z.object({ users: Span, 'unit-rentals': Span }),
  offset: z.int().min(0),
  first: z.string().optional(),
  newest: z.array(Shown),
});
type Cursor = z.output<typeof Cursor>;

/** Customers who changed, then the owners of rentals that changed (Storeganise dossier §2.9). */
export function createChangedList(remote: Remote): Pick<StoreganiseConnector, 'listChanged'> {
  return {
    async listChanged(written, start) {
      const cursor = readCursor(written) ?? begin(new Date(start).toISOString());
      const { list, offset } = cursor;
      const { since, known } = cursor.spans[list];
      const isShown = (row: Row) =>
        [...known, ...cursor.newest].some(({ key, updated }) => key === row.key && updated === row.updated);
      const path = `/${list}?updatedAfter=${encodeURIComponent(since)}&limit=${PAGE_SIZE}&offset=${offset}`;
      const reply = await remote.call('GET', path);
      if (reply.kind === 'failed') throw reply.failure;
      const page = list === 'users' ? readUsers(reply.body) : readRentals(reply.body);
      const isOver = isLastPage(page, cursor.first);
      const read = { ...cursor, newest: keepNewest([...cursor.newest, ...page.flatMap(shownOf)]) };
      return {
        records: page.flatMap((row) => {
          const { recordId: id, updated } = row;
          if (id === undefined || isShown(row)) return [];
          return [list === 'users' && updated !== undefined ? { id, updatedAt: updated } : { id }];
        }),
        cursor: JSON.stringify(isOver ? next(read) : { ...read, offset: nextOffset(offset), first: page[0]?.key }),
        isLast: isOver && list === 'unit-rentals',
      };
    },
  };
}

function begin(since: string): Cursor {
  const span = { since, known: [] };
  return { list: 'users', spans: { users: span, 'unit-rentals': span }, offset: 0, newest: [] };
}

/** After the customers the rentals, then the customers again; each list goes on from the newest that itself has shown. */
function next({ list, spans, newest }: Cursor): Cursor {
  return {
    list: list === 'users' ? 'unit-rentals' : 'users',
    spans: { ...spans, [list]: follow(spans[list], newest) },
    offset: 0,
    newest: [],
  };
}

function follow(span: Span, newest: readonly Shown[]): Span {
  const [latest] = newest;
  if (!latest) return span;
  const from = startOf(latest);
  return { since: from > span.since ? from : span.since, known: [...newest] };
}

/** The rows that are not older than the overlap, the newest first. */
function keepNewest(rows: readonly Shown[]): Shown[] {
  const sorted = rows.toSorted((one, other) => Date.parse(other.updated) - Date.parse(one.updated));
  const [latest] = sorted;
  if (!latest) return [];
  const from = Date.parse(startOf(latest));
  return sorted.filter(({ updated }) => Date.parse(updated) >= from).slice(0, MAX_KNOWN);
}

const startOf = ({ updated }: Shown) => new Date(Date.parse(updated) - OVERLAP_MS).toISOString();

const shownOf = ({ key, updated }: Row): Shown[] => (updated === undefined ? [] : [{ key, updated }]);

/** One that cannot be read begins anew. */
function readCursor(written: string | undefined): Cursor | undefined {
  if (written === undefined) return undefined;
  const cursor = Cursor.safeParse(JSON.parse(written));
  return cursor.success ? cursor.data : undefined;
}

function readUsers(body: unknown): readonly Row[] {
  const users = Users.safeParse(body);
  if (!users.success) throw odd();
  return users.data.map(({ id, updated }) => ({ key: id, recordId: id, updated: readTime(updated) }));
}

function readRentals(body: unknown): readonly Row[] {
  const rentals = Rentals.safeParse(body);
  if (!rentals.success) throw odd();
  return rentals.data.map(({ id, ownerId, updated }) => ({
    key: id ?? '',
    recordId: ownerId ?? undefined,
    updated: id ? readTime(updated) : undefined,
  }));
}

/** What is no time tells nothing. */
const readTime = (text: string | null | undefined) => (text && Number.isFinite(Date.parse(text)) ? text : undefined);

const odd = () => new SyncFailure('unavailable', 'storeganise_odd_list');
