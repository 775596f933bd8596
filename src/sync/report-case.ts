import type { NewTask, Tasks } from '../connectors/connector.ts';
import { SyncFailure } from '../domain/failures.ts';
import { answerTenant, askTenant, isAboutBusiness } from '../domain/questions.ts';
import type { Case, Lease, Task } from '../domain/records.ts';
import { fingerprintOf } from '../domain/task.ts';
import { taskText } from '../domain/task-text.ts';
import { LostCompareAndSet } from '../ports.ts';
import type { Engine } from './engine.ts';
import { holdLease } from './hold-lease.ts';

/** More new tasks than this in a day become one that says so. */
const MAX_TASKS_A_DAY = 20;
const DAY_MS = 86_400_000;
const MAX_PAUSE_MS = 600_000;
/** A task that was sent without an answer may still appear. */
const UNANSWERED_PAUSE_MS = 300_000;

/** Where the tasks of a tenant go; to post them takes Storeganise alone. */
export type TaskOffice = { readonly code: string; readonly addonId: string; readonly tasks: Tasks };

/** Brings the task of one question up to date: posted, updated in place, or completed. Returns false when all are. */
export async function reportCase(engine: Engine, tenant: TaskOffice, lease: Lease): Promise<boolean> {
  const question = await engine.store.dueTask(tenant.code);
  if (!question) return false;
  const save = (task: Task) => engine.store.saveTask(tenant.code, question.id, task);
  await holdLease(engine, lease);
  try {
    await save(await bringUpToDate(engine, tenant, lease, question));
  } catch (failure) {
    if (failure instanceof LostCompareAndSet) throw failure;
    if (!(failure instanceof SyncFailure)) {
      // A defect of ours in one question stops no other one.
      engine.log.error({ tenant: tenant.code, kind: question.kind, err: failure }, 'defect in reporting a case');
      const task = question.task ?? { state: 'closed', says: '', postedAt: 0 };
      await save({ ...task, notBefore: engine.clock.now() + MAX_PAUSE_MS });
      return true;
    }
    // What was remembered before the post counts, not what was known before it.
    const known = (await engine.store.findCase(question.id)) ?? question;
    await save(await afterFailure(engine, known, failure));
    engine.log.warn(
      { tenant: tenant.code, code: failure.code, kind: question.kind },
      'task not brought up to date yet',
    );
    return failure.kind === 'rejected';
  }
  engine.log.info({ tenant: tenant.code, kind: question.kind, open: question.open }, 'task brought up to date');
  return true;
}

async function bringUpToDate(engine: Engine, tenant: TaskOffice, lease: Lease, question: Case): Promise<Task> {
  const { task } = question;
  const { tasks } = tenant;
  const now = engine.clock.now();
  if (!task || task.state === 'closed') return post(engine, tenant, lease, question);
  const jobId = task.jobId ?? (await tasks.findTask(markOf(question)));
  const isUnclear = task.state === 'posting' && jobId === undefined;
  const restMs = isUnclear ? task.postedAt + UNANSWERED_PAUSE_MS - now : 0;
  if (restMs > 0) return { ...task, notBefore: now + restMs };
  const says = fingerprintOf(question);
  // A task whose end was sent may be over by now: whoever asks again gets a new one.
  if (!question.open || task.state === 'closing') {
    if (jobId !== undefined) await close(engine, tenant, lease, { question, task, jobId });
    return { state: 'closed', says, postedAt: task.postedAt };
  }
  if (isUnclear) return post(engine, tenant, lease, question);
  if (jobId !== undefined && task.says !== says) await tasks.updateTask(jobId, newTask(tenant, question));
  return { state: 'open', ...(jobId === undefined ? {} : { jobId }), says, postedAt: task.postedAt };
}

/** Remembered before it is sent: without an answer it may be there all the same. */
async function post(engine: Engine, tenant: TaskOffice, lease: Lease, question: Case): Promise<Task> {
  const now = engine.clock.now();
  const says = fingerprintOf(question);
  const tomorrow = await overflowUntil(engine, question, now);
  if (tomorrow !== undefined) return { state: 'closed', says, postedAt: 0, notBefore: tomorrow };
  await engine.store.saveTask(tenant.code, question.id, { state: 'posting', says, postedAt: now });
  await holdLease(engine, lease);
  const jobId = await tenant.tasks.postTask(newTask(tenant, question));
  return { state: 'open', ...(jobId === undefined ? {} : { jobId }), says, postedAt: now };
}

/** Remembered before it is sent, likewise. */
async function close(
  engine: Engine,
  tenant: TaskOffice,
  lease: Lease,
  { question, task, jobId }: { readonly question: Case; readonly task: Task; readonly jobId: string },
): Promise<void> {
  await engine.store.saveTask(tenant.code, question.id, { ...task, jobId, state: 'closing' });
  await holdLease(engine, lease);
  await tenant.tasks.completeTask(jobId);
}

/** A flood of questions about customers has one cause: one task says so, and the rest wait for the next day. */
async function overflowUntil({ store }: Engine, { tenant, kind }: Case, now: number): Promise<number | undefined> {
  if (isAboutBusiness(kind)) return undefined;
  const midnight = now - (now % DAY_MS);
  if ((await store.countTasks(tenant, midnight)) < MAX_TASKS_A_DAY) {
    await store.deliverRow(tenant, answerTenant(tenant, 'many_questions'));
    return undefined;
  }
  await store.deliverRow(tenant, askTenant(tenant, 'many_questions', {}, now));
  return midnight + DAY_MS;
}

/** A refusal is not repeated for ever, and never posts a second task. */
async function afterFailure({ clock }: Engine, question: Case, failure: SyncFailure): Promise<Task> {
  const says = fingerprintOf(question);
  const known: Task = question.task ?? { state: 'posting', says, postedAt: clock.now() };
  const retries = (known.retries ?? 0) + 1;
  if (failure.kind === 'rejected' && (!question.open || known.state === 'closing'))
    return { state: 'closed', says, postedAt: known.postedAt };
  if (failure.kind === 'rejected' && known.state === 'open') return { ...known, says };
  const pauseMs = failure.retryAfterMs ?? Math.min(2_000 * 2 ** retries, MAX_PAUSE_MS);
  return { ...known, retries, notBefore: clock.now() + pauseMs };
}

/** What only the text of this question's task holds. */
const markOf = ({ kind, id }: Case) => `Code: ${kind} ${id}`;

function newTask(tenant: TaskOffice, question: Case): NewTask {
  const customer = question.person?.storeganiseId;
  const target =
    customer === undefined
      ? { targetType: 'addon' as const, targetId: tenant.addonId }
      : { targetType: 'user' as const, targetId: customer };
  return { ...taskText(question), ...target };
}
