import { describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/ports.ts';
import { LEASE_MS } from '../../src/store/timing.ts';
import { buildUser } from '../support/builders.ts';
import { engineOpener, type ScriptedEngine } from './scripted-engine.ts';

const open = engineOpener();

const PATIENCE_MS = 12_000;
const ref = { tenant: 'acme', platform: 'zendesk', recordId: '61' } as const;
const unmatched = (id: string) => buildUser('Pat Doe', { id, pointer: '' });

/** A process in the middle of a change whose platform answers after so long. */
async function inTheMiddle(answersAfterMs: number) {
  const engine: ScriptedEngine = open(['acme', 'beta'], {
    read: async ({ recordId }) => {
      await engine.clock.sleep(answersAfterMs);
      return unmatched(recordId);
    },
  });
  const key = await engine.deliver('acme', '61');
  const work = engine.startWork();
  await engine.clock.advance(1);
  expect(engine.reads).toHaveLength(1);
  const leave = () => {
    const left = vi.fn();
    void work.stop(PATIENCE_MS).then(left);
    return left;
  };
  return { engine, key, leave };
}

async function isFree({ store }: ScriptedEngine): Promise<boolean> {
  await store.mark({ ...ref, recordId: 'other' });
  return (await store.claimTenant('another process', ['acme'])) !== undefined;
}

describe('a process that is told to go', () => {
  it('ends the change under way, begins no other, and leaves no lease', async () => {
    const { engine, key, leave } = await inTheMiddle(3_000);
    const other = await engine.deliver('acme', '62');

    const left = leave();
    await engine.clock.advance(2_998);
    expect(left).not.toHaveBeenCalled();
    await engine.clock.advance(1_002);

    expect(left).toHaveBeenCalledOnce();
    expect(engine.outcomesOf(key)).toHaveLength(1);
    expect(engine.outcomesOf(other)).toEqual([]);
    expect(await isFree(engine)).toBe(true);
  });

  it('does not wait for ever: the lease of a change that takes too long is given back', async () => {
    const { engine, key, leave } = await inTheMiddle(60_000);

    const left = leave();
    await engine.clock.advance(PATIENCE_MS);

    expect(left).toHaveBeenCalledOnce();
    expect(await isFree(engine)).toBe(true);
    await engine.clock.advance(60_000);
    expect(await engine.store.findChange(ref)).toMatchObject({ done: 0, parked: false });
    expect(engine.outcomesOf(key)).toEqual([]);
  });

  it('lets another one take over at once what it gave up', async () => {
    const { engine, key, leave } = await inTheMiddle(60_000);
    leave();
    await engine.clock.advance(PATIENCE_MS);

    engine.startWorkers(1);
    await engine.clock.advance(61_000);

    expect(engine.reads).toHaveLength(2);
    expect(engine.outcomesOf(key)).toEqual([{ kind: 'noop', reason: 'no_match' }]);
  });

  it('gives back once more what it could not give back before', async () => {
    const { engine, leave } = await inTheMiddle(1_000);
    const { releaseLease } = engine.store;
    engine.store.releaseLease = async () => {
      throw new StoreUnavailable('away');
    };
    await engine.clock.advance(1_500);

    engine.store.releaseLease = releaseLease;
    const left = leave();
    await engine.clock.advance(PATIENCE_MS);

    expect(left).toHaveBeenCalledOnce();
    expect(await isFree(engine)).toBe(true);
  });

  it('goes all the same where the store is away, and its lease ends by itself', async () => {
    const { engine, leave } = await inTheMiddle(60_000);
    engine.store.releaseLease = async () => {
      throw new StoreUnavailable('away');
    };

    const left = leave();
    await engine.clock.advance(PATIENCE_MS);

    expect(left).toHaveBeenCalledOnce();
    expect(await isFree(engine)).toBe(false);
    await engine.clock.advance(LEASE_MS);
    expect(await isFree(engine)).toBe(true);
  });
});
