import { describe, expect, it } from 'vitest';
import type { Owner, StoreganiseConnector } from '../../src/connectors/connector.ts';
import { SyncFailure } from '../../src/domain/failures.ts';
import type { Delivery } from '../../src/domain/records.ts';
import { buildCustomer, buildLink, buildUser } from '../support/builders.ts';
import { engineOpener, type ScriptedEngine } from './scripted-engine.ts';

const open = engineOpener();

const MINUTE_MS = 60_000;
const customer = { tenant: 'acme', platform: 'storeganise', recordId: 'sg1' } as const;
const unavailable = (retryAfterMs?: number) => new SyncFailure('unavailable', 'storeganise_503', { retryAfterMs });

type Find = (what: string, time: number) => Owner | undefined;

/** A worker before a linked customer whose rental `r1` is; `asked` are the rentals and jobs whose owner was read. */
async function openWith(find: Find) {
  const asked: string[] = [];
  const ask = async (what: string) => {
    asked.push(what);
    return find(what, asked.filter((other) => other === what).length);
  };
  const storeganise: Partial<StoreganiseConnector> = {
    readOwnerOfRental: (id) => ask(`rental ${id}`),
    readOwnerOfJob: (id) => ask(`job ${id}`),
    readRentals: async () => [],
  };
  const engine = open(['acme'], {
    storeganise,
    read: async ({ platform, recordId }) =>
      platform === 'zendesk' ? buildUser('A', { id: recordId }) : buildCustomer('A'),
  });
  await engine.store.insertLink(buildLink({ fence: 0 }));
  engine.startWorkers(1);
  return { engine, asked };
}

async function say(engine: ScriptedEngine, key: string, rental: Delivery['rental']): Promise<void> {
  const type = 'job.unit_moveIn.completed';
  await engine.store.accept({ ...customer, recordId: '', key, type, ...(rental ? { rental } : {}) });
  engine.bell.ring();
}

describe('an event about a rental', () => {
  it('ends with a look at its customer, and another after a minute, since reads may lag', async () => {
    const { engine, asked } = await openWith(() => ({ id: 'sg1' }));
    await say(engine, 's1', { rentalIds: ['r1'] });
    await engine.clock.advance(1_000);
    expect(engine.outcomesOf('s1')).toEqual([{ kind: 'noop', reason: 'in_sync' }]);
    expect(engine.readsOf('sg1')).toHaveLength(1);

    await engine.clock.advance(MINUTE_MS);

    expect(engine.readsOf('sg1')).toHaveLength(2);
    expect(asked).toEqual(['rental r1']);
    expect(await engine.store.findChange(customer)).toMatchObject({ dirty: 2, done: 2, looks: [] });
  });

  it('does not read a customer again whom the rental has shown', async () => {
    const { engine } = await openWith(() => ({ id: 'sg1', record: buildCustomer('A') }));
    await say(engine, 's1', { rentalIds: ['r1'] });

    await engine.clock.advance(1_000);

    expect(engine.outcomesOf('s1')).toHaveLength(1);
    expect(engine.readsOf('sg1')).toEqual([]);
    expect(engine.readsOf('9001')).toHaveLength(1);
  });

  it('reads a customer all the same who was marked by something else as well', async () => {
    const { engine } = await openWith(() => ({ id: 'sg1', record: buildCustomer('A') }));
    await engine.store.mark(customer);
    await say(engine, 's1', { rentalIds: ['r1'] });

    await engine.clock.advance(1_000);

    expect(engine.readsOf('sg1').length).toBeGreaterThan(0);
  });

  it('of several looks at the customer once', async () => {
    const { engine, asked } = await openWith(() => ({ id: 'sg1' }));
    for (const key of ['s1', 's2', 's3']) await say(engine, key, { rentalIds: ['r1'] });

    await engine.clock.advance(1_000);

    for (const key of ['s1', 's2', 's3']) expect(engine.outcomesOf(key)).toHaveLength(1);
    expect(engine.readsOf('sg1')).toHaveLength(1);
    expect(asked).toHaveLength(3);
  });

  it.each<[string, Delivery['rental'], Find, readonly string[]]>([
    [
      'the first rental that is there',
      { rentalIds: ['r1', 'r2'] },
      (what) => (what === 'rental r2' ? { id: 'sg1' } : undefined),
      ['rental r1', 'rental r2'],
    ],
    [
      'the job where no rental is there',
      { rentalIds: ['r1'], jobId: 'j1' },
      (what) => (what === 'job j1' ? { id: 'sg1' } : undefined),
      ['rental r1', 'job j1'],
    ],
    ['the job where no rental is named', { rentalIds: [], jobId: 'j1' }, () => ({ id: 'sg1' }), ['job j1']],
    ['the rental rather than the job', { rentalIds: ['r1'], jobId: 'j1' }, () => ({ id: 'sg1' }), ['rental r1']],
  ])('finds its customer by %s', async (_, rental, find, expected) => {
    const { engine, asked } = await openWith(find);
    await say(engine, 's1', rental);

    await engine.clock.advance(1_000);

    expect(asked).toEqual(expected);
    expect(engine.outcomesOf('s1')).toHaveLength(1);
  });

  it('whose rental is not shown yet is tried again, and finds it', async () => {
    const { engine } = await openWith((_, time) => (time < 3 ? undefined : { id: 'sg1' }));
    await say(engine, 's1', { rentalIds: ['r1'] });

    await engine.clock.advance(MINUTE_MS);

    expect(engine.outcomesOf('s1')).toEqual([{ kind: 'noop', reason: 'in_sync' }]);
  });

  it('whose rental is nobody’s ends by name, after looking for a while', async () => {
    const { engine, asked } = await openWith(() => undefined);
    await say(engine, 's1', { rentalIds: ['r1'] });
    await engine.clock.advance(MINUTE_MS);
    expect(engine.outcomesOf('s1')).toEqual([]);

    await engine.clock.advance(10 * MINUTE_MS);

    expect(engine.outcomesOf('s1')).toEqual([{ kind: 'noop', reason: 'record_gone' }]);
    expect(asked.length).toBeLessThanOrEqual(10);
  });
});

