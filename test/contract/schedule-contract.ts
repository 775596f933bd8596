import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Recurring, Schedule } from '../../src/ports.ts';

export const EVERY_MS = 40;

/** One schedule under test. */
export type OpenSchedule = (work: Recurring) => Promise<Schedule>;

/** Every promise that `Schedule` makes (src/ports.ts); each implementation is put through it. */
export function describeSchedule(name: string, openSchedule: OpenSchedule): void {
  const opened: Schedule[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.stop();
  });

  async function open(run: () => Promise<void>) {
    const schedule = await openSchedule({ name: 'look', everyMs: EVERY_MS, run });
    opened.push(schedule);
    return schedule;
  }

  describe(name, () => {
    it('has the work done again and again', async () => {
      const run = vi.fn(async () => {});

      await open(run);

      await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThanOrEqual(4), 10_000);
    });

    it('does not begin again while the work is under way', async () => {
      let running = 0;
      let most = 0;
      const run = vi.fn(async () => {
        running += 1;
        most = Math.max(most, running);
        await delay(3 * EVERY_MS);
        running -= 1;
      });

      await open(run);

      await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThanOrEqual(3), 10_000);
      expect(most).toBe(1);
    });

    it('once told to stop waits for the work under way, and begins none', async () => {
      const end = Promise.withResolvers<void>();
      const run = vi.fn(() => end.promise);
      const schedule = await open(run);
      await vi.waitFor(() => expect(run).toHaveBeenCalledOnce(), 10_000);
      let isOver = false;

      const stopping = schedule.stop().then(() => {
        isOver = true;
      });
      await delay(2 * EVERY_MS);
      expect(isOver).toBe(false);
      end.resolve();
      await stopping;

      await delay(3 * EVERY_MS);
      expect(run).toHaveBeenCalledOnce();
    });

    it('stops at once where nothing is under way', async () => {
      const run = vi.fn(async () => {});
      const schedule = await open(run);
      await vi.waitFor(() => expect(run).toHaveBeenCalled(), 10_000);

      await schedule.stop();
      await schedule.stop();

      const done = run.mock.calls.length;
      await delay(3 * EVERY_MS);
      expect(run).toHaveBeenCalledTimes(done);
    });
  });
}
