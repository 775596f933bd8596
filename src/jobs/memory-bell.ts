import type { Bell, Clock } from '../ports.ts';

/** The bell of one process: wakes everybody who waits. */
export function createMemoryBell(clock: Clock): Bell {
  const waiting = new Set<() => void>();
  return {
    ring() {
      for (const wake of waiting) wake();
      waiting.clear();
    },
    async wait(ms) {
      let wake = () => {};
      const rung = new Promise<void>((resolve) => {
        wake = resolve;
        waiting.add(wake);
      });
      await Promise.race([rung, clock.sleep(ms)]);
      waiting.delete(wake);
    },
  };
}
