import type { SimCall } from '../wire.ts';

const dayMs = 24 * 60 * 60_000;

/** What the vendor asks clients not to do, found in a call log; empty when nothing was (Storeganise dossier §3.3, §6). */
export function findBadManners(calls: readonly SimCall[]): string[] {
  return [...findOverlaps(calls), ...calls.filter(isListWithInclude).map(say('asks for a list with include'))]
    .concat(findFullSweeps(calls))
    .concat(calls.filter(isIdleWrite).map(say('writes what is there already')));
}

const say = (what: string) => (call: SimCall) => `${call.method} ${call.path} ${what}`;

/** Requests in series, not in parallel. */
function findOverlaps(calls: readonly SimCall[]): string[] {
  const byArrival = calls
    .map((call) => ({ call, from: call.arrivedAt ?? call.at }))
    .toSorted((a, b) => a.from - b.from);
  let busyUntil = Number.NEGATIVE_INFINITY;
  return byArrival.flatMap(({ call, from }) => {
    const isOverlap = from < busyUntil;
    busyUntil = Math.max(busyUntil, call.at);
    return isOverlap ? [say('comes while another call runs')(call)] : [];
  });
}

const lists = /^\/v1\/admin\/(users|unit-rentals|units|jobs)(?:\?(.*))?$/;

function isListWithInclude({ method, path }: SimCall): boolean {
  return method === 'GET' && new URLSearchParams(lists.exec(path)?.[2] ?? '').has('include');
}

/** The first page of everything, more than once a day. */
function findFullSweeps(calls: readonly SimCall[]): string[] {
  const lastAt = new Map<string, number>();
  return calls.flatMap((call) => {
    const [, list = '', text = ''] = (call.method === 'GET' && lists.exec(call.path)) || [];
    const query = new URLSearchParams(text);
    const isFiltered = ['updatedAfter', 'ids', 'search', 'ownerId', 'type', 'state'].some((name) => query.has(name));
    if (!['users', 'unit-rentals'].includes(list) || isFiltered || Number(query.get('offset') ?? 0) > 0) return [];
    const before = lastAt.get(list) ?? Number.NEGATIVE_INFINITY;
    lastAt.set(list, call.at);
    return call.at - before < dayMs ? [say('reads everything again within a day')(call)] : [];
  });
}

function isIdleWrite({ write, changed, status }: SimCall): boolean {
  return write && !changed && status < 300;
}
