// HTTP between the engine and both simulators, in process, with everything a network does to a request.
import { parseStoreganise } from '../../src/connectors/storeganise/webhook.ts';
import { parseZendesk } from '../../src/connectors/zendesk/webhook.ts';
import type { Platform } from '../../src/domain/contact.ts';
import type { Delivery } from '../../src/domain/records.ts';
import { toDelivery as keepStoreganise } from '../../src/http/storeganise-delivery.ts';
import { toDelivery as keepZendesk } from '../../src/http/zendesk-delivery.ts';
import type { HttpAnswer, HttpRequest, Transport } from '../../src/ports.ts';
import type { SimEvent, SimResponse } from '../../src/simulators/wire.ts';
import type { Process } from './process.ts';
import { recordIdOf } from './values.ts';
import { HASH_KEY, type SimTenant, type World } from './world.ts';

/** What happens to one request. */
export type Fate = 'ok' | 'not_sent' | 'dropped' | 'lost_answer' | 'late' | 'busy' | 'broken' | 'unavailable' | 'html';

const TIMEOUT_MS = 10_000;

const ANSWERS: Partial<Record<Fate, SimResponse>> = {
  busy: {
    status: 429,
    headers: { 'retry-after': '7', 'content-type': 'text/plain' },
    body: 'Number of allowed API requests per minute exceeded',
  },
  broken: { status: 500, headers: { 'content-type': 'application/json' }, body: '{"errors":[{"code":"Unavailable"}]}' },
  unavailable: { status: 503, headers: { 'retry-after': '3' }, body: '' },
  html: { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' },
};

/** The transport of one process. */
export function createTransport(world: World, process: Process): Transport {
  return {
    send: (request) => process.guard('transport', () => send(world, process, request)),
  };
}

async function send(world: World, process: Process, request: HttpRequest): Promise<HttpAnswer> {
  const { scheduler } = world;
  const route = world.route(request);
  const fate = world.fateOf(request);
  const label = `${process.id} ${request.method} ${route.platform}${route.path}`;
  if (fate !== 'ok') scheduler.tell(`${label} : ${fate}`);
  if (fate !== 'ok' && fate !== 'not_sent' && fate !== 'late') world.noteUnsure(route, request, scheduler.now);
  if (fate === 'not_sent') return noAnswer(false, 'ECONNREFUSED');
  const sent = { process, at: scheduler.now, seen: new Map(process.lastRead) };
  await scheduler.pause('request', 5, 150);
  const canned = ANSWERS[fate];
  if (canned) return { kind: 'answer', ...canned };
  if (fate === 'dropped') {
    await scheduler.pause('timeout', TIMEOUT_MS, TIMEOUT_MS);
    return noAnswer(true, 'ETIMEDOUT');
  }
  const machine = route.tenant[route.platform];
  const arrival = machine.arrive(
    { method: request.method, path: route.path, headers: route.headers, body: request.body ?? '' },
    scheduler.now,
  );
  const land = () => {
    const { response, events } = arrival.land(scheduler.now);
    scheduler.tell(`${label} ${request.body ?? ''} -> ${response.status}`);
    world.noteLanding(route, request, response, sent);
    for (const event of events) postWebhook(world, route.tenant, route.platform, event);
    return response;
  };
  if (fate === 'late') {
    const lateMs = TIMEOUT_MS + scheduler.between(0, 110_000);
    scheduler.after(lateMs, 'lands late', land);
    world.noteUnsure(route, request, sent.at + lateMs);
    await scheduler.pause('timeout', TIMEOUT_MS, TIMEOUT_MS);
    return noAnswer(true, 'ETIMEDOUT');
  }
  await scheduler.pause('work', 5, 150);
  const response = land();
  const shown = world.indexOf(route, request, response);
  const shownAt = scheduler.now;
  if (fate === 'lost_answer') {
    await scheduler.pause('timeout', TIMEOUT_MS, TIMEOUT_MS);
    return noAnswer(true, 'ECONNRESET');
  }
  await scheduler.pause('answer', 5, 150);
  for (const [key, index] of shown) process.lastRead.set(key, index);
  // A phone that was cleared is set again, whatever the answer in between shows.
  if (shown.length > 0 && request.method === 'GET') process.lastReadAt.set(recordIdOf(route.path) ?? '', shownAt);
  return { kind: 'answer', ...response };
}

const noAnswer = (sent: boolean, reason: string): HttpAnswer => ({ kind: 'no_answer', sent, reason });

/** A webhook on its way: late, doubled, reordered, or lost and then found by a later look. */
export function postWebhook(world: World, tenant: SimTenant, platform: Platform, event: SimEvent): 'lost' | 'sent' {
  const { scheduler } = world;
  const fate = world.webhookFate();
  if (fate === 'lost') {
    scheduler.tell(`webhook lost: ${platform} ${event.type} ${event.recordId}`);
    const ref = { tenant: tenant.code, platform, recordId: event.recordId };
    scheduler.after(scheduler.between(60_000, 200_000), 'touch', () => void world.touch(ref));
    return 'lost';
  }
  const delayMs = fate === 'late' ? scheduler.between(5_000, 240_000) : scheduler.between(10, 900);
  scheduler.after(delayMs, 'webhook', () => void receive(world, tenant, platform, event));
  if (fate === 'doubled')
    scheduler.after(
      delayMs + scheduler.between(1, 5_000),
      'webhook again',
      () => void receive(world, tenant, platform, event),
    );
  return 'sent';
}

async function receive(world: World, tenant: SimTenant, platform: Platform, event: SimEvent): Promise<void> {
  const delivery = toDelivery(tenant, platform, event, world.scheduler.now);
  if (!delivery) return;
  world.scheduler.tell(`webhook ${platform} ${event.type} ${event.recordId}`);
  world.accepted.set(`${tenant.code}|${platform}|${delivery.key}`, delivery.recordId);
  await world.store.accept(delivery);
  world.ring();
}

/** What the door keeps of an event (test/http checks the door itself, bytes and signatures). */
function toDelivery(
  tenant: SimTenant,
  platform: Platform,
  event: SimEvent,
  now: number,
): Omit<Delivery, 'mark' | 'receivedAt'> | undefined {
  const body = Buffer.from(event.body);
  if (platform === 'storeganise') {
    const parsed = parseStoreganise(body);
    return parsed.kind === 'event' ? keepStoreganise(parsed, tenant.code, now) : undefined;
  }
  const parsed = parseZendesk(body);
  return parsed.kind === 'event' ? keepZendesk(parsed, tenant, HASH_KEY) : undefined;
}
