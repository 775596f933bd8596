// What is remembered, as plain data (design: "What is remembered"). Times are milliseconds since the epoch.
import type { Field, Platform, Suspension } from './contact.ts';
import type { Form } from './form.ts';

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
  | 'linked_elsewhere'
  | 'unreadable_phone'
  | 'folded'
  | 'disabled'
  | 'parked';

/** What one event says, reduced to what may be kept: a field's name and keyed hashes of its values, never a value. */
export type EventHint = {
  readonly field: Field;
  readonly current?: string;
  readonly previous?: string;
  /** The value is no longer the first of its type. */
  readonly isDemoted?: true;
};

/** What a delivery says about a customer's being disabled, with the platform's own time of it. */
export type BarHint = { readonly kind: 'disabled' | 'may_be_enabled'; readonly at: number };

/** An event about a rental or a job: whose it is has to be read first (Storeganise dossier §2.8). */
export type RentalHint = { readonly rentalIds: readonly string[]; readonly jobId?: string };

/** One webhook received. It only points at a record; no value of it is ever written anywhere. */
export type Delivery = RecordRef & {
  readonly key: string;
  readonly type: string;
  readonly receivedAt: number;
  readonly hint?: EventHint;
  readonly bar?: BarHint;
  /** When the platform says that it happened, by its own clock (Storeganise's events about customers). */
  readonly toldAt?: number;
  /** A merge: the id of the other user of the two (Zendesk dossier §7.6). */
  readonly mergedWith?: string;
  /** `recordId` is empty until the worker has read whose rental this is. */
  readonly rental?: RentalHint;
  /** A delivery that could not be routed yet is not tried before this moment … */
  readonly notBefore?: number;
  /** … and this often it was tried in vain. */
  readonly retries?: number;
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
  /** Moments at which the record is to be marked once more … */
  readonly looks: readonly number[];
  /** … and the marks that were made so and are not answered yet. */
  readonly lookMarks: readonly number[];
  /** Takings since a pass last came to an end; only crashes let it grow. */
  readonly attempts: number;
  /** Passes in a row that ended without reaching a platform, which did not say when to come again. */
  readonly retries: number;
  /** A platform named the moment of `notBefore`: no new mark brings it forward. */
  readonly isTold: boolean;
  /** Passes in a row that were shown an older state than one answered before. */
  readonly staleReads: number;
  /** Passes in a row that ended in a defect of ours. */
  readonly defects: number;
  readonly parked: boolean;
  /** The code of what its last pass ended in, until one comes to its end. */
  readonly failure?: string;
  readonly fence: number;
  /** The latest that events said: that the customer was disabled, and that this may be over. */
  readonly disabledAt?: number;
  readonly enabledAt?: number;
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
  readonly kind: 'field_conflict' | 'rejected_write' | 'email_conflict' | 'unproven_email_change';
  readonly values: Readonly<Record<Platform, string>>;
};

/** A question about a link as a whole that is open. */
export type Notice =
  | 'zendesk_user_deleted'
  | 'zendesk_user_suspended'
  | 'zendesk_user_promoted'
  | 'external_id_taken'
  | 'overwritten_edit'
  | 'suspension_refused'
  | 'suspension_note_refused';

/** Something that a side took and does not show, or refused: not written again before a thorough look. */
export type Refused = 'pointer_storeganise' | 'pointer_zendesk' | 'lists';

/** The pair of record ids of one person, with the base. A half link knows one id while the other is being created. */
export type Link = {
  readonly tenant: string;
  readonly id: string;
  /** When the person was first linked, or began to be. */
  readonly since: number;
  readonly storeganiseId?: string;
  readonly zendeskId?: string;
  /** `parked`: its Zendesk user is gone or an agent now; `gone`: it gave its id to another link of the same person. */
  readonly state: 'half' | 'linked' | 'parked' | 'gone';
  readonly matchedBy: 'created' | 'pointer' | 'external_id' | 'email';
  /** We created one of the two, or a person agreed: the address is known to be the customer's. */
  readonly isProven: boolean;
  /** The keys of the create under way; every repeat uses exactly these. */
  readonly intent?: { readonly email: string; readonly since: number };
  /** What both sides agreed on last, per field. */
  readonly base: Partial<Readonly<Record<Field, string>>>;
  /** The form of the base: a change of settings moves each field on with its next edit only. */
  readonly form?: Form;
  readonly pending: Partial<Readonly<Record<Field, Pending>>>;
  readonly doubts: readonly Doubt[];
  readonly fieldCases: Partial<Readonly<Record<Field, FieldCase>>>;
  readonly notices: readonly Notice[];
  readonly refused: readonly Refused[];
  /** What our last write to Zendesk replaced: events about it are echoes. */
  readonly left: Partial<Readonly<Record<Field, string>>>;
  /** The customer was disabled when a pass last came to its end. */
  readonly isDisabled: boolean;
  /** The suspension under way: its note is written once, also after a crash. */
  readonly suspension?: Suspension;
  readonly isSuspendedByUs: boolean;
  /** Our last write of a name to Zendesk, until its event is heard: an event that tells of another one in between shows an edit that we overwrote. */
  readonly awaitedEcho?: { readonly was: string; readonly value: string };
  /** An `external_id` that is not ours, and whether it names another customer. */
  readonly foreignPointer?: { readonly value: string; readonly isCustomer: boolean };
  /** `updatedAt` of the last answers; an older read is stale. */
  readonly seen: Partial<Readonly<Record<Platform, string>>>;
  /** Whether the last pass ended with both sides equal, but for blanks that are kept. */
  readonly equal: boolean;
  /** A pass began to write and did not come to its end: the next one reads everything. */
  readonly isUnfinished: boolean;
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

/** Questions about a business as a whole. */
export const TENANT_NOTICES = [
  'status_field_missing',
  'missing_customer_fields',
  'foreign_external_ids',
  'unavailable',
  'many_questions',
  'storeganise_unheard',
  'zendesk_unheard',
  'authorise',
  'wrong_setting',
  'unsigned',
  'bad_signatures',
  'second_installation',
  'account_taken',
  'missing_permission',
] as const;
export type TenantNotice = (typeof TENANT_NOTICES)[number];

/** Kinds of questions for a person. */
export type CaseKind = FieldCase['kind'] | Notice | TenantNotice | 'ambiguous_match';

/** A question for a person. */
export type Case = {
  readonly tenant: string;
  readonly id: string;
  readonly kind: CaseKind;
  /** What it is about, unique for its kind: a record, a link, a field of one, or the business. */
  readonly subject: string;
  /** The person it is about, as a manager knows them. */
  readonly person?: { readonly storeganiseId?: string; readonly name: string; readonly email: string };
  readonly since: number;
  readonly values: Readonly<Record<string, string>>;
  readonly open: boolean;
  /** The task in Storeganise that asks it, where one was posted. */
  readonly task?: Task;
};

/**
 * An admin task in Storeganise; `posting`: it was sent, and nobody knows whether it is there; `closing`: its end was sent, and
 * nobody knows whether it is over.
 */
export type Task = {
  readonly state: 'posting' | 'open' | 'closing' | 'closed';
  readonly jobId?: string;
  /** What it says, as a fingerprint: a question whose values moved is updated in place. */
  readonly says: string;
  readonly postedAt: number;
  readonly notBefore?: number;
  readonly retries?: number;
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
  /** A customer's record of this tenant has shown that it is disabled: then a record's silence means that it is not. */
  readonly marksDisabled: boolean;
};
