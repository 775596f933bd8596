import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signProxyCall } from '../../src/proxy-signature.ts';
import { KEY } from './proxy-server.ts';
import { openWorld, type World } from './world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Tokens live for half an hour. */
const LIFE_MS = 30 * MINUTE_MS;

let world: World;
afterEach(() => world.close());

async function connect(options: Parameters<typeof openWorld>[0] = {}, switches: object = {}) {
  world = await openWorld(options);
  world.zendesk('acme').setSwitches(switches);
  expect((await world.consent()).status).toBe(200);
}

const tokenOf = () => world.zendesk('acme').oauth.grants()[0]?.accessToken;
const statusOf = async () => (await world.search()).status;
const tokenCalls = { pathIncludes: '/oauth/tokens' };

/** The token is dead for Zendesk, and known to be for the proxy. */
function runOut() {
  world.zendesk('acme').oauth.expireAll(Date.now());
  world.time.aheadMs += LIFE_MS;
}

describe('a token near its end', () => {
  it.each([
    ['half an hour: five minutes before', 1800, 25 * MINUTE_MS],
    ['a minute: a third before', 60, 40_000],
    ['two days: five minutes before', 172_800, 2 * DAY_MS - 5 * MINUTE_MS],
  ])('of a life of %s, is refreshed, and not before', async (_, seconds, atMs) => {
    await connect({}, { tokenSeconds: seconds });

    world.time.aheadMs = atMs - 5_000;
    expect(await statusOf()).toBe(200);
    expect(world.refreshes()).toBe(0);
    world.time.aheadMs = atMs + 1;
    expect(await statusOf()).toBe(200);

    expect(world.refreshes()).toBe(1);
    expect(await world.view()).toMatchObject({ state: 'connected', generation: 1 });
  });

  it('is refreshed once by four proxies with fifty calls each, and every call succeeds', {
    timeout: 30_000,
  }, async () => {
    await connect({ proxies: 4 });
    runOut();

    const calls = world.proxies.flatMap((proxy) => Array.from({ length: 50 }, () => world.search(proxy)));
    const statuses = new Set((await Promise.all(calls)).map(({ status }) => status));

    expect([...statuses]).toEqual([200]);
    expect(world.refreshes()).toBe(1);
  });

  it('serves on while Zendesk cannot refresh it, and the refresh is tried again only after a pause', async () => {
    await connect();
    const before = tokenOf();
    await world.breakCalls({ ...tokenCalls, effect: { kind: 'answer', status: 503 } });
    world.time.aheadMs = 26 * MINUTE_MS;

    for (let count = 0; count < 3; count += 1) expect(await statusOf()).toBe(200);
    expect(tokenOf()).toBe(before);
    expect(world.requests.filter(({ url }) => url.endsWith('/oauth/tokens'))).toHaveLength(2);

    world.time.aheadMs += 3_000;
    expect(await statusOf()).toBe(200);
    expect(tokenOf()).not.toBe(before);
  });
});

