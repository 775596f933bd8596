// Whether a platform has stopped telling us of changes. One that a sweep finds was not told of in time; only many of them, with
// nothing else heard since, say that nothing reaches us any more.
import type { Platform } from './contact.ts';
import type { HistoryRow } from './records.ts';

/** A change that a sweep found. Times are milliseconds: of the platform's clock, and of ours. */
export type FoundChange = { readonly recordId: string; readonly madeAt: number; readonly foundAt: number };

/** What a platform has not told us since it was last heard. */
export type Silence = {
  /** When a sweep last listened. */
  readonly listenedAt: number;
  /** Found, and not judged yet: its webhook may only be late. */
  readonly found: readonly FoundChange[];
  /** When the changes were made of which nobody told, the oldest first. */
  readonly missed: readonly number[];
};

/** A webhook may be eight minutes late (Zendesk dossier §7.4): what one sweep finds, the next one judges. */
const GRACE_MS = 540_000;
/** Clocks differ, and a change and its webhook are not of one moment: what is made so soon after a webhook counts as told. */
const NEARLY_MS = 60_000;
/** Whoever did not listen for so long may have refused webhooks itself. */
const AWAY_MS = 1_500_000;
const MANY = 5;
/** A small business has few edits: these are enough where the first is a day old. */
const SOME = 3;
const DAY_MS = 86_400_000;
/** More tell nothing new. */
const MAX_KEPT = 50;

/** What is left of a silence: whatever was made before the platform was last heard is not part of it. */
export function listen(last: Silence | undefined, heardAt: number | undefined, now: number): Silence {
  const isUnheard = (madeAt: number) => heardAt === undefined || madeAt > heardAt + NEARLY_MS;
  return {
    listenedAt: now,
    found: (last?.found ?? []).filter(({ madeAt }) => isUnheard(madeAt)),
    missed: (last?.missed ?? []).filter(isUnheard),
  };
}

/** Takes what this sweep found into a silence; nothing where we were away ourselves. */
export function noteFound(silence: Silence, last: Silence | undefined, found: readonly FoundChange[]): Silence {
  if (last === undefined || silence.listenedAt - last.listenedAt > AWAY_MS) return silence;
  return { ...silence, found: [...silence.found, ...found].slice(0, MAX_KEPT) };
}

/** Those whose webhook is late no longer. */
export const isOverdue = ({ foundAt }: FoundChange, now: number): boolean => foundAt + GRACE_MS <= now;

/** Puts the overdue ones that mattered among the missed. */
export function judge(silence: Silence, mattered: readonly FoundChange[]): Silence {
  const { listenedAt, found, missed } = silence;
  return {
    listenedAt,
    found: found.filter((change) => !isOverdue(change, listenedAt)),
    missed: [...missed, ...mattered.map(({ madeAt }) => madeAt)].toSorted((a, b) => a - b).slice(0, MAX_KEPT),
  };
}

/**
 * Whether a row of history shows that a change was one to be told of: it went to the other side after it was found. Zendesk moves
 * a user's time for much that concerns nobody, and tells of no phone that is no identity (Zendesk dossier §7.6).
 */
export function isTraceOf({ foundAt }: FoundChange, platform: Platform, { side, field, at }: HistoryRow): boolean {
  return side !== platform && at >= foundAt && !(platform === 'zendesk' && field === 'phone');
}

/** Whether nothing of what is changed there reaches us any more. */
export function isSilent({ missed, listenedAt }: Silence): boolean {
  const [first] = missed;
  if (first === undefined) return false;
  return missed.length >= MANY || (missed.length >= SOME && listenedAt - first >= DAY_MS);
}
