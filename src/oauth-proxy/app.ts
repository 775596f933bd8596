import Router from '@koa/router';
import Koa from 'koa';
import type { Logger } from '../log.ts';
import { type CallParts, zendeskCall } from './zendesk-call.ts';

/** Every address of the proxy. `isDraining`: the process is about to end and wants no more traffic. */
export function createProxyApp(parts: CallParts & { isDraining: () => boolean }): Koa {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = {};
  });
  router.get('/readyz', (ctx) => {
    ctx.body = { ready: !parts.isDraining() };
    ctx.status = parts.isDraining() ? 503 : 200;
  });
  router.get('/metrics', async (ctx) => {
    const { contentType, text } = await parts.metrics.render();
    ctx.set('Content-Type', contentType);
    ctx.body = text;
  });

  const app = new Koa();
  app.on('error', (err: unknown) => parts.log.debug({ err }, 'connection lost'));
  app.use(answerSurprises(parts.log));
  app.use(router.routes());
  for (const step of zendeskCall(parts)) app.use(step);
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
