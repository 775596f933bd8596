import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Mongod } from '../../src/cli/mongod/start-mongod.ts';
import { createMongoConnection } from '../../src/mongo-connection.ts';
import { MongoConnectionStore } from '../../src/oauth-proxy/mongo/mongo-connection-store.ts';
import { buildConnection } from '../proxy/connection-store-contract.ts';
import { endOf, startScript } from '../support/service-child.ts';
import { openProxyWorld, type ProxyProcess, type ProxyWorld } from './proxy-world.ts';
import { databaseUri, describeOnMongodb, describeWithOwnMongod, startOwnMongod } from './test-database.ts';

const keyOf = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
/** The service gives up on a call after this long. */
const GIVES_UP_MS = 10_000;
/** Behaviour to reach, once the database is back. */
const READY_MS = 10_000;

const PRODUCTION = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PUBLIC_URL: 'https://connect.example',
  PROXY_KEY: 'a-proxy-key-of-this-test-0123456789',
  TOKEN_KEYS: keyOf('k1', 1),
  ZENDESK_CLIENT_ID: 'zdg-usersync',
  ZENDESK_CLIENT_SECRET: 'client-secret-of-this-test',
  ZENDESK_URL: 'https://{subdomain}.zendesk.com',
};

let world: ProxyWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

describeOnMongodb('a proxy process does not start', () => {
  it('in production without all that it needs: it names everything at once and no value', async () => {
    const faulty = {
      NODE_ENV: 'production',
      TOKEN_KEYS: 'secret-key',
      ZENDESK_ACCESS_TOKENS: 'acme=acme=secret-token',
    };

    const { code, out, said } = await endOf(startScript('src/oauth-proxy/main.ts', faulty));

    expect([code, out]).toEqual([78, ['']]);
    expect(said.map((line) => line.split(':')[0])).toEqual([
      'PROXY_KEY',
      'ZENDESK_CLIENT_ID',
      'ZENDESK_CLIENT_SECRET',
      'TOKEN_KEYS',
      'ZENDESK_ACCESS_TOKENS',
      'MONGODB_URI',
      'PUBLIC_URL',
    ]);
    expect(said.join()).not.toMatch(/secret-key|secret-token/);
  });

  it('without a key under which tokens are stored, and does with it', async () => {
    world = await openProxyWorld();
    const tokens = { ...buildConnection().tokens, keyId: 'old' };
    await new MongoConnectionStore(await world.openDatabase()).save(buildConnection({ tokens }));

    const [refused, rotated] = await Promise.all([
      endOf(world.start({ TOKEN_KEYS: `${keyOf('new', 2)},${keyOf('other', 3)}` })),
      world.startProxy({ TOKEN_KEYS: `${keyOf('new', 2)},${keyOf('old', 1)}` }),
    ]);

    expect([refused.code, refused.said]).toEqual([78, [expect.stringMatching(/^TOKEN_KEYS: .*\bold\b/)]]);
    expect((await fetch(`${rotated.url}/readyz`)).status).toBe(200);
  });

  it('on the database of the service', async () => {
    world = await openProxyWorld();
    const database = `test-${randomUUID()}`;
    const theirs = createMongoConnection({ uri: databaseUri(), database, owner: 'service', production: false });
    await theirs.connect();
    await theirs.close();

    const { code, said } = await endOf(world.start({ MONGODB_URI: databaseUri(database) }));

    expect([code, said]).toEqual([78, [expect.stringMatching(/^MONGODB_URI: .*database of its own.*service/)]]);
  });
});

describeOnMongodb('a proxy process in production', () => {
  it('starts with all that it needs, on a replica set', async () => {
    world = await openProxyWorld();

    const proxy = await world.startProxy(PRODUCTION);

    expect((await fetch(`${proxy.url}/readyz`)).status).toBe(200);
    expect(proxy.said()).not.toContain('"level":40');
  });
});

describeOnMongodb('a proxy process whose database does not let it in', () => {
  it('waits to be let in, and says of it neither name nor password', async () => {
    world = await openProxyWorld();
    const stranger = 'canary-user:canary-password@';

    const proxy = await world.startProxy({ MONGODB_URI: databaseUri().replace('mongodb://', `mongodb://${stranger}`) });

    expect((await fetch(`${proxy.url}/readyz`)).status).toBe(503);
    expect((await world.call(proxy)).status).toBe(503);
    expect(proxy.said()).toContain('MongoDB cannot be used yet');
    expect(proxy.said()).not.toMatch(/canary-(user|password)/);
  });
});

