import type { PlatformRecord } from './contact.ts';
import type { Change } from './records.ts';

/**
 * Whether a customer is disabled. A record that says so is believed; one that says nothing is enabled where records of
 * the business have ever said otherwise, and else what its events said last (Storeganise dossier §3.4.1).
 */
export function isDisabled(
  { isBarred }: PlatformRecord,
  change: Pick<Change, 'disabledAt' | 'enabledAt'> | undefined,
  marksDisabled: boolean,
): boolean {
  if (isBarred !== undefined) return isBarred;
  if (marksDisabled || change?.disabledAt === undefined) return false;
  return change.disabledAt > (change.enabledAt ?? Number.NEGATIVE_INFINITY);
}
