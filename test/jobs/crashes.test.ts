import { describe, expect, it } from 'vitest';
import { buildUser } from '../support/builders.ts';
import { engineOpener, type ScriptedEngine } from './scripted-engine.ts';

const open = engineOpener();

const HOUR_MS = 3_600_000;
const KILLS = 300;
/** Calls that are never answered: the worker in them is as good as dead. */
const never = () => new Promise<never>(() => {});
const unmatched = (id: string) => buildUser('Pat Doe', { id, pointer: '' });
const refOf = (tenant: string, recordId: string) => ({ tenant, platform: 'zendesk', recordId }) as const;

describe('workers that are killed in the middle of their work', () => {
  it(`${KILLS} times, at whatever change, leave nothing parked and nothing without its outcome`, async () => {
    let kills = 0;
    let chance = 1;
    const isUnlucky = () => {
      chance = (chance * 16_807) % 2_147_483_647;
      return chance % 3 !== 0;
    };
    const tenants = ['acme', 'beta', 'gamma'];
    const engine: ScriptedEngine = open(tenants, {
      read: async ({ recordId }) => {
        if (kills >= KILLS || !isUnlucky()) return unmatched(recordId);
        kills += 1;
        engine.startWorkers(1);
        return never();
      },
    });
    engine.startWorkers(4);
    const keys: string[] = [];
    for (let record = 0; record < 150; record++) {
      for (const tenant of tenants) keys.push(await engine.deliver(tenant, String(record)));
    }

    await engine.clock.advance(2 * HOUR_MS);

    expect(kills).toBe(KILLS);
    for (const key of keys) expect(engine.outcomesOf(key)).toEqual([{ kind: 'noop', reason: 'no_match' }]);
    for (const tenant of tenants) expect((await engine.store.queueOf(tenant)).parked).toEqual([]);
  });

  it('are replaced within 30 s, by whoever is left', async () => {
    const engine = open(['acme'], {
      read: async ({ recordId }, time) => (time === 1 ? never() : unmatched(recordId)),
    });
    engine.startWork();
    engine.startWork();
    await engine.clock.advance(400);

    const key = await engine.deliver('acme', '61');
    await engine.clock.advance(29_999);

    expect(engine.outcomesOf(key)).toHaveLength(1);
  });

  it('by one change every time, go on with all others, and set that one aside in the end', async () => {
    const engine: ScriptedEngine = open(['acme', 'beta'], {
      read: async ({ tenant, recordId }) => {
        if (tenant !== 'acme' || recordId !== 'deadly') return unmatched(recordId);
        engine.startWorkers(1);
        return never();
      },
    });
    engine.startWorkers(2);
    const deadly = await engine.deliver('acme', 'deadly');
    const others: string[] = [];

    for (let hour = 0; hour < 8; hour++) {
      for (const tenant of ['acme', 'beta']) others.push(await engine.deliver(tenant, `${hour}`));
      await engine.clock.advance(HOUR_MS);
      for (const key of others) expect(engine.outcomesOf(key)).toHaveLength(1);
    }

    expect(engine.readsOf('deadly')).toHaveLength(20);
    expect(await engine.store.findChange(refOf('acme', 'deadly'))).toMatchObject({ parked: true });
    expect(engine.outcomesOf(deadly)).toEqual([{ kind: 'failed', code: 'parked_takings' }]);
    expect((await engine.store.queueOf('acme')).parked).toHaveLength(1);
  });
});
