import { type Pair, PLATFORMS, type Platform, type PlatformRecord } from '../contact.ts';
import type { Form } from '../form.ts';
import type { Case, Change, Delivery, HistoryRow, Link } from '../records.ts';

/** What came of looking at one side of a person. */
export type Reading =
  | { readonly kind: 'read'; readonly record: PlatformRecord }
  /** There is no such record. */
  | { readonly kind: 'none'; readonly id: string }
  | { readonly kind: 'unread'; readonly id: string; readonly code: string }
  /** Nobody is known on this side. */
  | { readonly kind: 'nobody' };

/** The states of the customer's rentals, or why they are not known. */
export type RentalReading = { readonly states: readonly string[] } | { readonly code: string };

/** Somebody else who has the address that a customer waits for. */
export type Holder = { readonly platform: Platform; readonly id: string; readonly name: string };

/** All that was gathered about one person, before it is put into words. */
export type PersonFacts = {
  readonly tenant: string;
  readonly form: Form;
  readonly asked: string;
  readonly now: number;
  /** Why the tenant is not worked on; absent: it is. */
  readonly notLive?: string;
  readonly readings: Readonly<Record<Platform, Reading>>;
  readonly link?: Link;
  readonly rentals?: RentalReading;
  /** As far as the customer's record and its events tell. */
  readonly isDisabled: boolean;
  /** The key of the Zendesk field for the customer status; absent: none is kept. */
  readonly statusKey?: string;
  readonly changes: Partial<Readonly<Record<Platform, Change>>>;
  /** The open questions about the person, then those about the business. */
  readonly cases: readonly Case[];
  readonly holders: readonly Holder[];
  readonly deliveries: readonly Delivery[];
  readonly history: readonly HistoryRow[];
  readonly others: readonly string[];
  readonly searched: readonly string[];
};

/** The record as it was read, where it was. */
export const recordOf = (facts: PersonFacts, side: Platform): PlatformRecord | undefined => {
  const reading = facts.readings[side];
  return reading.kind === 'read' ? reading.record : undefined;
};

/** Both records, where both were read and are a customer's. */
export function pairOf(facts: PersonFacts): Pair | undefined {
  const [storeganise, zendesk] = PLATFORMS.map((side) => recordOf(facts, side));
  const areCustomers = [storeganise, zendesk].every((record) => record?.standing === 'customer');
  return storeganise && zendesk && areCustomers ? { storeganise, zendesk } : undefined;
}
