import type { Outcome } from '../webhook-sender.ts';

const pauseMs = 1000;

/** 409 three times more, a timeout five times, 429 and 503 only with a short `Retry-After` (Zendesk dossier §7.4). */
export function retryDelayMs(attempt: number, outcome: Outcome): number | undefined {
  if (outcome.kind === 'timeout') return attempt <= 5 ? pauseMs : undefined;
  if (outcome.kind === 'unreachable') return undefined;
  if (outcome.status === 409) return attempt <= 3 ? pauseMs : undefined;
  if (outcome.status !== 429 && outcome.status !== 503) return undefined;
  const seconds = Number(outcome.retryAfter ?? Number.NaN);
  return seconds >= 0 && seconds < 60 && attempt <= 5 ? seconds * 1000 : undefined;
}
