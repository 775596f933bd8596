import type { Clock, Recurring, Schedule } from '../ports.ts';

/** The schedule of a process that is alone. */
export function startMemorySchedule({ everyMs, run }: Recurring, clock: Clock): Schedule {
  const stopped = Promise.withResolvers<void>();
  let isStopped = false;

  async function keepOn(): Promise<void> {
    while (!isStopped) {
      await run();
      await Promise.race([clock.sleep(everyMs), stopped.promise]);
    }
  }

  const over = keepOn();
  return {
    stop() {
      isStopped = true;
      stopped.resolve();
      return over;
    },
  };
}
