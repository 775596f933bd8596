import type { Identity, Operation, Platform, PlatformRecord, Status } from '../domain/contact.ts';
import type { SyncFailure } from '../domain/failures.ts';

/** Not knowing is a value: after `unknown` the write may have happened, or may still. */
export type WriteAnswer =
  | { readonly kind: 'answered'; readonly record: PlatformRecord }
  | { readonly kind: 'unknown'; readonly failure: SyncFailure };

/** The keys and values of a new record; `''` and absent values are left out. */
export type NewRecord = {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly pointer: string;
  readonly status?: Status;
};

/**
 * Our code for one platform, opened for one tenant. Every call is one request, or a named few; what goes wrong is
 * thrown as a SyncFailure, except where not knowing is the answer.
 */
export interface Connector {
  readonly platform: Platform;
  /** `undefined`: there is no such record. */
  read(id: string): Promise<PlatformRecord | undefined>;
  /** Ids of records that carry the pointer, as far as the platform can search for it. */
  findByPointer(pointer: string): Promise<readonly string[]>;
  /** Ids of records that may hold the address: only a look at each proves it. */
  findByEmail(email: string): Promise<readonly string[]>;
  /**
   * Records that changed after a cursor of this method's own making (`undefined`: from `since` on, milliseconds), one
   * page at a time; nothing is missed, some may come twice.
   */
  listChanged(cursor: string | undefined, since: number): Promise<ChangedPage>;
  create(record: NewRecord): Promise<WriteAnswer>;
  /**
   * Carries out an operation on a record as it was read. Where that takes several requests, `hold` is asked before each
   * further one, and a repetition of the whole goes on where it ended.
   */
  write(record: PlatformRecord, operation: Operation, hold: () => Promise<void>): Promise<WriteAnswer>;
}

export type ChangedRecord = {
  readonly id: string;
  /** Absent where only something of the record's changed, such as a rental. */
  readonly updatedAt?: string;
  /** What the list shows, where two changes may carry the same `updatedAt`. */
  readonly shown?: PlatformRecord;
};

export type ChangedPage = {
  readonly records: readonly ChangedRecord[];
  readonly cursor: string;
  readonly isLast: boolean;
};

export type CustomersPage = {
  /** `pointer` is absent where the list does not tell it. */
  readonly records: readonly { readonly id: string; readonly updatedAt?: string; readonly pointer?: string }[];
  readonly cursor: string;
  readonly isLast: boolean;
};

export interface ZendeskConnector extends Connector {
  /** Every way to reach the user. */
  readIdentities(id: string): Promise<readonly Identity[]>;
  /** What the pointers of these users name, by their ids; who does not exist is absent. One request for every 100. */
  readPointers(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export interface StoreganiseConnector extends Connector {
  /** All customers, one page at a time, from a cursor of this method's own making on; some may come twice. */
  listCustomers(cursor: string | undefined): Promise<CustomersPage>;
  /** The states of the customer's rentals. */
  readRentals(id: string): Promise<readonly string[]>;
  /** Whose rental this is, with the record that the answer shows; `undefined`: nobody's, or gone. */
  readOwnerOfRental(rentalId: string): Promise<Owner | undefined>;
  /** Whose job this is. */
  readOwnerOfJob(jobId: string): Promise<Owner | undefined>;
  /** Posts an admin task; its id, where the answer tells it. */
  postTask(task: NewTask): Promise<string | undefined>;
  /** The open task with this line in its text. */
  findTask(mark: string): Promise<string | undefined>;
  updateTask(jobId: string, task: NewTask): Promise<void>;
  completeTask(jobId: string): Promise<void>;
}

/** Posts, finds and changes admin tasks. */
export type Tasks = Pick<StoreganiseConnector, 'postTask' | 'findTask' | 'updateTask' | 'completeTask'>;

export type NewTask = {
  readonly title: string;
  readonly desc: string;
  readonly targetType: 'user' | 'addon';
  readonly targetId: string;
};

export type Owner = { readonly id: string; readonly record?: PlatformRecord };

/** Both connectors of one tenant. */
export type Connectors = { readonly storeganise: StoreganiseConnector; readonly zendesk: ZendeskConnector };
