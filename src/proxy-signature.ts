import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

// How the service proves to the OAuth proxy that a call is its own. Both sides hold the key; what is signed is the
// call exactly as it is on the wire, framed as a JSON array so that no two calls share a text.

/** Shared by both processes outside production, where nothing is set; never accepted in production. */
export const DEVELOPMENT_PROXY_KEY = 'development-only-proxy-key-0123456789';

/** How far the two clocks may be apart, and for how long a captured call is of use to anyone. */
export const PROXY_CALL_WINDOW_MS = 60_000;

const TIME = 'x-usersync-time';
const NONCE = 'x-usersync-nonce';
const SIGNATURE = 'x-usersync-signature';

/** One call as it is on the wire; `path` includes the query, `tenant` is the business code. */
export type ProxyCall = {
  readonly method: string;
  readonly path: string;
  readonly tenant: string;
  readonly body: string | Uint8Array;
};

type Proof = { readonly key: string; readonly time: string; readonly nonce: string };

function macOf(call: ProxyCall, { key, time, nonce }: Proof): Buffer {
  const digest = createHash('sha256').update(call.body).digest('hex');
  const signed = JSON.stringify([call.method, call.path, call.tenant, digest, time, nonce]);
  return createHmac('sha256', key).update(signed).digest();
}

/** The headers that make the call the service's own; `now` in milliseconds, `nonce` never used before. */
export function signProxyCall(call: ProxyCall & { key: string; now: number; nonce: string }): Record<string, string> {
  const time = String(call.now);
  const mac = macOf(call, { key: call.key, time, nonce: call.nonce });
  return { [TIME]: time, [NONCE]: call.nonce, [SIGNATURE]: mac.toString('base64') };
}

export type ProxyCallVerdict =
  | { readonly ok: true; readonly nonce: string }
  | { readonly ok: false; readonly reason: 'incomplete' | 'stale' | 'wrong_signature' };

/** Whether the call was signed with one of `keys` within the window; the caller refuses a nonce it has seen. */
export function verifyProxyCall(
  call: ProxyCall & {
    keys: readonly string[];
    headers: Readonly<Record<string, string | string[] | undefined>>;
    now: number;
  },
): ProxyCallVerdict {
  const time = call.headers[TIME];
  const nonce = call.headers[NONCE];
  const signature = call.headers[SIGNATURE];
  if (typeof time !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string') {
    return { ok: false, reason: 'incomplete' };
  }
  if (!/^\d{1,15}$/.test(time) || !/^[A-Za-z0-9_-]{1,100}$/.test(nonce)) return { ok: false, reason: 'incomplete' };
  if (Math.abs(call.now - Number(time)) > PROXY_CALL_WINDOW_MS) return { ok: false, reason: 'stale' };
  const given = Buffer.from(signature, 'base64');
  const isSignedWith = (key: string) => {
    const mac = macOf(call, { key, time, nonce });
    return given.length === mac.length && timingSafeEqual(given, mac);
  };
  return call.keys.some(isSignedWith) ? { ok: true, nonce } : { ok: false, reason: 'wrong_signature' };
}
