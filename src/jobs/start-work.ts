import type { Lease } from '../domain/records.ts';
import { type Bell, type OpenedStore, StoreUnavailable } from '../ports.ts';
import type { Engine } from '../sync/engine.ts';
import { LOOK_FOR_SWEEPS_MS, sweepDue } from './sweeper.ts';
import { runWorker } from './worker.ts';

/** Tenants that one process works on at the same time. */
const WORKERS = 4;
const TICK_MS = 1_000;

/** What a process works on. */
export type Work = {
  /** Begins nothing more, and gives what is under way so long to end; whatever lease is left then is given back. */
  stop(patienceMs: number): Promise<void>;
};

/** Starts the workers of a process and its share of the sweeps; one that ends in a surprise begins again after a tick. */
export function startWork(engine: Engine, bell: Bell, opened: Pick<OpenedStore, 'schedule' | 'isPrepared'>): Work {
  const held = new Set<Lease>();
  let stopping = false;
  const isStopping = () => stopping;

  async function survive(who: string, work: () => Promise<void>): Promise<void> {
    try {
      if (opened.isPrepared()) await work();
    } catch (err) {
      if (err instanceof StoreUnavailable) engine.log.warn({ err }, `${who}: the store does not answer`);
      else engine.log.error({ err }, `${who} ended in a defect`);
    }
  }

  async function keepWorking(): Promise<void> {
    const id = engine.random.id();
    while (!stopping) {
      await survive(`worker ${id}`, () => runWorker(engine, bell, { id, tickMs: TICK_MS, isStopping, held }));
      if (!stopping) await bell.wait(TICK_MS);
    }
  }

  const sweeps = opened.schedule({
    name: 'sweep',
    everyMs: LOOK_FOR_SWEEPS_MS,
    run: () => survive('sweeper', () => sweepDue(engine, bell, isStopping)),
  });
  const workers = Array.from({ length: WORKERS }, keepWorking);
  return {
    async stop(patienceMs) {
      stopping = true;
      bell.ring();
      const over = Promise.all([...workers, sweeps.stop()]);
      await Promise.race([over, engine.clock.sleep(patienceMs)]);
      await survive('leaving', async () => {
        await Promise.all([...held].map((lease) => engine.store.releaseLease(lease)));
      });
    },
  };
}
