import { makeHexId } from './identifiers.ts';
import type { Timers } from './timers.ts';
import { onlyGiven, type Turned } from './turned.ts';
import { usualHabits, variantRetryDelaysMs, type WebhookHabits } from './webhook-habits.ts';
import type { SimEvent, SimRandom } from './wire.ts';

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
  /** Whom the event is about. */
  recordId: string;
  attempt: number;
  outcome: Outcome['kind'];
  status?: number;
  latencyMs: number;
};

/** What goes over the wire. */
export type WireRequest = { method: string; headers: Record<string, string>; body: string };

export type WebhookSender = ReturnType<typeof createWebhookSender>;

/**
 * Sends the events of one account as its habits are: late, in any order, twice or not at all, signed anew on each
 * attempt (Zendesk dossier §7.4, §15 items 43 to 45; Storeganise dossier §2.5).
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
  const habits = { ...usualHabits };
  let url = options.url;
  let isOff = false;
  let freeAt = 0;

  function schedule(event: SimEvent, attempt: number, delayMs: number) {
    timers.after(delayMs, () => void attemptDelivery(event, attempt));
  }

  /** Its own delay, or the end of the burst before it. */
  function drawDelayMs(now: number): number {
    const [min, max] = habits.delayMs;
    const own = min + random() * (max - min);
    if (habits.perMinute === null) return own;
    const at = Math.max(now + own, freeAt);
    freeAt = at + 60_000 / habits.perMinute;
    return at - now;
  }

  async function attemptDelivery(event: SimEvent, attempt: number) {
    const at = Date.now();
    const outcome = await send({ method: 'POST', headers: options.sign(event.body, at), body: event.body });
    if (closing.aborted) return;
    options.record({
      at,
      platform,
      tenant,
      eventId: event.id,
      type: event.type,
      recordId: event.recordId,
      attempt,
      outcome: outcome.kind,
      ...(outcome.kind === 'answered' ? { status: outcome.status } : {}),
      latencyMs: Date.now() - at,
    });
    const delayMs = retryDelayMs(attempt, outcome);
    if (delayMs !== undefined) schedule(habits.retries === 'new_id' ? renamed(event, at) : event, attempt + 1, delayMs);
  }

  function retryDelayMs(attempt: number, outcome: Outcome): number | undefined {
    if (habits.retries === 'platform') return options.retryDelayMs(attempt, outcome);
    const isGood = outcome.kind === 'answered' && outcome.status === 200;
    return isGood || habits.retries === 'none' ? undefined : variantRetryDelaysMs[attempt - 1];
  }

  function renamed(event: SimEvent, now: number): SimEvent {
    const id = makeHexId(random, now);
    return { ...event, id, body: event.body.replace(event.id, id) };
  }

  async function send({ method, headers, body }: WireRequest): Promise<Outcome> {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), closing]);
      const carried = method === 'GET' ? {} : { body };
      const response = await fetch(url, { method, headers, ...carried, signal, redirect: 'manual' });
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
        if (random() < habits.lossChance) continue;
        schedule(event, 1, drawDelayMs(Date.now()));
        if (random() < habits.duplicateChance) schedule(event, 1, drawDelayMs(Date.now()));
      }
    },

    /** One request at once and beside the book: what an attacker or a broken relay would send. */
    sendRaw: send,

    sign: options.sign,

    /** Where events go from now on; while off they are lost. */
    direct(changed: { url?: string | undefined; off?: boolean | undefined }) {
      url = changed.url ?? url;
      isOff = changed.off ?? isOff;
    },

    habits: (): Readonly<WebhookHabits> => ({ ...habits }),

    setHabits(changed: Turned<WebhookHabits>) {
      Object.assign(habits, onlyGiven(changed));
    },
  };
}

/** Storeganise of old gave up after two seconds, and only 200 counts (Storeganise dossier §2.4, §6). */
export function isPoorDelivery({ status, latencyMs }: Delivery): boolean {
  return status !== 200 || latencyMs > 2000;
}
