import { describe, expect, it } from 'vitest';
import { SyncFailure } from '../../src/domain/failures.ts';
import { buildUser } from '../support/builders.ts';
import { engineOpener } from './scripted-engine.ts';

const open = engineOpener();

const HOUR_MS = 3_600_000;
const ref = (recordId: string) => ({ tenant: 'acme', platform: 'zendesk', recordId }) as const;
const unmatched = (id: string) => buildUser('Pat Doe', { id, pointer: '' });
const never = () => new Promise<never>(() => {});

describe('a change that meets a defect of ours', () => {
  const broken = async (): Promise<never> => {
    throw new TypeError('undefined is not a function');
  };

  it('is parked the third time, and its deliveries end as failed', async () => {
    const engine = open(['acme'], { read: broken });
    engine.startWorkers(1);
    const keys = [await engine.deliver('acme', '61'), await engine.deliver('acme', '61')];

    await engine.clock.advance(2 * HOUR_MS);

    expect(engine.readsOf('61')).toHaveLength(3);
    expect(await engine.store.findChange(ref('61'))).toMatchObject({ parked: true });
    for (const key of keys) expect(engine.outcomesOf(key)).toEqual([{ kind: 'failed', code: 'parked_defect' }]);
    expect((await engine.store.counts()).backlog).toBe(0);
  });

  it('is tried again until then', async () => {
    const engine = open(['acme'], { read: async ({ recordId }, time) => (time < 3 ? broken() : unmatched(recordId)) });
    engine.startWorkers(1);
    const key = await engine.deliver('acme', '61');

    await engine.clock.advance(60_000);

    expect(engine.outcomesOf(key)).toEqual([{ kind: 'noop', reason: 'no_match' }]);
    expect(await engine.store.findChange(ref('61'))).toMatchObject({ dirty: 1, done: 1, defects: 0, parked: false });
  });

  it('is tried three times more when its record is marked again', async () => {
    const engine = open(['acme'], { read: broken });
    engine.startWorkers(1);
    await engine.deliver('acme', '61');
    await engine.clock.advance(60_000);

    const key = await engine.deliver('acme', '61');
    await engine.clock.advance(60_000);

    expect(engine.readsOf('61')).toHaveLength(6);
    expect(engine.outcomesOf(key)).toEqual([{ kind: 'failed', code: 'parked_defect' }]);
  });

  it('holds up no other change', async () => {
    const engine = open(['acme'], {
      read: async ({ recordId }) => (recordId === '61' ? broken() : unmatched(recordId)),
    });
    engine.startWorkers(1);
    await engine.deliver('acme', '61');
    const key = await engine.deliver('acme', '62');

    await engine.clock.advance(1_000);

    expect(engine.outcomesOf(key)).toEqual([{ kind: 'noop', reason: 'no_match' }]);
  });
});

describe('a change that kills its worker', () => {
  it('is taken again, and not parked for three times of that', async () => {
    const engine = open(['acme'], { read: async ({ recordId }, time) => (time <= 3 ? never() : unmatched(recordId)) });
    engine.startWorkers(4);
    const key = await engine.deliver('acme', '61');

    await engine.clock.advance(10 * 60_000);

    expect(engine.readsOf('61')).toHaveLength(4);
    expect(engine.outcomesOf(key)).toEqual([{ kind: 'noop', reason: 'no_match' }]);
    expect(await engine.store.findChange(ref('61'))).toMatchObject({ attempts: 0, parked: false });
  });

  it('is parked after 20 takings, and its deliveries end as failed', async () => {
    const engine = open(['acme'], { read: never });
    engine.startWorkers(22, 30_000);
    const key = await engine.deliver('acme', '61');

    await engine.clock.advance(24 * HOUR_MS);

    expect(engine.readsOf('61')).toHaveLength(20);
    expect(await engine.store.findChange(ref('61'))).toMatchObject({ parked: true });
    expect(engine.outcomesOf(key)).toEqual([{ kind: 'failed', code: 'parked_takings' }]);
  });

  it('backs off, so that it does not kill one worker after the other', async () => {
    const engine = open(['acme'], { read: never });
    engine.startWorkers(10);
    await engine.deliver('acme', '61');

    await engine.clock.advance(HOUR_MS);

    const gaps = engine.gapsOf('61');
    expect(gaps.length).toBeGreaterThan(5);
    expect(gaps.at(-1)).toBeGreaterThan(4 * (gaps[0] ?? 0));
  });
});

