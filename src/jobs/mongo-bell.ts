import type { Logger } from '../log.ts';
import { ask, askForUpsert, LIMIT, type MongoConnection } from '../mongo-connection.ts';
import { type Bell, type Clock, StoreUnavailable } from '../ports.ts';
import type { BellDocument } from '../store/mongo/schemas.ts';
import { createMemoryBell } from './memory-bell.ts';

const BELL = { _id: 'bell' } as const;
/** The rings of such a moment are one to the others: what it costs to tell them does not grow with what comes in. */
const MOMENT_MS = 25;
const LISTEN_AGAIN_MS = 1_000;

/**
 * The bell of one process among several: it rings here at once, and in every other one through a change stream. While the
 * others cannot be told or heard, the tick finds the work. It listens once somebody waits: who has no workers need not.
 */
export class MongoBell implements Bell {
  readonly #mongo: MongoConnection;
  readonly #log: Pick<Logger, 'warn' | 'error'>;
  /** Whoever is woken elsewhere must find what this process rings for. */
  readonly #settled: () => Promise<void>;
  readonly #id: string;
  readonly #here: Bell;
  #rings = 0;
  #isUntold = false;
  #isTelling = false;
  #isListening = false;
  #isClosed = false;
  #stream: { close(): Promise<void> } | undefined;

  constructor(parts: {
    readonly mongo: MongoConnection;
    readonly settled: () => Promise<void>;
    /** Of this process, and of no other. */
    readonly id: string;
    readonly clock: Clock;
    readonly log: Pick<Logger, 'warn' | 'error'>;
  }) {
    this.#mongo = parts.mongo;
    this.#log = parts.log;
    this.#settled = parts.settled;
    this.#id = parts.id;
    this.#here = createMemoryBell(parts.clock);
  }

  ring(): void {
    this.#here.ring();
    this.#isUntold = true;
    if (!this.#isTelling) void this.#tell();
  }

  wait(ms: number): Promise<void> {
    if (!this.#isListening) void this.#listen();
    return this.#here.wait(ms);
  }

  close(): void {
    this.#isClosed = true;
    this.#stream?.close().catch(() => {});
  }

  async #tell(): Promise<void> {
    this.#isTelling = true;
    while (this.#isUntold && !this.#isClosed) {
      await this.#mongo.pause(MOMENT_MS);
      this.#isUntold = false;
      this.#rings += 1;
      try {
        await ask(this.#settled);
        const ring = { by: this.#id, rings: this.#rings };
        await askForUpsert(() => this.#bell.replaceOne(BELL, ring, { upsert: true, ...LIMIT }));
      } catch (err) {
        // This ring is lost: the tick finds what it was for.
        if (!this.#isClosed && !(err instanceof StoreUnavailable)) this.#log.error({ err }, 'a ring met a defect');
      }
    }
    this.#isTelling = false;
  }

  async #listen(): Promise<void> {
    this.#isListening = true;
    const others = [{ $match: { 'fullDocument.by': { $ne: this.#id } } }, { $project: { _id: 1 } }];
    let isTold = false;
    while (!this.#isClosed) {
      try {
        const stream = this.#bell.watch(others);
        this.#stream = stream;
        for await (const _ of stream) {
          isTold = false;
          this.#here.ring();
        }
      } catch (err) {
        if (!this.#isClosed && !isTold)
          this.#log.warn({ err }, 'other processes are not heard: the tick finds their work');
        isTold = true;
      }
      await this.#mongo.pause(LISTEN_AGAIN_MS);
    }
  }

  get #bell() {
    return this.#mongo.collection<BellDocument>('bell');
  }
}