describeOnMongodb('the step that makes the indexes', () => {
  it('makes those of the proxy when told so, and keeps to its own database', async () => {
    const env = { MONGODB_URI: databaseUri() };
    const migrate = (...args: string[]) => endOf(startScript('src/migrate.ts', env, args));

    const first = await migrate('proxy');

    expect(first.code).toBe(0);
    expect(first.out).toContain('made connections.account');
    const [again, asService, asNobody, nowhere] = await Promise.all([
      migrate('proxy'),
      migrate(),
      migrate('zendesk'),
      endOf(startScript('src/migrate.ts', {}, ['proxy'])),
    ]);
    expect(again).toMatchObject({ code: 0, out: ['all indexes are there'] });
    expect(asService).toMatchObject({ code: 78, said: [expect.stringMatching(/^MONGODB_URI: .*oauth-proxy/)] });
    expect([asNobody.code, nowhere.code]).toEqual([64, 78]);
  });
});

describeWithOwnMongod('a standalone server', () => {
  it('is refused in production', async () => {
    const standalone = await startOwnMongod({}, true);
    world = await openProxyWorld(standalone.uri);

    const { code, said } = await endOf(world.start(PRODUCTION));

    expect([code, said]).toEqual([78, [expect.stringMatching(/^MONGODB_URI: .*replica set.*rs\.initiate/)]]);
    await standalone.stop();
  });
});

/** Until the signal has reached all of its threads it may still answer. */
async function stop({ pid }: Mongod): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await delay(100);
}

describeWithOwnMongod('a proxy whose MongoDB goes away', () => {
  let mongod: Mongod;
  let proxies: ProxyWorld;
  let proxy: ProxyProcess;
  beforeAll(async () => {
    mongod = await startOwnMongod();
    proxies = await openProxyWorld(mongod.uri);
    proxy = await proxies.startProxy();
    await proxies.consent(proxy);
  }, 60_000);
  afterAll(async () => {
    await proxies.close();
    await mongod.stop();
  });

  const readiness = async ({ url }: ProxyProcess) => (await fetch(`${url}/readyz`)).status;
  const becomesReady = (one: ProxyProcess) =>
    vi.waitFor(async () => expect(await readiness(one)).toBe(200), { timeout: READY_MS, interval: 50 });

  it.each<[string, () => Promise<void> | void, () => Promise<void> | void]>([
    ['killed', () => mongod.kill(), () => mongod.restart()],
    ['stopped', () => stop(mongod), () => void process.kill(mongod.pid, 'SIGCONT')],
  ])(
    'answers soon that it cannot say while it is %s, and works again without a restart',
    async (_, takeAway, bringBack) => {
      const seen = proxies.calls();

      await takeAway();
      const startedAt = performance.now();
      const [call, page, ready, alive] = await Promise.all([
        proxies.call(proxy),
        fetch(proxies.linkAt(proxy, 1)),
        readiness(proxy),
        fetch(`${proxy.url}/healthz`),
      ]);

      expect(performance.now() - startedAt).toBeLessThan(GIVES_UP_MS);
      expect(call).toMatchObject({ status: 503, body: '{"error":"store_unavailable"}' });
      expect(call.headers.get('x-usersync-sent')).toBe('0');
      expect([page.status, ready, alive.status]).toEqual([503, 503, 200]);
      expect(proxies.calls()).toBe(seen);

      await bringBack();
      await becomesReady(proxy);
      expect((await proxies.call(proxy)).status).toBe(200);
    },
    60_000,
  );

  it('keeps the pair of a refresh that ended while it was away', async () => {
    await proxies.runOut(await proxies.openDatabase());
    await proxies.breakCalls({ pathIncludes: '/oauth/tokens', effect: { kind: 'slow', ms: 300 } });
    const before = proxies.refreshes();
    const call = proxies.call(proxy);
    await vi.waitFor(async () => expect(await proxies.breaksLeft()).toBe(0));

    await mongod.kill();
    await vi.waitFor(() => expect(proxy.said()).toContain('does not take what became'), { timeout: READY_MS });
    await mongod.restart();

    await call;
    await vi.waitFor(async () => expect((await proxies.call(proxy)).status).toBe(200), { timeout: READY_MS });
    expect(proxies.refreshes() - before).toBe(1);
    expect(proxies.oauth.grants()).toHaveLength(1);
  }, 60_000);

  it('starts without it, and serves as soon as it is there', async () => {
    await mongod.kill();
    const early = await proxies.startProxy();
    expect([await readiness(early), (await proxies.call(early)).status]).toEqual([503, 503]);

    await mongod.restart();
    await becomesReady(early);

    expect((await proxies.call(early)).status).toBe(200);
    early.child.kill('SIGTERM');
    expect(await once(early.child, 'exit')).toEqual([0, null]);
  }, 60_000);
});
