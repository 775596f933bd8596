import type { HttpAnswer, Transport } from '../ports.ts';

/** Zendesk said nothing that says whether the grant is good: nothing follows but to ask again. */
export class NoVerdict extends Error {
  override name = 'NoVerdict';
  /** In milliseconds, where Zendesk named it. */
  readonly retryAfterMs: number | undefined;

  /** `reason` is a code, free of values. */
  constructor(reason: string, retryAfterMs?: number) {
    super(reason);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Numbers in Zendesk's examples; OAuth's forms know text only. */
const NUMBERS = new Set(['expires_in', 'refresh_token_expires_in']);

/**
 * The `fetch` of the token endpoint, over our transport and in Zendesk's dialect: JSON in place of a form, 201 for 200,
 * `null` for what is absent (Zendesk dossier §8.2). Throws NoVerdict where no answer came, or one of 429 or 5xx.
 */
export function createTokenFetch(transport: Transport, headers: Readonly<Record<string, string>>) {
  return async (url: string, { body }: { body: unknown }): Promise<Response> => {
    const form = body instanceof URLSearchParams ? body : new URLSearchParams();
    const answer = await transport.send({
      method: 'POST',
      url,
      headers: { ...headers, Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify(Object.fromEntries([...form].map(([name, text]) => [name, jsonValue(name, text)]))),
    });
    return toResponse(answer);
  };
}

const jsonValue = (name: string, text: string) => (NUMBERS.has(name) ? Number(text) : text);

function toResponse(answer: HttpAnswer): Response {
  if (answer.kind === 'no_answer') throw new NoVerdict(answer.reason);
  const { status, headers, body } = answer;
  if (status === 429 || status >= 500) throw new NoVerdict(`status_${status}`, readSeconds(headers['retry-after']));
  const isGood = status === 200 || status === 201;
  const type = headers['content-type'] ?? '';
  return new Response(isGood ? withoutNulls(body) : body, {
    status: isGood ? 200 : status,
    headers: type === '' ? {} : { 'content-type': type },
  });
}

function withoutNulls(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), (_, value: unknown) => (value === null ? undefined : value));
  } catch {
    return body;
  }
}

function readSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined;
}
