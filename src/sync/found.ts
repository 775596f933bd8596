import type { Pair, Platform, PlatformRecord } from '../domain/contact.ts';
import { matchCaseId, personOf } from '../domain/questions.ts';
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
      /** The two have only now been found to be one person. */
      readonly isFirst: boolean;
    }
  | {
      readonly kind: 'outcome';
      readonly outcome: Outcome;
      readonly question?: Case;
      /** The link as it is to be stored, where something is to be remembered. */
      readonly link?: Link;
    };

/** Nothing to do, for a named reason. */
export const noop = (reason: NoopReason): Found => ({ kind: 'outcome', outcome: { kind: 'noop', reason } });

/** Nothing written: whom the record belongs to is for a person to say. */
export function held(tenant: string, record: PlatformRecord, question: Pick<Case, 'kind' | 'values' | 'since'>): Found {
  const id = matchCaseId(tenant, record);
  const subject = `${record.platform}.${record.id}`;
  const asked: Case = { tenant, id, subject, person: personOf(record), open: true, ...question };
  return { kind: 'outcome', outcome: { kind: 'held', caseId: id }, question: asked };
}
