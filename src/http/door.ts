import type Router from '@koa/router';
import Koa from 'koa';
import type { Pin } from '../domain/installation.ts';
import type { Logger } from '../log.ts';
import type { Bell, Clock, Store } from '../ports.ts';
import type { Reception } from '../tenants/reception.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { AdminParts } from './admin.ts';
import type { DoorMetrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';
import { createHealthRoutes, createRoutes } from './routes.ts';

/** What the door needs of the rest of the service. */
export type DoorParts = {
  /** By business code. */
  readonly tenants: ReadonlyMap<string, Tenant>;
  /** What each installation is pinned to, by the id of its add-on. */
  readonly installations: ReadonlyMap<string, Pin>;
  readonly reception: Reception;
  readonly store: Pick<Store, 'accept' | 'deliverRow'>;
  readonly bell: Pick<Bell, 'ring'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Keys the hashes by which an echo is recognised. */
  readonly hashKey: string;
  /** STOREGANISE_SIGNATURE_SECRET: current, then previous. */
  readonly signatureSecrets: readonly string[];
  /** STOREGANISE_HOSTS. */
  readonly storeganiseHosts: readonly string[];
  readonly production: boolean;
  readonly log: Logger;
  readonly metrics: DoorMetrics;
  readonly readiness: Readiness;
  /** Absent: there is no `/admin`. */
  readonly admin?: AdminParts;
};

/** What a process answers that takes nothing in. */
export type HealthParts = Pick<DoorParts, 'log' | 'metrics' | 'readiness'>;

/** The HTTP side of the service: takes webhooks in and answers without waiting for any platform. */
export const createDoor = (parts: DoorParts): Koa => createApp(parts.log, createRoutes(parts));

/** The HTTP side of a process that only works: tells how it is, and takes nothing in. */
export const createHealthDoor = (parts: HealthParts): Koa => createApp(parts.log, createHealthRoutes(parts));

function createApp(log: Logger, router: Router): Koa {
  const app = new Koa();
  app.on('error', (err: unknown) => log.debug({ err }, 'connection lost'));
  app.use(answerSurprises(log));
  app.use(router.routes());
  return app;
}

/** The last line: whatever was thrown is logged here and never shown; any other address is a plain 404. */
function answerSurprises(log: Logger): Koa.Middleware {
  return async function answerSurprises(ctx, next) {
    ctx.set('X-Content-Type-Options', 'nosniff');
    try {
      await next();
    } catch (err) {
      log.error({ err, method: ctx.method }, 'request failed');
      ctx.status = 500;
      ctx.body = {};
      return;
    }
    if (ctx.status === 404 && ctx.body === undefined) {
      ctx.body = {};
      ctx.status = 404;
    }
  };
}
