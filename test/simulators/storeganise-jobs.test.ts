import { describe, expect, it } from 'vitest';
import type { StoreganiseSwitches } from '../../src/simulators/storeganise/storeganise.ts';
import { addonId, business, get, json, noon, read, taro, write } from './storeganise-business.ts';

const data = {
  targetType: 'user',
  targetId: '5f0000000000000000000b01',
  title: 'zendesk: look',
  desc: 'Please.\nhttps://x',
};

function oneTask(switches: Partial<StoreganiseSwitches> = {}) {
  const sg = business({ switches });
  const { response } = sg.handle(write('POST', 'jobs', { type: 'task', ownerId: null, data }), noon);
  const { id = '' } = sg.jobs()[0] ?? {};
  const put = (body: object, tail = '') => sg.handle(write('PUT', `jobs/${id}${tail}`, body), noon + 1000).response;
  return { sg, id, response, put };
}

describe('storeganise simulator: tasks', () => {
  it('are posted, seen by an admin and read back', () => {
    const { sg, id, response } = oneTask();

    expect([response.status, json(response).id]).toEqual([200, id]);
    expect(sg.jobs()).toEqual([
      { id, state: 'ready', ...data, created: '2026-01-10T12:00:00.123Z', updated: '2026-01-10T12:00:00.123Z' },
    ]);
    expect(read(sg, `jobs/${id}`)).toMatchObject({
      id,
      type: 'task',
      ownerId: null,
      state: 'ready',
      data,
      steps: [{ state: 'ready' }],
    });
    expect(sg.calls[0]).toMatchObject({ method: 'POST', recordId: id, changed: true, bookkeeping: false });
  });

  it.each([
    ['another type', { type: 'unit_moveIn', data }],
    ['no data', { type: 'task' }],
    ['a target that tasks do not have', { type: 'task', data: { ...data, targetType: 'invoice' } }],
    ['no target', { type: 'task', data: { ...data, targetId: '' } }],
    ['no title', { type: 'task', data: { ...data, title: ' ' } }],
    ['a description that is no text', { type: 'task', data: { ...data, desc: {} } }],
  ])('are refused with %s', (_name, body) => {
    const sg = business();

    expect(sg.handle(write('POST', 'jobs', body), noon).response.status).toBe(400);
    expect(sg.jobs()).toEqual([]);
  });

  it.each(['addon', 'user', 'unit'])('may target a record of type %s', (targetType) => {
    const body = { type: 'task', ownerId: null, data: { ...data, targetType, targetId: addonId } };

    expect(business().handle(write('POST', 'jobs', body), noon).response.status).toBe(200);
  });

  it('are updated in place and completed', () => {
    const { sg, put } = oneTask();

    const updated = json(put({ data: { title: 'zendesk: changed' } }));
    const completed = json(put({ state: 'completed' }));

    expect([updated.data.title, updated.data.desc, updated.state]).toEqual(['zendesk: changed', data.desc, 'ready']);
    expect(completed.steps[0]).toMatchObject({ state: 'completed', completedBy: addonId });
    expect(sg.jobs()).toMatchObject([{ state: 'completed', title: 'zendesk: changed' }]);
    expect(sg.calls.map(({ changedFields }) => changedFields).slice(1)).toEqual([['data.title'], ['state', 'steps']]);
  });

  it.each([
    ['accepted', 'accepted', [200, 200, 200]],
    ['data_only', 'accepted', [200, 400, 200]],
    ['refused', 'accepted', [400, 400, 200]],
    ['refused', 'refused', [400, 400, 400]],
  ] as const)('when updates are %s and steps %s', (jobUpdate, taskSteps, statuses) => {
    const { sg, put } = oneTask({ jobUpdate, taskSteps });
    const stepId = read(sg, `jobs/${sg.jobs()[0]?.id}`).steps[0].id;

    const answers = [
      put({ data: { title: 'changed' } }),
      put({ state: 'completed' }),
      put({ state: 'completed' }, `/steps/${stepId}`),
    ];

    expect(answers.map(({ status }) => status)).toEqual(statuses);
    expect(sg.jobs()[0]?.state).toBe(statuses.slice(1).includes(200) ? 'completed' : 'ready');
  });

  it.each([[{ data: [] }], [{ state: 'finished' }], [{ data: { targetType: 'invoice' } }], [{ data: { title: '' } }]])(
    'refuse the update %j',
    (body) => {
      expect(oneTask().put(body).status).toBe(400);
    },
  );

  it('answer without an id when switched so', () => {
    expect(json(oneTask({ jobAnswer: 'without_id' }).response)).not.toHaveProperty('id');
  });

  it('are completed or cancelled by staff, and listed by type and state', () => {
    const { sg, id } = oneTask();
    sg.handle(write('POST', 'jobs', { type: 'task', ownerId: null, data }), noon);
    const other = sg.jobs().find((job) => job.id !== id)?.id ?? '';
    sg.rent(sg.createUser(taro, noon).id, noon);

    sg.completeJob(id, noon);
    sg.cancelJob(other, noon);

    const list = (query: string) => read(sg, `jobs?${query}`).map((job: { state: string }) => job.state);
    expect(list('type=task').toSorted()).toEqual(['cancelled', 'completed']);
    expect(list('state=completed')).toHaveLength(2);
    expect(list('type=unit_moveIn')).toEqual(['completed']);
    expect(sg.jobs()).toHaveLength(2);
    expect(() => sg.completeJob('nobody', noon)).toThrow('Not found');
  });

  it('have steps of their own only', () => {
    const { sg, id } = oneTask();
    const path = `jobs/${id}/steps/5f00000000000000000000ff`;

    expect(sg.handle(write('PUT', path, { state: 'completed' }), noon).response.status).toBe(404);
    expect(sg.handle(get('jobs/5f00000000000000000000ff'), noon).response.status).toBe(404);
  });
});
