/** How long a claim of a tenant lasts unless it is renewed: with the tick, whoever dies is replaced within 30 s. */
export const LEASE_MS = 28_000;

/** A delivery this old without a mark was left behind by a crash. */
export const STRAY_MS = 5_000;

export const FIRST_CRASH_PAUSE_MS = 1_000;
export const MAX_CRASH_PAUSE_MS = 600_000;

/** After taking a change for the nth time in a row without an end, it rests this long: what kills a worker backs off. */
export const crashPauseMs = (attempts: number): number =>
  Math.min(FIRST_CRASH_PAUSE_MS * 2 ** (attempts - 1), MAX_CRASH_PAUSE_MS);
