import { badRequest } from './answers.ts';

const maxPageSize = 100;

/** One offset page with its envelope (Zendesk dossier §9.4). Links name the account's own host, which may be another than the one called (§1 item 28). */
export function offsetPage<T>(items: T[], url: URL, host: string) {
  const size = Math.min(positive(url, 'per_page', maxPageSize), maxPageSize);
  const page = positive(url, 'page', 1);
  const link = (target: number) => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(target));
    return `https://${host}${url.pathname}?${query}`;
  };
  return {
    items: items.slice((page - 1) * size, page * size),
    envelope: {
      next_page: page * size < items.length ? link(page + 1) : null,
      previous_page: page > 1 ? link(page - 1) : null,
      count: items.length,
    },
  };
}

/** One cursor page with its envelope (Zendesk dossier §9.4); the cursor is opaque. */
export function cursorPage<T>(items: T[], url: URL, host: string) {
  const size = Math.min(positive(url, 'page[size]', maxPageSize), maxPageSize);
  const start = readCursor(url.searchParams.get('page[after]'));
  const end = start + size;
  const hasMore = end < items.length;
  const after = hasMore ? Buffer.from(`after:${end}`).toString('base64url') : null;
  const query = new URLSearchParams(url.searchParams);
  query.set('page[after]', after ?? '');
  return {
    items: items.slice(start, end),
    envelope: {
      meta: { has_more: hasMore, after_cursor: after, before_cursor: null },
      links: { prev: null, next: hasMore ? `https://${host}${url.pathname}?${query}` : null },
    },
  };
}

function readCursor(cursor: string | null): number {
  if (cursor === null) return 0;
  const offset = /^after:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (offset === undefined) throw badRequest('InvalidPaginationParameter', 'page[after] is not valid');
  return Number(offset);
}

function positive(url: URL, name: string, fallback: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return fallback;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw badRequest('InvalidPaginationParameter', `${name} is not valid`);
  return number;
}
