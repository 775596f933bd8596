import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hashValue } from '../../src/domain/value-hash.ts';
import { HASH_KEY, NOW, openDoor, signedByStoreganise, signedByZendesk } from './door-server.ts';

type Door = Awaited<ReturnType<typeof openDoor>>;

const doors: Door[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close();
});

async function open(...options: Parameters<typeof openDoor>): Promise<Door> {
  const door = await openDoor(...options);
  doors.push(door);
  return door;
}

const zendesk = (changed: object = {}) =>
  JSON.stringify({
    account_id: 1,
    id: 'z1',
    type: 'zen:event-type:user.name_changed',
    subject: 'zen:user:61',
    detail: { id: '61' },
    event: { current: ' Pat  Doe', previous: 'Pat unknown' },
    ...changed,
  });

const storeganise = (changed: object = {}) =>
  JSON.stringify({
    id: 's1',
    type: 'user.updated',
    addonId: 'a01',
    apiUrl: 'https://acme.storeganise.com/api',
    businessCode: 'acme',
    data: { userId: 'u1', changedKeys: ['phone'] },
    ...changed,
  });

describe('a delivery of Zendesk', () => {
  const send = (door: Door, body: string, path = '/addon/zendesk/acme', headers = signedByZendesk(body)) =>
    door.post(path, body, headers);

  it('is kept without any value, and wakes a worker', async () => {
    const door = await open();

    const answer = await send(door, zendesk());

    expect(answer).toMatchObject({ status: 200, body: '{}' });
    const hash = (name: string) => hashValue(HASH_KEY, 'acme', 'name', name);
    expect(door.kept).toEqual([
      {
        tenant: 'acme',
        platform: 'zendesk',
        recordId: '61',
        key: 'z1',
        type: 'user.name_changed',
        hint: { field: 'name', current: hash('Pat Doe'), previous: hash('Pat') },
      },
    ]);
    expect(door.rings()).toBe(1);
    expect(await door.counted()).toEqual({ accepted: 1 });
  });

  it('is kept once, however often it comes', async () => {
    const door = await open();

    for (let time = 0; time < 3; time++) expect((await send(door, zendesk())).status).toBe(200);

    expect(door.kept).toHaveLength(1);
    expect(await door.counted()).toEqual({ accepted: 1, duplicate: 2 });
  });

  it('may carry any content type, and its tenant any case', async () => {
    const door = await open();
    const types = ['text/plain', 'application/xml', 'application/json; charset=utf-16', 'APPLICATION/JSON'];

    for (const [index, type] of types.entries()) {
      const body = zendesk({ id: `z${index}` });
      const headers = { ...signedByZendesk(body), 'Content-Type': type, 'Content-Encoding': 'identity' };
      expect((await door.post('/addon/zendesk/ACME', body, headers)).status).toBe(200);
    }

    expect(door.kept.map((delivery) => delivery.tenant)).toEqual(['acme', 'acme', 'acme', 'acme']);
  });

  it('may be stamped in Unix seconds', async () => {
    const door = await open();
    const body = zendesk();

    const headers = signedByZendesk(body, { timestamp: String(NOW / 1000) });

    expect((await send(door, body, '/addon/zendesk/acme', headers)).status).toBe(200);
    expect(door.kept).toHaveLength(1);
  });

  it.each([
    ['no signature', {}],
    ['the secret of another tenant', signedByZendesk(zendesk(), { secret: 'other' })],
    ['another body', signedByZendesk(zendesk({ id: 'z2' }))],
    ['a stamp 16 minutes old', signedByZendesk(zendesk(), { timestamp: new Date(NOW - 960_000).toISOString() })],
    ['a stamp 16 minutes ahead', signedByZendesk(zendesk(), { timestamp: String(NOW / 1000 + 960) })],
    ['a stamp that is none', signedByZendesk(zendesk(), { timestamp: 'now' })],
  ])('is refused with %s, and no reason is given', async (_, headers) => {
    const door = await open();

    expect(await door.post('/addon/zendesk/acme', zendesk(), headers)).toMatchObject({ status: 401, body: '{}' });
    expect(door.kept).toEqual([]);
    expect(await door.counted()).toEqual({ bad_signature: 1 });
  });

  it('is refused from another account than the first verified one', async () => {
    const door = await open();
    const other = zendesk({ id: 'z2', account_id: 2 });
    const otherTicket = zendesk({ id: 'z3', account_id: 2, type: 'zen:event-type:ticket.created' });
    const unnamed = zendesk({ id: 'z4', account_id: undefined });

    expect((await door.post('/addon/zendesk/acme', other)).status).toBe(401);
    expect((await send(door, zendesk())).status).toBe(200);
    expect((await send(door, other)).status).toBe(401);
    expect((await send(door, otherTicket)).status).toBe(401);
    expect((await send(door, unnamed)).status).toBe(200);
    expect((await send(door, other, '/addon/zendesk/beta', signedByZendesk(other, { secret: 'other' }))).status).toBe(
      200,
    );

    expect(door.kept.map((delivery) => delivery.key)).toEqual(['z1', 'z4', 'z2']);
  });

  it('needs no signature where the secret is blank, and then pins no account', async () => {
    const door = await open();

    for (const account_id of [1, 2]) {
      expect((await door.post('/addon/zendesk/open', zendesk({ id: `z${account_id}`, account_id }))).status).toBe(200);
    }

    expect(door.kept).toHaveLength(2);
  });

  it('is dropped when it is the operator’s test click', async () => {
    const door = await open();
    const secret = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';

    for (const path of ['/addon/zendesk/acme', '/addon/zendesk/open']) {
      expect((await send(door, zendesk(), path, signedByZendesk(zendesk(), { secret }))).status).toBe(200);
    }

    expect(door.kept).toEqual([]);
    expect(await door.counted()).toEqual({ irrelevant: 2 });
  });

  it.each([
    'nobody',
    'ac',
    'acme%00',
    'acme;x=1',
    'acme@evil',
    'a%20b',
    '__proto__',
    'constructor',
    '%',
    '%c0%ae',
    '%E3%82%A2',
    'a'.repeat(64),
    'acme%2fbeta',
    '..%2facme',
  ])('is dropped for the tenant %s', async (code) => {
    const door = await open();

    const answer = await send(door, zendesk(), `/addon/zendesk/${code}`);

    expect(answer).toMatchObject({ status: 200, body: '{}' });
    expect(door.kept).toEqual([]);
    expect(await door.counted()).toEqual({ unknown_tenant: 1 });
  });

  it('is kept for a paused tenant', async () => {
    const door = await open();

    await send(door, zendesk(), '/addon/zendesk/paused');

    expect(door.kept).toMatchObject([{ tenant: 'paused' }]);
  });
});

