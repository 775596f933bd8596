import Router from '@koa/router';
import type { Context, Next } from 'koa';
import getRawBody from 'raw-body';
import { z } from 'zod';
import { faultRule } from './faults.ts';
import { forgeDelivery, forgeries } from './forge-delivery.ts';
import type { Seat } from './seat.ts';
import { webhookHabits } from './webhook-habits.ts';
import { type Delivery, isPoorDelivery } from './webhook-sender.ts';
import { SimRefusal } from './wire.ts';

const direction = {
  url: z.url().exactOptional(),
  secret: z.string().exactOptional(),
  off: z.boolean().exactOptional(),
};
const webhooks = z.strictObject({ ...direction, ...webhookHabits.partial().shape });
const forgery = z.strictObject({ kind: z.enum(forgeries), userId: z.string() });

/** For people and tests: act as staff or agents, see what happened, order faults. */
export function createControlRoutes(seats: readonly Seat[], deliveries: Delivery[]): Router {
  const router = new Router({ prefix: '/_control' });
  router.use(explainRefusals);
  router.param('tenant', (tenant, ctx, next) => {
    ctx.state.seat = seats.find((seat) => seat.tenant === tenant);
    return ctx.state.seat === undefined ? answer(ctx, 404, { error: `no tenant ${tenant}` }) : next();
  });

  router.get('/deliveries', (ctx) => answer(ctx, 200, deliveries));
  router.get('/deliveries/poor', (ctx) => answer(ctx, 200, deliveries.filter(isPoorDelivery)));
  router.get('/:tenant/calls', (ctx) => answer(ctx, 200, seatOf(ctx).machine.calls));
  router.delete('/:tenant/calls', (ctx) => {
    seatOf(ctx).machine.calls.length = 0;
    return answer(ctx, 200, []);
  });
  router.get('/:tenant/faults', (ctx) => answer(ctx, 200, seatOf(ctx).faults.list()));
  router.post('/:tenant/faults', addFault);
  router.delete('/:tenant/faults', (ctx) => {
    seatOf(ctx).faults.clear();
    return answer(ctx, 200, []);
  });
  router.get('/:tenant/webhooks', (ctx) => answer(ctx, 200, seatOf(ctx).sender.habits()));
  router.put('/:tenant/webhooks', directWebhooks);
  router.post('/:tenant/forgeries', sendForgery);
  for (const [place, { method, path }] of (seats[0]?.acts ?? []).entries()) {
    router.register(`/:tenant${path}`, [method], (ctx) => runAct(ctx, place));
  }
  router.all('/*rest', (ctx) => answer(ctx, 404, { error: 'no such control; GET / lists them all' }));
  return router;
}

function seatOf(ctx: Context): Seat {
  return ctx.state.seat as Seat;
}

async function runAct(ctx: Context, place: number) {
  const { acts, sender } = seatOf(ctx);
  const body = await readJson(ctx);
  const done = acts[place]?.run(ctx.params as Record<string, string>, body, Date.now());
  sender.publish(done?.events ?? []);
  answer(ctx, done?.status ?? 200, done?.answer);
}

async function addFault(ctx: Context) {
  const { faults } = seatOf(ctx);
  faults.add(faultRule.parse(await readJson(ctx)));
  answer(ctx, 201, faults.list());
}

async function directWebhooks(ctx: Context) {
  const { sender, machine } = seatOf(ctx);
  const { secret, url, off, ...habits } = webhooks.parse(await readJson(ctx));
  if (secret !== undefined) machine.useSecret(secret);
  sender.direct({ url, off });
  sender.setHabits(habits);
  answer(ctx, 200, sender.habits());
}

/** Sends it at once and tells what the service answered. */
async function sendForgery(ctx: Context) {
  const { sender, machine } = seatOf(ctx);
  const { kind, userId } = forgery.parse(await readJson(ctx));
  const [event] = machine.mention(userId, Date.now());
  if (event === undefined) return answer(ctx, 409, { error: 'no event goes out while the add-on is not enabled' });
  answer(ctx, 200, await sender.sendRaw(forgeDelivery(kind, event.body, sender.sign, Date.now())));
}

async function readJson(ctx: Context): Promise<unknown> {
  const text = await getRawBody(ctx.req, { encoding: 'utf8', limit: '1mb' });
  return text.trim() === '' ? {} : JSON.parse(text);
}

function answer(ctx: Context, status: number, body: unknown) {
  ctx.status = status;
  ctx.type = 'json';
  ctx.body = JSON.stringify(body, null, 2);
}

/** What nobody can read is 400, what is not there 404, what the platform refuses to a person 409. */
async function explainRefusals(ctx: Context, next: Next) {
  try {
    await next();
  } catch (error) {
    if (error instanceof SimRefusal) {
      return answer(ctx, error.response.status === 404 ? 404 : 409, { error: error.message });
    }
    if (error instanceof z.ZodError) return answer(ctx, 400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return answer(ctx, 400, { error: 'the body is not JSON' });
    throw error;
  }
}
