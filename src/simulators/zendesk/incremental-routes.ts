import type { Commit } from '../front-door.ts';
import type { Account, Arrived } from './account.ts';
import { badRequest, jsonAnswer } from './answers.ts';
import { describeUser } from './describe.ts';
import type { User } from './records.ts';

const PAGE_SIZE = 1000;
/** The newest minute is withheld (Zendesk dossier §9.5). */
const WITHHELD_MS = 60_000;

type Position = { readonly at: number; readonly id: string };

/** `GET incremental/users/cursor`: deleted users included, ordered by `updated_at` and id (Zendesk dossier §9.5). */
export function exportUsers(account: Account, { url, now }: Arrived): Commit {
  const start = readStart(url, now);
  return (landedAt) => {
    const users = account.directory
      .all()
      .filter(({ state, updatedAt }) => state !== 'purged' && updatedAt <= landedAt - WITHHELD_MS)
      .filter((user) => isAfter(user, start))
      .sort((a, b) => a.updatedAt - b.updatedAt || Number(BigInt(a.id) - BigInt(b.id)));
    const page = users.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    const cursor = writeCursor(last ? { at: last.updatedAt, id: last.id } : start);
    const path = `/api/v2/incremental/users/cursor.json?cursor=${encodeURIComponent(cursor)}`;
    const answer = {
      users: page.map((user) => describeUser(user, account)),
      after_url: `https://${account.host}${path}`,
      after_cursor: cursor,
      before_url: null,
      before_cursor: null,
      end_of_stream: users.length <= PAGE_SIZE,
    };
    return { response: jsonAnswer(200, answer) };
  };
}

const isAfter = ({ updatedAt, id }: User, start: Position) =>
  updatedAt > start.at || (updatedAt === start.at && BigInt(id) > BigInt(start.id));

/** Opaque to clients (Zendesk dossier §9.5). */
const writeCursor = ({ at, id }: Position) => Buffer.from(`${at / 1000}.0||${id}`).toString('base64');

function readStart(url: URL, now: number): Position {
  const cursor = url.searchParams.get('cursor');
  if (cursor !== null) {
    const [, seconds, id] = /^(\d+(?:\.\d+)?)\.0\|\|(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
    if (seconds === undefined || id === undefined)
      throw badRequest('InvalidPaginationParameter', 'cursor is not valid');
    return { at: Number(seconds) * 1000, id };
  }
  const startTime = url.searchParams.get('start_time');
  if (startTime === null || !/^\d+$/.test(startTime))
    throw badRequest('ParameterMissing', 'Parameter start_time is required');
  const at = Number(startTime) * 1000;
  if (at > now - WITHHELD_MS)
    throw badRequest('StartTimeTooRecent', 'Too recent start_time. Use a start_time older than 60 seconds');
  return { at, id: '0' };
}