describe('a delivery of Storeganise', () => {
  const send = (door: Door, body: string, path = '/addon/storeganise') =>
    door.post(path, body, signedByStoreganise(body));

  it.each(['/addon/storeganise', '/addon/storeganise/acme', '/addon/storeganise/ACME'])(
    'is kept when it comes to %s',
    async (path) => {
      const door = await open();

      expect(await send(door, storeganise(), path)).toMatchObject({ status: 200, body: '{}' });
      expect(door.kept).toEqual([
        { tenant: 'acme', platform: 'storeganise', recordId: 'u1', key: 's1', type: 'user.updated' },
      ]);
      expect(door.rings()).toBe(1);
      expect(await door.counted()).toEqual({ accepted: 1 });
    },
  );

  it.each([
    ['an event of the add-on', { type: 'addon.dailyEvent.started', data: {} }, 'addon_event', ''],
    [
      'the echo of our own fields',
      { data: { userId: 'u1', changedKeys: ['customFields.zendesk_userId'] } },
      'own_fields',
      'u1',
    ],
  ])('is kept with its outcome at once: %s', async (_, changed, reason, recordId) => {
    const door = await open();

    expect((await send(door, storeganise(changed))).status).toBe(200);
    await send(door, storeganise(changed));

    expect(door.kept).toMatchObject([{ recordId, outcome: { kind: 'noop', reason } }]);
    expect(door.rings()).toBe(0);
    const metrics = await (await fetch(`${door.url}/metrics`)).text();
    expect(metrics).toContain('usersync_outcomes_total{platform="storeganise",outcome="noop"} 1');
  });

  it.each([
    ['no signature', undefined],
    ['another secret', signedByStoreganise(storeganise(), 'other')],
    ['another body', signedByStoreganise(storeganise({ id: 's2' }))],
  ])('is refused with %s, and no reason is given', async (_, headers) => {
    const door = await open();

    expect(await door.post('/addon/storeganise', storeganise(), headers)).toMatchObject({ status: 401, body: '{}' });
    expect(door.kept).toEqual([]);
    expect(await door.counted()).toEqual({ bad_signature: 1 });
  });

  it.each([
    ['an address of another host', { apiUrl: 'https://evil.example/api' }, ''],
    ['an address on this machine', { apiUrl: 'http://127.0.0.1:6379/' }, ''],
    ['an address of another business', { apiUrl: 'https://beta.storeganise.com/api', businessCode: undefined }, ''],
    ['another path than the pinned one', { apiUrl: 'https://acme.storeganise.com/api/v9' }, ''],
    ['an address with a query', { apiUrl: 'https://acme.storeganise.com/api?x' }, ''],
    ['the code of another business', { businessCode: 'beta' }, ''],
    ['a path of another business', {}, '/beta'],
    ['an unknown add-on at a foreign address', { addonId: 'x', apiUrl: 'https://evil.example/api' }, ''],
    ['an unknown add-on with code and host at odds', { addonId: 'x', businessCode: 'other' }, ''],
    ['an unknown add-on on a path of another business', { addonId: 'x' }, '/beta'],
  ])('is refused with %s', async (_, changed, path) => {
    const door = await open();

    expect(await send(door, storeganise(changed), `/addon/storeganise${path}`)).toMatchObject({
      status: 200,
      body: '{}',
    });
    expect(door.kept).toEqual([]);
    expect(await door.counted()).toEqual({ refused: 1 });
  });

  it('is dropped for a path that is no code', async () => {
    const door = await open();

    expect((await send(door, storeganise(), '/addon/storeganise/acme%00')).status).toBe(200);
    expect(door.kept).toEqual([]);
    expect(await door.counted()).toEqual({ unknown_tenant: 1 });
  });

  it('is the same installation however its address is written', async () => {
    const door = await open();

    await send(door, storeganise({ apiUrl: 'https://ACME.storeganise.com:443/api/', businessCode: 'Acme' }));

    expect(door.kept).toHaveLength(1);
  });
});

