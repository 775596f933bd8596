import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { signProxyCall } from '../../src/proxy-signature.ts';
import { KEY, openProxyServer } from './proxy-server.ts';
import { bodyOf, listen } from './upstream.ts';

const TOKEN = 'tok-0123456789-secret';
const NOW = 1_770_000_000_000;

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A proxy with a token of the environment before a double of Zendesk that notes what it was asked. */
async function start(answer: RequestListener = (_, response) => response.end('{}'), env: Record<string, string> = {}) {
  const seen: Seen[] = [];
  const zendesk = await listen(async (request, response) => {
    const body = await bodyOf(request);
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(request, response);
  });
  closers.push(zendesk.close);
  const proxy = await openProxyServer({
    zendeskUrl: zendesk.url,
    env: { ZENDESK_ACCESS_TOKENS: `acme=acme-help=${TOKEN}`, ...env },
    clock: { now: () => NOW, sleep: async () => {} },
  });
  closers.push(proxy.close);
  return { ...proxy, seen, zendesk };
}

describe('what the proxy lets through', () => {
  it.each([
    ['GET', 'users/123'],
    ['GET', 'users/123?include=identities'],
    ['GET', 'users/search?query=email%3A%22pat%40example.com%22'],
    ['GET', 'users/search?external_id=sg-42'],
    ['GET', 'users/123/identities?page=2'],
    ['POST', 'users'],
    ['PUT', 'users/123'],
    ['POST', 'users/123/identities'],
    ['PUT', 'users/123/identities/45/make_primary'],
    ['DELETE', 'users/123/identities/45'],
  ])('%s %s', async (method, path) => {
    const { call, seen } = await start();

    const isBodiless = method === 'GET' || method === 'DELETE';
    const answer = await call(method, `/zendesk/acme/api/v2/${path}`, isBodiless ? {} : { body: '{"user":{}}' });

    expect(answer).toMatchObject({ status: 200, body: '{}' });
    expect(seen).toMatchObject([{ method, url: `/acme-help/api/v2/${path}` }]);
    expect(seen[0]?.body).toBe(isBodiless ? '' : '{"user":{}}');
  });

  it.each([
    ['GET', 'users'],
    ['GET', 'users/me'],
    ['GET', 'users/0'],
    ['GET', 'users/12x'],
    ['GET', 'users/123.json'],
    ['GET', 'users/123/'],
    ['GET', 'users//123'],
    ['GET', 'users/../users/123'],
    ['GET', 'users/123/../../tickets'],
    ['GET', 'users/%2e%2e/tickets'],
    ['GET', 'users%2f123'],
    ['GET', 'users/123%2fidentities'],
    ['GET', 'users/123/identities/1'],
    ['PUT', 'users/123/identities/45'],
    ['PUT', 'users/123/identities/4x/make_primary'],
    ['PUT', 'users/123/identities/45/verify'],
    ['DELETE', 'users/123/identities'],
    ['DELETE', 'users/123/identities/45/make_primary'],
    ['POST', 'users/show_many?ids=1,2'],
    ['GET', 'users/search/x'],
    ['GET', 'users/search?query=a#b'],
    ['GET', 'users/search?query=a\\b'],
    ['GET', 'users/search?query="a"'],
    ['GET', 'tickets'],
    ['GET', 'oauth/tokens'],
    ['GET', ''],
    ['DELETE', 'users/123'],
    ['PATCH', 'users/123'],
    ['POST', 'users/123'],
    ['POST', 'users/create_many'],
    ['PUT', 'users/update_many'],
    ['PUT', 'users/123/merge'],
    ['OPTIONS', 'users/123'],
  ])('but not %s %s', async (method, path) => {
    const { call, seen } = await start();

    const answer = await call(method, `/zendesk/acme/api/v2/${path}`);

    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toEqual({ error: 'not_allowed' });
    expect(seen).toEqual([]);
  });

  it.each(['/zendesk/acme/api/v1/users/1', '/zendesk/acme/users/1', '/zendesk//api/v2/users/1', '/', '/x'])(
    'knows no address %s',
    async (path) => {
      const { call, seen } = await start();

      expect((await call('GET', path)).status).toBe(404);
      expect(seen).toEqual([]);
    },
  );

  it.each(['beta', 'ACME', '..', '%61cme', '__proto__'])('has no connection for %s', async (code) => {
    const { call, seen } = await start();

    expect(await call('GET', `/zendesk/${code}/api/v2/users/1`)).toMatchObject({
      status: 401,
      body: '{"error":"not_connected"}',
    });
    expect(seen).toEqual([]);
  });
});

