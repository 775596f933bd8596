import type { Platform } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import type { Clock, HttpAnswer, HttpRequest, Transport } from '../ports.ts';
import { parseJson } from './json.ts';

export type Reply =
  | { readonly kind: 'ok'; readonly body: unknown }
  | {
      readonly kind: 'failed';
      readonly status: number;
      readonly failure: SyncFailure;
      readonly mayHaveHappened: boolean;
    };

export type Remote = {
  /** One request below the base; `path` is below it too, its variable parts already percent-encoded. */
  call(method: HttpRequest['method'], path: string, body?: unknown): Promise<Reply>;
};

/** More than a day is nonsense. */
const MAX_PAUSE_MS = 86_400_000;

/** Pauses where the platform names none (Zendesk dossier §9.3, Storeganise dossier §3.3). */
const DEFAULT_PAUSE_MS = { 429: 60_000 } as const;

/** A client for one base address: no other host, no redirect, no repetition; every answer classified, none trusted. */
export function createRemote(options: {
  readonly platform: Platform;
  readonly base: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly headersFor: (method: string, url: URL, body: string) => Readonly<Record<string, string>>;
}): Remote {
  return {
    async call(method, path, body) {
      const text = body === undefined ? '' : JSON.stringify(body);
      const url = new URL(`${options.base}${path}`);
      const headers = {
        accept: 'application/json',
        'user-agent': 'usersync',
        ...(text ? { 'content-type': 'application/json' } : {}),
        ...options.headersFor(method, url, text),
      };
      const answer = await options.transport.send({ method, url: url.href, headers, ...(text ? { body: text } : {}) });
      return classify(options.platform, answer, options.clock.now());
    },
  };
}

/** The same client, one request after the other: Storeganise asks for that (Storeganise dossier §3.3). */
export function inSeries(remote: Remote): Remote {
  let last: Promise<unknown> = Promise.resolve();
  return {
    call(...request) {
      const reply = last.then(() => remote.call(...request));
      last = reply.catch(() => undefined);
      return reply;
    },
  };
}

/** What an answer means. Only status, headers and a few known markers decide; texts may be localised or plain. */
function classify(platform: Platform, answer: HttpAnswer, now: number): Reply {
  if (answer.kind === 'no_answer') {
    return failed(0, new SyncFailure('unavailable', `${platform}_${answer.reason}`), answer.sent);
  }
  const { status, headers, body } = answer;
  const code = `${platform}_${status}`;
  const retryAfterMs = readRetryAfter(headers['retry-after'], now);
  if (status === 204) return { kind: 'ok', body: undefined };
  if (status >= 200 && status < 300) {
    const json = parseJson(body);
    const isUsable = typeof json === 'object' && json !== null && !('error' in json);
    return isUsable ? { kind: 'ok', body: json } : failed(status, new SyncFailure('unavailable', `${code}_odd`), true);
  }
  if (status === 429) {
    const detail = { retryAfterMs: retryAfterMs ?? DEFAULT_PAUSE_MS[429], scope: scopeOf429(headers, body) };
    return failed(status, new SyncFailure('rate_limited', code, detail), false);
  }
  if (status === 401 || status === 403) return failed(status, new SyncFailure('unauthorised', code), false);
  // Zendesk's 409 is a collision inside its database and goes away (Zendesk dossier §2.5); Storeganise's is a refusal.
  if (status === 409 && platform === 'zendesk') return failed(status, new SyncFailure('unavailable', code), false);
  if (status >= 400 && status < 500) {
    return failed(status, new SyncFailure('rejected', code, { isDuplicate: isDuplicate(status, body) }), false);
  }
  // The proxy says whether its request left at all.
  const mayHaveHappened = status >= 500 && headers['x-usersync-sent'] !== '0';
  return failed(status, new SyncFailure('unavailable', code, { retryAfterMs }), mayHaveHappened);
}

const failed = (status: number, failure: SyncFailure, mayHaveHappened: boolean): Reply => ({
  kind: 'failed',
  status,
  failure,
  mayHaveHappened,
});

/** Five updates a minute of one user: only that user waits, while the account's budget shows plenty (dossier §9.3). */
function scopeOf429(headers: Readonly<Record<string, string>>, body: string): 'record' | 'tenant' {
  const remaining = Number(headers['x-rate-limit-remaining'] ?? headers['ratelimit-remaining'] ?? 0);
  return remaining > 0 || body.includes('single unique user') ? 'record' : 'tenant';
}

/** Code first, then text, as the dossier's classifier has it (Zendesk dossier §3.7). */
const isDuplicate = (status: number, body: string) =>
  status === 422 && (body.includes('DuplicateValue') || /already (being used|been taken)/i.test(body));

/** Seconds or a date; nonsense counts as absent. */
function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (!text) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return ms > 0 && ms <= MAX_PAUSE_MS ? ms : undefined;
}
