import { maxReadLagMs } from './switches.ts';

export type Versions<T> = ReturnType<typeof createVersions<T>>;

/** Records of which reads show an older version for a while (Storeganise dossier §6, read-after-event lag). */
export function createVersions<T>(lag: { readLagMs: number }) {
  const versionsOf = new Map<string, { at: number; value: T | undefined }[]>();

  function visible(id: string, now: number): T | undefined {
    return versionsOf.get(id)?.findLast(({ at }) => at <= now - lag.readLagMs)?.value;
  }

  function newest(id: string): T | undefined {
    return versionsOf.get(id)?.at(-1)?.value;
  }

  function all(pick: (id: string) => T | undefined): T[] {
    const found: T[] = [];
    for (const id of versionsOf.keys()) {
      const value = pick(id);
      if (value !== undefined) found.push(value);
    }
    return found;
  }

  return {
    /** `undefined` takes the record away. */
    put(id: string, value: T | undefined, now: number) {
      const versions = versionsOf.get(id) ?? [];
      const settled = versions.findLastIndex(({ at }) => at <= now - maxReadLagMs);
      versionsOf.set(id, [...versions.slice(Math.max(0, settled)), { at: now, value }]);
    },

    newest,
    visible,
    allNewest: (): T[] => all(newest),
    allVisible: (now: number): T[] => all((id) => visible(id, now)),
  };
}
