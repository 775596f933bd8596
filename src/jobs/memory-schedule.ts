import type { Clock, Recurring, Schedule } from '../ports.ts';
import { createMemoryBell } from './memory-bell.ts';

/** The schedule of a process that is alone. */
export function startMemorySchedule({ everyMs, run }: Recurring, clock: Clock): Schedule {
  const pause = createMemoryBell(clock);
  let isStopped = false;

  async function keepOn(): Promise<void> {
    while (!isStopped) {
      await run();
      if (!isStopped) await pause.wait(everyMs);
    }
  }

  const over = keepOn();
  return {
    stop() {
      isStopped = true;
      pause.ring();
      return over;
    },
  };
}
