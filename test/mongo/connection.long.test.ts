import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Mongod } from '../../src/cli/mongod/start-mongod.ts';
import { ask, createMongoConnection, type MongoConnection } from '../../src/mongo-connection.ts';
import { StoreRefused, StoreUnavailable } from '../../src/ports.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { buildDelivery } from '../contract/store/setting.ts';
import { buildLink } from '../support/builders.ts';
import {
  describeOnMongodb,
  describeWithOwnMongod,
  mongodbUri,
  openTestDatabase,
  startOwnMongod,
} from './test-database.ts';

/** Contract of issue and door: 503 within 3 s. */
const GIVES_UP_MS = 3_000;

const opened: MongoConnection[] = [];
afterEach(async () => {
  for (const mongo of opened.splice(0)) await mongo.close();
});

function connectionTo(uri: string, over: { owner?: string; production?: boolean; database?: string } = {}) {
  const defaults = { database: `test-${randomUUID()}`, owner: 'service', production: false };
  const mongo = createMongoConnection({ uri, ...defaults, ...over });
  opened.push(mongo);
  return mongo;
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

describeOnMongodb('a connection to MongoDB', () => {
  it('asks for what is kept to be on disk at a majority, and gives every command its limit', async () => {
    const mongo = await openTestDatabase();
    opened.push(mongo);
    const store = new MongoStore(mongo);
    const commands: Record<string, unknown>[] = [];
    mongo.mongoose.getClient().on('commandStarted', ({ command }) => commands.push(command));

    await store.accept(buildDelivery());
    await store.insertLink(buildLink());
    await store.saveLink(buildLink({ equal: false }));
    await store.openCases('acme');

    const isWrite = (command: object) => ['insert', 'update', 'findAndModify'].some((name) => name in command);
    const writes = commands.filter(isWrite);
    expect(writes.length).toBeGreaterThanOrEqual(4);
    for (const { writeConcern } of writes) expect(writeConcern).toMatchObject({ w: 'majority', j: true });
    for (const { maxTimeMS } of commands) expect(maxTimeMS).toBeGreaterThan(0);
  });

  it('is refused a database of somebody else, and keeps its own', async () => {
    const database = `test-${randomUUID()}`;
    await connectionTo(mongodbUri, { database, owner: 'oauth-proxy' }).connect();

    await expect(connectionTo(mongodbUri, { database }).connect()).rejects.toThrow(StoreRefused);

    await connectionTo(mongodbUri, { database, owner: 'oauth-proxy' }).connect();
  });

  it('writes no field that its schema does not know', async () => {
    const mongo = await openTestDatabase();
    opened.push(mongo);

    await expect(new MongoStore(mongo).insertLink({ ...buildLink(), surprise: 1 } as never)).rejects.toThrow(
      'surprise',
    );
  });

  it('says that nobody is there, at once, before it was ever made', async () => {
    const store = new MongoStore(connectionTo(mongodbUri));

    const tookMs = await timeOf(async () => {
      await expect(store.accept(buildDelivery())).rejects.toThrow(StoreUnavailable);
      await expect(store.openCases('acme')).rejects.toThrow(StoreUnavailable);
    });

    expect(tookMs).toBeLessThan(500);
  });

  it('gives up on a server that is nowhere', async () => {
    const mongo = connectionTo('mongodb://127.0.0.1:9/?replicaSet=rs0');

    const tookMs = await timeOf(() => expect(mongo.connect()).rejects.toThrow(StoreUnavailable));

    expect(tookMs).toBeLessThan(GIVES_UP_MS);
    expect(await mongo.isReachable()).toBe(false);
  });
});

describeWithOwnMongod('a standalone server', () => {
  let mongod: Mongod;
  beforeAll(async () => {
    mongod = await startOwnMongod({}, true);
  });
  afterAll(() => mongod.stop());

  it('is refused in production, in one sentence that says what to do', async () => {
    const mongo = connectionTo(mongod.uri, { production: true });

    await expect(mongo.connect()).rejects.toThrow(StoreRefused);
    await expect(mongo.connect()).rejects.toThrow(/^MONGODB_URI: .*replica set.*--replSet.*rs\.initiate\(\)/);
  });

  it('is used outside production, and told loudly', async () => {
    expect(await connectionTo(mongod.uri).connect()).toEqual([expect.stringContaining('standalone')]);
  });
});

/** Stops it; until the signal has reached all of its threads it may still answer. */
async function stop({ pid }: Mongod): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await delay(100);
}

describeWithOwnMongod('a server that stops answering', () => {
  let mongod: Mongod;
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongod = await startOwnMongod();
    mongo = await openTestDatabase(mongod.uri);
  });
  afterAll(async () => {
    await mongod.stop();
    await mongo.close();
  });

  it('fails every call within 3 s, as long as it is stopped, and works on at once', async () => {
    const store = new MongoStore(mongo);
    await store.accept(buildDelivery());
    await stop(mongod);
    try {
      const calls = [
        () => store.accept(buildDelivery({ key: 'z2' })),
        () => store.openCases('acme'),
        () => store.insertLink(buildLink()),
        () => store.counts(),
      ];
      const times = calls.map((call) => timeOf(() => expect(call()).rejects.toThrow(StoreUnavailable)));
      expect(Math.max(...(await Promise.all(times)))).toBeLessThan(GIVES_UP_MS);
      expect(await timeOf(() => expect(store.counts()).rejects.toThrow(StoreUnavailable))).toBeLessThan(GIVES_UP_MS);
    } finally {
      process.kill(mongod.pid, 'SIGCONT');
    }

    expect(await timeOf(() => store.mark({ tenant: 'acme', platform: 'zendesk', recordId: '62' }))).toBeLessThan(1_000);
  });

  it('may have carried out what it did not answer: asked again, nothing is done twice', async () => {
    const store = new MongoStore(mongo);
    await stop(mongod);
    const accepting = store.accept(buildDelivery({ key: 'late', recordId: '63' }));
    await expect(accepting).rejects.toThrow(StoreUnavailable);
    process.kill(mongod.pid, 'SIGCONT');

    const again = await store.accept(buildDelivery({ key: 'late', recordId: '63' }));

    expect(['accepted', 'duplicate']).toContain(again);
    expect(await store.deliveriesOf({ tenant: 'acme', platform: 'zendesk', recordId: '63' })).toHaveLength(1);
  });

  it('is waited for no longer than its deadline by anything that asks', async () => {
    const tookMs = await timeOf(() => expect(ask(() => new Promise(() => {}))).rejects.toThrow(StoreUnavailable));

    expect(tookMs).toBeLessThan(GIVES_UP_MS);
  });
});
