import { tooMany, tooManyJson } from './answers.ts';
import type { ZendeskSwitches } from './switches.ts';

const minuteMs = 60_000;
const updatesPerUserAndMinute = 5;

/** Budgets of fixed clock minutes (Zendesk dossier §9.1, §9.2). */
export function createLimits(switches: Pick<ZendeskSwitches, 'callsPerMinute'>) {
  let minute = Number.NEGATIVE_INFINITY;
  let callsSpent = 0;
  let updatesSpent = new Map<string, number>();

  function turnOver(now: number) {
    const current = Math.floor(now / minuteMs);
    if (current === minute) return;
    minute = current;
    callsSpent = 0;
    updatesSpent = new Map();
  }

  return {
    /** Counts one call; answers the budget headers in all spellings seen (Zendesk dossier §2.3). */
    spendCall(now: number): { headers: Record<string, string>; exceeded: boolean } {
      turnOver(now);
      callsSpent += 1;
      const { callsPerMinute } = switches;
      const remaining = String(Math.max(0, callsPerMinute - callsSpent));
      const limit = String(callsPerMinute);
      const reset = String(secondsToNextMinute(now));
      const headers = {
        'x-rate-limit': limit,
        'x-rate-limit-remaining': remaining,
        'rate-limit': limit,
        'rate-limit-remaining': remaining,
        'rate-limit-reset': reset,
        'ratelimit-limit': limit,
        'ratelimit-remaining': remaining,
        'ratelimit-reset': reset,
      };
      return { headers, exceeded: callsSpent > callsPerMinute };
    },

    /** Counts one update of one user; the sixth of a minute is refused (Zendesk dossier §9.2). */
    spendUpdate(userId: string, now: number) {
      turnOver(now);
      const spent = updatesSpent.get(userId) ?? 0;
      if (spent >= updatesPerUserAndMinute) {
        const text =
          'You have exceeded the rate limit for updating a single unique user. user email:  id:  external_id: ';
        throw tooMany(text, secondsToNextMinute(now));
      }
      updatesSpent.set(userId, spent + 1);
    },
  };
}

/** The refusal of a call beyond the account's budget (Zendesk dossier §2.5). */
export function budgetExceeded({ budgetRefusal }: Pick<ZendeskSwitches, 'budgetRefusal'>, now: number) {
  const refuse = budgetRefusal === 'json' ? tooManyJson : tooMany;
  return refuse('Number of allowed API requests per minute exceeded', secondsToNextMinute(now));
}

function secondsToNextMinute(now: number): number {
  return Math.ceil((minuteMs - (now % minuteMs)) / 1000);
}
