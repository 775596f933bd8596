import { describe, expect, it } from 'vitest';
import { SyncFailure } from '../../src/domain/failures.ts';
import { buildUser } from '../support/builders.ts';
import { engineOpener } from './scripted-engine.ts';

const open = engineOpener();

const HOUR_MS = 3_600_000;
const ref = (recordId: string) => ({ tenant: 'acme', platform: 'zendesk', recordId }) as const;
const unmatched = (id: string) => buildUser('Pat Doe', { id, pointer: '' });

describe('a platform that cannot be reached', () => {
  const UNREACHABLE = new SyncFailure('unavailable', 'zendesk_503');
  const down = { read: async () => Promise.reject(UNREACHABLE) };

  it('is tried again within 5 s, and three times within 60 s', async () => {
    const engine = open(['acme'], down);
    engine.startWorkers(1);
    await engine.deliver('acme', '61');

    await engine.clock.advance(60_000);

    const [first, , third] = engine.pausesOf('61');
    expect(first).toBeLessThanOrEqual(5_000);
    expect(third).toBeLessThanOrEqual(60_000);
  });

  it('is asked by one change every 10 s at most, so that the others can start soon', async () => {
    const engine = open(['acme'], down);
    engine.startWorkers(1);
    await engine.deliver('acme', '61');

    await engine.clock.advance(HOUR_MS);
    engine.reads.splice(0);
    await engine.clock.advance(HOUR_MS);

    const gaps = engine.gapsOf('61');
    expect(gaps.length).toBeGreaterThan(300);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
    expect(await engine.store.findChange(ref('61'))).toMatchObject({ dirty: 1, done: 0, parked: false });
  });

  it('is tried at least ten times within 72 h, by the others ever more seldom, and nothing of the queue is lost', async () => {
    const engine = open(['acme'], down);
    engine.startWorkers(1, 60_000);
    await engine.deliver('acme', '61');
    await engine.clock.advance(1);
    await engine.deliver('acme', '62');

    await engine.clock.advance(72 * HOUR_MS);

    expect(engine.pausesOf('62').length).toBeGreaterThanOrEqual(10);
    expect(engine.pausesOf('62').length).toBeLessThan(30);
    expect(engine.gapsOf('62').at(-1)).toBeGreaterThan(HOUR_MS);
    expect(await engine.store.findChange(ref('62'))).toMatchObject({ dirty: 1, done: 0, parked: false });
    expect((await engine.store.counts()).backlog).toBe(2);
  });

  it('is told to a person after 72 h and not before, once', async () => {
    const engine = open(['acme'], down);
    engine.startWorkers(1, 60_000);
    await engine.deliver('acme', '61');

    await engine.clock.advance(72 * HOUR_MS - 10_000);
    expect(await engine.store.openCases('acme')).toEqual([]);
    await engine.clock.advance(HOUR_MS);

    expect(await engine.store.openCases('acme')).toMatchObject([
      { kind: 'unavailable', subject: 'acme', values: { code: 'zendesk_503' } },
    ]);
    expect(engine.tasks).toMatchObject([{ targetType: 'addon', targetId: 'addon-acme' }]);
  });

  it('has its whole backlog started within 10 s once it answers again, however long it was away', async () => {
    let isUp = false;
    const engine = open(['acme'], {
      read: async ({ recordId }) => (isUp ? unmatched(recordId) : Promise.reject(UNREACHABLE)),
    });
    engine.startWorkers(1, 60_000);
    for (const recordId of ['61', '62', '63']) await engine.deliver('acme', recordId);
    await engine.clock.advance(30 * HOUR_MS);

    isUp = true;
    engine.startWorkers(1);
    await engine.clock.advance(10_000);

    expect((await engine.store.counts()).backlog).toBe(0);
  });

  it('is asked at once by a change that is marked again, but not before the moment that it named', async () => {
    const told = new SyncFailure('unavailable', 'zendesk_503', { retryAfterMs: 300_000 });
    const engine = open(['acme'], {
      read: async ({ recordId }) => Promise.reject(recordId === '61' ? told : UNREACHABLE),
    });
    engine.startWorkers(1);
    for (const recordId of ['61', '62']) await engine.deliver('acme', recordId);
    await engine.clock.advance(120_000);
    engine.reads.splice(0);

    for (const recordId of ['61', '62']) await engine.deliver('acme', recordId);
    await engine.clock.advance(1);

    expect(engine.reads.map(({ recordId }) => recordId)).toEqual(['62']);
  });

  it('holds up no other change of the tenant', async () => {
    const engine = open(['acme'], {
      read: async ({ recordId }) => {
        if (recordId === '61') throw new SyncFailure('unavailable', 'zendesk_503');
        return unmatched(recordId);
      },
    });
    engine.startWorkers(1);
    await engine.deliver('acme', '61');
    await engine.clock.advance(120_000);
    const key = await engine.deliver('acme', '62');

    await engine.clock.advance(1_000);

    expect(engine.outcomesOf(key)).toHaveLength(1);
  });
});
