import type { CaseRow } from '../case-row.ts';
import type { Platform } from '../contact.ts';

/** One record as it stands on its platform now. */
export type RecordView = {
  readonly id?: string;
  readonly name?: string;
  /** `read now`, `could not be read: <code>`, … */
  readonly says: string;
};

export type LinkView = {
  readonly id: string;
  readonly state: 'half' | 'linked' | 'parked' | 'gone';
  readonly matchedBy: 'created' | 'pointer' | 'external_id' | 'email';
  readonly since: number;
  /** The address is known to be the customer's own. */
  readonly isProven: boolean;
  readonly says: string;
};

/** What one row of the person shows, and why. A value that is absent was not read; `''` is blank. */
export type FieldView = {
  readonly field: 'name' | 'email' | 'phone' | 'other_emails' | 'other_phones' | 'pointers' | 'status' | 'suspension';
  readonly storeganise?: string;
  readonly zendesk?: string;
  /** What both sides agreed on last. */
  readonly base?: string;
} & FieldVerdict;

export type FieldVerdict = {
  /** `left_alone`: by a rule, and for good · `waiting`: something is to be written · `held`: a person must decide. */
  readonly state: 'in_sync' | 'waiting' | 'held' | 'left_alone' | 'unknown';
  /** One plain sentence, or two. */
  readonly why: string;
};

/** The change document of one record. */
export type QueueView = {
  readonly platform: Platform;
  readonly recordId: string;
  readonly dirty: number;
  readonly done: number;
  readonly isParked: boolean;
  readonly nextAttemptAt?: number;
  /** The code of what the last pass ended in. */
  readonly failure?: string;
  readonly says: string;
};

export type DeliveryView = {
  readonly at: number;
  readonly platform: Platform;
  readonly type: string;
  readonly key: string;
  readonly outcome: 'waiting' | 'applied' | 'noop' | 'held' | 'failed';
  readonly says: string;
};

/** What we wrote, or gave up writing. */
export type HistoryView = {
  readonly at: number;
  readonly side: Platform;
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly says: string;
};

export type CaseView = CaseRow & {
  /** The admin task in Storeganise that asks it. */
  readonly task?: string;
};

/** All that is known about one customer, with a sentence for whatever might surprise. Times are milliseconds. */
export type Explanation = {
  readonly tenant: string;
  readonly asked: string;
  readonly at: number;
  /** The state of things in a line. */
  readonly summary: string;
  readonly records: Readonly<Record<Platform, RecordView>>;
  readonly link?: LinkView;
  readonly fields: readonly FieldView[];
  readonly cases: readonly CaseView[];
  readonly queue: readonly QueueView[];
  readonly deliveries: readonly DeliveryView[];
  readonly history: readonly HistoryView[];
  /** Other records that what was asked for leads to. */
  readonly others: readonly string[];
  /** Where we looked, and what came of it. */
  readonly searched: readonly string[];
};
