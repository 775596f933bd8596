import type { Timers } from './timers.ts';
import type { SimEvent, SimRandom } from './wire.ts';

const maxDelayMs = 150;
const duplicateChance = 0.1;

/** How one attempt ended. */
export type Outcome =
  | { kind: 'answered'; status: number; retryAfter: string | null }
  | { kind: 'timeout' }
  | { kind: 'unreachable' };

/** One delivery attempt, as recorded. */
export type Delivery = {
  at: number;
  platform: string;
  tenant: string;
  eventId: string;
  type: string;
  attempt: number;
  outcome: Outcome['kind'];
  status?: number;
  latencyMs: number;
};

export type WebhookSender = ReturnType<typeof createWebhookSender>;

/**
 * Sends the events of one account: in any order, now and then twice under the same id, signed anew on each attempt
 * (Zendesk dossier §7.4, §15 items 43 to 45; Storeganise dossier §2.5).
 */
export function createWebhookSender(options: {
  platform: string;
  tenant: string;
  url: string;
  sign: (body: string, now: number) => Record<string, string>;
  timeoutMs: number;
  /** Milliseconds until the next attempt; `undefined` gives up. `attempt` counts from 1. */
  retryDelayMs: (attempt: number, outcome: Outcome) => number | undefined;
  random: SimRandom;
  timers: Timers;
  closing: AbortSignal;
  record: (delivery: Delivery) => void;
}) {
  const { platform, tenant, timers, random, closing } = options;
  let url = options.url;
  let isOff = false;

  function schedule(event: SimEvent, attempt: number, delayMs: number) {
    timers.after(delayMs, () => void attemptDelivery(event, attempt));
  }

  async function attemptDelivery(event: SimEvent, attempt: number) {
    const at = Date.now();
    const outcome = await post(event.body, at);
    if (closing.aborted) return;
    options.record({
      at,
      platform,
      tenant,
      eventId: event.id,
      type: event.type,
      attempt,
      outcome: outcome.kind,
      ...(outcome.kind === 'answered' ? { status: outcome.status } : {}),
      latencyMs: Date.now() - at,
    });
    const delayMs = options.retryDelayMs(attempt, outcome);
    if (delayMs !== undefined) schedule(event, attempt + 1, delayMs);
  }

  async function post(body: string, now: number): Promise<Outcome> {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), closing]);
      const headers = options.sign(body, now);
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await response.arrayBuffer();
      return { kind: 'answered', status: response.status, retryAfter: response.headers.get('retry-after') };
    } catch (error) {
      const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
      return { kind: isTimeout ? 'timeout' : 'unreachable' };
    }
  }

  return {
    publish(events: readonly SimEvent[]) {
      if (isOff) return;
      for (const event of events) {
        schedule(event, 1, random() * maxDelayMs);
        if (random() < duplicateChance) schedule(event, 1, random() * maxDelayMs);
      }
    },

    /** Where events go from now on; while off they are lost. */
    direct(changed: { url?: string | undefined; off?: boolean | undefined }) {
      url = changed.url ?? url;
      isOff = changed.off ?? isOff;
    },
  };
}
