import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/ports.ts';
import { buildUser } from '../support/builders.ts';
import { engineOpener, type ScriptedEngine } from './scripted-engine.ts';

const open = engineOpener();
const ref = { tenant: 'acme', platform: 'zendesk', recordId: '61' } as const;
const unmatched = async () => buildUser('Pat Doe', { id: '61', pointer: '' });

type Method = 'claimTenant' | 'takeChange' | 'recordOutcome' | 'settleChange' | 'releaseLease';

/** From now on the store answers none of these calls; returns what ends that. */
function takeAway({ store }: ScriptedEngine, ...methods: readonly Method[]): () => void {
  const away = async () => {
    throw new StoreUnavailable('away');
  };
  const answers = methods.map((method) => ({ method, answer: store[method] }));
  for (const method of methods) Object.assign(store, { [method]: away });
  return () => {
    for (const { method, answer } of answers) Object.assign(store, { [method]: answer });
  };
}

describe('a store that does not answer for a while', () => {
  it.each<[string, Method]>([
    ['before a tenant is claimed', 'claimTenant'],
    ['before a change is taken', 'takeChange'],
    ['before a pass can end', 'recordOutcome'],
    ['before a change can settle', 'settleChange'],
  ])('%s, costs nothing but time', async (_, method) => {
    const engine = open(['acme'], { read: unmatched });
    const key = await engine.deliver('acme', '61');
    const comeBack = takeAway(engine, method, 'releaseLease');
    engine.startWorkers(2);
    await engine.clock.advance(10_000);
    expect(await engine.store.findChange(ref)).toMatchObject({ done: 0, defects: 0, parked: false });

    comeBack();
    await engine.clock.advance(5_000);

    expect(engine.outcomesOf(key).at(-1)).toEqual({ kind: 'noop', reason: 'no_match' });
    expect(await engine.store.findChange(ref)).toMatchObject({ dirty: 1, done: 1, defects: 0 });
  });

  it('is told apart from a defect of ours, and parks nothing', async () => {
    const engine = open(['acme'], { read: unmatched });
    await engine.deliver('acme', '61');
    takeAway(engine, 'settleChange');
    engine.startWorkers(1);

    await engine.clock.advance(120_000);

    expect(engine.readsOf('61').length).toBeGreaterThan(3);
    expect(await engine.store.findChange(ref)).toMatchObject({ done: 0, defects: 0, parked: false });
  });
});
