import type { Status } from './contact.ts';

/** Reserved and occupied rentals are what Storeganise itself calls active (Storeganise dossier §4.3). */
const ACTIVE = new Set(['reserved', 'occupied', 'active', 'overdue']);
const NEVER_STARTED = new Set(['submitted', 'cancelled', 'canceled', 'abandoned']);

export const hasActiveRental = (rentals: readonly string[]): boolean => rentals.some((state) => ACTIVE.has(state));

/** The customer status from the states of the customer's rentals; `undefined`: write nothing (Storeganise dossier §4.2). */
export function customerStatus(rentals: readonly string[], isDisabled: boolean): Status | undefined {
  if (hasActiveRental(rentals)) return 'active';
  const isKnown = (state: string) => state === 'ended' || NEVER_STARTED.has(state);
  if (!rentals.every(isKnown)) return undefined;
  return isDisabled || rentals.includes('ended') ? 'deactivated' : 'new_prospect';
}
