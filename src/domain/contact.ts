/** The two platforms a customer lives on. */
export type Platform = 'storeganise' | 'zendesk';

export const PLATFORMS = ['storeganise', 'zendesk'] as const satisfies readonly Platform[];

/** The platform at the far end of a link. */
export const otherPlatform = (platform: Platform): Platform => (platform === 'storeganise' ? 'zendesk' : 'storeganise');

/** The fields that are kept the same by a three-way merge. */
export const FIELDS = ['name'] as const;
export type Field = (typeof FIELDS)[number];

/** The canonical person: no platform words, every value in the form it is compared in; `''` is blank. */
export type Contact = Readonly<Record<Field, string>> & {
  /** Trimmed and lower-cased; finds the person, and keys a create. */
  readonly email: string;
};

/** A platform's own user object, as far as the sync looks at it. */
export type PlatformRecord = {
  readonly platform: Platform;
  readonly id: string;
  readonly contact: Contact;
  /** The id of the matching record on the other platform that this record carries; staff can edit it. */
  readonly pointer: string;
  /** The platform's own clock, ISO 8601; compared with itself only. */
  readonly updatedAt: string;
  /** `out_of_scope`: staff, agents and admins; `gone`: deleted. Neither is ever linked or written. */
  readonly standing: 'customer' | 'out_of_scope' | 'gone';
};

/** Both records of one person. */
export type Pair = Readonly<Record<Platform, PlatformRecord>>;

/** One remote write: the fields to set and, where it is missing, the pointer to the other record. */
export type Operation = {
  readonly target: Platform;
  readonly fields: Partial<Pick<Contact, Field>>;
  readonly pointer?: string;
};
