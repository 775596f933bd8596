import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Forgery, forgeDelivery } from '../../src/simulators/forge-delivery.ts';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import { createWebhookSender, type Delivery, isPoorDelivery } from '../../src/simulators/webhook-sender.ts';
import { business, taro } from './storeganise-business.ts';
import { account, noon } from './zendesk-account.ts';

const event = { id: 'e1', type: 'user.updated', recordId: 'u1', at: noon, body: '{"id":"e1","type":"user.updated"}' };

/** A sender whose timers only note what they were asked for. */
function sender(url = 'http://127.0.0.1:9') {
  const waiting: { ms: number; act: () => void }[] = [];
  const records: Delivery[] = [];
  const signedAt: number[] = [];
  const made = createWebhookSender({
    platform: 'storeganise',
    tenant: 'acme',
    url,
    sign: (_body, now) => {
      signedAt.push(now);
      return { 'x-signature': 'good' };
    },
    timeoutMs: 5000,
    retryDelayMs: () => undefined,
    random: seededRandom(1),
    timers: { after: (ms, act) => waiting.push({ ms, act }), callOff: () => {} },
    closing: new AbortController().signal,
    record: (delivery) => records.push(delivery),
  });
  const events = (count: number) => Array.from({ length: count }, (_, index) => ({ ...event, id: `e${index}` }));
  return { ...made, waiting, records, signedAt, events };
}

describe('webhook sender: how events travel', () => {
  it('delays each by its own time, up to ten minutes, so that they come in another order', () => {
    const { publish, setHabits, waiting, events } = sender();
    setHabits({ delayMs: [1000, 600_000], duplicateChance: 0 });

    publish(events(20));

    const delays = waiting.map(({ ms }) => ms);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(600_000);
    expect(delays).not.toEqual(delays.toSorted((a, b) => a - b));
  });

  it.each([
    [{ duplicateChance: 1 }, 40],
    [{ duplicateChance: 0 }, 20],
    [{ lossChance: 1 }, 0],
  ])('with %j sends %i of 20', (habits, count) => {
    const { publish, setHabits, waiting, events } = sender();
    setHabits({ duplicateChance: 0, ...habits });

    publish(events(20));

    expect(waiting).toHaveLength(count);
  });

  it('spreads a burst over time', () => {
    const { publish, setHabits, waiting, events } = sender();
    setHabits({ delayMs: [0, 0], duplicateChance: 0, perMinute: 60 });

    publish(events(500));

    const seconds = waiting.map(({ ms }) => Math.round(ms / 1000));
    expect([seconds[0], seconds[1], seconds[499]]).toEqual([0, 1, 499]);
  });

  it('sends nothing while off', () => {
    const { publish, direct, waiting } = sender();
    direct({ off: true });

    publish([event]);

    expect(waiting).toEqual([]);
  });
});

describe('webhook sender: tries again', () => {
  let service: Server;
  let bodies: string[];
  let url: string;

  beforeEach(async () => {
    bodies = [];
    service = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      response.writeHead(500).end();
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
  });

  it.each([
    ['platform', [0], 1],
    ['none', [0], 1],
    ['same_id', [0, 1000, 10_000], 1],
    ['new_id', [0, 1000, 10_000], 3],
  ] as const)('%s', async (retries, delays, ids) => {
    const { publish, setHabits, waiting, records, signedAt } = sender(url);
    setHabits({ delayMs: [0, 0], duplicateChance: 0, retries });
    publish([event]);

    for (let done = 0; done < waiting.length; done += 1) {
      waiting[done]?.act();
      await vi.waitFor(() => expect(records).toHaveLength(done + 1), 5000);
    }

    expect(waiting.map(({ ms }) => ms)).toEqual(delays);
    expect(new Set(bodies.map((body) => JSON.parse(body).id)).size).toBe(ids);
    expect(records.map(({ attempt, status }) => [attempt, status])).toEqual(delays.map((_, index) => [index + 1, 500]));
    expect(signedAt).toHaveLength(delays.length);
  });

  it('takes an answer other than 200, or a slow one, for poor', () => {
    const good = {
      at: 0,
      platform: 'p',
      tenant: 't',
      eventId: 'e',
      type: 'x',
      recordId: '1',
      attempt: 1,
      outcome: 'answered',
    } as const;

    expect(isPoorDelivery({ ...good, status: 200, latencyMs: 2000 })).toBe(false);
    expect(isPoorDelivery({ ...good, status: 200, latencyMs: 2001 })).toBe(true);
    expect(isPoorDelivery({ ...good, status: 204, latencyMs: 1 })).toBe(true);
    expect(isPoorDelivery({ ...good, outcome: 'timeout', latencyMs: 1 })).toBe(true);
  });
});

describe('forged deliveries', () => {
  const sg = business();
  const zendesk = account();
  const [sgEvent] = sg.createUser(taro, noon).events;
  const [zdEvent] = zendesk.createUser({ name: 'Pat' }, noon).events;
  const forge = (kind: Forgery, platform: 'sg' | 'zd') =>
    platform === 'sg'
      ? forgeDelivery(kind, sgEvent?.body ?? '', sg.sign, noon)
      : forgeDelivery(kind, zdEvent?.body ?? '', zendesk.sign, noon);
  const isGenuine = (request: ReturnType<typeof forge>, at = noon) => {
    const signature = request.headers['sg-signature'] ?? request.headers['x-zendesk-webhook-signature'];
    const platform = 'sg-signature' in request.headers ? sg : zendesk;
    const expected = platform.sign(request.body, at);
    return signature === (expected['sg-signature'] ?? expected['x-zendesk-webhook-signature']);
  };

  it.each(['no_signature', 'hex_signature', 'wrong_secret', 'altered_byte', 'truncated'] as const)(
    '%s does not verify on either platform',
    (kind) => {
      for (const platform of ['sg', 'zd'] as const) expect(isGenuine(forge(kind, platform))).toBe(false);
    },
  );

  it.each([
    ['not_json', 'sg', (body: string) => expect(() => JSON.parse(body)).toThrow()],
    ['oversized', 'sg', (body: string) => expect(body.length).toBeGreaterThan(64 * 1024)],
    ['foreign_api_url', 'sg', (body: string) => expect(JSON.parse(body).apiUrl).toBe('https://evil.example/api')],
    ['foreign_account', 'zd', (body: string) => expect(JSON.parse(body).account_id).toBe(999999999)],
  ] as const)('%s is signed as it should be', (kind, platform, check) => {
    const request = forge(kind, platform);

    check(request.body);
    expect(isGenuine(request)).toBe(true);
  });

  it('old_timestamp was signed twenty minutes ago, get carries no body', () => {
    const old = forge('old_timestamp', 'zd');

    expect(old.headers['x-zendesk-webhook-signature-timestamp']).toBe('2026-01-10T11:40:00Z');
    expect(isGenuine(old, noon - 20 * 60_000)).toBe(true);
    expect(forge('get', 'sg').method).toBe('GET');
  });
});
