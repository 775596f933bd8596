import Router from '@koa/router';
import type { Context, Next } from 'koa';
import getRawBody from 'raw-body';
import { z } from 'zod';
import { faultRule } from './faults.ts';
import type { Seat } from './seat.ts';
import type { Delivery } from './webhook-sender.ts';
import { SimRefusal } from './wire.ts';

const webhooks = z.strictObject({
  url: z.url().exactOptional(),
  secret: z.string().exactOptional(),
  off: z.boolean().exactOptional(),
});

/** For people and tests: act as staff or agents, see what happened, order faults. */
export function createControlRoutes(seats: readonly Seat[], deliveries: Delivery[]): Router {
  const router = new Router({ prefix: '/_control' });
  router.use(explainRefusals);
  router.param('tenant', (tenant, ctx, next) => {
    ctx.state.seat = seats.find((seat) => seat.tenant === tenant);
    return ctx.state.seat === undefined ? answer(ctx, 404, { error: `no tenant ${tenant}` }) : next();
  });

  router.get('/deliveries', (ctx) => answer(ctx, 200, deliveries));
  router.get('/:tenant/users', (ctx) => answer(ctx, 200, seatOf(ctx).people.users()));
  router.post('/:tenant/users', createUser);
  router.patch('/:tenant/users/:id', editUser);
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
  router.put('/:tenant/search-lag', setSearchLag);
  router.put('/:tenant/webhooks', directWebhooks);
  return router;
}

function seatOf(ctx: Context): Seat {
  return ctx.state.seat as Seat;
}

async function createUser(ctx: Context) {
  const { people, sender } = seatOf(ctx);
  const { id, events } = people.create(await readJson(ctx), Date.now());
  sender.publish(events);
  answer(ctx, 201, people.user(id));
}

async function editUser(ctx: Context) {
  const { people, sender } = seatOf(ctx);
  const { id } = ctx.params as { id: string };
  sender.publish(people.edit(id, await readJson(ctx), Date.now()));
  answer(ctx, 200, people.user(id));
}

async function addFault(ctx: Context) {
  const { faults } = seatOf(ctx);
  faults.add(faultRule.parse(await readJson(ctx)));
  answer(ctx, 201, faults.list());
}

async function setSearchLag(ctx: Context) {
  const { people } = seatOf(ctx);
  if (people.setSearchLag === undefined) return answer(ctx, 404, { error: 'this platform has no search index' });
  people.setSearchLag(await readJson(ctx));
  answer(ctx, 200, {});
}

async function directWebhooks(ctx: Context) {
  const { sender, machine } = seatOf(ctx);
  const { secret, ...target } = webhooks.parse(await readJson(ctx));
  if (secret !== undefined) machine.useSecret(secret);
  sender.direct(target);
  answer(ctx, 200, {});
}

async function readJson(ctx: Context): Promise<unknown> {
  return JSON.parse(await getRawBody(ctx.req, { encoding: 'utf8', limit: '1mb' }));
}

function answer(ctx: Context, status: number, body: unknown) {
  ctx.status = status;
  ctx.type = 'json';
  ctx.body = JSON.stringify(body, null, 2);
}

/** What the platform refuses to a person is 409, what nobody can read is 400. */
async function explainRefusals(ctx: Context, next: Next) {
  try {
    await next();
  } catch (error) {
    if (error instanceof SimRefusal) return answer(ctx, 409, { error: error.message });
    if (error instanceof z.ZodError) return answer(ctx, 400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return answer(ctx, 400, { error: 'the body is not JSON' });
    throw error;
  }
}
