import type { Context, Middleware } from 'koa';
import type { Clock, HttpAnswer, HttpRequest, Random, Transport } from '../ports.ts';
import type { Access, AccessAnswer, AccessDesk } from './access.ts';
import { findRule } from './allow-list.ts';
import type { ProxyConfig } from './config.ts';
import type { ProxyMetrics } from './metrics.ts';
import { needStore, type StoreGate } from './need-store.ts';
import type { NonceMemory } from './nonce-memory.ts';
import { refuse, refuseForNow, type SignedState, signedCall } from './signed-call.ts';
import { callAccount } from './zendesk-account.ts';

/** What a forwarded call needs. */
export type CallParts = StoreGate & {
  readonly config: ProxyConfig;
  readonly access: AccessDesk;
  readonly transport: Transport;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
  readonly nonces: NonceMemory;
  readonly metrics: Pick<ProxyMetrics, 'countCall'>;
};

/** A step may rely on what the steps before it in the array have set. */
type State = SignedState & {
  /** The address raw, cut but never decoded: what is signed, checked and sent on is the same text. */
  path: string;
  query: string;
  requestId: string;
  rule: string;
  access: Access;
};
type Step = Middleware<State>;

const ADDRESS = /^\/zendesk\/([^/?]+)\/api\/v2\/([^?]*)(\?.*)?$/;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** Tells the service whether its request may have reached Zendesk. */
const SENT = 'x-usersync-sent';

/** `ANY /zendesk/:businessCode/api/v2/*`, step by step. Refusals are JSON `{"error"}` and never reach Zendesk. */
export function zendeskCall(parts: CallParts): Step[] {
  const readAddress: Step = async (ctx, next) => {
    const [, tenant, path = '', query = ''] = ADDRESS.exec(ctx.req.url ?? '') ?? [];
    if (tenant === undefined) return refuse(ctx, 404, 'not_found');
    const given = ctx.get('X-Request-ID');
    const requestId = REQUEST_ID.test(given) ? given : parts.random.id();
    Object.assign(ctx.state, { tenant, path, query, requestId });
    ctx.set(SENT, '0');
    await next();
  };

  const logCall: Step = async (ctx, next) => {
    const startedAt = parts.clock.now();
    let isSurprise = true;
    try {
      await next();
      isSurprise = false;
    } finally {
      const { rule, access, requestId } = ctx.state;
      const tenant = access ? { tenant: access.businessCode } : {};
      const status = isSurprise ? 500 : ctx.status;
      const call = { ...tenant, call: rule ?? 'refused', status, ms: parts.clock.now() - startedAt, requestId };
      parts.log.info(call, 'zendesk call');
      parts.metrics.countCall(rule ?? 'refused', status);
    }
  };

  const checkAllowList: Step = async (ctx, next) => {
    const rule = findRule(ctx.method, ctx.state.path, ctx.state.query);
    if (rule === undefined) return refuse(ctx, 403, 'not_allowed');
    ctx.state.rule = rule;
    await next();
  };

  const findAccess: Step = async (ctx, next) => {
    const answer = await parts.access.open(ctx.state.tenant);
    if (answer.kind !== 'usable') return refuseWithout(ctx, answer);
    ctx.state.access = answer.access;
    // Who waited for a token in vain has given up by now; carried out all the same, the call would come as a surprise.
    if (!ctx.writable) return refuse(ctx, 503, 'caller_gone');
    await next();
  };

  /** One repetition at most, after a refusal of the token: what was refused has not happened. */
  const passOn: Step = async (ctx) => {
    const first = await send(ctx);
    if (first.kind === 'no_answer' || first.status !== 401) return answerWith(ctx, first);
    ctx.set(SENT, '0');
    const renewed = await parts.access.renew(ctx.state.access);
    if (renewed.kind !== 'usable') return refuseWithout(ctx, renewed);
    ctx.state.access = renewed.access;
    if (!ctx.writable) return refuse(ctx, 503, 'caller_gone');
    answerWith(ctx, await send(ctx));
  };

  function send(ctx: Context & { state: State }): Promise<HttpAnswer> {
    const { access, path, query, rawBody, requestId } = ctx.state;
    // The allow-list knows no other methods than these.
    const method = ctx.method as HttpRequest['method'];
    ctx.set(SENT, '1');
    return callAccount(parts, access, { method, path, query, body: rawBody.toString('utf8'), requestId });
  }

  function answerWith(ctx: Context & { state: State }, answer: HttpAnswer): void {
    if (answer.kind === 'no_answer') {
      parts.log.warn({ tenant: ctx.state.tenant, reason: answer.reason, sent: answer.sent }, 'no answer from Zendesk');
      ctx.set(SENT, answer.sent ? '1' : '0');
      refuse(ctx, 504, 'no_answer');
    } else {
      ctx.status = answer.status;
      ctx.body = Buffer.from(answer.body);
      ctx.remove(SENT);
      ctx.remove('Content-Type');
      ctx.set(passedOn(answer.headers));
    }
  }

  const whileStored = needStore<State>(parts, refuseForNow);
  return [readAddress, logCall, ...signedCall<State>(parts), checkAllowList, whileStored, findAccess, passOn];
}

/** The service stops the tenant on `not_connected` and `revoked`, and comes back later on the third. */
function refuseWithout(ctx: Context, answer: Exclude<AccessAnswer, { kind: 'usable' }>): void {
  if (answer.kind === 'unavailable') {
    ctx.set('Retry-After', String(Math.max(1, Math.ceil(answer.retryAfterMs / 1000))));
    refuse(ctx, 503, 'token_unavailable');
  } else refuse(ctx, 401, answer.kind);
}

/** All spellings of the rate-limit headers that Zendesk uses (Zendesk dossier §2.3), and what a caller can act on. */
const PASSED_ON = /^(content-type|retry-after|x-request-id|(x-)?rate-?limit(-[a-z-]+)?|zendesk-ratelimit-[a-z-]+)$/;

/** The headers of Zendesk's answer that reach the service. */
function passedOn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => PASSED_ON.test(name)));
}
