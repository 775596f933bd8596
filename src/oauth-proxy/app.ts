import Router from '@koa/router';
import Koa from 'koa';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports.ts';
import { connectionCall } from './connection-call.ts';
import type { Connections } from './connections.ts';
import { addConsentRoutes } from './consent-routes.ts';
import type { Consents } from './consents.ts';
import type { ProxyMetrics } from './metrics.ts';
import type { ProxyStore } from './proxy-store.ts';
import type { createUnderWay } from './under-way.ts';
import { type CallParts, zendeskCall } from './zendesk-call.ts';

export type AppParts = CallParts & {
  readonly connections: Connections;
  readonly consents: Consents;
  readonly metrics: ProxyMetrics;
  /** Where browsers find the proxy, without a slash at the end. */
  readonly publicUrl: string;
  /** The process is about to end and wants no more traffic. */
  readonly isDraining: () => boolean;
  readonly store: Pick<ProxyStore, 'isPrepared' | 'isReady'>;
  readonly clock: Clock;
  readonly underWay: Pick<ReturnType<typeof createUnderWay>, 'noteCall'>;
};

/** Whoever asks for readiness has little patience. */
const PROBE_WAIT_MS = 1_000;

/** Every address of the proxy. */
export function createProxyApp(parts: AppParts): Koa {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = {};
  });
  router.get('/readyz', async (ctx) => {
    const tooLate = parts.clock.sleep(PROBE_WAIT_MS).then(() => false);
    const ready = !parts.isDraining() && (await Promise.race([parts.store.isReady(), tooLate]));
    ctx.body = { ready };
    ctx.status = ready ? 200 : 503;
  });
  router.get('/metrics', async (ctx) => {
    const { contentType, text } = await parts.metrics.render();
    ctx.set('Content-Type', contentType);
    ctx.body = text;
  });
  router.use(parts.underWay.noteCall);
  addConsentRoutes(router, { ...parts, zendeskUrl: parts.config.zendeskUrl });
  router.all(/^\/zendesk\//, ...zendeskCall(parts));
  router.all(/^\/connections\//, ...connectionCall(parts));

  const app = new Koa();
  app.on('error', (err: unknown) => parts.log.debug({ err }, 'connection lost'));
  app.use(answerSurprises(parts.log));
  app.use(router.routes());
  return app;
}

/** The last line: whatever was thrown is logged here and never shown. */
function answerSurprises(log: Logger): Koa.Middleware {
  return async function answerSurprises(ctx, next) {
    ctx.set('X-Content-Type-Options', 'nosniff');
    try {
      await next();
    } catch (err) {
      log.error({ err, method: ctx.method }, 'call failed');
      ctx.body = { error: 'internal' };
      ctx.status = 500;
    }
  };
}
