import type { Operation, Platform, PlatformRecord } from '../domain/contact.ts';
import type { SyncFailure } from '../domain/failures.ts';

/** Not knowing is a value: after `unknown` the write may have happened, or may still. */
export type WriteAnswer =
  | { readonly kind: 'answered'; readonly record: PlatformRecord }
  | { readonly kind: 'unknown'; readonly failure: SyncFailure };

/** The keys and values of a new record. */
export type NewRecord = { readonly name: string; readonly email: string; readonly pointer: string };

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
  /** All addresses of a record besides the one that `read` shows. */
  otherEmails(id: string): Promise<readonly string[]>;
  write(id: string, operation: Operation): Promise<WriteAnswer>;
}

/** A connector that makes new records as well. */
export interface CreatingConnector extends Connector {
  create(record: NewRecord): Promise<WriteAnswer>;
}

/** Both connectors of one tenant. */
export type Connectors = { readonly storeganise: Connector; readonly zendesk: CreatingConnector };
