import { Agenda } from 'agenda';
import type { Logger } from '../../log.ts';
import { ask, isDuplicateKey, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { type Bell, type Clock, type Recurring, type Schedule, StoreUnavailable } from '../../ports.ts';
import { AGENDA_COLLECTION } from '../../store/mongo/schemas.ts';
import { createMemoryBell } from '../memory-bell.ts';
import { QuietBackend } from './quiet-backend.ts';

/** A lock of Agenda's that nobody gave back is free again after so long … */
const LOCK_MS = 60_000;
/** … so no handler may last longer: it ends here, while what it began goes on and is waited for by the next. */
const HANDLER_DEADLINE_MS = 45_000;
/** How often a schedule is looked after: whoever empties Agenda's collection would end it for good. */
const LOOK_AFTER_MS = 1_000;
/** How far ahead at most Agenda looks for what to run; it locks what it finds, and a lock outlives who is killed. */
const MAX_AHEAD_MS = 1_000;

export type AgendaScheduleParts = {
  readonly work: Recurring;
  readonly mongo: MongoConnection;
  /** Whether the database has its indexes. */
  readonly isPrepared: () => boolean;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn' | 'error'>;
};

/**
 * A schedule that all processes on one MongoDB share: each time one of them does the work. Agenda keeps the time and nothing
 * else: its documents may be lost at any moment, and come back by themselves (dependencies dossier §3 lists what it is kept from).
 */
export class AgendaSchedule implements Schedule {
  readonly #parts: AgendaScheduleParts;
  readonly #pause: Bell;
  readonly #lookingAfter: Promise<void>;
  #isStopped = false;
  #agenda: Agenda | undefined;
  #underWay: Promise<void> | undefined;
  /** Agenda writes on after its handler: a run has ended once it says so. */
  #ended = Promise.resolve();

  constructor(parts: AgendaScheduleParts) {
    this.#parts = parts;
    this.#pause = createMemoryBell(parts.clock);
    this.#lookingAfter = this.#lookAfter();
  }

  async stop(): Promise<void> {
    const { log, work } = this.#parts;
    this.#isStopped = true;
    this.#pause.ring();
    await this.#lookingAfter;
    await this.#agenda?.stop().catch((err) => log.warn({ err, schedule: work.name }, 'Agenda could not be stopped'));
    await Promise.all([this.#underWay, this.#ended]);
  }

  async #lookAfter(): Promise<void> {
    const { isPrepared, log, work } = this.#parts;
    while (!this.#isStopped) {
      try {
        if (isPrepared()) {
          this.#agenda ??= await this.#open();
          await this.#assert(this.#agenda);
        }
      } catch (err) {
        // The workers say it when nobody answers.
        if (!(err instanceof StoreUnavailable))
          log.error({ err, schedule: work.name }, 'a schedule is not looked after');
      }
      if (!this.#isStopped) await this.#pause.wait(LOOK_AFTER_MS);
    }
  }

  async #open(): Promise<Agenda> {
    const { mongo, log, work } = this.#parts;
    const processEvery = Math.min(work.everyMs, MAX_AHEAD_MS);
    const agenda = new Agenda({ backend: new QuietBackend(mongo.database()), processEvery });
    agenda.on('error', (err) => log.warn({ err, schedule: work.name }, 'Agenda met an error'));
    const options = { concurrency: 1, lockLimit: 1, lockLifetime: LOCK_MS };
    // biome-ignore lint/nursery/noMisusedPromises: it sees the first overload only, the second one takes a promise.
    agenda.define(work.name, () => this.#handle(agenda), options);
    await agenda.start();
    return agenda;
  }

  async #handle(agenda: Agenda): Promise<void> {
    // Agenda may have been about to call when it was stopped.
    if (this.#isStopped) return;
    this.#ended = new Promise((resolve) => agenda.once('complete', () => resolve()));
    await Promise.race([this.#runAlone(), this.#parts.clock.sleep(HANDLER_DEADLINE_MS)]);
  }

  /** One run at a time in this process, however often it is asked for. */
  #runAlone(): Promise<void> {
    this.#underWay ??= this.#parts.work.run().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** Makes the schedule where it is missing; a collection that was dropped has lost its indexes too. */
  async #assert(agenda: Agenda): Promise<void> {
    const { mongo, work } = this.#parts;
    const single = { name: work.name, type: 'single', repeatInterval: work.everyMs } as const;
    const jobs = mongo.collection(AGENDA_COLLECTION);
    if (await ask(() => jobs.findOne(single, { projection: { _id: 1 }, ...LIMIT }))) return;
    await ask(() => mongo.model(AGENDA_COLLECTION).createIndexes());
    try {
      await ask(() => agenda.every(work.everyMs, work.name));
    } catch (error) {
      // Another process was faster.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