describe('who may call the proxy', () => {
  const PATH = '/zendesk/acme/api/v2/users/1';

  it('refuses a call without a signature, with a tampered one, and the same call again', async () => {
    const { send, seen } = await start();
    const signed = signProxyCall({
      method: 'GET',
      path: PATH,
      tenant: 'acme',
      body: '',
      key: KEY,
      now: NOW,
      nonce: 'a',
    });

    expect((await send('GET', PATH)).status).toBe(401);
    expect((await send('GET', '/zendesk/acme/api/v2/users/2', { headers: signed })).status).toBe(401);
    expect((await send('GET', `${PATH}?x=1`, { headers: signed })).status).toBe(401);
    expect((await send('PUT', PATH, { headers: signed })).status).toBe(401);
    expect((await send('GET', '/zendesk/beta/api/v2/users/1', { headers: signed })).status).toBe(401);
    expect((await send('GET', PATH, { headers: signed, body: '{}' })).status).toBe(401);
    expect((await send('GET', PATH, { headers: signed })).status).toBe(200);
    expect((await send('GET', PATH, { headers: signed })).status).toBe(401);
    expect(seen).toHaveLength(1);
  });

  it('checks the signature before it says what is allowed', async () => {
    const { send } = await start();

    expect((await send('GET', '/zendesk/acme/api/v2/tickets')).status).toBe(401);
  });

  it('takes 64 KiB and no more, and no packed body', async () => {
    const { call, seen } = await start();
    const fits = JSON.stringify({ user: { name: 'n'.repeat(64 * 1024 - 20) } });

    expect((await call('POST', '/zendesk/acme/api/v2/users', { body: fits.padEnd(64 * 1024) })).status).toBe(200);
    expect((await call('POST', '/zendesk/acme/api/v2/users', { body: fits.padEnd(64 * 1024 + 1) })).status).toBe(413);
    const packed = { body: '{}', headers: { 'Content-Encoding': 'gzip' } };
    expect((await call('POST', '/zendesk/acme/api/v2/users', packed)).status).toBe(415);
    expect(seen).toHaveLength(1);
  });
});

