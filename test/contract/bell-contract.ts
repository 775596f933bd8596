import { afterEach, describe, expect, it } from 'vitest';
import type { Bell, Clock } from '../../src/ports.ts';
import { ManualClock } from './manual-clock.ts';

/** One bell under test, whose waits end by `clock`. */
export type OpenBell = (clock: Clock) => Promise<{ readonly bell: Bell; close(): Promise<void> }>;

const HOUR_MS = 3_600_000;

/** Every promise that `Bell` makes (src/ports.ts); each implementation is put through it. */
export function describeBell(name: string, openBell: OpenBell): void {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  async function open() {
    const clock = new ManualClock();
    const one = await openBell(clock);
    opened.push(one);
    return { bell: one.bell, clock };
  }

  describe(name, () => {
    it('wakes everybody who waits', async () => {
      const { bell } = await open();
      const waiting = Promise.all([bell.wait(HOUR_MS), bell.wait(HOUR_MS), bell.wait(2 * HOUR_MS)]);

      bell.ring();

      await waiting;
    });

    it('lets a wait end by itself, and not before its time', async () => {
      const { bell, clock } = await open();
      const wait = watch(bell.wait(1_000));

      await clock.advance(999);
      expect(wait.isOver()).toBe(false);
      await clock.advance(1);

      await wait.over;
    });

    it('lets each wait end at its own time', async () => {
      const { bell, clock } = await open();
      const short = watch(bell.wait(1_000));
      const long = watch(bell.wait(2_000));

      await clock.advance(1_999);

      await short.over;
      expect(long.isOver()).toBe(false);
    });

    it('wakes again whoever waits again', async () => {
      const { bell } = await open();

      for (let time = 0; time < 3; time++) {
        const wait = bell.wait(HOUR_MS);
        bell.ring();
        await wait;
      }
    });

    it('still wakes whoever waits after a wait that ended by itself', async () => {
      const { bell, clock } = await open();
      const first = bell.wait(1_000);
      await clock.advance(1_000);
      await first;
      const second = bell.wait(HOUR_MS);

      bell.ring();

      await second;
    });

    it('may be rung by many at once, and by nobody’s leave', async () => {
      const { bell } = await open();
      bell.ring();
      bell.ring();
      const wait = bell.wait(HOUR_MS);

      for (let time = 0; time < 10; time++) bell.ring();

      await wait;
    });
  });
}

/** Whether a promise is over by now. */
function watch(promise: Promise<void>) {
  let isOver = false;
  const over = promise.then(() => {
    isOver = true;
  });
  return { over, isOver: () => isOver };
}
