import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { AgendaSchedule } from '../../src/jobs/agenda/agenda-schedule.ts';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { missingIndexes } from '../../src/mongo-indexes.ts';
import type { Clock } from '../../src/ports.ts';
import { systemClock } from '../../src/system-ports.ts';
import { describeSchedule, EVERY_MS } from '../contract/schedule-contract.ts';
import {
  describeOnMongodb,
  describeWithOwnMongod,
  mongodbUri,
  openTestDatabase,
  startOwnMongod,
} from './test-database.ts';

/** What would take many seconds takes a moment: Agenda's handlers have that long. */
const IMPATIENT: Clock = { ...systemClock, sleep: (ms) => systemClock.sleep(ms > 10_000 ? 100 : ms) };

async function connect(database = `test-${randomUUID()}`, uri = mongodbUri): Promise<MongoConnection> {
  const mongo = await openTestDatabase(uri, database);
  onTestFinished(() => mongo.close());
  return mongo;
}

function start(mongo: MongoConnection, run: () => Promise<void>, everyMs = EVERY_MS) {
  const log = { warn: vi.fn(), error: vi.fn() };
  const work = { name: 'look', everyMs, run };
  const schedule = new AgendaSchedule({ work, mongo, isPrepared: () => true, clock: IMPATIENT, log });
  onTestFinished(() => schedule.stop());
  return { schedule, log };
}

const jobsOf = (mongo: MongoConnection) => mongo.collection('agendaJobs');

describeOnMongodb('the schedule in MongoDB', () => {
  describeSchedule('of one process', async (work) => start(await connect(), work.run, work.everyMs).schedule);

  it.each<[string, (mongo: MongoConnection) => Promise<unknown>]>([
    ['emptied', (mongo) => jobsOf(mongo).deleteMany({})],
    ['dropped', (mongo) => jobsOf(mongo).drop()],
  ])('comes back by itself, and its indexes too, when Agenda’s collection is %s', async (_, lose) => {
    const mongo = await connect();
    const run = vi.fn(async () => {});
    start(mongo, run);
    await vi.waitFor(() => expect(run).toHaveBeenCalled(), 10_000);

    await lose(mongo);
    await vi.waitFor(async () => expect(await jobsOf(mongo).countDocuments({ name: 'look' })).toBe(1), 10_000);

    const done = run.mock.calls.length;
    await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(done + 2), 10_000);
    expect(await missingIndexes(mongo.mongoose)).toEqual([]);
  });

  it('takes over another interval', async () => {
    const mongo = await connect();
    const run = vi.fn(async () => {});
    const before = start(mongo, run, 600_000);
    await vi.waitFor(() => expect(run).toHaveBeenCalledOnce(), 10_000);
    await before.schedule.stop();

    start(mongo, run, 60_000);

    await vi.waitFor(
      async () => expect(await jobsOf(mongo).findOne()).toMatchObject({ repeatInterval: 60_000 }),
      10_000,
    );
  });

  it('is one for all processes, also when they start at once: each time one of them does the work', async () => {
    const database = `test-${randomUUID()}`;
    let running = 0;
    let most = 0;
    const run = vi.fn(async () => {
      running += 1;
      most = Math.max(most, running);
      await delay(EVERY_MS / 2);
      running -= 1;
    });
    const processes = await Promise.all([1, 2, 3, 4].map(() => connect(database)));

    const started = processes.map((mongo) => start(mongo, run, 4 * EVERY_MS));

    await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(3), 10_000);
    // Whoever makes the schedule while another does so too takes its lock away, once.
    most = 0;
    await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(8), 10_000);
    expect(await Promise.all(processes.map((mongo) => jobsOf(mongo).countDocuments({ name: 'look' })))).toEqual([
      1, 1, 1, 1,
    ]);
    expect(most).toBe(1);
    expect(started.flatMap(({ log }) => [...log.warn.mock.calls, ...log.error.mock.calls])).toEqual([]);
  });

  it('lets Agenda go when the work takes long, and does not begin a second time', async () => {
    const mongo = await connect();
    const end = Promise.withResolvers<void>();
    const run = vi.fn(() => end.promise);
    const { schedule } = start(mongo, run);
    const turns = new Set<number>();

    await vi.waitFor(async () => {
      turns.add(Number((await jobsOf(mongo).findOne())?.lastFinishedAt ?? 0));
      expect(turns.size).toBeGreaterThan(3);
    }, 10_000);
    expect(run).toHaveBeenCalledOnce();

    const left = vi.fn();
    const leaving = schedule.stop().then(left);
    await delay(2 * EVERY_MS);
    expect(left).not.toHaveBeenCalled();
    end.resolve();
    await leaving;
  });

  it('leaves nothing locked behind: another process goes on at once', async () => {
    const mongo = await connect();
    const end = Promise.withResolvers<void>();
    const first = vi.fn(() => end.promise);
    const { schedule } = start(mongo, first);
    await vi.waitFor(() => expect(first).toHaveBeenCalled(), 10_000);

    end.resolve();
    await schedule.stop();

    expect(await jobsOf(mongo).countDocuments({ name: 'look', lockedAt: { $ne: null } })).toBe(0);
    const next = vi.fn(async () => {});
    start(mongo, next);
    await vi.waitFor(() => expect(next).toHaveBeenCalled(), 10_000);
  });
});

describeWithOwnMongod('a schedule that several processes make', () => {
  it('in the same moment is one, and none of them minds', async () => {
    const mongod = await startOwnMongod({ enableTestCommands: '1' });
    onTestFinished(() => mongod.stop());
    const processes = await Promise.all([1, 2, 3].map(() => connect('usersync', mongod.uri)));
    const admin = processes[0]?.mongoose.getClient().db('admin');
    const failpoint = 'hangBeforeUpsertPerformsInsert';
    const set = await admin?.command({ configureFailPoint: failpoint, mode: 'alwaysOn' });
    const run = vi.fn(async () => {});

    const started = processes.map((mongo) => start(mongo, run));
    await admin?.command({ waitForFailPoint: failpoint, timesEntered: set?.count + 3, maxTimeMS: 10_000 });
    await admin?.command({ configureFailPoint: failpoint, mode: 'off' });

    await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(3), 10_000);
    expect(await Promise.all(processes.map((mongo) => jobsOf(mongo).countDocuments()))).toEqual([1, 1, 1]);
    for (const { log } of started) expect([log.warn.mock.calls, log.error.mock.calls]).toEqual([[], []]);
  });
});

describeWithOwnMongod('the schedule in a MongoDB that goes away', () => {
  it('goes on once it is back', async () => {
    const mongod = await startOwnMongod();
    onTestFinished(() => mongod.stop());
    const mongo = await connect('usersync', mongod.uri);
    const run = vi.fn(async () => {});
    const { log } = start(mongo, run, 2_500);
    const unlocked = { lastFinishedAt: { $ne: null }, lockedAt: null } as const;
    await vi.waitFor(
      async () => expect(await jobsOf(mongo).countDocuments({ name: 'look', ...unlocked })).toBe(1),
      10_000,
    );

    await mongod.kill();
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalled(), 10_000);
    await mongod.restart();

    await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(2), 15_000);
    expect(log.error).not.toHaveBeenCalled();
  }, 60_000);
});
