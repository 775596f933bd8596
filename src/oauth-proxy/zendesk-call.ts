import type { Middleware } from 'koa';
import getRawBody from 'raw-body';
import type { Logger } from '../log.ts';
import type { Clock, HttpRequest, Transport } from '../ports.ts';
import { verifyProxyCall } from '../proxy-signature.ts';
import { findRule } from './allow-list.ts';
import type { Connection, ProxyConfig } from './config.ts';
import { forward, passedOn } from './forward.ts';
import type { ProxyMetrics } from './metrics.ts';
import type { NonceMemory } from './nonce-memory.ts';

/** What a forwarded call needs. */
export type CallParts = {
  readonly config: ProxyConfig;
  readonly transport: Transport;
  readonly clock: Pick<Clock, 'now'>;
  readonly nonces: NonceMemory;
  readonly log: Logger;
  readonly metrics: ProxyMetrics;
};

/** A step may rely on what the steps before it in the array have set. */
type State = {
  /** The address raw, cut but never decoded: what is signed, checked and sent on is the same text. */
  tenant: string;
  path: string;
  query: string;
  rawBody: Buffer;
  rule: string;
  connection: Connection;
};
type Step = Middleware<State>;

const MAX_BODY_BYTES = 64 * 1024;
const ADDRESS = /^\/zendesk\/([^/?]+)\/api\/v2\/([^?]*)(\?.*)?$/;

/** `ANY /zendesk/:businessCode/api/v2/*`, step by step. Refusals are JSON `{"error"}` and never reach Zendesk. */
export function zendeskCall(parts: CallParts): Step[] {
  const readAddress: Step = async (ctx, next) => {
    const [, tenant, path = '', query = ''] = ADDRESS.exec(ctx.req.url ?? '') ?? [];
    if (tenant === undefined) return refuse(ctx, 404, 'not_found');
    Object.assign(ctx.state, { tenant, path, query });
    await next();
  };

  const logCall: Step = async (ctx, next) => {
    const startedAt = parts.clock.now();
    await next();
    const { rule, connection } = ctx.state;
    const tenant = connection ? { tenant: ctx.state.tenant } : {};
    const call = { ...tenant, call: rule ?? 'refused', status: ctx.status, ms: parts.clock.now() - startedAt };
    parts.log.info(call, 'zendesk call');
    parts.metrics.countCall(rule ?? 'refused', ctx.status);
  };

  const readBody: Step = async (ctx, next) => {
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

  const verifySignature: Step = async (ctx, next) => {
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

  const checkAllowList: Step = async (ctx, next) => {
    const rule = findRule(ctx.method, ctx.state.path, ctx.state.query);
    if (rule === undefined) return refuse(ctx, 403, 'not_allowed');
    ctx.state.rule = rule;
    await next();
  };

  const findConnection: Step = async (ctx, next) => {
    const connection = parts.config.connections.get(ctx.state.tenant);
    if (!connection) return refuse(ctx, 401, 'not_connected');
    ctx.state.connection = connection;
    await next();
  };

  const passOn: Step = async (ctx) => {
    const { connection, path, query, rawBody } = ctx.state;
    // The allow-list knows no other methods than these.
    const method = ctx.method as HttpRequest['method'];
    const answer = await forward(parts, connection, { method, path, query, body: rawBody.toString('utf8') });
    if (answer.kind === 'no_answer') {
      parts.log.warn({ tenant: ctx.state.tenant, reason: answer.reason, sent: answer.sent }, 'no answer from Zendesk');
      ctx.set('x-usersync-sent', answer.sent ? '1' : '0');
      return refuse(ctx, 504, 'no_answer');
    }
    ctx.status = answer.status;
    ctx.body = Buffer.from(answer.body);
    ctx.remove('Content-Type');
    ctx.set(passedOn(answer.headers));
  };

  return [readAddress, logCall, readBody, verifySignature, checkAllowList, findConnection, passOn];
}

function refuse(ctx: { status: number; body: unknown }, status: number, error: string): void {
  ctx.body = { error };
  ctx.status = status;
}
