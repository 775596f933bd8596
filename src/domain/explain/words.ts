import type { Platform } from '../contact.ts';
import type { Case, HistoryRow, NoopReason, Outcome } from '../records.ts';
import { quote } from '../task-text.ts';
import type { DeliveryView } from './explanation.ts';

export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = { storeganise: 'Storeganise', zendesk: 'Zendesk' };

/** What each platform calls its record of a person. */
export const RECORD_NAMES: Readonly<Record<Platform, string>> = {
  storeganise: 'Storeganise customer',
  zendesk: 'Zendesk user',
};

const NOOP_WORDS: Readonly<Record<NoopReason, string>> = {
  in_sync: 'both sides were the same',
  echo: 'the echo of our own write',
  own_fields: 'only our own bookkeeping fields changed',
  addon_event: 'about the add-on, not about a customer',
  blank_kept: 'one side is blank, and blanks are neither copied nor refilled',
  no_match: 'no customer matches, and the business does not create customers from Zendesk users',
  no_email: 'there is no e-mail address, so nobody is created',
  out_of_scope: 'staff, agents and admins are never linked or written',
  record_gone: 'there is no such record any more',
  linked_elsewhere: 'the other record belongs to somebody else',
  unreadable_phone: 'a phone is no valid number, so it is left alone',
  folded: 'disabled and enabled again before we looked',
  disabled: 'disabled when first seen, so nobody is created',
  parked: 'the link is parked',
};

/** How a delivery ended, spelled out; `open` are the questions that are. */
export function outcomeWords(
  outcome: Outcome | undefined,
  open: readonly Case[],
): Pick<DeliveryView, 'outcome' | 'says'> {
  switch (outcome?.kind) {
    case undefined:
      return { outcome: 'waiting', says: 'not worked on yet' };
    case 'applied':
      return { outcome: 'applied', says: 'the other side was brought up to date' };
    case 'noop':
      return { outcome: 'noop', says: `${outcome.reason}: ${NOOP_WORDS[outcome.reason]}` };
    case 'held':
      return { outcome: 'held', says: heldWords(outcome.caseId, open) };
    case 'failed':
      return { outcome: 'failed', says: withWords(outcome.code) };
  }
}

function heldWords(caseId: string, open: readonly Case[]): string {
  const question = open.find(({ id }) => id === caseId);
  return question ? `${question.kind}: a person must decide` : `was for a person to decide, and is answered: ${caseId}`;
}

export const noopWords = (reason: NoopReason): string => NOOP_WORDS[reason];

const CODE_WORDS: Readonly<Record<string, string>> = {
  not_called: 'the tenant’s state or settings allow no call',
  link_collision: 'another pass made the same link a moment ago',
  defect: 'our own code failed; the log has the stack',
  parked_defect: 'our own code failed three times; the log has the stack',
  parked_takings: 'it was taken twenty times and never came to an end',
  storeganise_create_unanswered: 'a create in Storeganise was not answered and may still land',
  storeganise_disabling_unclear: 'an event says disabled; another that takes it back may be on its way',
};

const CODE_PATTERNS: readonly (readonly [RegExp, (platform: string) => string])[] = [
  [/_duplicate_hidden$/, () => 'somebody holds the address whom search does not show yet'],
  [/_(401|403)$/, (platform) => `${platform} refuses our credentials, or the proxy has no connection`],
  [/_429$/, (platform) => `${platform} asked us to wait`],
  [/_stale_read$/, (platform) => `${platform} showed an older state than it had answered before`],
  [/_gone_meanwhile$/, (platform) => `the record vanished from ${platform} while we worked on it`],
  [/_odd_|_odd$/, (platform) => `${platform} answered something that its API does not say`],
  [/_504$/, (platform) => `${platform} gave the proxy no answer`],
  [/_\d{3}$/, (platform) => `${platform} answered with an error`],
  [/^zendesk_E[A-Z_]+$/, () => 'Zendesk, or the proxy before it, could not be reached or did not answer in time'],
  [/_E[A-Z_]+$/, (platform) => `${platform} could not be reached, or did not answer in time`],
];

/** A failure's code with what it means. */
export function withWords(code: string): string {
  const [, platform] = /^(storeganise|zendesk)_/.exec(code) ?? [];
  const name = platform === undefined ? 'the platform' : PLATFORM_NAMES[platform as Platform];
  const words = CODE_WORDS[code] ?? CODE_PATTERNS.find(([pattern]) => pattern.test(code))?.[1](name);
  return words === undefined ? code : `${code}: ${words}`;
}

/** What a line of history means. */
export function historyWords({ field, side, before, after, why }: HistoryRow): string {
  if (why === 'created') return `created the ${RECORD_NAMES[side]} ${after}`;
  const change = `${field} in ${PLATFORM_NAMES[side]}: ${quote(before)} → ${quote(after)}`;
  return why === 'written' ? `wrote ${change}` : `gave up writing ${change}, which is not known to have arrived`;
}
