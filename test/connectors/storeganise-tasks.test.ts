import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../src/ports.ts';
import { BASES, buildAnswer, callsOf, LOST } from './scripted-transport.ts';
import { openStoreganise } from './storeganise-business.ts';

const TASK = { title: 'zendesk: x', desc: 'y\n\nCode: z', targetType: 'user', targetId: 'u1' } as const;
const DATA = { targetType: 'user', targetId: 'u1', title: 'zendesk: x', desc: 'y\n\nCode: z' };
const OK = buildAnswer(200, { id: 'j1' });
const REFUSED = buildAnswer(400);

function opening(...answers: readonly HttpAnswer[]) {
  const { storeganise, requests } = openStoreganise(...answers);
  return { storeganise, calls: () => callsOf(requests, `${BASES.storeganise}/jobs`) };
}

const FAILURES: readonly (readonly [string, HttpAnswer, string])[] = [
  ['a refusal', REFUSED, 'rejected'],
  ['credentials', buildAnswer(403), 'unauthorised'],
  ['too many calls', buildAnswer(429), 'rate_limited'],
  ['an outage', buildAnswer(503), 'unavailable'],
  ['no answer', LOST, 'unavailable'],
];

describe('posting a task', () => {
  it('makes a job of nobody, about its target', async () => {
    const { storeganise, calls } = opening(buildAnswer(201, { id: 'j1', type: 'task', state: 'ready' }));

    expect(await storeganise.postTask(TASK)).toBe('j1');

    expect(calls()).toEqual([['POST', '', { type: 'task', ownerId: null, data: DATA }]]);
  });

  it.each([
    ['no id', {}],
    ['an empty id', { id: '' }],
    ['an id of another type', { id: 7 }],
    ['a list', []],
  ])('may end without an id: %s', async (_, body) => {
    expect(await opening(buildAnswer(201, body)).storeganise.postTask(TASK)).toBeUndefined();
  });

  it.each(FAILURES)('tells of %s', async (_, answer, kind) => {
    const { storeganise, calls } = opening(answer);

    await expect(storeganise.postTask(TASK)).rejects.toMatchObject({ kind });

    expect(calls()).toHaveLength(1);
  });
});

describe('updating a task', () => {
  it('sends its data alone', async () => {
    const { storeganise, calls } = opening(OK);

    await storeganise.updateTask('j1', TASK);

    expect(calls()).toEqual([['PUT', '/j1', { data: DATA }]]);
  });

  it.each(FAILURES)('tells of %s', async (_, answer, kind) => {
    await expect(opening(answer).storeganise.updateTask('j1', TASK)).rejects.toMatchObject({ kind });
  });
});

