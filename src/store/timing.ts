/** How long a claim of a tenant lasts unless it is renewed. */
export const LEASE_MS = 30_000;

/** A delivery this old without a mark was left behind by a crash. */
export const STRAY_MS = 5_000;

/** After taking a change for the nth time in a row without an end, it rests this long: what kills a worker backs off. */
export const crashPauseMs = (attempts: number): number => Math.min(1000 * 2 ** (attempts - 1), 600_000);
