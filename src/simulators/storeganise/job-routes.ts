import type { Commit } from '../front-door.ts';
import { invalid, jsonAnswer, notFound } from './answers.ts';
import type { Arrived, Business } from './business.ts';
import { describeJob } from './describe.ts';
import { type Job, type JobChanges, type JobState, loggedJob } from './jobs.ts';
import { isListed, listAnswer } from './listing.ts';
import { isObject, readObject, requireText } from './read-body.ts';

const targetTypes = ['addon', 'user', 'unit'];
const states = ['ready', 'running', 'completed', 'cancelled'] as const satisfies JobState[];

/** `POST jobs`: tasks only; what it answers is open (Storeganise dossier §3.6). */
export function createJob({ jobs, switches }: Business, { request }: Arrived): Commit {
  const body = readObject(request);
  if (body.type !== 'task') throw invalid('type is invalid');
  const data = requireTaskData(isObject(body.data) ? body.data : {});
  const ownerId = typeof body.ownerId === 'string' ? body.ownerId : null;
  return (now) => {
    const job = jobs.create({ type: 'task', ownerId, data, stepType: 'task' }, now);
    const { id, ...nameless } = describeJob(job);
    const response = jsonAnswer(200, switches.jobAnswer === 'job' ? { id, ...nameless } : nameless);
    return { recordId: id, response, after: loggedJob(job) };
  };
}

function requireTaskData(data: Record<string, unknown>): Record<string, unknown> {
  if (!targetTypes.includes(String(data.targetType))) throw invalid('data.targetType is invalid');
  requireText(data.targetId, 'data.targetId');
  requireText(data.title, 'data.title');
  if (data.desc !== undefined && typeof data.desc !== 'string') throw invalid('data.desc must be a string');
  return data;
}

/** `GET jobs?type=&state=` (Storeganise dossier §3.6, §6). */
export function listJobs({ jobs, switches }: Business, { query }: Arrived): Commit {
  const isWanted = (job: Job, key: 'type' | 'state') => query.get(key)?.split(',').includes(job[key]) ?? true;
  return (now) => {
    const found = jobs.allVisible(now).filter((job) => isListed(job, query));
    const wanted = found.filter((job) => isWanted(job, 'type') && isWanted(job, 'state'));
    return listAnswer(wanted, query, switches, describeJob);
  };
}

export function showJob({ jobs }: Business, { id }: Arrived): Commit {
  return (now) => {
    const job = jobs.visible(id, now);
    if (job === undefined) throw notFound();
    return { recordId: id, response: jsonAnswer(200, describeJob(job)) };
  };
}

/** `PUT jobs/{id}` with `data` or `state`: whether either works is not told anywhere, so it is a switch. */
export function updateJob({ jobs, switches }: Business, { id, request, addonId }: Arrived): Commit {
  jobs.require(id);
  const { data, state } = readObject(request);
  if (switches.jobUpdate === 'refused') throw invalid('Jobs cannot be updated');
  if (state !== undefined && switches.jobUpdate === 'data_only') throw invalid('state cannot be updated');
  if (data !== undefined && !isObject(data)) throw invalid('data must be an object');
  const changes: JobChanges = {
    ...(data === undefined ? {} : { data }),
    ...(state === undefined ? {} : { state: requireState(state) }),
  };
  return (now) => {
    const before = jobs.require(id);
    requireTaskData({ ...before.data, ...data });
    return jobAnswer(before, jobs.update(id, changes, addonId, now));
  };
}

/** `PUT jobs/{id}/steps/{stepId}` (Storeganise dossier §3.6). */
export function updateStep({ jobs, switches }: Business, { id, stepId, request, addonId }: Arrived): Commit {
  jobs.require(id);
  const state = requireState(readObject(request).state);
  if (switches.taskSteps === 'refused') throw invalid('Step cannot be updated');
  return (now) => jobAnswer(jobs.require(id), jobs.updateStep(id, stepId, state, addonId, now));
}

function jobAnswer(before: Job, after: Job) {
  const response = jsonAnswer(200, describeJob(after));
  return { recordId: after.id, response, before: loggedJob(before), after: loggedJob(after) };
}

function requireState(state: unknown): JobState {
  const known = states.find((other) => other === state);
  if (known === undefined) throw invalid('state is invalid');
  return known;
}
