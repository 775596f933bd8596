// The connection of one process to its MongoDB, the same for the service and the OAuth proxy: how long anything may take,
// what counts as kept, and which server is refused. What the numbers stand on was measured with driver 7.8.0, whose
// `timeoutMS` does nothing.
import { setTimeout as delay } from 'node:timers/promises';
import { type Collection, type Db, type Document, MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb';
import { type Connection, type ConnectOptions, type Model, Mongoose } from 'mongoose';
import { StoreRefused, StoreUnavailable } from './ports.ts';

/** No call of ours waits longer, whatever the driver does: a stopped server would hold it for as long as it is stopped. */
const DEADLINE_MS = 2_500;
/** The server itself gives up on a command after this long, so that nothing we gave up on runs for ever. */
const MAX_TIME_MS = 2_000;
/** From here on a pause set by this process and one set by the server's clock drift apart visibly. */
const MAX_SKEW_MS = 5_000;

const DUPLICATE_KEY = 11_000;

const OPTIONS = {
  serverSelectionTimeoutMS: 1_500,
  heartbeatFrequencyMS: 1_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 10_000,
  maxPoolSize: 50,
  waitQueueTimeoutMS: 1_000,
  retryWrites: true,
  // Kept = on disk at a majority: what was answered with 200 survives whatever becomes of one server.
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: MAX_TIME_MS },
  readConcernLevel: 'majority',
  readPreference: 'primary',
  ignoreUndefined: true,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
} as const satisfies ConnectOptions;

/** To be given to every command of the driver; mongoose adds it by itself. */
export const LIMIT = { maxTimeMS: MAX_TIME_MS } as const;

export type MongoConnection = {
  /** For models. It buffers nothing: without a server a call fails. */
  readonly mongoose: Connection;
  /** The driver's own database, for others who work on it. Throws StoreUnavailable before `connect`. */
  database(): Db;
  /** The driver's own collection, for claims and compare-and-set. Throws StoreUnavailable before `connect`. */
  collection<T extends Document>(name: string): Collection<T>;
  /** A model that was registered. Throws StoreUnavailable before `connect`. */
  model<T>(name: string): Model<T>;
  /**
   * One try to reach the server; returns what should be said loudly about it. Throws StoreUnavailable, or StoreRefused for a
   * server or a database that must not be used.
   */
  connect(): Promise<readonly string[]>;
  /** Whether it answers now. */
  isReachable(): Promise<boolean>;
  /** The server's time, as near as this process knows it: for what need not be exact. Milliseconds since the epoch. */
  serverTime(): number;
  /** Passes some time, of this process; nothing is asked. */
  pause(ms: number): Promise<void>;
  close(): Promise<void>;
};

export function createMongoConnection(parts: {
  readonly uri: string;
  readonly database: string;
  /** Whose database this is: nobody else may use it. */
  readonly owner: string;
  readonly production: boolean;
  /** Replaces some of the driver's options, for tests. */
  readonly options?: ConnectOptions;
}): MongoConnection {
  const { uri, database, owner, production, options } = parts;
  const connection = new Mongoose({
    strict: 'throw',
    strictQuery: 'throw',
    sanitizeFilter: true,
    maxTimeMS: MAX_TIME_MS,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
  }).createConnection();
  /** How far the server's clock is ahead of this process's. */
  let aheadMs = 0;
  // Without a listener a lost connection would end the process.
  connection.on('error', () => {});

  function connected(): Db {
    if (!connection.db) throw new StoreUnavailable('not connected to MongoDB yet');
    return connection.db;
  }

  /** The server's greeting; it tells the server's time too. */
  async function greet(): Promise<Document> {
    const askedAt = Date.now();
    const hello = await ask(() => connected().command({ hello: 1, ...LIMIT }));
    if (hello.localTime instanceof Date) aheadMs = hello.localTime.getTime() - (askedAt + Date.now()) / 2;
    return hello;
  }

  return {
    mongoose: connection,
    database: connected,
    collection: (name) => connected().collection(name),
    model<T>(name: string) {
      connected();
      return connection.model<T>(name);
    },
    async connect() {
      if (!connection.db) await ask(() => connection.openUri(uri, { ...OPTIONS, ...options, dbName: database }));
      const notices = judge(await greet(), aheadMs, production);
      await claimDatabase(connected().collection('owner'), owner);
      return notices;
    },
    serverTime: () => Math.round(Date.now() + aheadMs),
    async isReachable() {
      try {
        await greet();
        return true;
      } catch {
        return false;
      }
    },
    pause: (ms) => delay(ms),
    close: () => connection.close(),
  };
}

