import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/ports.ts';
import { openWorld, type World } from './world.ts';

const SEARCH = '/zendesk/acme/api/v2/users/search?query=pat';
const REFUSED = { status: 503, body: '{"error":"store_unavailable"}' };

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** From now on, or for one call, nobody is told whether what they asked for has happened. */
function away() {
  const { connections, authorizations } = world.store;
  const spies = [
    ...(['find', 'save', 'claimRefresh', 'dueForRefresh', 'tokenKeyIds'] as const).map((name) =>
      vi.spyOn(connections, name),
    ),
    ...(['insert', 'take'] as const).map((name) => vi.spyOn(authorizations, name)),
  ];
  for (const spy of spies) spy.mockRejectedValue(new StoreUnavailable('no answer'));
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
}

describe('while the store is away', () => {
  it('calls are told to come back, that nothing was sent, and nothing is sent', async () => {
    await world.consent();
    const bringBack = away();
    const before = world.requests.length;

    const answer = await world.search();

    expect(answer).toMatchObject(REFUSED);
    expect(answer.headers).toMatchObject({ 'retry-after': '3', 'x-usersync-sent': '0' });
    expect(world.requests).toHaveLength(before);
    bringBack();
    expect((await world.search()).status).toBe(200);
  });

  it('a call refused by Zendesk, for which no token can be had, is told so too', async () => {
    await world.consent();
    await world.breakCalls({ pathIncludes: '/users/search', effect: { kind: 'answer', status: 401 } });
    const { connections } = world.store;
    const find = vi.spyOn(connections, 'find');
    find.mockImplementationOnce(async (code) => {
      find.mockRejectedValueOnce(new StoreUnavailable('no answer'));
      return Object.getPrototypeOf(connections).find.call(connections, code);
    });

    const answer = await world.search();

    expect(answer).toMatchObject({ ...REFUSED, headers: { 'x-usersync-sent': '0' } });
  });

  it('nothing is said about a connection, and none is forgotten', async () => {
    await world.consent();
    const bringBack = away();

    for (const method of ['GET', 'DELETE']) {
      expect(await world.proxies[0]?.call(method, '/connections/acme')).toMatchObject(REFUSED);
    }

    bringBack();
    expect(await world.view()).toMatchObject({ state: 'connected' });
  });

  it('each page says so, and the link stays good', async () => {
    const link = world.linkFor();
    const browser = world.openBrowser();
    const page = await browser.open(link);
    const way = await world.answerZendesk(browser, link);
    const bringBack = away();

    for (const shown of [await browser.open(link), await browser.press(page), await browser.follow(way)]) {
      expect([shown.status, shown.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
      expect(shown.text).toContain('Try again in a minute');
    }

    bringBack();
    expect((await world.consent()).status).toBe(200);
  });

  it('only the signed are told anything', async () => {
    away();

    expect((await world.proxies[0]?.send('GET', SEARCH))?.status).toBe(401);
    expect((await world.proxies[0]?.send('GET', '/connections/acme'))?.status).toBe(401);
  });

  it('nobody looks at it before it was prepared, and the process is not ready', async () => {
    const isPrepared = vi.spyOn(world.store, 'isPrepared').mockReturnValue(false);
    const isReady = vi.spyOn(world.store, 'isReady').mockResolvedValue(false);
    const find = vi.spyOn(world.store.connections, 'find');

    expect(await world.search()).toMatchObject(REFUSED);
    expect((await world.openBrowser().open(world.linkFor())).status).toBe(503);
    expect((await world.proxies[0]?.send('GET', '/readyz'))?.status).toBe(503);
    expect((await world.proxies[0]?.send('GET', '/healthz'))?.status).toBe(200);
    expect(find).not.toHaveBeenCalled();
    isPrepared.mockRestore();
    isReady.mockRestore();
    expect((await world.proxies[0]?.send('GET', '/readyz'))?.status).toBe(200);
  });
});

describe('a consent that the store took without an answer', () => {
  it('is a consent: its tokens are not given back', async () => {
    const { connections } = world.store;
    vi.spyOn(connections, 'save').mockImplementationOnce(async (changed) => {
      await Object.getPrototypeOf(connections).save.call(connections, changed);
      throw new StoreUnavailable('no answer');
    });

    expect((await world.consent()).status).toBe(200);

    expect(await world.view()).toMatchObject({ state: 'connected', generation: 1 });
    expect((await world.search()).status).toBe(200);
  });

  it('is made when the store answers again', async () => {
    vi.spyOn(world.store.connections, 'save').mockRejectedValueOnce(new StoreUnavailable('no answer'));

    expect((await world.consent()).status).toBe(200);
    expect((await world.search()).status).toBe(200);
  });

  it('is given back to Zendesk where nobody can tell in time', async () => {
    vi.spyOn(world.store.connections, 'save').mockRejectedValue(new StoreUnavailable('no answer'));

    expect((await world.consent()).status).toBe(503);

    expect(world.zendesk('acme').oauth.grants()).toEqual([]);
  });
});