describe('an event whose customer cannot be read', () => {
  it('is kept, and tried again ever more seldom, every minute at least', async () => {
    const { engine, asked } = await openWith(() => {
      throw unavailable();
    });
    await say(engine, 's1', { rentalIds: ['r1'] });

    await engine.clock.advance(60 * MINUTE_MS);

    expect(asked.length).toBeGreaterThan(60);
    expect(asked.length).toBeLessThan(80);
    expect((await engine.store.counts()).backlog).toBe(1);
    expect(engine.outcomesOf('s1')).toEqual([]);
  });

  it('waits as long as it is told', async () => {
    const { engine, asked } = await openWith((_, time) => {
      if (time === 1) throw unavailable(90_000);
      return { id: 'sg1' };
    });
    await say(engine, 's1', { rentalIds: ['r1'] });

    await engine.clock.advance(89_000);
    expect(asked).toHaveLength(1);
    await engine.clock.advance(11_000);

    expect(engine.outcomesOf('s1')).toHaveLength(1);
  });

  it('because of a defect of ours does not hold its tenant', async () => {
    const { engine } = await openWith((what) => {
      if (what === 'rental r1') throw new TypeError('undefined is not a function');
      return { id: 'sg1' };
    });
    await say(engine, 's1', { rentalIds: ['r1'] });
    const key = await engine.deliver('acme', '9001');
    await engine.clock.advance(60_000).catch(() => {});

    expect(engine.outcomesOf(key)).toHaveLength(1);
  });

  it('holds neither another event nor a change of its tenant for long', async () => {
    const { engine } = await openWith((what) => {
      if (what === 'rental r1') throw unavailable();
      return { id: 'sg1' };
    });
    await say(engine, 's1', { rentalIds: ['r1'] });
    await say(engine, 's2', { rentalIds: ['r2'] });
    const key = await engine.deliver('acme', '9001');

    await engine.clock.advance(5_000);

    expect([...engine.outcomesOf('s2'), ...engine.outcomesOf(key)]).toHaveLength(2);
    expect(engine.outcomesOf('s1')).toEqual([]);
  });
});
