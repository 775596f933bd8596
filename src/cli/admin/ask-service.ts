/** One call of `/admin`. */
export type AdminRequest = { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: object };

/** What the service answered, or one sentence that says why there is nothing. */
export type AdminReply = { readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly error: string };

/** Reading one customer may take several calls of two platforms, each of which may hang for ten seconds. */
const PATIENCE_MS = 120_000;

/** Asks the running service; never throws. */
export async function askService(
  service: { readonly url: string; readonly key: string | undefined },
  { method, path, body }: AdminRequest,
): Promise<AdminReply> {
  const { url, key } = service;
  if (key === undefined || key.trim() === '') {
    return failed('ADMIN_KEY is not set. It is the key that the service was started with.');
  }
  if (!/^[\x20-\x7e]+$/.test(key)) return failed('ADMIN_KEY holds characters that no key of the service has.');
  try {
    const answer = await fetch(`${url}/admin/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return readAnswer(url, answer.status, await answer.text());
  } catch (error) {
    return failed(`No service answers at ${url}: ${reasonOf(error)}.`);
  }
}

const failed = (error: string): AdminReply => ({ ok: false, error });

function readAnswer(url: string, status: number, text: string): AdminReply {
  const json = parse(text);
  if (json === undefined) return failed(`What answers at ${url} is not this service.`);
  if (status === 200) return { ok: true, json };
  if (status === 401) return failed(`The service at ${url} refuses this ADMIN_KEY.`);
  const error = typeof json === 'object' && json !== null && 'error' in json ? json.error : undefined;
  if (typeof error === 'string') return failed(`${error.charAt(0).toUpperCase()}${error.slice(1)}.`);
  return status === 404
    ? failed(`The service at ${url} has no /admin: it was started without ADMIN_KEY.`)
    : failed(`The service at ${url} answered ${status}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `nothing came within ${PATIENCE_MS / 1_000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
