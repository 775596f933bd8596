import { setTimeout as delay } from 'node:timers/promises';
import type { Victim } from './victims.ts';

/** How often each kind dies, against the others. */
const WEIGHT = { service: 4, proxy: 1, database: 1 } as const satisfies Record<Victim['kind'], number>;
const MAX_DEAD_MS = 1_000;
const PAUSE_MS = [500, 4_000] as const;

/** Kills one after the other, at random, and lets each come back after a moment; several may be dead at once. */
export function openStorm(victims: readonly Victim[]) {
  const kills: Record<Victim['kind'], number> = { service: 0, proxy: 0, database: 0 };
  const dead = new Map<Victim, Promise<void>>();
  let isOver = false;

  async function strike(victim: Victim): Promise<void> {
    await victim.kill();
    kills[victim.kind] += 1;
    await delay(Math.random() * MAX_DEAD_MS);
    await victim.revive();
  }

  /** Each kind once at first, so that a short storm has them all. */
  function pick(): Victim | undefined {
    const alive = victims.filter((victim) => !dead.has(victim));
    const unhurt = alive.filter(({ kind }) => kills[kind] === 0);
    const drawn = (unhurt.length > 0 ? unhurt : alive).flatMap((victim) => Array(WEIGHT[victim.kind]).fill(victim));
    return drawn[Math.floor(Math.random() * drawn.length)];
  }

  return {
    kills: () => ({ ...kills }),
    killed: () => kills.service + kills.proxy + kills.database,
    describe: () =>
      `kills ${Object.entries(kills)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(' ')}`,

    async rage(): Promise<void> {
      while (!isOver) {
        const victim = pick();
        if (victim)
          dead.set(
            victim,
            strike(victim).finally(() => dead.delete(victim)),
          );
        await delay(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
      }
    },

    /** Resolves when all of them work again. */
    async end(): Promise<void> {
      isOver = true;
      await Promise.all(dead.values());
    },
  };
}
