import { makeHexId } from '../identifiers.ts';
import type { SimAttributes, SimRandom } from '../wire.ts';
import { notFound } from './answers.ts';
import type { StoreganiseSwitches } from './switches.ts';
import { createVersions } from './versions.ts';

export type JobState = 'ready' | 'running' | 'completed' | 'cancelled';

export type Step = {
  id: string;
  type: string;
  state: JobState;
  completedAt?: number;
  completedBy?: string;
  result?: Record<string, unknown>;
};

/** A workflow record; a task is one of `type: 'task'` (Storeganise dossier §1.1, §3.6). */
export type Job = {
  id: string;
  type: string;
  ownerId: string | null;
  state: JobState;
  step?: string;
  data: Record<string, unknown>;
  result: Record<string, unknown>;
  steps: Step[];
  created: number;
  updated: number;
};

export type NewJob = Pick<Job, 'type' | 'ownerId' | 'data'> & { stepType: string; state?: JobState };
export type JobChanges = Partial<Pick<Job, 'state' | 'step' | 'data' | 'result' | 'steps'>>;

export type Jobs = ReturnType<typeof createJobs>;

/** The jobs of one business: tasks of add-ons, and the move-ins, move-outs and transfers behind rentals. */
export function createJobs(random: SimRandom, switches: StoreganiseSwitches) {
  const store = createVersions<Job>(switches);

  function require(id: string): Job {
    const job = store.newest(id);
    if (job === undefined) throw notFound();
    return job;
  }

  /** `data` and `result` merge; a finished job has no open step. */
  function update(id: string, changes: JobChanges, by: string, now: number): Job {
    const before = require(id);
    const job: Job = {
      ...before,
      ...changes,
      data: { ...before.data, ...changes.data },
      result: { ...before.result, ...changes.result },
      updated: now,
    };
    if (isOver(job)) job.steps = job.steps.map((step) => (isOver(step) ? step : finish(step, job.state, by, now)));
    store.put(id, job, now);
    return job;
  }

  return {
    require,
    update,
    visible: (id: string, now: number): Job | undefined => store.visible(id, now),
    allVisible: (now: number): Job[] => store.allVisible(now),
    all: (): Job[] => store.allNewest(),

    create({ stepType, state = 'ready', ...fresh }: NewJob, now: number): Job {
      const step: Step = { id: makeHexId(random, now), type: stepType, state: 'ready' };
      const job: Job = {
        id: makeHexId(random, now),
        ...fresh,
        state,
        step: stepType,
        result: {},
        steps: [step],
        created: now,
        updated: now,
      };
      store.put(job.id, job, now);
      return job;
    },

    /** The last open step finishes the job. */
    updateStep(id: string, stepId: string, state: JobState, by: string, now: number): Job {
      const { steps } = require(id);
      if (!steps.some((step) => step.id === stepId)) throw notFound();
      const changed = steps.map((step) => (step.id === stepId ? finish(step, state, by, now) : step));
      return update(id, { steps: changed, ...(changed.every(isOver) ? { state: 'completed' } : {}) }, by, now);
    },
  };
}

export function isOver({ state }: { state: JobState }): boolean {
  return state === 'completed' || state === 'cancelled';
}

function finish(step: Step, state: JobState, completedBy: string, now: number): Step {
  return { ...step, state, ...(state === 'completed' ? { completedAt: now, completedBy } : {}) };
}

/** What the call log compares. */
export function loggedJob({ state, data, steps }: Job): SimAttributes {
  const inner = Object.entries(data).map(([key, value]) => [`data.${key}`, value]);
  return { state, steps: steps.map((step) => step.state), ...Object.fromEntries(inner) };
}
