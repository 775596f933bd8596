import type { Typed } from './form.ts';

/** The two platforms a customer lives on. */
export type Platform = 'storeganise' | 'zendesk';

export const PLATFORMS = ['storeganise', 'zendesk'] as const satisfies readonly Platform[];

/** The platform at the far end of a link. */
export const otherPlatform = (platform: Platform): Platform => (platform === 'storeganise' ? 'zendesk' : 'storeganise');

/** The fields that are kept the same by a three-way merge. */
export const FIELDS = ['name', 'email', 'phone'] as const;
export type Field = (typeof FIELDS)[number];

/** The canonical person: no platform words, every value in the form it is compared in; `''` is blank. */
export type Contact = Readonly<Record<Field, string>>;

/** Addresses and E.164 numbers besides the first one, sorted. */
export type Lists = { readonly emails: readonly string[]; readonly phones: readonly string[] };

/** One way to reach a Zendesk user; `value` is canonical, `''` where it cannot be read. */
export type Identity = {
  readonly id: string;
  readonly type: 'email' | 'phone';
  readonly value: string;
  readonly primary: boolean;
};

/** The customer status, as the tags of the Zendesk field name it. */
export type Status = 'active' | 'new_prospect' | 'deactivated';

/** A platform's own user object, as far as the sync looks at it. */
export type PlatformRecord = {
  readonly platform: Platform;
  readonly id: string;
  readonly contact: Contact;
  /** The name and the phone as they stand there, for reading them in another form. */
  readonly typed?: Typed;
  /** The phone is a text that is no valid number: it is left alone, and so is the other side's. */
  readonly hasUnreadablePhone?: true;
  /** The id of the matching record on the other platform that this record carries; staff can edit it. */
  readonly pointer: string;
  /** The platform's own clock, ISO 8601; compared with itself only. */
  readonly updatedAt: string;
  /** `out_of_scope`: staff, agents and admins; `gone`: deleted. Neither is ever linked or written. */
  readonly standing: 'customer' | 'out_of_scope' | 'gone';
  /** Disabled in Storeganise, suspended in Zendesk; absent where the record does not say. */
  readonly isBarred?: boolean;
  /** What Storeganise's lists show, where they were ever written; Zendesk's where the identities were read. */
  readonly lists?: Partial<Lists>;
  /** The customer confirmed the address (Storeganise). */
  readonly isConfirmed?: boolean;
  /** Present where they were read (Zendesk). */
  readonly identities?: readonly Identity[];
  /** The value of the customer status field, `''` where unset; absent where the user has no such field (Zendesk). */
  readonly status?: string;
  /** The agents' text (Zendesk). */
  readonly notes?: string;
};

/** Both records of one person. */
export type Pair = Readonly<Record<Platform, PlatformRecord>>;

/** One remote change of one record, planned; what belongs together is sent together. */
export type Operation = {
  readonly target: Platform;
  readonly fields: Partial<Contact>;
  /** The phone that we had written before, which goes with the new one. */
  readonly replaces?: string;
  /** Where the other record is, where the target does not say so. */
  readonly pointer?: string;
  readonly lists?: Partial<Lists>;
  readonly status?: Status;
  readonly suspension?: Suspension;
};

/** Suspends, and appends the note where it does not stand there `count` times already; bare where the note was refused. */
export type Suspension = { readonly note: string; readonly count: number; readonly isBare?: true };
