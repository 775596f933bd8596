// What is remembered, as plain data (design: "What is remembered"). Times are milliseconds since the epoch.
import type { Field, Platform } from './contact.ts';

/** Names one record of one tenant on one platform. */
export type RecordRef = { readonly tenant: string; readonly platform: Platform; readonly recordId: string };

/** How a delivery ended; of several the heaviest stays. */
export type Outcome =
  | { readonly kind: 'applied' }
  | { readonly kind: 'noop'; readonly reason: NoopReason }
  | { readonly kind: 'held'; readonly caseId: string }
  | { readonly kind: 'failed'; readonly code: string };

/** Every reason for doing nothing has a name. */
export type NoopReason =
  | 'in_sync'
  | 'echo'
  | 'own_fields'
  | 'addon_event'
  | 'blank_kept'
  | 'no_match'
  | 'no_email'
  | 'out_of_scope'
  | 'record_gone'
  | 'linked_elsewhere';

/** What one event says, reduced to what may be kept: a field's name and keyed hashes of its values, never a value. */
export type EventHint = { readonly field: Field; readonly current: string; readonly previous: string };

/** One webhook received. It only points at a record; no value of it is ever written anywhere. */
export type Delivery = RecordRef & {
  readonly key: string;
  readonly type: string;
  readonly receivedAt: number;
  readonly hint?: EventHint;
  /** The dirty counter of its change right after this delivery raised it; absent between insert and mark. */
  readonly mark?: number;
  readonly outcome?: Outcome;
};

/** "Record R may have changed": one document per record, the queue of record. Work is due while `dirty > done`. */
export type Change = RecordRef & {
  readonly dirty: number;
  readonly done: number;
  /** When the oldest unanswered mark was made. */
  readonly readyAt: number;
  /** Not taken before this moment. */
  readonly notBefore: number;
  /** Moments at which the record is to be marked once more. */
  readonly looks: readonly number[];
  /** Takings since a pass last came to an end; only crashes let it grow. */
  readonly attempts: number;
  /** Passes in a row that ended without reaching a platform, which did not say when to come again. */
  readonly retries: number;
  /** Passes in a row that were shown an older state than one answered before. */
  readonly staleReads: number;
  /** Passes in a row that ended in a defect of ours. */
  readonly defects: number;
  readonly parked: boolean;
  readonly fence: number;
};

/** What a pass is about to make true at `target`, stored before its first remote write. */
export type Pending = {
  readonly target: Platform;
  readonly value: string;
  /** What the target showed. */
  readonly was: string;
  /** Set where the pass decided a first link. */
  readonly first?: true;
  /** Its pass ended knowing that no write of it is under way. */
  readonly idle?: true;
};

/** A write whose fate is unknown: until `until`, this value at this side may be ours and not a person's. */
export type Doubt = {
  readonly side: Platform;
  readonly field: Field;
  readonly value: string;
  readonly until: number;
  /** A later answered write sent the same value, so seeing the value no longer proves that the first one landed. */
  readonly resent?: true;
};

/** A question about one field that is open; its two values are the bases of their sides until it closes. */
export type FieldCase = {
  readonly caseId: string;
  readonly kind: 'field_conflict' | 'rejected_write';
  readonly values: Readonly<Record<Platform, string>>;
};

/** The pair of record ids of one person, with the base. A half link knows one id while the other is being created. */
export type Link = {
  readonly tenant: string;
  readonly id: string;
  readonly storeganiseId?: string;
  readonly zendeskId?: string;
  readonly state: 'half' | 'linked';
  readonly matchedBy: 'created' | 'pointer' | 'external_id' | 'email';
  /** The keys of the create under way; every repeat uses exactly these. */
  readonly intent?: { readonly email: string; readonly since: number };
  /** What both sides agreed on last, per field. */
  readonly base: Partial<Readonly<Record<Field, string>>>;
  readonly pending: Partial<Readonly<Record<Field, Pending>>>;
  readonly doubts: readonly Doubt[];
  readonly fieldCases: Partial<Readonly<Record<Field, FieldCase>>>;
  /** A side that took our pointer and does not show it (its field is missing): not written again. */
  readonly pointerRefused: readonly Platform[];
  /** `updatedAt` of the last answers; an older read is stale. */
  readonly seen: Partial<Readonly<Record<Platform, string>>>;
  /** Whether the last pass ended with both sides equal. */
  readonly equal: boolean;
  readonly outbox: readonly OutboxRow[];
  readonly revision: number;
  readonly fence: number;
};

/** Append-only: what was done to a field, per link. */
export type HistoryRow = {
  readonly tenant: string;
  readonly id: string;
  readonly linkId: string;
  readonly at: number;
  readonly field: Field | 'record';
  readonly side: Platform;
  readonly before: string;
  readonly after: string;
  /** `replaced`: the source moved on before the write was known to have happened. */
  readonly why: 'written' | 'replaced' | 'created';
};

/** Kinds of questions for a person. */
export type CaseKind = FieldCase['kind'] | 'ambiguous_match' | 'email_taken';

/** A question for a person. */
export type Case = {
  readonly tenant: string;
  readonly id: string;
  readonly kind: CaseKind;
  /** The record or link it is about. */
  readonly subject: string;
  readonly since: number;
  readonly values: Readonly<Record<string, string>>;
  readonly open: boolean;
};

/** Something a pass decided, kept on the link until it is carried out; carrying it out twice changes nothing. */
export type OutboxRow =
  | { readonly kind: 'history'; readonly row: HistoryRow }
  | { readonly kind: 'outcome'; readonly platform: Platform; readonly key: string; readonly outcome: Outcome }
  | { readonly kind: 'case'; readonly case: Case }
  | { readonly kind: 'case_closed'; readonly caseId: string }
  | { readonly kind: 'look'; readonly ref: RecordRef; readonly at: number };

/** A short exclusive right to work on one tenant; the fence grows with every claim and shuts out who overslept. */
export type Lease = {
  readonly tenant: string;
  readonly worker: string;
  readonly fence: number;
  readonly until: number;
};
