import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Failpoint, Random } from './ports.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await delay(ms);
  },
};

const STEPS = 2 ** 47;

/** Chance that nobody can foresee: ids are UUIDs. */
export const systemRandom: Random = {
  next: () => randomInt(STEPS) / STEPS,
  id: () => randomUUID(),
};

/** Nothing dies here. */
export const noFailpoint: Failpoint = {
  reach: async () => {},
};