describe('what goes to Zendesk and comes back', () => {
  const PATH = '/zendesk/acme/api/v2/users/1';

  it('sends our token and the Marketplace headers, and nothing that the caller sent', async () => {
    const { call, seen } = await start(undefined, {
      ZENDESK_MARKETPLACE_NAME: 'User Sync',
      ZENDESK_MARKETPLACE_ORGANIZATION_ID: '11',
      ZENDESK_MARKETPLACE_APP_ID: '22',
    });

    await call('PUT', PATH, {
      body: '{"user":{"name":"Zoë 🗝"}}',
      headers: {
        Authorization: 'Bearer mine',
        Cookie: 'a=b',
        'X-On-Behalf-Of': 'x',
        'X-Forwarded-Host': 'evil.example',
      },
    });

    expect(seen[0]?.body).toBe('{"user":{"name":"Zoë 🗝"}}');
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'x-request-id',
      'x-zendesk-marketplace-app-id',
      'x-zendesk-marketplace-name',
      'x-zendesk-marketplace-organization-id',
    ]);
    expect(seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'storeganise-zendesk-user-sync',
      'x-zendesk-marketplace-name': 'User Sync',
    });
  });

  it('names each call, as the service does or else by itself, and logs that name', async () => {
    const { call, seen, lines } = await start();

    await call('GET', PATH, { headers: { 'X-Request-ID': 'delivery-1.2' } });
    await call('GET', PATH, { headers: { 'X-Request-ID': 'two words' } });

    const names = seen.map(({ headers }) => headers['x-request-id']);
    expect(names).toEqual(['delivery-1.2', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const logged = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'zendesk call');
    expect(logged.map(({ requestId }) => requestId)).toEqual(names);
  });

  it('passes on status, type, rate limits and request id, and nothing else', async () => {
    const passed = {
      'content-type': 'application/json; charset=utf-8',
      'retry-after': '27',
      'x-rate-limit': '700',
      'x-rate-limit-remaining': '668',
      'rate-limit': '700',
      'rate-limit-reset': '52',
      'ratelimit-remaining': '1',
      'zendesk-ratelimit-tickets-index': 'total=100; remaining=99; resets=41',
      'x-request-id': '6aec353dcb8351d7-SEA',
    };
    const { call } = await start((_, response) => {
      response.writeHead(429, {
        ...passed,
        'set-cookie': 'a=b',
        etag: 'W/"1"',
        location: 'https://evil.example',
        via: 'x',
      });
      response.end('{"error":"x"}');
    });

    const answer = await call('GET', PATH);

    expect(answer).toMatchObject({ status: 429, body: '{"error":"x"}', headers: passed });
    for (const name of ['set-cookie', 'etag', 'location', 'via']) expect(answer.headers[name]).toBeUndefined();
  });

  it.each([
    ['an HTML page', 502, 'text/html', '<html>Bad Gateway</html>'],
    ['an empty body', 200, undefined, ''],
    ['text', 429, 'text/plain', 'Too many requests'],
    ['an unusual status', 599, 'application/json', '{}'],
    ['JSON that is none', 200, 'application/json', '{"user":'],
  ])('passes on %s', async (_, status, type, body) => {
    const { call } = await start((_request, response) => {
      response.writeHead(status, type ? { 'Content-Type': type } : {});
      response.end(body);
    });

    const answer = await call('GET', PATH);

    expect(answer).toMatchObject({ status, body });
    expect(answer.headers['content-type']).toBe(type);
  });

  it('follows no redirect', async () => {
    const elsewhere: string[] = [];
    const other = await listen((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end();
    });
    closers.push(other.close);
    const { call } = await start((_, response) => {
      response.writeHead(302, { Location: other.url });
      response.end();
    });

    expect((await call('GET', PATH)).status).toBe(302);
    expect(elsewhere).toEqual([]);
  });

  it('says whether a call without an answer may have arrived', async () => {
    const reset = await start((request) => request.socket.destroy());
    const dead = await start();
    await dead.zendesk.close();
    closers.splice(closers.indexOf(dead.zendesk.close), 1);

    expect(await reset.call('GET', PATH)).toMatchObject({
      status: 504,
      body: '{"error":"no_answer"}',
      headers: { 'x-usersync-sent': '1' },
    });
    expect(await dead.call('GET', PATH)).toMatchObject({ status: 504, headers: { 'x-usersync-sent': '0' } });
  });

  it('never shows the token, an address or a query, in an answer or in the log', async () => {
    const { call, send, lines, zendesk } = await start((request) => request.socket.destroy());
    const search = '/zendesk/acme/api/v2/users/search?query=pat%40example.com';

    const answers = [
      await call('GET', search),
      await send('GET', search),
      await call('GET', '/zendesk/acme/api/v2/users/pat@example.com'),
      await send('GET', '/metrics'),
    ];

    const shown = JSON.stringify(answers) + lines.join('');
    for (const secret of [TOKEN, KEY, 'pat', zendesk.url, 'acme-help']) expect(shown).not.toContain(secret);
    const calls = lines.map((line) => JSON.parse(line)).filter((line) => line.msg === 'zendesk call');
    expect(calls).toMatchObject([
      { tenant: 'acme', call: 'GET users/search', status: 504, ms: 0 },
      { call: 'refused', status: 401 },
      { call: 'refused', status: 403 },
    ]);
  });
});

it('answers health, readiness and metrics', async () => {
  const { send } = await start();

  expect((await send('GET', '/healthz')).status).toBe(200);
  expect(await send('GET', '/readyz')).toMatchObject({ status: 200, body: '{"ready":true}' });
  expect((await send('GET', '/metrics')).body).toContain('usersync_proxy_calls_total');
});
