import { z } from 'zod';
import { SyncFailure } from '../../domain/failures.ts';
import type { StoreganiseConnector } from '../connector.ts';
import type { Remote } from '../remote.ts';

const PAGE_SIZE = 100;
/** A list is read again from a little before the newest that it showed: its clock and its order are not known. */
const OVERLAP_MS = 300_000;

const Text = z.string().nullish();
const Users = z.array(z.object({ id: z.string(), updated: Text }));
const Rentals = z.array(z.object({ ownerId: Text, updated: Text }));

/** Where a listing stands: which list, from when, how far, and the newest moment that it has shown so far. */
const Cursor = z.object({
  list: z.enum(['users', 'unit-rentals']),
  since: z.string(),
  offset: z.int().min(0),
  newest: z.string(),
});
type Cursor = z.output<typeof Cursor>;

/** Customers who changed, then the owners of rentals that changed (Storeganise dossier §2.9). */
export function createChangedList(remote: Remote): Pick<StoreganiseConnector, 'listChanged'> {
  return {
    async listChanged(written, start) {
      const from = new Date(start).toISOString();
      const cursor = readCursor(written) ?? { list: 'users', since: from, offset: 0, newest: from };
      const { list, since, offset } = cursor;
      const path = `/${list}?updatedAfter=${encodeURIComponent(since)}&limit=${PAGE_SIZE}&offset=${offset}`;
      const reply = await remote.call('GET', path);
      if (reply.kind === 'failed') throw reply.failure;
      const page = list === 'users' ? readUsers(reply.body) : readOwners(reply.body);
      const newest = page.reduce(
        (latest, { updated }) => (updated && updated > latest ? updated : latest),
        cursor.newest,
      );
      const isOver = page.length < PAGE_SIZE;
      return {
        records: page.flatMap(({ id, updated }) =>
          id ? [list === 'users' && updated ? { id, updatedAt: updated } : { id }] : [],
        ),
        cursor: JSON.stringify(
          isOver ? next({ ...cursor, newest }) : { ...cursor, offset: offset + PAGE_SIZE, newest },
        ),
        isLast: isOver && list === 'unit-rentals',
      };
    },
  };
}

/** After the customers the rentals of the same time; after those the time that begins where this one ended. */
function next({ list, since, newest }: Cursor): Cursor {
  if (list === 'users') return { list: 'unit-rentals', since, offset: 0, newest };
  const from = new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
  return { list: 'users', since: from > since ? from : since, offset: 0, newest };
}

function readCursor(written: string | undefined): Cursor | undefined {
  return written === undefined ? undefined : Cursor.parse(JSON.parse(written));
}

type Row = { readonly id: string | null | undefined; readonly updated: string | null | undefined };

function readUsers(body: unknown): readonly Row[] {
  const users = Users.safeParse(body);
  if (!users.success) throw odd();
  return users.data.map(({ id, updated }) => ({ id, updated }));
}

function readOwners(body: unknown): readonly Row[] {
  const rentals = Rentals.safeParse(body);
  if (!rentals.success) throw odd();
  return rentals.data.map(({ ownerId, updated }) => ({ id: ownerId, updated }));
}

const odd = () => new SyncFailure('unavailable', 'storeganise_odd_list');
