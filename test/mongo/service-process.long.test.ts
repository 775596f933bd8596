import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { Mongod } from '../../src/cli/mongod/start-mongod.ts';
import { createMongoConnection } from '../../src/mongo-connection.ts';
import { endOf } from '../support/service-child.ts';
import { EMAIL, kill, openWorld, start } from './service-world.ts';
import { databaseUri, describeOnMongodb, describeWithOwnMongod, startOwnMongod } from './test-database.ts';

/** Behaviour to reach: 503 within 3 s while the database is gone, ready within 10 s once it is back. */
const REFUSES_MS = 3_000;
const READY_MS = 10_000;
/** Who is killed may have held a lease, which has to run out. */
const TAKEN_OVER_MS = 30_000;

const statusOf = async (url: string) => (await fetch(url)).status;

describeOnMongodb('a service that keeps everything in MongoDB', () => {
  it('goes on after kill -9 where it was: nobody is created twice, and the next edit arrives', async () => {
    const world = await openWorld(databaseUri());
    const first = await world.startService();
    const rename = await world.haveCustomer();
    await kill(first.child);

    await world.startService();
    await rename('Patricia');

    await vi.waitFor(() => expect(world.namesInZendesk()).toEqual(['Patricia Doe']), TAKEN_OVER_MS);
  }, 60_000);

  it('leaves no lease behind when it is told to go: the next one goes on at once', async () => {
    const world = await openWorld(databaseUri());
    const first = await world.startService();
    await world.breakCalls('zendesk', 'acme', { method: 'POST', effect: { kind: 'slow', ms: 1_500 } });
    await world.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
    await vi.waitFor(async () => expect(await world.breaksLeft('zendesk', 'acme')).toBe(0), 10_000);
    first.child.kill('SIGTERM');
    expect(await once(first.child, 'exit')).toEqual([0, null]);
    const [customer] = await world.control.find('storeganise', 'acme', EMAIL);

    await world.startService();
    await world.control.edit('storeganise', 'acme', customer?.id ?? '', { firstName: 'Patricia' });

    await vi.waitFor(() => expect(world.namesInZendesk()).toEqual(['Patricia Doe']), 10_000);
  }, 60_000);

  it('refuses with 78 the database of the OAuth proxy, in one sentence', async () => {
    const database = `test-${randomUUID()}`;
    const theirs = createMongoConnection({ uri: databaseUri(), database, owner: 'oauth-proxy', production: false });
    await theirs.connect();
    await theirs.close();

    const { code, said } = await endOf(start('src/main.ts', { PORT: '0', MONGODB_URI: databaseUri(database) }));

    expect(code).toBe(78);
    expect(said).toEqual([expect.stringMatching(/^MONGODB_URI: .*oauth-proxy/)]);
  });

  it('has a step of its own that makes the indexes', async () => {
    const env = { MONGODB_URI: databaseUri() };

    const first = await endOf(start('src/migrate.ts', env));
    const again = await endOf(start('src/migrate.ts', env));

    expect(first.code).toBe(0);
    expect(first.out).toContain('made links.storeganise');
    expect([again.code, again.out]).toEqual([0, ['all indexes are there']]);
    expect((await endOf(start('src/migrate.ts', {}))).code).toBe(78);
  });
});

describeWithOwnMongod('a service whose MongoDB goes away', () => {
  let mongod: Mongod;
  beforeEach(async () => {
    mongod = await startOwnMongod();
    onTestFinished(() => mongod.stop());
  });

  it.each<[string, () => Promise<void> | void, () => Promise<void> | void]>([
    ['killed', () => mongod.kill(), () => mongod.restart()],
    ['stopped', () => void process.kill(mongod.pid, 'SIGSTOP'), () => void process.kill(mongod.pid, 'SIGCONT')],
  ])(
    'refuses webhooks soon while it is %s, and is ready again soon after',
    async (_, takeAway, bringBack) => {
      const world = await openWorld(databaseUri('usersync', mongod.uri));
      const { url } = await world.startService();
      const rename = await world.haveCustomer();
      const { deliveries } = world.simulators;
      const before = deliveries.length;
      const answers = () => deliveries.slice(before).map(({ status }) => status);

      await takeAway();
      const startedAt = performance.now();
      await rename('Patricia');
      await vi.waitFor(() => expect(answers()).toContain(503), { timeout: 5_000, interval: 20 });
      expect(performance.now() - startedAt).toBeLessThan(REFUSES_MS + 500);
      expect(answers()).not.toContain(200);
      expect(await statusOf(`${url}/readyz`)).toBe(503);
      expect(await statusOf(`${url}/healthz`)).toBe(200);

      await bringBack();
      await vi.waitFor(async () => expect(await statusOf(`${url}/readyz`)).toBe(200), { timeout: READY_MS });
      await rename('Patrick');
      await vi.waitFor(() => expect(world.namesInZendesk()).toEqual(['Patrick Doe']), { timeout: 10_000 });
    },
    60_000,
  );

  it('is not ready while it is not there yet, and is once it comes', async () => {
    await mongod.kill();
    const world = await openWorld(databaseUri('usersync', mongod.uri));
    const { url } = await world.startService();
    expect(await statusOf(`${url}/readyz`)).toBe(503);

    await mongod.restart();

    await vi.waitFor(async () => expect(await statusOf(`${url}/readyz`)).toBe(200), { timeout: READY_MS });
    await world.haveCustomer();
  }, 60_000);

  it.each<[string, () => Promise<void> | void]>([
    ['killed', () => mongod.kill()],
    ['stopped', () => void process.kill(mongod.pid, 'SIGSTOP')],
  ])(
    'goes with 0 when it is told to, also while it is %s',
    async (_, takeAway) => {
      const world = await openWorld(databaseUri('usersync', mongod.uri));
      const { child } = await world.startService();
      await takeAway();

      child.kill('SIGTERM');

      expect(await once(child, 'exit', { signal: AbortSignal.timeout(20_000) })).toEqual([0, null]);
    },
    60_000,
  );

  it('refuses a standalone server in production', async () => {
    const standalone = await startOwnMongod({}, true);
    onTestFinished(() => standalone.stop());
    const production = {
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      MONGODB_URI: databaseUri('usersync', standalone.uri),
      STOREGANISE_SIGNATURE_SECRET: 'a-secret',
      STOREGANISE_API_KEY: 'a-key',
      OAUTH_PROXY_URL: 'https://proxy.example',
      OAUTH_PROXY_PUBLIC_URL: 'https://connect.example',
      OAUTH_PROXY_KEY: 'key-of-this-test-0123456789-0123456789',
    };

    const { code, said } = await endOf(start('src/main.ts', production));

    expect([code, said]).toEqual([78, [expect.stringMatching(/replica set.*rs\.initiate/)]]);
  });
});
