import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { openProxyWorld, type ProxyProcess, type ProxyWorld } from './proxy-world.ts';
import { describeOnMongodb, empty } from './test-database.ts';

const LEASE_MS = 30_000;
/** How well this process knows the time of the database. */
const SKEW_MS = 1_000;
/** A secret of OAuth as the simulator makes them. */
const SECRET = /[0-9a-f]{64}/;

describeOnMongodb('four proxy processes on one database', () => {
  let world: ProxyWorld;
  let mongo: MongoConnection;
  let proxies: ProxyProcess[];
  beforeAll(async () => {
    world = await openProxyWorld();
    mongo = await world.openDatabase();
    proxies = await Promise.all([1, 2, 3, 4].map(() => world.startProxy()));
  }, 60_000);
  afterEach(async () => {
    await empty(mongo);
    world.oauth.revokeAll();
  });
  afterAll(() => world.close());

  const process = (index: number) => proxies[index] as ProxyProcess;
  const callEach = (times: number) =>
    Promise.all(proxies.flatMap((proxy) => Array.from({ length: times }, () => world.call(proxy))));
  const acme = { _id: 'acme' as never };
  const stored = () => mongo.collection('connections').findOne(acme);
  /** The moment that it waits for has come. */
  const come = async (moment: 'lease.until' | 'retryAt') => {
    await mongo.collection('connections').updateOne(acme, { $set: { [moment]: 0 }, $inc: { revision: 1 } });
  };
  const told = (answers: readonly { status: number; body: string }[]) => [
    ...new Set(answers.map(({ status, body }) => (status === 200 ? 200 : body))),
  ];

  it('with fifty calls each over an expiry refresh once, and every call succeeds', async () => {
    expect((await world.consent(process(0))).status).toBe(200);
    await world.runOut(mongo);
    await world.breakCalls({ pathIncludes: '/oauth/tokens', effect: { kind: 'slow', ms: 300 } });
    const before = world.refreshes();

    // What a busy machine answers with 503 is asked again, as the service does.
    const callUntilGood = (proxy: ProxyProcess) =>
      vi.waitFor(async () => expect((await world.call(proxy)).status).toBe(200), { timeout: 30_000 });
    await Promise.all(proxies.flatMap((proxy) => Array.from({ length: 50 }, () => callUntilGood(proxy))));

    expect(world.refreshes() - before).toBe(1);
    expect(await stored()).toMatchObject({ state: 'connected', generation: 1, tokens: { serial: 2 } });
  }, 60_000);

  it('refresh once after a token died before its time', async () => {
    await world.consent(process(1));
    world.oauth.expireAll(Date.now());
    const before = world.refreshes();

    expect(told(await callEach(10))).toEqual([200]);
    expect(world.refreshes() - before).toBe(1);
  });

  it('end a connection whose refresh was lost once: one consent follows, and the next link is void', async () => {
    await world.consent(process(0));
    await world.runOut(mongo);
    await world.breakCalls({ pathIncludes: '/oauth/tokens', effect: { kind: 'lost' } });
    const before = world.refreshes();

    expect(told(await callEach(3))).toEqual(['{"error":"token_unavailable"}']);
    await come('retryAt');
    expect(told(await callEach(3))).toEqual(['{"error":"revoked"}']);
    expect(told(await callEach(3))).toEqual(['{"error":"revoked"}']);

    expect(world.refreshes() - before).toBe(2);
    expect(await stored()).toMatchObject({ state: 'revoked', generation: 1 });
    expect((await world.consent(process(2), 1)).status).toBe(200);
    expect((await world.browser.open(world.linkAt(process(3), 1))).status).toBe(410);
    expect(told(await callEach(3))).toEqual([200]);
  });

  it('take over from one that was killed in mid-refresh as soon as its lease is over', async () => {
    await world.consent(process(0));
    await world.runOut(mongo);
    await world.breakCalls({ pathIncludes: '/oauth/tokens', effect: { kind: 'slow', ms: 60_000 } });
    const before = world.refreshes();
    const doomed = await world.startProxy();
    const answer = world.call(doomed).catch(() => undefined);
    await vi.waitFor(async () => expect(await world.breaksLeft()).toBe(0));
    doomed.child.kill('SIGKILL');
    expect(await answer).toBeUndefined();
    const lease = (await stored())?.lease;
    expect(lease.until - mongo.serverTime()).toBeGreaterThan(0);
    expect(lease.until - mongo.serverTime()).toBeLessThan(LEASE_MS + SKEW_MS);

    await come('lease.until');

    expect(told(await callEach(3))).toEqual([200]);
    expect(world.refreshes() - before).toBe(1);
  });

  it('finish a consent that another one began', async () => {
    const publicUrl = process(0).url;
    const other = await world.startProxy({ PUBLIC_URL: publicUrl });
    const { browser } = world;
    const begun = await browser.press(await browser.open(world.linkAt(other)));
    const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
    const back = await browser.press(await browser.follow(begun), { decision: 'allow' });

    const last = await browser.open(back.headers.get('location') ?? '', { cookie });

    expect(last.url).toContain(publicUrl);
    expect([last.status, (await world.call(other)).status]).toEqual([200, 200]);
    expect((await browser.open(last.url, { cookie })).status).toBe(400);
  });

  it('keep no token where anybody but them can read it, and say none', async () => {
    await world.consent(process(0));
    await world.browser.press(await world.browser.open(world.linkAt(process(1), 1)));
    await world.runOut(mongo);
    await callEach(2);
    const grants = world.oauth.grants().flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
    expect(grants).toEqual([expect.stringMatching(SECRET), expect.stringMatching(SECRET)]);

    const documents = JSON.stringify([
      await mongo.collection('connections').find(acme).toArray(),
      await mongo
        .collection('authorizations')
        .find({ _id: { $exists: true } })
        .toArray(),
    ]);

    expect(documents).toContain('"state":"connected"');
    expect(documents).toContain('"browserHash"');
    expect(documents).not.toMatch(SECRET);
    for (const { said } of proxies) {
      expect(said()).toContain('zendesk call');
      expect(said()).not.toMatch(SECRET);
      expect(said()).not.toContain(world.env.PROXY_KEY);
    }
  });

  it('end the calls under way when told to go, and say meanwhile that they are not ready', async () => {
    await world.consent(process(0));
    const leaving = await world.startProxy();
    await world.breakCalls({ pathIncludes: '/users/search', effect: { kind: 'slow', ms: 800 } });
    const underWay = world.call(leaving);
    await vi.waitFor(async () => expect(await world.breaksLeft()).toBe(0));

    leaving.child.kill('SIGTERM');
    await vi.waitFor(async () => expect((await fetch(`${leaving.url}/readyz`)).status).toBe(503));

    expect((await underWay).status).toBe(200);
    if (leaving.child.exitCode === null) await once(leaving.child, 'exit');
    expect(leaving.child.exitCode).toBe(0);
  });
});
