import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { Delivery } from '../../src/domain/records.ts';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { StoreUnavailable } from '../../src/ports.ts';
import { serverNow } from '../../src/store/mongo/expressions.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { LEASE_MS, STRAY_MS } from '../../src/store/timing.ts';
import { buildDelivery, buildRef, claim, take } from '../contract/store/setting.ts';
import { buildLink } from '../support/builders.ts';
import {
  describeOnMongodb,
  describeWithOwnMongod,
  mongodbUri,
  openTestDatabase,
  startOwnMongod,
} from './test-database.ts';

async function open(uri = mongodbUri, database = `test-${randomUUID()}`) {
  const mongo = await openTestDatabase(uri, database);
  onTestFinished(() => mongo.close());
  return { mongo, database, store: new MongoStore(mongo) };
}

/** The store as it will see things a while from now, still by the server's clock. */
const later = (mongo: MongoConnection, ms: number) =>
  new MongoStore(mongo, { now: () => ({ $add: [serverNow(), ms] }), about: () => mongo.serverTime() + ms });

function start(script: string, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [`test/mongo/${script}`, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Whatever it says, as it says it. */
function hear(child: ChildProcess): string[] {
  const lines: string[] = [];
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return lines;
}

/** Works off everything that is due, as a worker would that changes nothing; returns the deliveries that got their outcome. */
async function workOff(store: MongoStore): Promise<Delivery[]> {
  const ended: Delivery[] = [];
  const lease = await claim(store);
  for (;;) {
    await store.markStrays('acme');
    const change = await store.takeChange(lease);
    if (!change) break;
    for (const delivery of await store.coveredDeliveries(change, change.dirty)) {
      await store.recordOutcome('acme', delivery.platform, delivery.key, { kind: 'applied' });
      ended.push(delivery);
    }
    await store.settleChange(change, change.dirty, lease.fence);
  }
  return ended;
}

describeOnMongodb('a process killed while it writes', () => {
  it.each([
    ['at any moment', '0'],
    ['between insert and mark', '20'],
  ])(
    '%s loses no delivery that it answered',
    async (_, diesAfter) => {
      const { mongo, database, store } = await open();
      const answered: string[] = [];
      for (let round = 0; round < 4; round++) {
        const writer = start('writer.ts', [mongodbUri, database, `w${round}`, diesAfter]);
        const said = hear(writer);
        const gone = once(writer, 'close');
        while (said.length < 40 && diesAfter === '0') await delay(5);
        if (diesAfter === '0') writer.kill('SIGKILL');
        await gone;
        answered.push(...said);
      }
      const kept = (await store.queueOf('acme')).backlog;
      expect(answered.length).toBeGreaterThan(70);
      expect(kept).toBeGreaterThanOrEqual(answered.length);

      const ended = await workOff(later(mongo, STRAY_MS));

      expect(ended.map(({ key }) => key)).toEqual(expect.arrayContaining(answered));
      expect(new Set(ended.map(({ key }) => key)).size).toBe(kept);
      expect((await store.queueOf('acme')).backlog).toBe(0);
    },
    60_000,
  );
});

describeWithOwnMongod('a server that steps down while many write', () => {
  it('loses nothing that it acknowledged, and what it did not can be asked again', async () => {
    const mongod = await startOwnMongod();
    onTestFinished(() => mongod.stop());
    const { mongo, store } = await open(mongod.uri);
    const answered: string[] = [];
    const unknown: string[] = [];
    let isOver = false;

    async function writeOn(lane: number): Promise<void> {
      for (let index = 0; !isOver; index++) {
        const delivery = buildDelivery({ key: `${lane}-${index}`, recordId: String(index % 5) });
        try {
          await store.accept(delivery);
          answered.push(delivery.key);
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error;
          unknown.push(delivery.key);
        }
      }
    }
    const lanes = Promise.all([0, 1, 2, 3, 4, 5].map(writeOn));
    const admin = mongo.mongoose.getClient().db('admin');
    for (let time = 0; time < 3; time++) {
      await delay(300);
      await admin.command({ replSetStepDown: 1, force: true }).catch(() => {});
      await delay(1_500);
    }
    isOver = true;
    await lanes;

    for (const key of unknown) {
      const recordId = String(Number(key.split('-')[1]) % 5);
      expect(['accepted', 'duplicate']).toContain(await store.accept(buildDelivery({ key, recordId })));
    }
    const ended = await workOff(later(mongo, STRAY_MS));

    expect(answered.length).toBeGreaterThan(100);
    expect(ended.map(({ key }) => key).toSorted()).toEqual([...answered, ...unknown].toSorted());
  }, 60_000);
});

describeOnMongodb('a record that several processes hear of at the same time', () => {
  it('gets the mark of each delivery, also the very first', async () => {
    const database = `test-${randomUUID()}`;
    const processes = await Promise.all([1, 2, 3].map(() => open(mongodbUri, database)));

    for (let round = 0; round < 30; round++) {
      const ref = buildRef({ recordId: `new-${round}` });
      const accept = async ({ store }: { store: MongoStore }, index: number) => {
        await store.accept(buildDelivery({ ...ref, key: `${round}-${index}` }));
        await store.settled();
      };
      await Promise.all(processes.map(accept));

      const [first] = processes;
      const covered = (await first?.store.coveredDeliveries(ref, 9)) ?? [];
      expect(covered.map(({ mark }) => mark)).toEqual([1, 2, 3]);
      expect(await first?.store.findChange(ref)).toMatchObject({ dirty: 3 });
    }
  });
});

describeOnMongodb('a tenant that several processes want', () => {
  it('is claimed by exactly one of them each time, the first time too', async () => {
    const database = `test-${randomUUID()}`;
    const processes = await Promise.all([1, 2, 3].map(() => open(mongodbUri, database)));
    const fences: number[] = [];
    for (let round = 0; round < 20; round++) {
      const [first] = processes;
      await first?.store.mark(buildRef());
      const claims = await Promise.all(processes.map(({ store }, index) => store.claimTenant(`w${index}`, ['acme'])));
      const [lease, ...others] = claims.filter((one) => one !== undefined);
      expect([lease?.tenant, others]).toEqual(['acme', []]);
      fences.push(lease?.fence ?? 0);
      if (lease) await first?.store.releaseLease(lease);
    }

    expect(fences).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('is lost to whoever overslept: it writes nothing once it wakes up', async () => {
    const { mongo, database, store } = await open();
    await store.insertLink(buildLink());
    await store.mark(buildRef({ recordId: '9001' }));
    const sleeper = start('sleeper.ts', [mongodbUri, database]);
    const said = hear(sleeper);
    while (!said.includes('holding')) await delay(5);
    sleeper.kill('SIGSTOP');

    const awake = later(mongo, LEASE_MS);
    const lease = await claim(awake, 'acme', 'awake');
    await take(awake, lease);
    const link = await awake.findLink(buildRef({ recordId: '9001' }));
    if (link) await awake.takeLink(link, lease.fence);
    const before = await everything(mongo);
    sleeper.kill('SIGCONT');
    sleeper.stdin?.write('go\n');
    await once(sleeper, 'close');

    expect(said.slice(1)).toEqual([
      'renewLease LostCompareAndSet',
      'saveLink LostCompareAndSet',
      'takeLink LostCompareAndSet',
      'settleChange nothing',
      'postponeChange nothing',
      'takeChange nothing',
      'pauseTenant nothing',
      'releaseLease nothing',
    ]);
    expect(await everything(mongo)).toEqual(before);
  });
});

async function everything(mongo: MongoConnection): Promise<unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, model] of Object.entries(mongo.mongoose.models)) {
    found[name] = await model.collection.find().sort({ _id: 1 }).toArray();
  }
  return found;
}
