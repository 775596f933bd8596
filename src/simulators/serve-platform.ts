import type { IncomingHttpHeaders, Server } from 'node:http';
import Koa, { type Context } from 'koa';
import getRawBody from 'raw-body';
import { createControlRoutes } from './control-routes.ts';
import type { Seat } from './seat.ts';
import type { Timers } from './timers.ts';
import type { Delivery } from './webhook-sender.ts';
import type { SimRequest, SimResponse, SimResult } from './wire.ts';

export type PlatformOptions = {
  seats: readonly Seat[];
  /** Splits what stands on the wire into the `address` of an account and the `path` that its machine knows. */
  addresses: RegExp;
  /** The answer for an address that no account has. */
  nobodyHere: SimResponse;
  help: string;
  deliveries: Delivery[];
  timers: Timers;
};

/** Puts the state machines of one platform behind a server: bytes in, bytes out, faults on demand. */
export function servePlatform(server: Server, options: PlatformOptions) {
  const app = new Koa();
  const control = createControlRoutes(options.seats, options.deliveries);
  app.use((ctx, next) => (ctx.url === '/' ? showHelp(ctx, options.help) : next()));
  app.use(control.routes());
  app.use((ctx) => passOn(ctx, options));
  server.on('request', app.callback());
}

function showHelp(ctx: Context, help: string) {
  ctx.type = 'text/plain';
  ctx.body = help;
}

async function passOn(ctx: Context, options: PlatformOptions) {
  const { address, path = '' } = options.addresses.exec(ctx.req.url ?? '')?.groups ?? {};
  const seat = options.seats.find((other) => other.address === address);
  if (seat === undefined) return reply(ctx, options.nobodyHere);
  const body = await getRawBody(ctx.req, { encoding: 'utf8', limit: '1mb' });
  const request = { method: ctx.method, path, headers: flatten(ctx.req.headers), body };
  await meetFault(ctx, seat, request, options.timers);
}

async function meetFault(ctx: Context, seat: Seat, request: SimRequest, timers: Timers) {
  const { machine, sender } = seat;
  const effect = seat.faults.take(request);
  const land = (): SimResponse => publish(machine.arrive(request, Date.now()).land(Date.now()));
  const publish = ({ response, events }: SimResult) => {
    sender.publish(events);
    return response;
  };

  switch (effect?.kind) {
    case undefined:
      return reply(ctx, land());
    case 'answer':
      return reply(ctx, effect);
    case 'reset':
      return drop(ctx);
    case 'lost':
      land();
      return drop(ctx);
    case 'slow': {
      const arrival = machine.arrive(request, Date.now());
      await new Promise<void>((resolve) => timers.after(effect.ms, resolve));
      return reply(ctx, publish(arrival.land(Date.now())));
    }
    case 'late': {
      const arrival = machine.arrive(request, Date.now());
      timers.after(effect.ms, () => publish(arrival.land(Date.now())));
      return drop(ctx);
    }
  }
}

function reply(ctx: Context, { status, headers, body }: SimResponse) {
  ctx.status = status;
  ctx.set(headers);
  ctx.body = body;
}

function drop(ctx: Context) {
  ctx.respond = false;
  ctx.req.socket.destroy();
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}
