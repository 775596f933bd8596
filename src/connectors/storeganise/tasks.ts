import { z } from 'zod';
import { SyncFailure } from '../../domain/failures.ts';
import type { NewTask, Tasks } from '../connector.ts';
import type { Remote, Reply } from '../remote.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 10;

const Job = z.object({
  id: z.string().min(1),
  state: z.string().nullish(),
  data: z.object({ desc: z.string().nullish() }).nullish().catch(undefined),
  steps: z
    .array(z.object({ id: z.string(), state: z.string().nullish() }))
    .nullish()
    .catch(undefined),
});
const OVER = new Set(['completed', 'cancelled']);

/** Admin tasks: jobs of type `task` (Storeganise dossier §3.6). */
export function createTasks(remote: Remote): Tasks {
  const pathOf = (jobId: string) => `/jobs/${encodeURIComponent(jobId)}`;
  const dataOf = ({ title, desc, targetType, targetId }: NewTask) => ({ targetType, targetId, title, desc });

  return {
    async postTask(task) {
      const body = { type: 'task', ownerId: null, data: dataOf(task) };
      const job = Job.safeParse(bodyOf(await remote.call('POST', '/jobs', body)));
      return job.success ? job.data.id : undefined;
    },

    async findTask(mark) {
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const path = `/jobs?type=task&limit=${PAGE_SIZE}&offset=${page * PAGE_SIZE}`;
        const jobs = z.array(Job).safeParse(bodyOf(await remote.call('GET', path)));
        if (!jobs.success) return undefined;
        const found = jobs.data.find(
          ({ state, data }) => !OVER.has(state ?? '') && data?.desc?.split('\n').includes(mark),
        );
        if (found || jobs.data.length < PAGE_SIZE) return found?.id;
      }
      return undefined;
    },

    async updateTask(jobId, task) {
      bodyOf(await remote.call('PUT', pathOf(jobId), { data: dataOf(task) }));
    },

    /** Which of the two forms is accepted is not told: one that refuses both is left to the staff. */
    async completeTask(jobId) {
      const whole = await remote.call('PUT', pathOf(jobId), { state: 'completed' });
      if (whole.kind === 'ok' || whole.failure.kind !== 'rejected') return void bodyOf(whole);
      const job = Job.safeParse(bodyOf(await remote.call('GET', pathOf(jobId))));
      const step = job.success ? job.data.steps?.find(({ state }) => !OVER.has(state ?? '')) : undefined;
      if (step)
        bodyOf(
          await remote.call('PUT', `${pathOf(jobId)}/steps/${encodeURIComponent(step.id)}`, { state: 'completed' }),
        );
      else throw new SyncFailure('rejected', whole.failure.code);
    },
  };
}

function bodyOf(reply: Reply): unknown {
  if (reply.kind === 'failed') throw reply.failure;
  return reply.body;
}
