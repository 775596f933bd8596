import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { MongoBell } from '../../src/jobs/mongo-bell.ts';
import { createMongoConnection, type MongoConnection } from '../../src/mongo-connection.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { systemClock } from '../../src/system-ports.ts';
import {
  describeOnMongodb,
  describeWithOwnMongod,
  mongodbUri,
  openTestDatabase,
  startOwnMongod,
} from './test-database.ts';

const HOUR_MS = 3_600_000;

function hang(mongo: MongoConnection, settled = async () => {}) {
  const log = { warn: vi.fn(), error: vi.fn() };
  const bell = new MongoBell({ mongo, settled, id: randomUUID(), clock: systemClock, log });
  onTestFinished(() => mongo.close());
  onTestFinished(() => bell.close());
  return { mongo, bell, log };
}

async function open(database = `test-${randomUUID()}`, uri = mongodbUri) {
  const mongo = await openTestDatabase(uri, database);
  const store = new MongoStore(mongo);
  return { store, ...hang(mongo, () => store.settled()) };
}

/** How often the bell has rung by now for somebody who always waits. */
function count(bell: MongoBell): () => number {
  let rung = 0;
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
    bell.ring();
  });
  async function waitOn(): Promise<void> {
    while (!isOver) {
      await bell.wait(HOUR_MS);
      rung += 1;
    }
  }
  void waitOn();
  return () => rung;
}

/** How many rings the others were told of. */
const told = async (mongo: MongoConnection) => (await mongo.collection('bell').findOne())?.rings as number | undefined;

/** Rings at the one until the other is heard to ring: before it listens, rings are lost. */
async function untilHeard(ringing: MongoBell, rung: () => number): Promise<void> {
  const before = rung();
  await vi.waitFor(
    () => {
      ringing.ring();
      expect(rung()).toBeGreaterThan(before);
    },
    { timeout: 15_000, interval: 50 },
  );
}

describeOnMongodb('the bells of several processes', () => {
  it('ring in each when one of them is rung', async () => {
    const database = `test-${randomUUID()}`;
    const [web, worker] = [await open(database), await open(database)];

    await untilHeard(web.bell, count(worker.bell));

    expect(worker.log.warn).not.toHaveBeenCalled();
  });

  it('ring elsewhere once what they ring for can be found there, and not before', async () => {
    const marked = Promise.withResolvers<void>();
    const settled = vi.fn(() => marked.promise);
    const { bell, mongo } = hang(await openTestDatabase(), settled);

    bell.ring();
    await vi.waitFor(() => expect(settled).toHaveBeenCalled(), 10_000);
    for (let time = 0; time < 5; time++) expect(await told(mongo)).toBeUndefined();
    marked.resolve();

    await vi.waitFor(async () => expect(await told(mongo)).toBe(1), 10_000);
  });

  it('tell the others once of many rings of a moment', async () => {
    const mongo = await openTestDatabase();
    const moment = Promise.withResolvers<void>();
    const { bell } = hang({ ...mongo, pause: () => moment.promise });

    for (let time = 0; time < 50; time++) {
      bell.ring();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await told(mongo)).toBeUndefined();
    moment.resolve();

    await vi.waitFor(async () => expect(await told(mongo)).toBe(1), 10_000);
    bell.ring();
    await vi.waitFor(async () => expect(await told(mongo)).toBe(2), 10_000);
  });

  it('do not hear themselves', async () => {
    const database = `test-${randomUUID()}`;
    const [web, worker] = [await open(database), await open(database)];
    const [here, there] = [count(web.bell), count(worker.bell)];
    await untilHeard(web.bell, there);
    await untilHeard(worker.bell, here);
    await systemClock.sleep(100);
    const before = [here(), there()] as const;

    web.bell.ring();
    await vi.waitFor(() => expect(there()).toBe(before[1] + 1), 10_000);

    await systemClock.sleep(50);
    expect(here()).toBe(before[0] + 1);
  });

  it('are silent in other databases', async () => {
    const database = `test-${randomUUID()}`;
    const [here, near, elsewhere] = [await open(database), await open(database), await open()];
    const [rung, rungElsewhere] = [count(near.bell), count(elsewhere.bell)];
    await untilHeard(here.bell, rung);

    expect(rungElsewhere()).toBe(0);
  });

  it('do without each other before there is a connection, and say so once', async () => {
    const uri = { uri: mongodbUri, database: 'never', owner: 'test', production: false };
    const { bell, log } = hang(createMongoConnection(uri));

    const waiting = bell.wait(HOUR_MS);
    bell.ring();

    await waiting;
    expect(log.warn).toHaveBeenCalledOnce();
    expect(log.error).not.toHaveBeenCalled();
  });

  it('tell of a defect that kept them from ringing', async () => {
    const { bell, log } = hang(await openTestDatabase(), async () => {
      throw new TypeError('undefined is not a function');
    });

    bell.ring();

    await vi.waitFor(() => expect(log.error).toHaveBeenCalledOnce(), 10_000);
  });
});

describeWithOwnMongod('the bells of several processes, whose MongoDB goes away', () => {
  it('ring in each again once it is back', async () => {
    const mongod = await startOwnMongod();
    onTestFinished(() => mongod.stop());
    const [web, worker] = [await open('usersync', mongod.uri), await open('usersync', mongod.uri)];
    const rung = count(worker.bell);
    await untilHeard(web.bell, rung);

    await mongod.kill();
    await vi.waitFor(() => expect(worker.log.warn).toHaveBeenCalled(), 15_000);
    await mongod.restart();

    await untilHeard(web.bell, rung);
    expect(worker.log.warn).toHaveBeenCalledOnce();
    expect(web.log.error).not.toHaveBeenCalled();
  }, 60_000);

  it('do without each other where it is no replica set', async () => {
    const standalone = await startOwnMongod({}, true);
    onTestFinished(() => standalone.stop());
    const { bell, log } = await open('usersync', standalone.uri);

    const rung = count(bell);
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalledOnce(), 10_000);
    bell.ring();

    await vi.waitFor(() => expect(rung()).toBe(1), 10_000);
  });
});
