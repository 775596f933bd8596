import { describe, expect, it } from 'vitest';
import { SyncFailure } from '../../src/domain/failures.ts';
import { buildCustomer, buildLink, buildUser } from '../support/builders.ts';
import { engineOpener, type Script } from './scripted-engine.ts';

const open = engineOpener();

/** The read of this record is never answered. */
const STUCK = '99';

const unmatched = (id: string) => buildUser('Pat Doe', { id, pointer: '' });

describe('workers that tenants share', () => {
  it.each([1, 2, 4])('of %i workers a noisy tenant leaves enough for a quiet one', async (workers) => {
    const engine = open(['noisy', 'quiet'], {
      read: async ({ recordId }) => {
        await engine.clock.sleep(1_000);
        return unmatched(recordId);
      },
    });
    engine.startWorkers(workers);
    for (let id = 100; id < 300; id++) await engine.deliver('noisy', String(id));
    await engine.clock.advance(20_000);

    const keys = [await engine.deliver('quiet', '71'), await engine.deliver('quiet', '72')];
    await engine.clock.advance(10_000);

    expect((await engine.store.counts()).backlog).toBeGreaterThan(100);
    for (const key of keys) expect(engine.outcomesOf(key)).toHaveLength(1);
  });

  it('give many noisy tenants the same share', async () => {
    const tenants = ['acme', 'beta', 'gamma'];
    const engine = open(tenants, {
      read: async ({ recordId, tenant }) => {
        await engine.clock.sleep(500 + tenants.indexOf(tenant));
        return unmatched(recordId);
      },
    });
    engine.startWorkers(2);
    for (const tenant of tenants) {
      for (let id = 100; id < 300; id++) await engine.deliver(tenant, String(id));
    }

    await engine.clock.advance(90_000);

    const shares = tenants.map((tenant) => engine.reads.filter((read) => read.tenant === tenant).length);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(20);
  });

  it('never work on one tenant two at a time', async () => {
    let running = 0;
    let most = 0;
    const engine = open(['acme'], {
      read: async ({ recordId }) => {
        running += 1;
        most = Math.max(most, running);
        await engine.clock.sleep(700);
        running -= 1;
        return unmatched(recordId);
      },
    });
    engine.startWorkers(4);
    for (let id = 100; id < 150; id++) await engine.deliver('acme', String(id));

    await engine.clock.advance(60_000);

    expect((await engine.store.counts()).backlog).toBe(0);
    expect(most).toBe(1);
  });

  it('find work by the tick when no bell was rung', async () => {
    const engine = open(['acme']);
    engine.startWorkers(1);
    await engine.clock.advance(500);

    await engine.store.mark({ tenant: 'acme', platform: 'zendesk', recordId: '61' });
    await engine.clock.advance(1_000);

    expect(engine.readsOf('61')).toHaveLength(1);
  });

  it('are woken by the bell, without waiting for the tick', async () => {
    const engine = open(['acme']);
    engine.startWorkers(1, 600_000);
    await engine.clock.advance(1);

    const key = await engine.deliver('acme', '61');
    await engine.clock.advance(1);

    expect(engine.outcomesOf(key)).toHaveLength(1);
  });
});

describe('a worker whose lease was lost while it slept', () => {
  const customer = { tenant: 'acme', platform: 'storeganise', recordId: 'sg1' } as const;

  /** A linked customer was renamed; the first read of theirs is answered when `wake` is called, the second at once. */
  async function sleep(wakeUp: 'answer' | Error) {
    const late = Promise.withResolvers<void>();
    const script: Script = {
      async read({ platform, recordId }, time) {
        if (recordId === STUCK) return new Promise(() => {});
        if (platform === 'zendesk') return recordId === '9001' ? buildUser('A') : unmatched(recordId);
        if (time === 1) await late.promise;
        if (time === 1 && wakeUp !== 'answer') throw wakeUp;
        return buildCustomer('B');
      },
      write: async (_, { fields }) => ({ kind: 'answered', record: buildUser(fields.name ?? '') }),
    };
    const engine = open(['acme', 'beta'], script);
    await engine.store.insertLink(buildLink({ fence: 0 }));
    engine.startWorkers(2);
    const key = await engine.deliver('acme', 'sg1', 'storeganise');
    await engine.clock.advance(40_000);
    return { engine, key, wake: () => late.resolve() };
  }

  it('lets another one do the work', async () => {
    const { engine, key } = await sleep('answer');

    expect(engine.writes).toMatchObject([{ target: 'zendesk', fields: { name: 'B' } }]);
    expect(engine.outcomesOf(key)).toEqual([{ kind: 'applied' }]);
  });

  it('writes nothing and says nothing when it wakes', async () => {
    const { engine, key, wake } = await sleep('answer');
    const before = await engine.store.findChange(customer);
    const link = await engine.store.findLink(customer);
    engine.lines.length = 0;

    wake();
    await engine.clock.advance(10_000);

    expect(engine.lines).toEqual([]);
    expect(engine.writes).toHaveLength(1);
    expect(engine.outcomesOf(key)).toEqual([{ kind: 'applied' }]);
    expect(await engine.store.findChange(customer)).toEqual(before);
    expect(await engine.store.findLink(customer)).toEqual(link);
  });

  it.each([
    ['no answer', new SyncFailure('unavailable', 'storeganise_ETIMEDOUT')],
    ['refused credentials', new SyncFailure('unauthorised', 'storeganise_401')],
    ['a rate limit of the account', new SyncFailure('rate_limited', 'zendesk_429', { scope: 'tenant' })],
    ['a defect', new TypeError('undefined is not a function')],
  ])('leaves change and tenant as they are when it wakes to %s', async (_, failure) => {
    const { engine, key, wake } = await sleep(failure);
    const before = await engine.store.findChange(customer);

    wake();
    await engine.clock.advance(1_000);

    expect(await engine.store.findChange(customer)).toEqual(before);
    expect(engine.outcomesOf(key)).toEqual([{ kind: 'applied' }]);
    const next = await engine.deliver('acme', '62');
    await engine.clock.advance(1_000);
    expect(engine.outcomesOf(next)).toHaveLength(1);
  });

  it('goes on with other work', async () => {
    const { engine, wake } = await sleep('answer');
    await engine.deliver('acme', STUCK);
    await engine.clock.advance(1_000);
    const key = await engine.deliver('beta', '71');
    await engine.clock.advance(5_000);
    expect(engine.outcomesOf(key)).toEqual([]);

    wake();
    await engine.clock.advance(1_000);

    expect(engine.outcomesOf(key)).toHaveLength(1);
  });
});