describe('a refresh that fails', () => {
  it.each([
    ['500', { kind: 'answer', status: 500 }],
    ['502 in HTML', { kind: 'answer', status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['a page with 200', { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    [
      'JSON of another shape',
      { kind: 'answer', status: 200, headers: { 'content-type': 'application/json' }, body: '{}' },
    ],
    ['403 of something in between', { kind: 'answer', status: 403, body: 'blocked' }],
    ['a redirect', { kind: 'answer', status: 302, headers: { location: 'https://evil.example/' } }],
    ['a dropped connection', { kind: 'reset' }],
  ])('with %s is no revocation: the call is told to come back, and then succeeds', async (_, effect) => {
    await connect();
    runOut();
    await world.breakCalls({ ...tokenCalls, effect });

    const answer = await world.search();

    expect(answer).toMatchObject({ status: 503, body: '{"error":"token_unavailable"}' });
    expect(answer.headers).toMatchObject({ 'retry-after': '3', 'x-usersync-sent': '0' });
    expect(await world.view()).toMatchObject({ state: 'connected' });
    world.time.aheadMs += 3_000;
    expect(await statusOf()).toBe(200);
  });

  it('with 429 waits as long as it is told', async () => {
    await connect();
    runOut();
    await world.breakCalls({
      ...tokenCalls,
      effect: { kind: 'answer', status: 429, headers: { 'retry-after': '40' } },
    });

    expect((await world.search()).headers['retry-after']).toBe('40');
    world.time.aheadMs += 38_000;
    expect(await statusOf()).toBe(503);
    world.time.aheadMs += 2_000;
    expect(await statusOf()).toBe(200);
  });

  it('because our client is refused is no revocation either, and is said loudly', async () => {
    await connect();
    runOut();
    const body = '{"error":"invalid_client","error_description":"x"}';
    const headers = { 'content-type': 'application/json' };
    await world.breakCalls({ ...tokenCalls, effect: { kind: 'answer', status: 401, headers, body } });

    expect((await world.search()).headers['retry-after']).toBe('60');
    expect(await world.view()).toMatchObject({ state: 'connected' });
    const errors = world.proxies[0]?.lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 50);
    expect(errors).toMatchObject([{ tenant: 'acme', reason: 'invalid_client' }]);
  });

  it('because its answer was lost ends the connection, once, at the next attempt', async () => {
    await connect();
    runOut();
    await world.breakCalls({ ...tokenCalls, effect: { kind: 'lost' } });

    expect(await statusOf()).toBe(503);
    expect(await world.view()).toMatchObject({ state: 'connected' });
    world.time.aheadMs += 3_000;
    const answers = await Promise.all([1, 2, 3].map(() => world.search()));

    expect(answers.map(({ status, body }) => [status, body])).toEqual(
      [1, 2, 3].map(() => [401, '{"error":"revoked"}']),
    );
    expect(world.refreshes()).toBe(2);
    expect(await world.view()).toMatchObject({ state: 'revoked', generation: 1, revokedAt: expect.any(String) });
  });
});

describe('a connection that an admin revoked at Zendesk', () => {
  it.each([400, 401])(
    'is known as such at the next call (invalid_grant with %i), and Zendesk is left alone',
    async (status) => {
      await connect({ proxies: 2 }, { invalidGrantStatus: status });
      world.zendesk('acme').oauth.revokeAll();

      const answers = await Promise.all(world.proxies.flatMap((proxy) => [1, 2, 3].map(() => world.search(proxy))));

      for (const answer of answers) expect(answer).toMatchObject({ status: 401, body: '{"error":"revoked"}' });
      expect(world.refreshes()).toBe(1);
      const asked = world.requests.length;
      expect(await statusOf()).toBe(401);
      expect(world.requests).toHaveLength(asked);
    },
  );

  it('works again after a consent under a fresh link, and the old link stays void', async () => {
    await connect();
    world.zendesk('acme').oauth.revokeAll();
    expect(await statusOf()).toBe(401);

    expect((await world.openBrowser().open(world.linkFor())).status).toBe(410);
    expect((await world.consent({ generation: 1 })).status).toBe(200);

    expect(await statusOf()).toBe(200);
    expect(await world.view()).toMatchObject({ state: 'connected', generation: 2 });
  });

  it('still holds its account', async () => {
    await connect();
    world.zendesk('acme').oauth.revokeAll();
    await statusOf();

    expect((await world.consent({ tenant: 'beta' })).status).toBe(409);
  });
});

describe('a call that Zendesk answers with 401', () => {
  const refuse = (times: number, method = 'GET') =>
    world.breakCalls({ method, pathIncludes: '/api/v2/users', times, effect: { kind: 'answer', status: 401 } });

  it('is repeated once with a fresh token', async () => {
    await connect();
    await refuse(1);

    expect(await statusOf()).toBe(200);
    expect(world.refreshes()).toBe(1);
  });

  it('is refreshed for at most once: a second 401 is passed on', async () => {
    await connect();
    await refuse(2);

    const answer = await world.search();

    expect(answer.status).toBe(401);
    expect(answer.body).not.toMatch(/revoked|not_connected/);
    expect(world.refreshes()).toBe(1);
    expect(await world.view()).toMatchObject({ state: 'connected' });
  });

  it('has not happened where no fresh token is to be had, and the service is told so', async () => {
    await connect();
    await refuse(1);
    await world.breakCalls({ ...tokenCalls, effect: { kind: 'answer', status: 503 } });

    const answer = await world.search();

    expect(answer).toMatchObject({ status: 503, body: '{"error":"token_unavailable"}' });
    expect(answer.headers).toMatchObject({ 'x-usersync-sent': '0' });
  });

  it('is repeated as it was: a write happens once', async () => {
    await connect();
    await refuse(1, 'POST');
    const body = JSON.stringify({ user: { name: 'Zoë', email: 'zoe@example.com', skip_verify_email: true } });

    const answer = await world.proxies[0]?.call('POST', '/zendesk/acme/api/v2/users', { body });

    expect(answer?.status).toBe(201);
    expect(
      world
        .zendesk('acme')
        .users()
        .map(({ name }) => name),
    ).toEqual(['Zoë']);
  });

  it('because another process has refreshed costs no refresh', { timeout: 30_000 }, async () => {
    await connect({ proxies: 4 });
    world.zendesk('acme').oauth.expireAll(Date.now());

    const calls = world.proxies.flatMap((proxy) => Array.from({ length: 50 }, () => world.search(proxy)));
    const statuses = new Set((await Promise.all(calls)).map(({ status }) => status));

    expect([...statuses]).toEqual([200]);
    expect(world.refreshes()).toBe(1);
  });
});

it.each([
  ['that had run out', runOut],
  ['that Zendesk refused', () => world.zendesk('acme').oauth.expireAll(Date.now())],
])('a write whose caller gave up while a token was fetched for one %s is not carried out', async (_, end) => {
  await connect();
  end();
  await world.breakCalls({ ...tokenCalls, effect: { kind: 'slow', ms: 300 } });
  const [proxy] = world.proxies;
  if (!proxy) throw new Error('no proxy');
  const path = '/zendesk/acme/api/v2/users';
  const body = JSON.stringify({ user: { name: 'Too Late' } });
  const headers = signProxyCall({
    ...{ method: 'POST', path, tenant: 'acme', body, key: KEY, nonce: 'gone' },
    now: Date.now() + world.time.aheadMs,
  });

  const call = fetch(proxy.url + path, { method: 'POST', headers, body, signal: AbortSignal.timeout(100) });
  await expect(call).rejects.toThrow();
  await vi.waitFor(() => expect(proxy.lines.join()).toContain('"call":"POST users","status":503'));

  expect(world.zendesk('acme').users()).toEqual([]);
  expect(await statusOf()).toBe(200);
});

describe('a token of the old kind, without end and refresh', () => {
  beforeEach(() => connect({}, { tokensExpire: false }));

  it('serves for ever', async () => {
    world.time.aheadMs = 365 * DAY_MS;

    expect(await statusOf()).toBe(200);
    expect(await world.proxies[0]?.keepAlive.look()).toBe(0);
    expect(world.refreshes()).toBe(0);
  });

  it('is not given up for one refusal', async () => {
    await world.breakCalls({ pathIncludes: '/users/search', effect: { kind: 'answer', status: 401 } });

    expect(await statusOf()).toBe(200);
  });

  it('is given up when Zendesk does not know it any more', async () => {
    world.zendesk('acme').oauth.revokeAll();

    expect(await world.search()).toMatchObject({ status: 401, body: '{"error":"revoked"}' });
    expect(await world.view()).toMatchObject({ state: 'revoked' });
  });
});

describe('a connection that nobody uses', () => {
  it('is refreshed every day, by whoever looks first', async () => {
    await connect({ proxies: 2 });
    const before = tokenOf();
    const look = () => Promise.all(world.proxies.map(({ keepAlive }) => keepAlive.look()));

    world.time.aheadMs = 0.79 * DAY_MS;
    expect(await look()).toEqual([0, 0]);
    world.time.aheadMs = DAY_MS;
    expect(await look()).toEqual([1, 1]);

    expect(world.refreshes()).toBe(1);
    expect(tokenOf()).not.toBe(before);
    expect(await look()).toEqual([0, 0]);
  });

  it('is left to another process by one that is about to end', async () => {
    await connect();
    world.time.aheadMs = DAY_MS;

    await world.proxies[0]?.keepAlive.look(() => true);

    expect(world.refreshes()).toBe(0);
  });

  it('is known to be revoked without a call', async () => {
    await connect();
    world.zendesk('acme').oauth.revokeAll();
    world.time.aheadMs = DAY_MS;

    await world.proxies[0]?.keepAlive.look();

    expect(await world.view()).toMatchObject({ state: 'revoked' });
  });
});
