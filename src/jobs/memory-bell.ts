import type { Bell, Clock } from '../ports.ts';

/** The bell of one process: wakes everybody who waits. */
export function createMemoryBell(clock: Clock): Bell {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const rung = waiting;
      waiting = [];
      for (const wake of rung) wake();
    },
    wait: (ms) => Promise.race([new Promise<void>((resolve) => waiting.push(resolve)), clock.sleep(ms)]),
  };
}
