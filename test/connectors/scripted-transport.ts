import { createRemote, type Remote } from '../../src/connectors/remote.ts';
import type { Platform } from '../../src/domain/contact.ts';
import type { HttpAnswer, HttpRequest } from '../../src/ports.ts';

export const NOW = Date.parse('2026-01-10T08:00:00Z');

export const BASES = {
  storeganise: 'https://acme.storeganise.com/api/v1/admin',
  zendesk: 'http://proxy.internal:8081/zendesk/acme',
} as const satisfies Record<Platform, string>;

/** An answer with these parts; a body that is no text is sent as JSON. */
export function buildAnswer(status: number, body: unknown = '', headers: Record<string, string> = {}): HttpAnswer {
  return { kind: 'answer', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** A remote behind which the given answers wait, one for each request in turn; `requests` are those that were sent. */
export function openRemote(platform: Platform, ...answers: readonly HttpAnswer[]) {
  const waiting = [...answers];
  const requests: HttpRequest[] = [];
  const remote: Remote = createRemote({
    platform,
    base: BASES[platform],
    clock: { now: () => NOW, sleep: async () => {} },
    headersFor: (method, url, body) => ({
      authorization: 'Addon a01|SECRET-KEY',
      'x-signed': `${method} ${url.pathname}${url.search} ${body}`,
    }),
    transport: {
      async send(request) {
        requests.push(request);
        const answer = waiting.shift();
        if (!answer) throw new Error(`no answer waits for ${request.method} ${request.url}`);
        return answer;
      },
    },
  });
  return { remote, requests };
}

/** What was asked, call by call: method, address below `base`, and the body where there is one. */
export const callsOf = (requests: readonly HttpRequest[], base: string): readonly (readonly unknown[])[] =>
  requests.map(({ method, url, body }) => {
    const path = url.startsWith(base) ? url.slice(base.length) : url;
    return body === undefined ? [method, path] : [method, path, JSON.parse(body)];
  });

/** The request may have been carried out, and nobody knows. */
export const LOST: HttpAnswer = { kind: 'no_answer', sent: true, reason: 'ETIMEDOUT' };