/**
 * Asks the server something, within our own deadline. Throws StoreUnavailable when there is no answer or none that tells:
 * what was asked may have happened or not, or still be happening.
 */
export async function ask<T>(act: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable(`MongoDB did not answer in ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([act(), deadline]);
  } catch (error) {
    throw isUnknown(error) ? new StoreUnavailable('MongoDB did not answer', { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Inserts many, whichever are new, and returns which were there already, by their place. */
export async function duplicatesAmong(insert: () => Promise<unknown>): Promise<ReadonlySet<number>> {
  try {
    await ask(insert);
    return new Set();
  } catch (error) {
    const failures = error instanceof MongoBulkWriteError ? failuresOf(error) : [];
    // Nothing but duplicates: whatever else went wrong, the others may not be kept.
    if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    return new Set(failures.map(({ index }) => index));
  }
}

/** A unique key is taken: a normal branch. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/** The fields of the unique key that is taken; `undefined`: something else went wrong. */
export const duplicateKeyOf = (error: unknown): readonly string[] | undefined =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY ? Object.keys(error.keyPattern ?? {}) : undefined;

/** Asks for an upsert. Of two at once one may lose the insert: asked again, it finds what the other inserted. */
export async function askForUpsert<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await ask(act);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return ask(act);
  }
}

/** A server that cannot answer now: unreachable, stepping down, shutting down, too slow, without a majority, in conflict. */
const PASSING = new Set([
  ...[6, 7, 24, 43, 46, 50, 64, 79, 89, 91, 100, 112, 133, 134, 175, 189, 237, 262],
  ...[9001, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436],
]);
const DEFECTS = /^Mongo(API|InvalidArgument|Parse|MissingDependency|Compatibility|Driver)Error$/;

/** What went wrong with single writes of a bulk. */
const failuresOf = ({ writeErrors }: MongoBulkWriteError) => (Array.isArray(writeErrors) ? writeErrors : [writeErrors]);

function isUnknown(error: unknown): boolean {
  if (error instanceof MongoBulkWriteError) {
    if (error.result.getWriteConcernError()) return true;
    // A bulk that was not answered wraps the reason.
    if (failuresOf(error).length === 0 && isUnknown(error.errorResponse)) return true;
  }
  if (error instanceof MongoServerError)
    return error.hasErrorLabel('RetryableWriteError') || PASSING.has(codeOf(error));
  // mongoose wraps the failure of its first connection.
  if (error instanceof Error && error.name === 'MongooseServerSelectionError') return true;
  return error instanceof MongoError && !DEFECTS.test(error.name);
}

const codeOf = ({ code, errorResponse }: MongoServerError): number =>
  typeof code === 'number' ? code : Number(errorResponse?.code ?? 0);

/** A standalone server takes majority writes like any other, and loses them with its one disk: only its greeting tells. */
function judge(hello: Document, aheadMs: number, production: boolean): string[] {
  const isReplicated = typeof hello.setName === 'string' || hello.msg === 'isdbgrid';
  if (!isReplicated && production) {
    throw new StoreRefused(
      'MONGODB_URI: production needs a replica set and this is a standalone server: start mongod with --replSet rs0 and ' +
        'run rs.initiate() on it once, one member is enough',
    );
  }
  const skewMs = Math.abs(Math.round(aheadMs));
  return [
    ...(isReplicated
      ? []
      : ['MongoDB is a standalone server: not allowed in production, where it must be a replica set']),
    ...(skewMs > MAX_SKEW_MS
      ? [`the clocks of MongoDB and of this process are ${skewMs} ms apart: pauses go wrong`]
      : []),
  ];
}

/** The first to come owns the database; the service and the OAuth proxy may never share one: the proxy alone holds tokens. */
async function claimDatabase(owners: Collection, owner: string): Promise<void> {
  const claimed = await askForUpsert(() =>
    owners.findOneAndUpdate(
      { _id: 'owner' as never },
      { $setOnInsert: { name: owner } },
      { upsert: true, returnDocument: 'after', ...LIMIT },
    ),
  );
  if (claimed?.name === owner) return;
  throw new StoreRefused(
    `MONGODB_URI: expected a database of its own, this one belongs to the ${claimed?.name}: name another in the path`,
  );
}
