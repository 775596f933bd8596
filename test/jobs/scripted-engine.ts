import { afterEach } from 'vitest';
import type {
  Connector,
  Connectors,
  NewTask,
  StoreganiseConnector,
  WriteAnswer,
} from '../../src/connectors/connector.ts';
import type { Operation, Platform, PlatformRecord } from '../../src/domain/contact.ts';
import type { Lease, Outcome, RecordRef } from '../../src/domain/records.ts';
import { createMemoryBell } from '../../src/jobs/memory-bell.ts';
import { startMemorySchedule } from '../../src/jobs/memory-schedule.ts';
import { startWork, type Work } from '../../src/jobs/start-work.ts';
import { runWorker } from '../../src/jobs/worker.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { Engine } from '../../src/sync/engine.ts';
import { ManualClock } from '../contract/manual-clock.ts';
import { buildUser, FORM } from '../support/builders.ts';
import { noActivation } from '../support/settled-tenants.ts';

/** What the platforms answer. Reads come to a Zendesk user whom nobody matches: a pass without anything to do. */
export type Script = {
  /** `time` counts the reads of this record, from 1. */
  read?(ref: RecordRef, time: number): Promise<PlatformRecord | undefined>;
  write?(ref: RecordRef, operation: Operation): Promise<WriteAnswer>;
  /** Storeganise’s tasks, rentals and jobs; tasks are posted and never found unless told otherwise. */
  readonly storeganise?: Partial<StoreganiseConnector>;
};

type Read = RecordRef & { readonly at: number };
type Line = { readonly level: 'info' | 'warn' | 'error'; readonly message: string };

/** The worker loop on a store in memory, with scripted platforms and a clock that moves when told. */
export class ScriptedEngine {
  readonly clock = new ManualClock();
  readonly bell = createMemoryBell(this.clock);
  readonly outcomes: { readonly key: string; readonly outcome: Outcome }[] = [];
  readonly reads: Read[] = [];
  readonly writes: Operation[] = [];
  readonly tasks: NewTask[] = [];
  readonly lines: Line[] = [];
  readonly store: MemoryStore;
  readonly #script: Script;
  readonly #engine: Engine;
  readonly #workers: Promise<void>[] = [];
  #isStopping = false;
  #keys = 0;

  constructor(tenants: readonly string[], script: Script) {
    this.#script = script;
    this.store = this.#openStore();
    const note = (level: Line['level']) => (_: unknown, message?: string) => {
      this.lines.push({ level, message: message ?? '' });
    };
    this.#engine = {
      clock: this.clock,
      random: { next: () => 0.5, id: () => `id${this.#keys++}` },
      store: this.store,
      failpoint: { reach: async () => {} },
      log: { info: note('info'), warn: note('warn'), error: note('error') },
      hashKey: 'hash-key',
      activation: noActivation,
      tenants: new Map(
        tenants.map((code) => [
          code,
          { code, addonId: `addon-${code}`, createsCustomers: false, form: FORM, connectors: this.#connectors(code) },
        ]),
      ),
    };
  }

  startWorkers(count: number, tickMs = 1_000): void {
    for (let worker = 0; worker < count; worker++) {
      const options = { id: `w${worker}`, tickMs, isStopping: () => this.#isStopping, held: new Set<Lease>() };
      this.#workers.push(runWorker(this.#engine, this.bell, options));
    }
  }

  /** A whole process: its workers are stopped by whoever started it. */
  startWork(): Work {
    return startWork(this.#engine, this.bell, {
      schedule: (work) => startMemorySchedule(work, this.clock),
      isPrepared: () => true,
    });
  }

  /** Stops the workers; throws where one of them broke. Those in a call that is never answered stay in it. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const over = Promise.all(this.#workers);
    await this.clock.advance(60_000);
    await Promise.race([over, new Promise((resolve) => setImmediate(resolve))]);
  }

  /** A webhook says that a Zendesk user may have changed; returns its key. */
  async deliver(tenant: string, recordId: string, platform: Platform = 'zendesk'): Promise<string> {
    this.#keys += 1;
    const key = `k${this.#keys}`;
    await this.store.accept({ tenant, platform, recordId, key, type: 'user.name_changed' });
    this.bell.ring();
    return key;
  }

  readsOf(recordId: string): readonly Read[] {
    return this.reads.filter((read) => read.recordId === recordId);
  }

  /** Milliseconds from the first read of a record to each later one. */
  pausesOf(recordId: string): number[] {
    const [first, ...later] = this.readsOf(recordId);
    return later.map(({ at }) => at - (first?.at ?? 0));
  }

  /** Milliseconds between each read of a record and the next. */
  gapsOf(recordId: string): number[] {
    return this.pausesOf(recordId).map((at, index, all) => at - (all[index - 1] ?? 0));
  }

  outcomesOf(key: string): readonly Outcome[] {
    return this.outcomes.flatMap((one) => (one.key === key ? [one.outcome] : []));
  }

  #openStore(): MemoryStore {
    const { outcomes } = this;
    return new (class extends MemoryStore {
      override async recordOutcome(...args: Parameters<MemoryStore['recordOutcome']>): Promise<boolean> {
        const isWritten = await super.recordOutcome(...args);
        outcomes.push({ key: args[2], outcome: args[3] });
        return isWritten;
      }
    })(this.clock, () => Promise.resolve());
  }

  #connectors(tenant: string): Connectors {
    return {
      storeganise: {
        ...this.#connector(tenant, 'storeganise'),
        listCustomers: unscripted,
        readRentals: unscripted,
        readOwnerOfRental: unscripted,
        readOwnerOfJob: unscripted,
        postTask: async (task) => `job${this.tasks.push(task)}`,
        findTask: unscripted,
        updateTask: unscripted,
        completeTask: unscripted,
        ...this.#script.storeganise,
      },
      zendesk: { ...this.#connector(tenant, 'zendesk'), readIdentities: async () => [], readPointers: unscripted },
    };
  }

  #connector(tenant: string, platform: Platform): Connector {
    return {
      platform,
      read: async (recordId) => {
        const ref = { tenant, platform, recordId };
        this.reads.push({ ...ref, at: this.clock.now() });
        if (!this.#script.read) return buildUser('Pat Doe', { id: recordId, pointer: '' });
        return this.#script.read(ref, this.readsOf(recordId).length);
      },
      findByPointer: async () => [],
      findByEmail: async () => [],
      listChanged: unscripted,
      write: async ({ id }, operation) => {
        this.writes.push(operation);
        return this.#script.write?.({ tenant, platform, recordId: id }, operation) ?? unscripted();
      },
      create: unscripted,
    };
  }
}

const unscripted = async (): Promise<never> => {
  throw new Error('not in the script');
};

/** Opens engines for the tests of one file, and stops them after each test. */
export function engineOpener() {
  const opened: ScriptedEngine[] = [];
  afterEach(async () => {
    for (const engine of opened.splice(0)) await engine.stop();
  });
  return (tenants: readonly string[], script: Script = {}): ScriptedEngine => {
    const engine = new ScriptedEngine(tenants, script);
    opened.push(engine);
    return engine;
  };
}
