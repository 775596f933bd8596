import type { NewTask, StoreganiseConnector } from '../../src/connectors/connector.ts';
import { SyncFailure } from '../../src/domain/failures.ts';
import type { Case } from '../../src/domain/records.ts';
import { buildCase } from '../support/builders.ts';
import type { engineOpener, ScriptedEngine } from './scripted-engine.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;
const TICK_MS = 20_000;

type OpenEngine = ReturnType<typeof engineOpener>;

const unavailable = () => new SyncFailure('unavailable', 'storeganise_ETIMEDOUT');
const refused = () => new SyncFailure('rejected', 'storeganise_400');

type Call = readonly [verb: 'post' | 'find' | 'update' | 'complete', what: string];
type Answers = { [verb in Call[0]]?: (time: number) => string | undefined };

/** A worker before a Storeganise that notes what is asked of its tasks; an answer may throw. */
export function openOffice(open: OpenEngine, answers: Answers = {}, tenants: readonly string[] = ['acme']) {
  const calls: Call[] = [];
  const posted: NewTask[] = [];
  const note = (verb: Call[0], what: string) => {
    calls.push([verb, what]);
    return answers[verb]?.(calls.filter(([other]) => other === verb).length);
  };
  const storeganise: Partial<StoreganiseConnector> = {
    async postTask(task) {
      posted.push(task);
      const told = note('post', task.title);
      return answers.post ? told : `job${posted.length}`;
    },
    findTask: async (mark) => note('find', mark),
    updateTask: async (jobId, { desc }) => void note('update', `${jobId} ${/“([^”]*)”/.exec(desc)?.[1]}`),
    completeTask: async (jobId) => void note('complete', jobId),
  };
  const engine = open(tenants, { storeganise });
  engine.startWorkers(1, TICK_MS);
  return { engine, calls, posted };
}

export async function ask(engine: ScriptedEngine, over: Partial<Case> = {}): Promise<void> {
  await engine.store.deliverRow(over.tenant ?? 'acme', { kind: 'case', case: buildCase(over) });
  engine.bell.ring();
}

export async function answer(engine: ScriptedEngine, caseId = 'case1'): Promise<void> {
  await engine.store.deliverRow('acme', { kind: 'case_closed', caseId });
  engine.bell.ring();
}

/** A question that went as it came: its task was posted, and told to end. */
export async function askAndAnswer(engine: ScriptedEngine): Promise<void> {
  await ask(engine);
  await engine.clock.advance(1_000);
  await answer(engine);
  await engine.clock.advance(1_000);
}

export const lost = (): never => {
  throw unavailable();
};
export const refuse = (): never => {
  throw refused();
};
