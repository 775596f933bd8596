import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningSimulators, startSimulators } from '../../src/simulators/start-simulators.ts';
import { simulatedTenants } from '../../src/simulators/tenants.ts';

const [acme] = simulatedTenants;
const storeganiseAuth = { authorization: `Addon ${acme.addonId}|${acme.apiKey}` };
const zendeskAuth = { authorization: `Bearer ${acme.zendesk.token}` };

type Received = { path: string; headers: IncomingHttpHeaders; body: string };

let service: Server;
let received: Received[];
let serviceStatus: number;
let simulators: RunningSimulators;

beforeEach(async () => {
  received = [];
  serviceStatus = 200;
  service = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(serviceStatus).end('{}');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  simulators = await startSimulators({
    storeganisePort: 0,
    zendeskPort: 0,
    serviceUrl: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    seed: 1,
    searchLag: { query: [0, 0], externalId: [0, 0] },
  });
});

afterEach(async () => {
  await simulators.close();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

describe('simulators behind their servers', () => {
  it('serve each tenant under its own address and let no key in at another', async () => {
    const own = await fetch(`${simulators.storeganiseUrl}/t/acme/api/v1/admin/users`, { headers: storeganiseAuth });
    const foreign = await fetch(`${simulators.storeganiseUrl}/t/sakura/api/v1/admin/users`, {
      headers: storeganiseAuth,
    });
    const nobody = await fetch(`${simulators.zendeskUrl}/nobody/api/v2/users/me`, { headers: zendeskAuth });

    expect([own.status, foreign.status, nobody.status]).toEqual([200, 401, 404]);
    expect(await nobody.json()).toMatchObject({ error: { title: expect.any(String) } });
  });

  it('carry a person’s act to the service as a signed webhook and to the API as a record', async () => {
    const created = await control('zendesk', 'POST', 'acme/users', { name: 'Pat Doe', email: 'pat@example.com' });

    await vi.waitFor(() => expect(new Set(received.map(typeOf))).toHaveLength(2), 5000);
    const search = await fetch(`${simulators.zendeskUrl}/acme/api/v2/users/search?query=pat`, { headers: zendeskAuth });
    const [first] = received;
    const expected = simulators.tenants.acme.zendesk.sign(
      first?.body ?? '',
      Date.parse(String(first?.headers['x-zendesk-webhook-signature-timestamp'])),
    );

    expect(created.status).toBe(201);
    expect(await search.json()).toMatchObject({ users: [{ name: 'Pat Doe' }] });
    expect(first?.path).toBe('/addon/zendesk/acme');
    expect(first?.headers['x-zendesk-webhook-signature']).toBe(expected['x-zendesk-webhook-signature']);
    expect(simulators.deliveries).toContainEqual(expect.objectContaining({ platform: 'zendesk', status: 200 }));
  });

  it('name the running server as apiUrl in Storeganise events', async () => {
    await control('storeganise', 'POST', 'sakura/users', {
      firstName: '花子',
      lastName: '山田',
      email: 'h@example.com',
    });

    await vi.waitFor(() => expect(received).not.toHaveLength(0), 5000);

    expect(received[0]?.path).toBe('/addon/storeganise');
    expect(JSON.parse(received[0]?.body ?? '').apiUrl).toBe(`${simulators.storeganiseUrl}/t/sakura/api`);
  });

  it('repeat a Zendesk delivery that is answered 409 and no other', async () => {
    serviceStatus = 409;
    await control('zendesk', 'POST', 'acme/users', { name: 'Pat' });
    await control('storeganise', 'POST', 'acme/users', { firstName: 'Pat', lastName: 'Doe', email: 'p@example.com' });

    await vi.waitFor(() => expect(simulators.deliveries.map(({ attempt }) => attempt)).toContain(2), 5000);

    const repeated = simulators.deliveries.filter(({ attempt }) => attempt > 1);
    expect(new Set(repeated.map(({ platform }) => platform))).toEqual(new Set(['zendesk']));
  });

  it('send nothing while webhooks are off', async () => {
    await control('storeganise', 'PUT', 'acme/webhooks', { off: true });
    await control('storeganise', 'POST', 'acme/users', { firstName: 'Off', lastName: 'Doe', email: 'off@example.com' });
    await control('storeganise', 'PUT', 'acme/webhooks', { off: false });
    await control('storeganise', 'POST', 'acme/users', { firstName: 'On', lastName: 'Doe', email: 'on@example.com' });

    await vi.waitFor(() => expect(received).not.toHaveLength(0), 5000);
    const [off, on] = simulators.tenants.acme.storeganise.users();

    expect(new Set(received.map(({ body }) => JSON.parse(body).data.userId))).toEqual(new Set([on?.id]));
    expect(off?.firstName).toBe('Off');
  });
});

describe('faults on demand', () => {
  it('answer for the next matching requests only', async () => {
    await control('zendesk', 'POST', 'acme/faults', {
      method: 'GET',
      pathIncludes: '/users/me',
      effect: { kind: 'answer', status: 503, headers: { 'retry-after': '7' } },
    });

    const url = `${simulators.zendeskUrl}/acme/api/v2/users/me`;
    const broken = await fetch(url, { headers: zendeskAuth });
    const healed = await fetch(url, { headers: zendeskAuth });

    expect([broken.status, broken.headers.get('retry-after'), healed.status]).toEqual([503, '7', 200]);
  });

  it.each([
    ['a limit without a time', 429, {}, 'Too many requests'],
    ['a limit with a time', 429, { 'retry-after': '7' }, ''],
    ['a plain failure', 500, {}, '{"errors":[{"code":"Unavailable"}]}'],
    ['a page of a gateway', 502, { 'content-type': 'text/html' }, '<html>Bad gateway</html>'],
    ['a revoked key', 401, {}, '{"error":{"message":"Unauthorized"}}'],
    ['a role too small', 403, {}, '{"error":{"message":"Forbidden"}}'],
    ['a record gone between event and read', 404, {}, '{"error":{"message":"Not found"}}'],
    ['an empty answer', 200, {}, ''],
  ])('answer Storeganise calls with %s', async (_name, status, headers, body) => {
    const effect = { kind: 'answer', status, headers, body };
    await control('storeganise', 'POST', 'acme/faults', { pathIncludes: '/users', effect });

    const url = `${simulators.storeganiseUrl}/t/acme/api/v1/admin`;
    const unmatched = await fetch(`${url}/settings`, { headers: storeganiseAuth });
    const met = await fetch(`${url}/users`, { headers: storeganiseAuth });

    expect([unmatched.status, met.status, await met.text()]).toEqual([200, status, body]);
    expect(met.headers.get('retry-after')).toBe(new Headers(headers).get('retry-after'));
  });

  it('lose the answer of a write that is committed', async () => {
    await control('zendesk', 'POST', 'acme/faults', { method: 'POST', effect: { kind: 'lost' } });

    await expect(createZendeskUser('Pat')).rejects.toThrow();

    expect(simulators.tenants.acme.zendesk.users()).toMatchObject([{ name: 'Pat' }]);
  });

  it('reset the connection before anything is committed', async () => {
    await control('zendesk', 'POST', 'acme/faults', { method: 'POST', effect: { kind: 'reset' } });

    await expect(createZendeskUser('Pat')).rejects.toThrow();

    expect(simulators.tenants.acme.zendesk.users()).toEqual([]);
  });

  it('drop the connection at once and commit later, with the webhook', async () => {
    await control('zendesk', 'POST', 'acme/faults', { method: 'POST', effect: { kind: 'late', ms: 100 } });

    await expect(createZendeskUser('Pat')).rejects.toThrow();
    const atOnce = simulators.tenants.acme.zendesk.users();
    await vi.waitFor(() => expect(received.map(typeOf)).toContain('zen:event-type:user.created'), 5000);

    expect(atOnce).toEqual([]);
    expect(simulators.tenants.acme.zendesk.users()).toMatchObject([{ name: 'Pat' }]);
  });

  it('take their time and answer all the same', async () => {
    await control('zendesk', 'POST', 'acme/faults', { effect: { kind: 'slow', ms: 200 } });

    const before = performance.now();
    const response = await createZendeskUser('Pat');

    expect(response.status).toBe(201);
    expect(performance.now() - before).toBeGreaterThan(190);
  });
});

describe('control', () => {
  it('moves a Zendesk primary e-mail and keeps the old address', async () => {
    const { id } = simulators.tenants.acme.zendesk.createUser({ name: 'Pat', email: 'old@example.com' }, Date.now());

    const edited = await control('zendesk', 'PATCH', `acme/users/${id}`, { email: 'new@example.com' });

    expect(await edited.json()).toMatchObject({
      email: 'new@example.com',
      identities: [{ value: 'new@example.com' }, { value: 'old@example.com' }],
    });
  });

  it('shows and forgets the calls', async () => {
    await createZendeskUser('Pat');

    const calls = await (await control('zendesk', 'GET', 'acme/calls')).json();
    await control('zendesk', 'DELETE', 'acme/calls');

    expect(calls).toMatchObject([{ method: 'POST', path: '/api/v2/users.json', status: 201, changed: true }]);
    expect(simulators.tenants.acme.zendesk.calls).toEqual([]);
  });

  it('says what it did not understand, what the platform refuses, and that a tenant does not exist', async () => {
    simulators.tenants.acme.zendesk.createUser({ name: 'Pat', email: 'pat@example.com' }, Date.now());

    const unread = await control('zendesk', 'POST', 'acme/users', { nam: 'Pat' });
    const refused = await control('zendesk', 'POST', 'acme/users', { name: 'Pat', email: 'pat@example.com' });
    const nowhere = await control('zendesk', 'GET', 'nobody/users');

    expect([unread.status, refused.status, nowhere.status]).toEqual([400, 409, 404]);
  });

  it('sets the search lag of Zendesk only', async () => {
    const set = await control('zendesk', 'PUT', 'acme/search-lag', { queryMs: [60_000, 60_000] });
    const absent = await control('storeganise', 'PUT', 'acme/search-lag', { queryMs: [0, 0] });
    await createZendeskUser('Pat');
    const search = await fetch(`${simulators.zendeskUrl}/acme/api/v2/users/search?query=pat`, { headers: zendeskAuth });

    expect([set.status, absent.status]).toEqual([200, 404]);
    expect(await search.json()).toMatchObject({ users: [] });
  });

  it('explains itself at the root', async () => {
    const text = await (await fetch(`${simulators.storeganiseUrl}/`)).text();

    expect(text).toContain(`curl ${simulators.storeganiseUrl}/_control/acme/users`);
  });
});

function control(platform: 'storeganise' | 'zendesk', method: string, path: string, body?: object) {
  const base = platform === 'storeganise' ? simulators.storeganiseUrl : simulators.zendeskUrl;
  return fetch(`${base}/_control/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

function createZendeskUser(name: string) {
  return fetch(`${simulators.zendeskUrl}/acme/api/v2/users.json`, {
    method: 'POST',
    headers: { ...zendeskAuth, 'content-type': 'application/json' },
    body: JSON.stringify({ user: { name } }),
  });
}

function typeOf({ body }: Received): string {
  return JSON.parse(body).type;
}
