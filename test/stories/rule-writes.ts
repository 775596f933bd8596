import type { Platform } from '../../src/domain/contact.ts';
import type { SentCall } from './rule-world.ts';

/** Calls of one change set follow each other; another pass begins much later (webhooks take 2 s here). */
const SAME_CHANGE_SET_MS = 1_000;

const isTask = ({ request }: SentCall) => /\/v1\/admin\/jobs(\/|$)/.test(new URL(request.url).pathname);
const isDone = ({ call }: SentCall) => call.status >= 200 && call.status < 300;

export const isNewTask = (sent: SentCall) =>
  isTask(sent) && isDone(sent) && sent.request.method === 'POST' && isCreate(sent);

const isCreate = ({ request }: SentCall) => /\/jobs$/.test(new URL(request.url).pathname);

/** Writes that were carried out, tasks left out. */
const writesOf = (sent: readonly SentCall[]) => sent.filter((one) => one.call.write && isDone(one) && !isTask(one));

/**
 * Change sets by platform (contract §6): one on one record, whatever calls it takes; bookkeeping is none. Writing the
 * same field twice in one change set counts twice, except that an e-mail takes two calls and a phone several.
 */
export function countWrites(sent: readonly SentCall[]): Record<Platform, number> {
  const counts = { storeganise: 0, zendesk: 0 };
  for (const set of changeSets(sent)) counts[set[0].platform] += Math.max(1, ...timesWritten(set).values());
  return counts;
}

type ChangeSet = readonly [SentCall, ...SentCall[]];

function changeSets(sent: readonly SentCall[]): readonly ChangeSet[] {
  const sets: [SentCall, ...SentCall[]][] = [];
  const lastOf = new Map<string, [SentCall, ...SentCall[]]>();
  for (const one of writesOf(sent)) {
    if (!one.call.changed || one.call.bookkeeping) continue;
    const key = `${one.platform}|${one.call.recordId}`;
    const last = lastOf.get(key);
    if (last && one.call.at - (last.at(-1)?.call.at ?? 0) < SAME_CHANGE_SET_MS) last.push(one);
    else {
      const fresh: [SentCall, ...SentCall[]] = [one];
      sets.push(fresh);
      lastOf.set(key, fresh);
    }
  }
  return sets;
}

function timesWritten(set: ChangeSet): Map<string, number> {
  const times = new Map<string, number>();
  for (const { call } of set) {
    for (const field of call.changedFields) {
      if (/^(emails|phones|phone|shared_phone_number|verified)$/.test(field)) continue;
      times.set(field, (times.get(field) ?? 0) + 1);
    }
  }
  return times;
}

/** What the platforms of a row drop without a word: a status without its tags, customer fields that are not there. */
export type Drops = { readonly tags: boolean; readonly customerFields: boolean };

/** What no write may do, whatever the row says. */
export function badWrites(sent: readonly SentCall[], drops: Drops): string[] {
  return writesOf(sent).flatMap((one) => [
    ...toStaff(one),
    ...withMarker(one),
    ...blankOverValue(one, sent),
    ...withoutDifference(one, drops),
  ]);
}

const nameOf = ({ platform, request, call }: SentCall) =>
  `${request.method} ${platform} ${call.path} ${request.body ?? ''}`;

function toStaff(one: SentCall): string[] {
  return one.role === undefined || one.role === 'end-user' ? [] : [`a write to an ${one.role}: ${nameOf(one)}`];
}

function withMarker(one: SentCall): string[] {
  const name =
    one.platform === 'zendesk' && one.call.changedFields.includes('name') ? String(one.call.after?.name) : '';
  return /\bunknown\b/i.test(name) ? [`the marker went to Zendesk: ${nameOf(one)}`] : [];
}

const isBlank = (value: unknown) => value === undefined || value === null || String(value).trim() === '';

function blankOverValue(one: SentCall, sent: readonly SentCall[]): string[] {
  const { call, platform } = one;
  const blanked = ['name', 'firstName', 'email', 'phone'].filter(
    (field) => call.changedFields.includes(field) && !isBlank(call.before?.[field]) && isBlank(call.after?.[field]),
  );
  const isSetAgain = (field: string) =>
    sent.some(
      (later) =>
        later.platform === platform &&
        later.call.recordId === call.recordId &&
        later.call.at >= call.at &&
        later.call.at - call.at < SAME_CHANGE_SET_MS &&
        !isBlank(later.call.after?.[field]),
    );
  const lost = blanked.filter((field) => field !== 'phone' || !isSetAgain(field));
  return lost.map((field) => `a blank over ${field}: ${nameOf(one)}`);
}

/** Setting a phone that the profile then does not show is the one call that may turn out to change nothing. */
function withoutDifference(one: SentCall, drops: Drops): string[] {
  const futile = ['phone', ...(drops.tags ? ['user_fields'] : []), ...(drops.customerFields ? ['customFields'] : [])];
  const mayBeFutile = new RegExp(`"(${futile.join('|')})":`);
  if (one.call.changed || mayBeFutile.test(one.request.body ?? '')) return [];
  return [`a call that changes nothing: ${nameOf(one)}`];
}
