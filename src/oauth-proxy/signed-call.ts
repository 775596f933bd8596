import type { Context, Middleware } from 'koa';
import getRawBody from 'raw-body';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports.ts';
import { verifyProxyCall } from '../proxy-signature.ts';
import type { ProxyConfig } from './config.ts';
import type { NonceMemory } from './nonce-memory.ts';

/** What a call of the service leaves for the steps behind it. */
export type SignedState = {
  /** The business code as it stands in the address, raw. */
  tenant: string;
  rawBody: Buffer;
};

const MAX_BODY_BYTES = 64 * 1024;

/** Reads the body whole and lets through only what the service signed, once. `tenant` is set by the step before. */
export function signedCall<State extends SignedState>(parts: {
  readonly config: Pick<ProxyConfig, 'keys'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly nonces: NonceMemory;
  readonly log: Logger;
}): Middleware<State>[] {
  const readBody: Middleware<State> = async (ctx, next) => {
    const encoding = ctx.get('Content-Encoding');
    if (encoding !== '' && encoding !== 'identity') return refuse(ctx, 415, 'encoding_not_supported');
    try {
      ctx.state.rawBody = await getRawBody(ctx.req, { length: ctx.request.length, limit: MAX_BODY_BYTES });
    } catch (error) {
      const isTooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large';
      return isTooLarge ? refuse(ctx, 413, 'too_large') : refuse(ctx, 400, 'body_incomplete');
    }
    await next();
  };

  const verifySignature: Middleware<State> = async (ctx, next) => {
    const now = parts.clock.now();
    const verdict = verifyProxyCall({
      keys: parts.config.keys,
      method: ctx.method,
      path: ctx.req.url ?? '',
      tenant: ctx.state.tenant,
      body: ctx.state.rawBody,
      headers: ctx.req.headers,
      now,
    });
    if (!verdict.ok) {
      parts.log.warn({ reason: verdict.reason }, 'call without a good signature');
      return refuse(ctx, 401, 'bad_signature');
    }
    const nonce = parts.nonces.remember(verdict.nonce, now);
    if (nonce === 'seen') return refuse(ctx, 401, 'bad_signature');
    if (nonce === 'full') return refuse(ctx, 503, 'too_many_calls');
    await next();
  };

  return [readBody, verifySignature];
}

const STORE_RETRY_SECONDS = 3;

/** What a call of the service is told while the store is away. */
export function refuseForNow(ctx: Context): void {
  ctx.set('Retry-After', String(STORE_RETRY_SECONDS));
  refuse(ctx, 503, 'store_unavailable');
}

/** A refusal of the proxy's own: JSON `{"error"}`. */
export function refuse(ctx: Pick<Context, 'status' | 'body'>, status: number, error: string): void {
  ctx.body = { error };
  ctx.status = status;
}
