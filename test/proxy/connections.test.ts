import { afterEach, describe, expect, it } from 'vitest';
import { readProxyConfig } from '../../src/oauth-proxy/config.ts';
import { findLostKeys } from '../../src/oauth-proxy/find-lost-keys.ts';
import { signProxyCall } from '../../src/proxy-signature.ts';
import { KEY, openProxyServer } from './proxy-server.ts';
import { openWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const tokenKey = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const NOT_CONNECTED = { businessCode: 'acme', state: 'not_connected', generation: 0 };

describe('GET and DELETE /connections/:businessCode', () => {
  it('tell nobody but the service', async () => {
    world = await openWorld();
    await world.consent();
    const [proxy] = world.proxies;
    const signed = (method: string, path: string, tenant: string, key = KEY) =>
      signProxyCall({ method, path, tenant, body: '', key, now: Date.now(), nonce: `${method}${path}${tenant}${key}` });

    for (const method of ['GET', 'DELETE']) {
      const path = '/connections/acme';
      expect((await proxy?.send(method, path))?.status).toBe(401);
      for (const headers of [
        signed(method, path, 'acme', 'x'.repeat(32)),
        signed(method, '/connections/beta', 'beta'),
        signed(method, path, 'beta'),
        signed(method === 'GET' ? 'DELETE' : 'GET', path, 'acme'),
      ]) {
        expect((await proxy?.send(method, path, { headers }))?.body).toBe('{"error":"bad_signature"}');
      }
    }
    expect(await world.view()).toMatchObject({ state: 'connected' });
  });

  it.each([
    ['POST', '/connections/acme', 405],
    ['GET', '/connections/', 404],
    ['GET', '/connections/ACME', 404],
    ['GET', '/connections/acme/tokens', 404],
    ['GET', '/connections/acme?all=1', 404],
    ['GET', '/connections/..', 404],
    ['GET', '/connections/%61cme', 404],
    ['GET', '/connections', 404],
  ])('are all there is: not %s %s', async (method, path, status) => {
    world = await openWorld();

    expect((await world.proxies[0]?.call(method, path))?.status).toBe(status);
  });

  it('know nothing of a business that was never connected', async () => {
    world = await openWorld();

    expect(await world.view()).toEqual(NOT_CONNECTED);
    expect((await world.call('DELETE', '/connections/acme')).json).toEqual({
      ...NOT_CONNECTED,
      revokedAtZendesk: false,
    });
    expect(await world.view()).toEqual(NOT_CONNECTED);
  });

  it('forget a connection, at Zendesk too, and every older link with it', async () => {
    world = await openWorld();
    await world.consent();

    const answer = await world.call('DELETE', '/connections/acme');

    const gone = { businessCode: 'acme', state: 'not_connected', generation: 2 };
    expect([answer.status, answer.json]).toEqual([200, { ...gone, revokedAtZendesk: true }]);
    expect(world.zendesk('acme').oauth.grants()).toEqual([]);
    expect(await world.view()).toEqual(gone);
    expect(JSON.stringify(await world.store.connections.find('acme'))).not.toMatch(/tokens|scope|subdomain/);
    expect(await world.search()).toMatchObject({ status: 401, body: '{"error":"not_connected"}' });
    for (const generation of [0, 1]) {
      expect((await world.openBrowser().open(world.linkFor({ generation }))).status).toBe(410);
    }
    expect((await world.consent({ generation: 2 })).status).toBe(200);
  });

  it('free the account for another business', async () => {
    world = await openWorld();
    await world.consent();
    await world.call('DELETE', '/connections/acme');

    expect((await world.consent({ tenant: 'beta' })).status).toBe(200);
  });

  it('revoke a token that has run out, by way of a fresh one', async () => {
    world = await openWorld();
    await world.consent();
    world.zendesk('acme').oauth.expireAll(Date.now());
    world.time.aheadMs = 1_800_000;

    expect((await world.call('DELETE', '/connections/acme')).json).toMatchObject({ revokedAtZendesk: true });
    expect(world.zendesk('acme').oauth.grants()).toEqual([]);
  });

  it.each([
    ['does not answer', { kind: 'reset' }],
    ['refuses', { kind: 'answer', status: 403 }],
    ['answers nonsense', { kind: 'answer', status: 200, body: '{"token":{"id":"../../users/1"}}' }],
  ])('forget all the same when Zendesk %s', async (_, effect) => {
    world = await openWorld();
    await world.consent();
    await world.breakCalls({ pathIncludes: '/api/v2/oauth/tokens', effect });

    expect((await world.call('DELETE', '/connections/acme')).json).toMatchObject({
      state: 'not_connected',
      revokedAtZendesk: false,
    });
    expect(world.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});

describe('a token of the environment', () => {
  const env = { ZENDESK_ACCESS_TOKENS: 'acme=acme=simulated-token-acme' };

  it('is a connection of generation 0', async () => {
    world = await openWorld({ env });

    expect((await world.search()).status).toBe(200);
    expect(await world.view()).toEqual({ ...NOT_CONNECTED, state: 'connected', subdomain: 'acme' });
  });

  it('is replaced by a consent', async () => {
    world = await openWorld({ env });

    expect((await world.consent()).status).toBe(200);

    await world.search();
    expect(world.requests.at(-1)?.headers.Authorization).not.toContain('simulated-token-acme');
    expect(await world.view()).toMatchObject({ state: 'connected', generation: 1, scope: 'read write' });
    world.zendesk('acme').oauth.revokeAll();
    expect(await world.search()).toMatchObject({ status: 401, body: '{"error":"revoked"}' });
  });

  it('outlives a consent that came to nothing', async () => {
    world = await openWorld({ env });
    world.zendesk('acme').setSwitches({ grantedScope: 'read' });

    expect((await world.consent()).status).toBe(403);

    expect((await world.search()).status).toBe(200);
    expect(await world.view()).toMatchObject({ state: 'connected', refusal: { reason: 'scope_too_small' } });
  });

  it('holds its account against other businesses', async () => {
    world = await openWorld({ env });

    expect((await world.consent({ tenant: 'beta' })).status).toBe(409);
  });

  it('is revoked for as long as Zendesk refuses it', async () => {
    world = await openWorld({ env });
    world.zendesk('acme').oauth.changeAdmin({ suspended: true });

    expect(await world.search()).toMatchObject({ status: 401, body: '{"error":"revoked"}' });
    expect(await world.view()).toMatchObject({ state: 'revoked', generation: 0 });

    world.zendesk('acme').oauth.changeAdmin({ suspended: false });
    expect((await world.search()).status).toBe(200);
    expect(await world.view()).toMatchObject({ state: 'connected' });
  });

  it('is not given up for one refusal', async () => {
    world = await openWorld({ env });
    await world.breakCalls({ pathIncludes: '/users/search', effect: { kind: 'answer', status: 401 } });

    expect((await world.search()).status).toBe(200);
  });

  it('can be forgotten', async () => {
    world = await openWorld({ env });

    expect((await world.call('DELETE', '/connections/acme')).json).toMatchObject({ generation: 1 });

    expect(await world.search()).toMatchObject({ status: 401, body: '{"error":"not_connected"}' });
    expect((await world.consent({ tenant: 'beta' })).status).toBe(200);
  });
});

describe('keys that are replaced', () => {
  const open = (TOKEN_KEYS: string) => {
    const { store, simulators } = world;
    return openProxyServer({ zendeskUrl: simulators.zendeskUrl, store, env: { TOKEN_KEYS } });
  };
  const keyOf = async () => {
    const connection = await world.store.connections.find('acme');
    return connection?.state === 'connected' ? connection.tokens.keyId : undefined;
  };

  it('read what the old one sealed, and the next refresh seals under the new one', async () => {
    world = await openWorld({ env: { TOKEN_KEYS: tokenKey('old', 1) } });
    await world.consent();

    const proxy = await open(`${tokenKey('new', 2)},${tokenKey('old', 1)}`);
    expect([(await world.search(proxy)).status, await keyOf()]).toEqual([200, 'old']);
    world.zendesk('acme').oauth.expireAll(Date.now());
    expect([(await world.search(proxy)).status, await keyOf()]).toEqual([200, 'new']);
    await proxy.close();
  });

  it('must not be missing while anything is sealed under them', async () => {
    world = await openWorld({ env: { TOKEN_KEYS: tokenKey('old', 1) } });
    await world.consent();
    const lostWith = async (TOKEN_KEYS: string) => {
      const result = readProxyConfig({ TOKEN_KEYS });
      return result.ok && (await findLostKeys(result.config.tokenKeys, world.store.connections));
    };

    expect(await lostWith(tokenKey('new', 2))).toEqual(['old']);
    expect(await lostWith(`${tokenKey('new', 2)},${tokenKey('old', 1)}`)).toEqual([]);
  });

  it('of the service overlap: calls and links of both are good', async () => {
    const next = 'n'.repeat(32);
    world = await openWorld({ env: { PROXY_KEY: `${next},${KEY}` } });

    expect((await world.consent()).status).toBe(200);
    const path = '/connections/acme';
    const call = { method: 'GET', path, tenant: 'acme', body: '', now: Date.now() };
    for (const key of [next, KEY]) {
      const headers = signProxyCall({ ...call, key, nonce: `overlap-${key}` });
      expect((await world.proxies[0]?.send('GET', path, { headers }))?.status).toBe(200);
    }
  });
});
