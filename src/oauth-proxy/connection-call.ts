import type { Context, Middleware } from 'koa';
import type { Clock } from '../ports.ts';
import type { ProxyConfig } from './config.ts';
import type { Connections } from './connections.ts';
import { needStore, type StoreGate } from './need-store.ts';
import type { NonceMemory } from './nonce-memory.ts';
import { refuse, refuseForNow, type SignedState, signedCall } from './signed-call.ts';

type Step = Middleware<SignedState>;

const ADDRESS = /^\/connections\/([a-z0-9][a-z0-9-]{0,62})$/;

/**
 * `GET` and `DELETE /connections/:businessCode`, signed by the service: what is known of a connection, never a token;
 * and its end, at Zendesk too.
 */
export function connectionCall(
  parts: StoreGate & {
    readonly config: Pick<ProxyConfig, 'keys'>;
    readonly connections: Connections;
    readonly clock: Pick<Clock, 'now'>;
    readonly nonces: NonceMemory;
  },
): Step[] {
  const readAddress: Step = async (ctx, next) => {
    const [, tenant] = ADDRESS.exec(ctx.req.url ?? '') ?? [];
    if (tenant === undefined) return refuse(ctx, 404, 'not_found');
    ctx.state.tenant = tenant;
    await next();
  };

  const answer: Step = async (ctx: Context & { state: SignedState }) => {
    const { tenant } = ctx.state;
    ctx.set('Cache-Control', 'no-store');
    if (ctx.method === 'GET') {
      ctx.body = await parts.connections.describe(tenant);
    } else if (ctx.method === 'DELETE') {
      const { view, isRevoked } = await parts.connections.forget(tenant);
      ctx.body = { ...view, revokedAtZendesk: isRevoked };
    } else refuse(ctx, 405, 'method_not_allowed');
  };

  return [readAddress, ...signedCall<SignedState>(parts), needStore<SignedState>(parts, refuseForNow), answer];
}
