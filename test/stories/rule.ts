// The form of one rule in words: who is there, what people do, what must be so afterwards. Written from the contract,
// the design's rules and the dossiers alone; it knows nothing of how the engine decides.

export type CaseKind =
  | 'email_conflict'
  | 'field_conflict'
  | 'ambiguous_match'
  | 'external_id_taken'
  | 'foreign_external_ids'
  | 'unproven_email_change'
  | 'zendesk_user_deleted'
  | 'zendesk_user_suspended'
  | 'zendesk_user_promoted'
  | 'suspension_refused'
  | 'suspension_note_refused'
  | 'status_field_missing'
  | 'missing_customer_fields'
  | 'rejected_write'
  | 'overwritten_edit'
  | 'many_questions'
  | 'unavailable';

/** A person by first name, `pat` where none is named. A person may exist on one side only. */
export type Person = string;

/** `@pat` is Pat's Zendesk user in a customer's pointer, Pat's customer in a user's one; `@PAT` the id in capitals. */
export type Pointer = `@${string}` | (string & {});

export type RentalState = 'submitted' | 'reserved' | 'occupied' | 'ended' | 'cancelled' | 'abandoned' | (string & {});
export type Rentals = Readonly<Record<string, RentalState>>;

export type Customer = {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone?: string | null;
  readonly emailConfirmed?: boolean;
  readonly disabled?: boolean;
  /** Not empty = staff. */
  readonly roles?: readonly string[];
  readonly zendesk_userId?: Pointer | null;
  readonly otherEmails?: readonly string[] | null;
  readonly rentals?: Rentals;
};

export type User = {
  readonly name: string;
  /** The primary address. An agent who changes it keeps the old one as a secondary address. */
  readonly email?: string | null;
  readonly otherEmails?: readonly string[];
  readonly phone?: string | null;
  readonly otherPhones?: readonly string[];
  readonly notes?: string;
  readonly external_id?: Pointer | null;
  readonly role?: 'end-user' | 'agent' | 'admin';
  readonly suspended?: boolean;
  /** The value of the customer status field. */
  readonly status?: string | null;
  /** Identities of other types, by type. */
  readonly foreign?: Readonly<Record<string, string>>;
};

/**
 * How a person stands at the start. Without `linked` the records are there and nobody has looked at them yet (they are
 * older than the installation). Linked: the product has joined them and come to rest. `proven`: the customer has
 * confirmed the address; `unproven`: matched by e-mail only; `created`: the product itself created the Zendesk user.
 */
export type Start = {
  readonly storeganise?: Customer;
  readonly zendesk?: User;
  readonly linked?: 'proven' | 'unproven' | 'created';
};

export type Settings = {
  readonly nameOrder?: string;
  readonly callingCode?: string;
  /** Blank unless said otherwise, so that rows about other things count no status writes. */
  readonly statusField?: string;
  readonly createCustomers?: unknown;
};

/** How the two platforms are, where it is not the ordinary way. */
export type Platforms = {
  /** Zendesk's search finds nothing younger than this. */
  readonly searchLagMinutes?: number;
  /** Storeganise reads show a write this much later. */
  readonly readLagSeconds?: number;
  /** Whether a user shows the status field, and whether it has the three tags. */
  readonly statusField?: 'present' | 'missing' | 'without its tags';
  readonly customerFields?: 'present' | 'missing';
  /** `event only`: no field of a customer tells that it is disabled. `update only`: no `user.disabled` is sent. */
  readonly disabling?: 'event and field' | 'event only' | 'update only';
};

type Act =
  /** Staff or the customer edit the customer record. */
  | { readonly storeganise: Partial<Customer> }
  /** An agent edits the user. */
  | { readonly zendesk: Partial<User> }
  /** A new customer account. */
  | { readonly signUp: Customer }
  /** A new Zendesk user: someone writes in, or an agent creates one. */
  | { readonly writeIn: User }
  | { readonly addEmail: string }
  | { readonly dropEmail: string }
  | { readonly addPhone: string }
  | { readonly dropPhone: string }
  /** A unit's rental of this person gets this state, with the event that belongs to it. */
  | { readonly unit: string; readonly becomes: RentalState }
  /** The rental is marked overdue (an event, no state). */
  | { readonly overdue: string }
  | { readonly disable: true }
  | { readonly enable: true }
  | { readonly deleteUser: 'softly' | 'for good' }
  /** This person's Zendesk user is merged into that one's. */
  | { readonly mergeInto: Person }
  /** The operator's command line. */
  | { readonly agree: CaseKind }
  | { readonly create: CaseKind }
  | { readonly sync: true }
  /** Staff complete the open task of this kind in Storeganise. */
  | { readonly completeTask: CaseKind };

type Happening =
  /** The admin of the Zendesk account adds the status field as it should be. */
  | { readonly statusField: 'present' }
  | { readonly sweep: true }
  | { readonly waitMinutes: number }
  | { readonly down: 'storeganise' | 'zendesk' }
  | { readonly up: 'storeganise' | 'zendesk' }
  /** Within one second, before anybody of ours looks. */
  | { readonly atOnce: readonly Edit[] }
  /** One after the other, this many seconds between, without waiting for quiet. */
  | { readonly every: number; readonly doing: readonly Edit[] }
  /** The platform's events about this never reach us. */
  | { readonly unheard: Edit }
  /** Every event about this reaches us twice. */
  | { readonly heardTwice: Edit }
  /** Falls between our read and our first write to Zendesk in the step before which it stands. */
  | { readonly justBeforeOurWrite: Edit }
  /** A look in the middle; writes are counted from the start. */
  | { readonly check: End };