describe('completing a task', () => {
  const WHOLE = ['PUT', '/j1', { state: 'completed' }];
  const READ = ['GET', '/j1'];
  const step = (id: string) => ['PUT', `/j1/steps/${id}`, { state: 'completed' }];
  const job = (...steps: readonly object[]) => buildAnswer(200, { id: 'j1', state: 'ready', steps });

  it('sends the state', async () => {
    const { storeganise, calls } = opening(OK);

    await storeganise.completeTask('j1');

    expect(calls()).toEqual([WHOLE]);
  });

  it.each<[string, readonly object[], string]>([
    ['the only one', [{ id: 's1', state: 'ready' }], 's1'],
    ['the first that is open', [{ id: 's1', state: 'completed' }, { id: 's2', state: 'ready' }, { id: 's3' }], 's2'],
    [
      'one after a cancelled one',
      [
        { id: 's1', state: 'cancelled' },
        { id: 's2', state: 'running' },
      ],
      's2',
    ],
    ['one without a state', [{ id: 's1', state: null }], 's1'],
  ])('completes its first open step where the state is refused: %s', async (_, steps, id) => {
    const { storeganise, calls } = opening(REFUSED, job(...steps), OK);

    await storeganise.completeTask('j1');

    expect(calls()).toEqual([WHOLE, READ, step(id)]);
  });

  it.each<[string, readonly HttpAnswer[]]>([
    ['there is no step', [REFUSED, job()]],
    ['there are no steps', [REFUSED, buildAnswer(200, { id: 'j1' })]],
    ['no step is open', [REFUSED, job({ id: 's1', state: 'completed' })]],
    ['steps are of another shape', [REFUSED, buildAnswer(200, { id: 'j1', steps: 'none' })]],
    ['the job is not there', [REFUSED, buildAnswer(404)]],
    ['the step is refused', [REFUSED, job({ id: 's1' }), REFUSED]],
  ])('is refused for good where %s', async (_, answers) => {
    const { storeganise, calls } = opening(...answers);

    await expect(storeganise.completeTask('j1')).rejects.toMatchObject({ kind: 'rejected' });

    expect(calls()).toHaveLength(answers.length);
  });

  it.each(FAILURES.filter(([what]) => what !== 'a refusal'))(
    'tells of %s, and asks nothing more',
    async (_, answer, kind) => {
      const { storeganise, calls } = opening(answer);

      await expect(storeganise.completeTask('j1')).rejects.toMatchObject({ kind });

      expect(calls()).toEqual([WHOLE]);
    },
  );

  it.each(['../users/u1', 'a/b?c#d'])('stays below the jobs: %s', async (id) => {
    const { storeganise, calls } = opening(REFUSED, buildAnswer(200, { id: 'j1', steps: [{ id: '../../x' }] }), OK);

    await storeganise.completeTask(id);

    expect(calls().map(([, path]) => path)).toEqual([
      `/${encodeURIComponent(id)}`,
      `/${encodeURIComponent(id)}`,
      `/${encodeURIComponent(id)}/steps/..%2F..%2Fx`,
    ]);
  });
});

describe('finding a task', () => {
  const task = (id: string, desc: unknown, state: unknown = 'ready') => ({ id, state, data: { desc } });
  const MARK = 'Code: field_conflict c1';
  const page = (offset: number) => ['GET', `?type=task&limit=100&offset=${offset}`];
  const others = (count: number) => Array.from({ length: count }, (_, at) => task(`o${at}`, 'other'));

  it.each<[string, readonly unknown[], string | undefined]>([
    ['the one with the mark', [task('j1', 'other'), task('j2', `x\n\n${MARK}`)], 'j2'],
    ['none without the mark', [task('j1', 'other')], undefined],
    ['none that is completed', [task('j1', MARK, 'completed')], undefined],
    ['none that is cancelled', [task('j1', MARK, 'cancelled')], undefined],
    ['one without a state', [task('j1', MARK, null)], 'j1'],
    ['the open one of two', [task('j1', MARK, 'completed'), task('j2', MARK)], 'j2'],
    ['none in an empty list', [], undefined],
    ['the one beside jobs of another shape', [{ id: 'j0' }, { id: 'j1', data: 'x' }, task('j2', MARK)], 'j2'],
  ])('shows %s', async (_, jobs, id) => {
    const { storeganise, calls } = opening(buildAnswer(200, jobs));

    expect(await storeganise.findTask(MARK)).toBe(id);

    expect(calls()).toEqual([page(0)]);
  });

  it('looks at the next page where one is full', async () => {
    const { storeganise, calls } = opening(buildAnswer(200, others(100)), buildAnswer(200, [task('j1', MARK)]));

    expect(await storeganise.findTask(MARK)).toBe('j1');

    expect(calls()).toEqual([page(0), page(100)]);
  });

  it('comes to an end', async () => {
    const pages = Array.from({ length: 50 }, () => buildAnswer(200, others(100)));
    const { storeganise, calls } = opening(...pages);

    expect(await storeganise.findTask(MARK)).toBeUndefined();

    expect(calls().length).toBeLessThanOrEqual(10);
  });

  it.each(FAILURES)('tells of %s', async (_, answer, kind) => {
    await expect(opening(answer).storeganise.findTask(MARK)).rejects.toMatchObject({ kind });
  });
});
