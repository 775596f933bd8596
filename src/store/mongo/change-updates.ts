// What may become of a change, as updates that the server carries out in one step. Each ends by working out `dueAt`, the moment
// from which the change is to be taken: the index on it is how due work is found.
import type { BarHint, RecordRef } from '../../domain/records.ts';
import type { Postponement } from '../../ports.ts';
import { FIRST_CRASH_PAUSE_MS, MAX_CRASH_PAUSE_MS } from '../timing.ts';
import { type Expression, type Fields, literal, literals, orRemoved, when } from './expressions.ts';

/** Nothing has gone wrong with a change yet. */
const FRESH = { notBefore: 0, attempts: 0, retries: 0, isTold: false, staleReads: 0, defects: 0, parked: false };
const UNMARKED = { dirty: 0, done: 0, readyAt: 0, looks: [], lookMarks: [], noted: [], fence: 0, ...FRESH };

const isDirty: Expression = { $gt: ['$dirty', '$done'] };
/** It waits for a platform, by our own choice of pause. */
const isWaiting: Expression = {
  $and: [{ $gt: ['$retries', 0] }, { $not: ['$isTold'] }, { $eq: ['$attempts', 0] }],
};
/** The same as a filter, for changes that have something to do. */
export const WAITING = { dueAt: { $exists: true }, parked: false, retries: { $gt: 0 }, isTold: false, attempts: 0 };
export const IS_DIRTY = { $expr: isDirty };

type Stage = Readonly<Record<string, unknown>>;

const set = (fields: Fields): Stage => ({ $set: fields });
const nextLook: Expression = { $min: '$looks' };
/** A look that has come is a mark, and un-parks like one. */
const dueAt: Expression = when(
  '$parked',
  nextLook,
  when(isDirty, '$notBefore', when({ $eq: [nextLook, null] }, null, { $max: ['$notBefore', nextLook] })),
);
const withDueAt: Stage = set({ dueAt: orRemoved(dueAt) });

/** The document with some of its fields replaced; all of them are computed from what it was before. */
const merged = (...changes: readonly Expression[]): Stage => ({
  $replaceWith: { $mergeObjects: ['$$ROOT', ...changes] },
});

/** A document that was not there begins unmarked. */
const begin = (ref: RecordRef): Stage => ({ $replaceWith: { $mergeObjects: [literal(unmarked(ref)), '$$ROOT'] } });

const mark: Expression = { $add: ['$dirty', 1] };
/** Un-parks a change with fresh attempts, and brings forward what waits by our own choice. */
const roused = when('$parked', literal(FRESH), when(isWaiting, literal({ notBefore: 0 }), literal({})));

/** A delivery as far as it concerns its change. */
export type Telling = { readonly key: string; readonly bar?: BarHint };

/** Raises the dirty counter. */
export const raise = (ref: RecordRef, now: Expression): Stage[] => [
  begin(ref),
  merged(roused, { dirty: mark, readyAt: when(isDirty, '$readyAt', now) }),
  withDueAt,
];

/**
 * Raises the dirty counters of many changes in one update, for each delivery once: its change notes it together with its mark
 * until that is settled. One update for all, because to read and plan one for each would cost the server most of its time.
 */
export function raiseForAll(told: ReadonlyMap<string, readonly Telling[]>, now: Expression): Stage[] {
  const place: Expression = { $indexOfArray: [literal([...told.keys()]), '$_id'] };
  const news = literal([...told.values()].map((deliveries) => deliveries.map(toNews)));
  const isNew: Expression = { $not: [{ $in: ['$$one.key', '$noted.key'] }] };
  const note = { key: { $arrayElemAt: ['$news.key', '$$index'] }, mark: { $add: ['$dirty', '$$index', 1] } };
  const notes: Expression = { $map: { input: { $range: [0, { $size: '$news' }] }, as: 'index', in: note } };
  const raised: Expression = {
    dirty: { $add: ['$dirty', { $size: '$news' }] },
    readyAt: when(isDirty, '$readyAt', now),
    noted: { $concatArrays: ['$noted', notes] },
    disabledAt: latest('disabledAt'),
    enabledAt: latest('enabledAt'),
  };
  return [
    set({ news: { $filter: { input: { $arrayElemAt: [news, place] }, as: 'one', cond: isNew } } }),
    merged(when({ $eq: ['$news', []] }, literal({}), { $mergeObjects: [roused, raised] })),
    set({ news: '$$REMOVE' }),
    withDueAt,
  ];
}

const toNews = ({ key, bar }: Telling) => ({
  key,
  ...(bar ? { [bar.kind === 'disabled' ? 'disabledAt' : 'enabledAt']: bar.at } : {}),
});

/** The latest that the platform said, in the order of its own clock: deliveries may overtake each other. */
const latest = (field: 'disabledAt' | 'enabledAt') => orRemoved({ $max: [{ $max: `$news.${field}` }, `$${field}`] });

/** A change that nobody has marked yet. */
export const unmarked = ({ tenant, platform, recordId }: RecordRef) => ({ ...UNMARKED, tenant, platform, recordId });

/** Asks for one more look at a moment; asked twice it is one. */
export function lookAgain(ref: RecordRef, at: number): Stage[] {
  const looks = when({ $in: [literal(at), '$looks'] }, '$looks', { $concatArrays: ['$looks', [literal(at)]] });
  return [begin(ref), set({ looks }), withDueAt];
}

/** Stamps the fence, counts an attempt, and lets it rest for longer each time that no end comes. */
export function take(fence: number, now: Expression): Stage[] {
  const come: Expression = { $lte: ['$$look', now] };
  const hasLook: Expression = { $anyElementTrue: { $map: { input: '$looks', as: 'look', in: come } } };
  const attemptsBefore = when('$parked', 0, '$attempts');
  const pause: Expression = {
    $min: [{ $multiply: [FIRST_CRASH_PAUSE_MS, { $pow: [2, attemptsBefore] }] }, MAX_CRASH_PAUSE_MS],
  };
  return [
    merged(when('$parked', literal(FRESH), literal({})), {
      dirty: when(hasLook, mark, '$dirty'),
      lookMarks: when(hasLook, { $concatArrays: ['$lookMarks', [mark]] }, '$lookMarks'),
      looks: { $filter: { input: '$looks', as: 'look', cond: { $not: [come] } } },
      attempts: { $add: [attemptsBefore, 1] },
      notBefore: { $add: [now, pause] },
      fence: literal(fence),
    }),
    withDueAt,
  ];
}

/** Everything up to `seen` is answered; what was marked since begins afresh, behind what waited meanwhile. */
export function settle(seen: number, now: Expression): Stage[] {
  const isOpen = (mark: string): Expression => ({ $gt: [mark, '$done'] });
  return [
    set({ done: { $max: ['$done', literal(seen)] }, ...literals(FRESH), readyAt: now }),
    set({
      lookMarks: { $filter: { input: '$lookMarks', as: 'mark', cond: isOpen('$$mark') } },
      noted: { $filter: { input: '$noted', as: 'delivery', cond: isOpen('$$delivery.mark') } },
      failure: '$$REMOVE',
    }),
    withDueAt,
  ];
}

export const postpone = (postponement: Postponement): Stage[] => [
  set(literals({ attempts: 0, isTold: false, ...postponement })),
  withDueAt,
];

export const wake = (): Stage[] => [set({ notBefore: 0 }), withDueAt];