describe.each([
  ['Zendesk', '/addon/zendesk/acme', signedByZendesk, zendesk],
  ['Storeganise', '/addon/storeganise', signedByStoreganise, storeganise],
] as const)('any body for %s', (_, path, sign, make) => {
  it.each([
    ['no JSON', Buffer.from('{')],
    ['nothing', Buffer.alloc(0)],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('well signed, but %s: 400', async (_name, bytes) => {
    const door = await open();
    const body = new Uint8Array(bytes);

    expect(await door.post(path, body, sign(body))).toMatchObject({ status: 400, body: '{}' });
    expect(door.kept).toEqual([]);
    expect(await door.counted()).toEqual({ not_json: 1 });
  });

  it.each([
    'null',
    '[]',
    '"x"',
    '{}',
    '{"type":"zen:event-type:ticket.created"}',
    '{"__proto__":{"type":"user.created"},"constructor":{"prototype":{"x":1}}}',
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  ])('well signed JSON of another shape: 200 (%#)', async (body) => {
    const door = await open();

    expect(await door.post(path, body, sign(body))).toMatchObject({ status: 200, body: '{}' });
    expect(door.kept).toEqual([]);
    expect(await door.counted()).toEqual({ irrelevant: 1 });
  });

  it('has room for 64 KiB and not one byte more', async () => {
    const door = await open();
    const fits = make().padEnd(64 * 1024);
    const over = make().padEnd(64 * 1024 + 1);

    expect((await door.post(path, fits, sign(fits))).status).toBe(200);
    expect(await door.post(path, over, sign(over))).toMatchObject({ status: 413, body: '{}' });
    expect(await door.counted()).toEqual({ accepted: 1, too_large: 1 });
  });

  it('is measured as it comes when its length is not told', async () => {
    const door = await open();
    const body = new Blob(['x'.repeat(200_000)]).stream();

    const answer = await fetch(door.url + path, { method: 'POST', body, duplex: 'half' } as RequestInit);

    expect(answer.status).toBe(413);
    expect(door.kept).toEqual([]);
  });

  it.each(['gzip', 'br', 'identity, gzip'])('is not unpacked: 415 for %s', async (encoding) => {
    const door = await open();
    const body = make();

    const answer = await door.post(path, body, { ...sign(body), 'Content-Encoding': encoding });

    expect(answer).toMatchObject({ status: 415, body: '{}' });
    expect(door.kept).toEqual([]);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('comes by POST, not by %s', async (method) => {
    const door = await open();

    expect((await fetch(door.url + path, { method })).status).toBe(404);
    expect(door.kept).toEqual([]);
  });

  it('is asked for again when the store fails; nothing of the failure is told', async () => {
    const door = await open({ accept: () => Promise.reject(new Error('mongodb://user:pass@db is down')) });
    const body = make();

    const answer = await door.post(path, body, sign(body));

    expect(answer).toMatchObject({ status: 503, body: '{}' });
    expect(answer.headers.get('Retry-After')).toBe('30');
    expect(door.rings()).toBe(0);
    expect(await door.counted()).toEqual({ not_stored: 1 });
  });

  it('is asked for again when the store takes too long', async () => {
    const door = await open({ accept: () => new Promise(() => {}) });
    const body = make();
    const startedAt = Date.now();

    expect((await door.post(path, body, sign(body))).status).toBe(503);
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  });

  it('may stop in the middle: nothing is kept or counted, and the door stays open', async () => {
    const door = await open();
    const socket = connect(door.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"id"`);
    socket.destroy();
    await once(socket, 'close');

    const body = make();
    expect((await door.post(path, body, sign(body))).status).toBe(200);
    expect(await door.counted()).toEqual({ accepted: 1 });
  });
});

describe('the other addresses', () => {
  it.each(['/', '/addon', '/addon/zendesk', '/addon/zendesk/acme/extra', '/addon/other/acme', '/admin/status'])(
    'has nothing at %s',
    async (path) => {
      const door = await open();

      const answer = await door.post(path, '{}');

      expect(answer).toMatchObject({ status: 404, body: '{}' });
      expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(answer.headers.get('X-Powered-By')).toBeNull();
    },
  );

  it('is ready with a dead proxy, and not once it drains', async () => {
    const door = await open({ proxy: async () => ({ kind: 'no_answer', sent: false, reason: 'ECONNREFUSED' }) });

    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${door.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, proxy: false, unsignedTenants: 1 }]);

    door.readiness.drain();
    const draining = await fetch(`${door.url}/readyz`);
    expect([draining.status, await draining.json()]).toEqual([503, { ready: false, proxy: false, unsignedTenants: 1 }]);
  });

  it.each<[string, () => Promise<boolean>]>([
    ['says no', async () => false],
    ['does not answer', () => new Promise(() => {})],
  ])('is not ready while the store %s, and says so soon', async (_, isStoreReady) => {
    const door = await open({ isStoreReady });
    const startedAt = Date.now();

    const answer = await fetch(`${door.url}/readyz`);

    expect([answer.status, await answer.json()]).toEqual([503, { ready: false, proxy: true, unsignedTenants: 1 }]);
    expect(Date.now() - startedAt).toBeLessThan(1_900);
  });

  it('asks the proxy once in five seconds and never waits long for it', async () => {
    let probes = 0;
    const door = await open({
      proxy: () => {
        probes++;
        return new Promise(() => {});
      },
    });
    const startedAt = Date.now();

    await Promise.all([fetch(`${door.url}/readyz`), fetch(`${door.url}/readyz`)]);

    expect(probes).toBe(1);
    expect(Date.now() - startedAt).toBeLessThan(1_900);
  });

  it('shows the gauges of the contract', async () => {
    const door = await open();

    const answer = await fetch(`${door.url}/metrics`);

    expect(answer.headers.get('Content-Type')).toContain('text/plain');
    const text = await answer.text();
    for (const line of ['usersync_backlog 3', 'usersync_cases_open 1', 'usersync_tenants_unsigned 1']) {
      expect(text).toContain(`\n${line}\n`);
    }
  });

  it('never shows what went wrong inside, and logs it without addresses’ queries', async () => {
    const failure = new Error('boom at https://x.example/api?token=secret');
    const door = await open({ accept: () => Promise.reject(failure) });
    const body = storeganise();

    await door.post('/addon/storeganise', body, signedByStoreganise(body));

    expect(door.lines.join('')).toContain('boom at https://x.example/api');
    expect(door.lines.join('')).not.toContain('token=secret');
  });
});
