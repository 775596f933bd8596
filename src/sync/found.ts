import type { Pair, Platform, PlatformRecord } from '../domain/contact.ts';
import { matchCaseId } from '../domain/new-link.ts';
import type { Case, Link, NoopReason, Outcome } from '../domain/records.ts';

/** Both records of one person and the link between them, perhaps not stored yet; or why there is no pair. */
export type Found =
  | {
      readonly kind: 'pair';
      readonly link: Link;
      readonly pair: Pair;
      /** The platform whose record was read last. */
      readonly lastRead: Platform;
      /** A moment before both were read. */
      readonly readAt: number;
    }
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly question?: Case };

/** Nothing to do, for a named reason. */
export const noop = (reason: NoopReason): Found => ({ kind: 'outcome', outcome: { kind: 'noop', reason } });

/** Nothing written: whom the record belongs to is for a person to say. */
export function held(tenant: string, record: PlatformRecord, question: Pick<Case, 'kind' | 'values' | 'since'>): Found {
  const id = matchCaseId(tenant, record);
  const asked: Case = { tenant, id, subject: `${record.platform}.${record.id}`, open: true, ...question };
  return { kind: 'outcome', outcome: { kind: 'held', caseId: id }, question: asked };
}
