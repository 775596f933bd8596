import type { RecordRef } from '../../domain/records.ts';

/** Names a record. */
export const keyOf = ({ tenant, platform, recordId }: RecordRef): string => `${tenant}|${platform}|${recordId}`;

/** The set under a key, made where there is none. */
export function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const found = sets.get(key) ?? new Set<string>();
  sets.set(key, found);
  return found;
}