describe('refused credentials', () => {
  const unauthorised = () => new SyncFailure('unauthorised', 'zendesk_401');

  it('stop the remote work of the tenant, one look a minute, and its queue is kept', async () => {
    const engine = open(['acme'], { read: async () => Promise.reject(unauthorised()) });
    engine.startWorkers(2);
    for (const recordId of ['61', '62', '63']) await engine.deliver('acme', recordId);

    await engine.clock.advance(59_000);
    expect(engine.reads).toHaveLength(1);
    await engine.clock.advance(3 * 60_000);

    expect(engine.reads).toHaveLength(4);
    expect(engine.outcomes).toEqual([]);
    expect((await engine.store.counts()).backlog).toBe(3);
  });

  it('hold up no other tenant', async () => {
    const engine = open(['acme', 'beta'], {
      read: async ({ tenant, recordId }) => {
        if (tenant === 'acme') throw unauthorised();
        return unmatched(recordId);
      },
    });
    engine.startWorkers(1);
    await engine.deliver('acme', '61');
    const key = await engine.deliver('beta', '71');

    await engine.clock.advance(1_000);

    expect(engine.outcomesOf(key)).toHaveLength(1);
  });

  it('let the whole queue go on within a minute once they are good again', async () => {
    let isGood = false;
    const engine = open(['acme'], {
      read: async ({ recordId }) => {
        if (!isGood) throw unauthorised();
        return unmatched(recordId);
      },
    });
    engine.startWorkers(1);
    for (const recordId of ['61', '62', '63']) await engine.deliver('acme', recordId);
    await engine.clock.advance(30_000);

    isGood = true;
    await engine.clock.advance(35_000);

    expect((await engine.store.counts()).backlog).toBe(0);
    expect(engine.outcomes).toHaveLength(3);
  });

  it('never park a change, however long they last', async () => {
    const engine = open(['acme'], { read: async () => Promise.reject(unauthorised()) });
    engine.startWorkers(1, 60_000);
    await engine.deliver('acme', '61');

    await engine.clock.advance(72 * HOUR_MS);

    expect(await engine.store.findChange(ref('61'))).toMatchObject({ dirty: 1, done: 0, parked: false });
  });
});

describe('a rate limit', () => {
  const limited = (scope: 'record' | 'tenant') =>
    new SyncFailure('rate_limited', 'zendesk_429', { retryAfterMs: 30_000, scope });

  it('of the account lets the whole tenant wait as long as it was told, and nobody else', async () => {
    const engine = open(['acme', 'beta'], {
      read: async ({ tenant, recordId }, time) => {
        if (tenant === 'acme' && recordId === '61' && time === 1) throw limited('tenant');
        return unmatched(recordId);
      },
    });
    engine.startWorkers(2);
    for (const recordId of ['61', '62']) await engine.deliver('acme', recordId);
    const key = await engine.deliver('beta', '71');

    await engine.clock.advance(29_999);
    expect(engine.outcomes.map((one) => one.key)).toEqual([key]);
    await engine.clock.advance(10_001);

    expect((await engine.store.counts()).backlog).toBe(0);
  });

  it('of one record lets that record wait alone', async () => {
    const engine = open(['acme'], {
      read: async ({ recordId }, time) => {
        if (recordId === '61' && time === 1) throw limited('record');
        return unmatched(recordId);
      },
    });
    engine.startWorkers(1);
    await engine.deliver('acme', '61');
    const keys = [await engine.deliver('acme', '62')];
    await engine.clock.advance(10_000);
    keys.push(await engine.deliver('acme', '63'));

    await engine.clock.advance(1_000);
    expect(engine.outcomes.map((one) => one.key)).toEqual(keys);
    await engine.clock.advance(29_000);

    expect(engine.pausesOf('61')).toHaveLength(1);
    expect(engine.pausesOf('61')[0]).toBeGreaterThanOrEqual(30_000);
    expect((await engine.store.counts()).backlog).toBe(0);
  });
});
