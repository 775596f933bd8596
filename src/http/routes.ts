import Router from '@koa/router';
import { addAdmin } from './admin.ts';
import type { DoorParts, HealthParts } from './door.ts';
import { storeganiseDelivery } from './storeganise-delivery.ts';
import { zendeskDelivery } from './zendesk-delivery.ts';

/** Every address of the service. */
export function createRoutes(door: DoorParts): Router {
  const router = createHealthRoutes(door);
  const storeganise = storeganiseDelivery(door);

  router.post('/addon/storeganise', ...storeganise);
  router.post('/addon/storeganise/:businessCode', ...storeganise);
  router.post('/addon/zendesk/:businessCode', ...zendeskDelivery(door));
  if (door.admin) addAdmin(router, door.admin);
  return router;
}

/** The addresses of every process of the service, whatever its role. */
export function createHealthRoutes({ readiness, metrics }: HealthParts): Router {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = {};
  });
  router.get('/readyz', async (ctx) => {
    const report = await readiness.report();
    ctx.body = report;
    ctx.status = report.ready ? 200 : 503;
  });
  router.get('/metrics', async (ctx) => {
    const { contentType, text } = await metrics.render();
    ctx.set('Content-Type', contentType);
    ctx.body = text;
  });
  return router;
}