/** One thing that happens. The next one waits until all is quiet, unless it says otherwise. */
export type Edit = ({ readonly who?: Person } & Act) | Happening;

/** A value that must be so, or a pattern, or one of several where the rules leave it open. */
export type Want<T = string> = T | null | RegExp | { readonly either: readonly (T | null)[] };

export type CustomerWant = {
  readonly firstName?: Want;
  readonly lastName?: Want;
  readonly email?: Want;
  readonly phone?: Want;
  readonly zendesk_userId?: Pointer | null;
  /** Any order. `never written` = the field is not there; `[]` = written and empty. */
  readonly otherEmails?: readonly string[] | 'never written';
  readonly otherPhones?: readonly string[] | 'never written';
};

export type UserWant = {
  readonly name?: Want;
  readonly email?: Want;
  /** All e-mail identities, any order. */
  readonly emails?: readonly string[];
  readonly phone?: Want;
  /** All phone identities, any order. */
  readonly phones?: readonly string[];
  readonly notes?: Want;
  readonly suspended?: boolean;
  readonly status?: Want;
  readonly external_id?: Pointer | null;
  readonly role?: string;
};

export type PersonWant = {
  /** `gone`: no such record, or a deleted one. */
  readonly storeganise?: CustomerWant | 'gone';
  readonly zendesk?: UserWant | 'gone';
  /** Whether our link joins this person's two records, or the customer with another person's user. */
  readonly linked?: boolean | Pointer;
};

export type Count = number | readonly [min: number, max: number];

export type TaskWant = {
  /** Several, or `any`: the rules do not say which. */
  readonly kind: CaseKind | readonly CaseKind[] | 'any';
  /** Whom the task is about; `the business` for tasks of the whole tenant. */
  readonly about?: Person | 'the business';
  /** What the text must hold. */
  readonly says?: readonly string[];
};

export type End = PersonWant & {
  readonly others?: Readonly<Record<Person, PersonWant>>;
  /** How many customers and (active) users exist. */
  readonly customers?: number;
  readonly users?: number;
  /** Exactly these are open; none when not named. `someOf`: one or more, all of these kinds. */
  readonly tasks?: readonly (CaseKind | TaskWant)[] | { readonly someOf: readonly CaseKind[] };
  /** Tasks posted since the start, updates not counted. */
  readonly posted?: Count;
  /** At least one delivery ended so, for instance `noop(blank_kept)`. */
  readonly outcomes?: readonly string[];
  /** Change sets since the start (contract §6), bookkeeping not counted; none when not named. */
  readonly writes?: { readonly storeganise?: Count; readonly zendesk?: Count };
  /** Remote calls of the service since the start, at most. */
  readonly calls?: number;
};

export type Rule = {
  /** One sentence, and where it is written. */
  readonly rule: string;
  readonly settings?: Settings;
  readonly platforms?: Platforms;
  readonly given?: Readonly<Record<Person, Start>>;
  readonly edits: readonly Edit[];
  /** Several where the rules leave the end open: one of them must hold. */
  readonly end: End | { readonly either: readonly End[] };
};

export type Given = {
  readonly storeganise?: Partial<Customer>;
  readonly zendesk?: Partial<User>;
  readonly linked?: 'proven' | 'unproven' | 'created';
};

const startOf = (customer: Customer, user: User, given: Given): Start => ({
  storeganise: { ...customer, ...given.storeganise },
  zendesk: { ...user, ...given.zendesk },
  linked: given.linked ?? 'proven',
});

const patCustomer: Customer = { firstName: 'Pat', lastName: 'Doe', email: 'pat@example.com' };
const patUser: User = { name: 'Pat Doe', email: 'pat@example.com' };
const kimCustomer: Customer = { firstName: 'Kim', lastName: 'Lee', email: 'kim@example.com' };
const kimUser: User = { name: 'Kim Lee', email: 'kim@example.com' };

/** Pat Doe on both sides, linked and proven unless said otherwise. */
export const pat = (given: Given = {}) => ({ pat: startOf(patCustomer, patUser, given) });

/** Kim Lee on both sides, linked and proven unless said otherwise. */
export const kim = (given: Given = {}) => ({ kim: startOf(kimCustomer, kimUser, given) });

/** Pat as a customer that nobody has looked at yet, and perhaps a user. */
export const patAsCustomer = (more: Partial<Customer> = {}, user?: User): { pat: Start } => ({
  pat: { storeganise: { ...patCustomer, ...more }, ...(user === undefined ? {} : { zendesk: user }) },
});

/** Pat as a new customer, for `signUp`. */
export const newPat = (more: Partial<Customer> = {}): Customer => ({ ...patCustomer, ...more });

/** Somebody who exists in Zendesk only and that nobody has looked at. */
export const onlyUser = (user: User): Start => ({ zendesk: user });

/** Somebody who exists in Storeganise only and that nobody has looked at. */
export const onlyCustomer = (customer: Customer): Start => ({ storeganise: customer });
