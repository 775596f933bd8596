import { PLATFORMS, type Platform } from '../contact.ts';
import type { Change } from '../records.ts';
import { spanOf } from '../span.ts';
import type { QueueView } from './explanation.ts';
import type { PersonFacts } from './person-facts.ts';
import { withWords } from './words.ts';

const isOpen = ({ dirty, done }: Change) => dirty > done;
const after = ({ failure }: Change) => (failure === undefined ? '' : `, after ${withWords(failure)}`);

/** What stands in the queue about one record. */
export function explainQueue({ platform, recordId, ...change }: Change, now: number): QueueView {
  const { dirty, done, parked, failure, notBefore } = change;
  const isWaiting = isOpen({ platform, recordId, ...change }) && !parked;
  return {
    platform,
    recordId,
    dirty,
    done,
    isParked: parked,
    ...(isWaiting && notBefore > now ? { nextAttemptAt: notBefore } : {}),
    ...(failure === undefined ? {} : { failure }),
    says: queueWords({ platform, recordId, ...change }, now),
  };
}

function queueWords(change: Change, now: number): string {
  const { parked, failure, looks, readyAt, retries, defects } = change;
  if (parked) return `parked: ${withWords(failure ?? 'parked')}; a new event or “sync” takes it up again`;
  if (isOpen(change)) {
    const tries = retries + defects;
    const tried = tries === 0 ? '' : `, ${tries} ${tries === 1 ? 'attempt' : 'attempts'} in vain`;
    return `has waited for ${spanOf(now - readyAt)}${tried}; ${nextWords(change, now)}`;
  }
  const [look] = looks.filter((at) => at > now).toSorted((a, b) => a - b);
  return look === undefined ? 'nothing waits' : `nothing waits; looked at once more in ${spanOf(look - now)}`;
}

function nextWords(change: Change, now: number): string {
  const { notBefore, attempts, failure } = change;
  if (notBefore <= now) return `its turn is now${after(change)}`;
  if (attempts > 0 && failure === undefined) return 'worked on at this moment';
  return `next attempt in ${spanOf(notBefore - now)}${after(change)}`;
}

/** When something that is still to be done will be: the end of a sentence about it. */
export function waitWords({ changes, now, notLive, tenant }: PersonFacts): string {
  const open = PLATFORMS.flatMap((side: Platform) => changes[side] ?? []).filter(isOpen);
  const parked = open.find((change) => change.parked);
  if (open.length === 0) {
    return 'Nothing is queued: its event is on the way or was lost; “sync” looks now.';
  }
  if (notLive !== undefined) return `Kept until ${tenant} is live: ${notLive}.`;
  if (parked && open.length === 1) {
    return `The change is parked: ${withWords(parked.failure ?? 'parked')}; “sync” takes it up again.`;
  }
  const [next] = open.filter((change) => !change.parked).toSorted((a, b) => a.notBefore - b.notBefore);
  return next
    ? `Waiting: ${nextWords(next, now)}.`
    : 'The changes of both sides are parked; “sync” takes them up again.';
}
