import type { Logger } from '../log.ts';
import type { Clock, Random } from '../ports.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { ProxyStore } from './proxy-store.ts';
import type { Refresher } from './refresh.ts';

const TICK_MS = 60_000;
const AT_ONCE = 20;

/** Refreshes what nobody uses before it dies of age; every process does so, each at moments of its own. */
export function createKeepAlive(parts: {
  readonly store: ConnectionStore;
  /** Asking teaches it the time of the store anew. */
  readonly isReady: ProxyStore['isReady'];
  readonly refresher: Refresher;
  readonly clock: Clock;
  readonly random: Pick<Random, 'next'>;
  readonly log: Logger;
}) {
  const { store, isReady, refresher, clock, random, log } = parts;

  /** One look; returns how many were due. */
  async function look(isStopping = () => false): Promise<number> {
    const due = await store.dueForRefresh(clock.now(), AT_ONCE);
    for (const connection of due) if (!isStopping()) await refresher.refresh(connection);
    return due.length;
  }

  return {
    look,

    /** Looks about once a minute until told to stop. */
    async run(isStopping: () => boolean): Promise<void> {
      while (!isStopping()) {
        await clock.sleep(TICK_MS * (0.75 + 0.5 * random.next()));
        if ((await isReady()) && !isStopping())
          await look(isStopping).catch((err: unknown) => log.error({ err }, 'quiet connections were not looked at'));
      }
    },
  };
}
