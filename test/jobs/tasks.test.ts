import { describe, expect, it } from 'vitest';
import { engineOpener } from './scripted-engine.ts';
import { answer, ask, askAndAnswer, DAY_MS, lost, MINUTE_MS, openOffice, refuse } from './task-office.ts';

const open = engineOpener();

const TITLE = 'zendesk: Which name is right for a customer?';
const MARK = 'Code: field_conflict case1';

describe('a question', () => {
  it('is posted once as a task, about the business where it is about nobody', async () => {
    const { engine, calls, posted } = openOffice(open);
    await ask(engine);

    await engine.clock.advance(DAY_MS);

    expect(calls).toEqual([['post', TITLE]]);
    expect(posted).toMatchObject([{ targetType: 'addon', targetId: 'addon-acme' }]);
    expect(posted[0]?.desc).toContain(MARK);
    expect(await engine.store.findCase('case1')).toMatchObject({ task: { state: 'open', jobId: 'job1' } });
  });

  it('about a customer is a task of that customer', async () => {
    const { engine, posted } = openOffice(open);
    await ask(engine, { person: { storeganiseId: 'sg1', name: 'Pat Doe', email: 'pat@example.com' } });

    await engine.clock.advance(1_000);

    expect(posted).toMatchObject([{ targetType: 'user', targetId: 'sg1', title: expect.stringContaining('Pat Doe') }]);
  });

  it('is updated in place where its values have moved', async () => {
    const { engine, calls } = openOffice(open);
    await ask(engine);
    await engine.clock.advance(1_000);

    await ask(engine, { values: { field: 'name', storeganise: 'C', zendesk: 'B' } });
    await engine.clock.advance(DAY_MS);

    expect(calls).toEqual([
      ['post', TITLE],
      ['update', 'job1 C'],
    ]);
  });

  it('that is answered completes its task, once', async () => {
    const { engine, calls } = openOffice(open);
    await ask(engine);
    await engine.clock.advance(1_000);

    await answer(engine);
    await engine.clock.advance(DAY_MS);

    expect(calls).toEqual([
      ['post', TITLE],
      ['complete', 'job1'],
    ]);
    expect(await engine.store.findCase('case1')).toMatchObject({ task: { state: 'closed' } });
  });

  it('that was answered before it was posted posts nothing', async () => {
    const { engine, calls } = openOffice(open);
    await ask(engine);
    await answer(engine);

    await engine.clock.advance(DAY_MS);

    expect(calls).toEqual([]);
  });

  it('that comes up again is a new task', async () => {
    const { engine, calls } = openOffice(open);
    await askAndAnswer(engine);

    await ask(engine);
    await engine.clock.advance(1_000);

    expect(calls.map(([verb]) => verb)).toEqual(['post', 'complete', 'post']);
  });

  it('waits for the changes of its tenant', async () => {
    const { engine, calls } = openOffice(open);
    for (let id = 60; id < 70; id++) await engine.deliver('acme', String(id));
    await ask(engine);

    await engine.clock.advance(1);

    expect(engine.outcomes).toHaveLength(10);
    expect(calls).toHaveLength(1);
  });
});

describe('a task whose posting was never answered', () => {
  it('is looked for, and not posted twice where it is there', async () => {
    const { engine, calls } = openOffice(open, { post: lost, find: () => 'job7' });
    await ask(engine);

    await engine.clock.advance(MINUTE_MS);

    expect(calls).toEqual([
      ['post', TITLE],
      ['find', MARK],
    ]);
    expect(await engine.store.findCase('case1')).toMatchObject({ task: { state: 'open', jobId: 'job7' } });
  });

  it('is posted again where it is not there after a while, for it may only be late', async () => {
    const { engine, calls } = openOffice(open, {
      post: (time) => (time === 1 ? lost() : 'job2'),
      find: () => undefined,
    });
    await ask(engine);
    await engine.clock.advance(4 * MINUTE_MS);
    expect(calls.filter(([verb]) => verb === 'post')).toHaveLength(1);

    await engine.clock.advance(2 * MINUTE_MS);

    expect(calls.filter(([verb]) => verb === 'post')).toHaveLength(2);
    expect(calls.at(-2)).toEqual(['find', MARK]);
    expect(await engine.store.findCase('case1')).toMatchObject({ task: { state: 'open', jobId: 'job2' } });
  });

  it('is completed where it is there and the question is answered by then', async () => {
    const { engine, calls } = openOffice(open, { post: lost, find: () => 'job7' });
    await ask(engine);
    await engine.clock.advance(1_000);

    await answer(engine);
    await engine.clock.advance(MINUTE_MS);

    expect(calls.slice(1)).toEqual([
      ['find', MARK],
      ['complete', 'job7'],
    ]);
  });

  it('is tried ever more seldom while nothing is answered', async () => {
    const { engine, calls } = openOffice(open, { post: lost, find: lost });
    await ask(engine);

    await engine.clock.advance(DAY_MS);

    const count = calls.length;
    expect(count).toBeGreaterThan(100);
    expect(count).toBeLessThan(200);
    expect(calls.filter(([verb]) => verb === 'post')).toHaveLength(1);
  });
});

describe('a question that came up again', () => {
  it('and whose posting was lost is looked for, and not posted twice', async () => {
    const { engine, calls } = openOffice(open, { post: (time) => (time === 2 ? lost() : 'job1'), find: () => 'job7' });
    await askAndAnswer(engine);

    await ask(engine);
    await engine.clock.advance(MINUTE_MS);

    expect(calls.map(([verb]) => verb)).toEqual(['post', 'complete', 'post', 'find']);
  });
});

describe('a task whose end was never answered', () => {
  it('is ended once more, and the question that came up again meanwhile is a new task', async () => {
    const { engine, calls } = openOffice(open, { complete: (time) => (time === 1 ? lost() : undefined) });
    await askAndAnswer(engine);

    await ask(engine);
    await engine.clock.advance(MINUTE_MS);

    expect(calls.map(([verb, what]) => (verb === 'complete' ? what : verb))).toEqual(['post', 'job1', 'job1', 'post']);
    expect(await engine.store.findCase('case1')).toMatchObject({ task: { state: 'open', jobId: 'job2' } });
  });

  it('and is refused then, is left to the staff all the same', async () => {
    const { engine, calls } = openOffice(open, { complete: (time) => (time === 1 ? lost() : refuse()) });
    await askAndAnswer(engine);

    await ask(engine);
    await engine.clock.advance(DAY_MS);

    expect(calls.map(([verb]) => verb)).toEqual(['post', 'complete', 'complete', 'post']);
  });
});

describe('the mark of a task', () => {
  it('is found in no other’s text, however much their ids have in common', async () => {
    const { engine, calls, posted } = openOffice(open, { post: (time) => (time === 1 ? 'job1' : lost()) });
    const about = (id: string) => ({ id: `acme.match.zendesk.${id}`, kind: 'ambiguous_match' }) as const;
    await ask(engine, about('610'));
    await engine.clock.advance(1_000);

    await ask(engine, about('61'));
    await engine.clock.advance(MINUTE_MS);

    const [, mark = ''] = calls.find(([verb]) => verb === 'find') ?? [];
    expect(mark).not.toBe('');
    expect(posted[0]?.desc.split('\n')).not.toContain(mark);
  });
});

describe('a task that was answered without an id', () => {
  it('is looked for when there is something to say', async () => {
    const { engine, calls } = openOffice(open, { post: () => undefined, find: () => 'job9' });
    await ask(engine);
    await engine.clock.advance(1_000);

    await ask(engine, { values: { field: 'name', storeganise: 'C', zendesk: 'B' } });
    await engine.clock.advance(1_000);
    await answer(engine);
    await engine.clock.advance(1_000);

    expect(calls.slice(1)).toEqual([
      ['find', MARK],
      ['update', 'job9 C'],
      ['complete', 'job9'],
    ]);
  });

  it('that nobody finds is let go', async () => {
    const { engine, calls } = openOffice(open, { post: () => undefined, find: () => undefined });
    await ask(engine);
    await engine.clock.advance(1_000);

    await answer(engine);
    await engine.clock.advance(DAY_MS);

    expect(calls.map(([verb]) => verb)).toEqual(['post', 'find']);
  });
});

describe('a refusal', () => {
  it('to complete is not repeated, and posts nothing again', async () => {
    const { engine, calls } = openOffice(open, { complete: refuse });
    await ask(engine);
    await engine.clock.advance(1_000);
    await answer(engine);

    await engine.clock.advance(DAY_MS);

    expect(calls.map(([verb]) => verb)).toEqual(['post', 'complete']);
  });

  it('to update is not repeated before there is something new to say', async () => {
    const { engine, calls } = openOffice(open, { update: refuse });
    await ask(engine);
    await engine.clock.advance(1_000);
    for (const storeganise of ['C', 'D']) {
      await ask(engine, { values: { field: 'name', storeganise, zendesk: 'B' } });
      await engine.clock.advance(DAY_MS);
    }

    expect(calls.map(([verb]) => verb)).toEqual(['post', 'update', 'update']);
  });

  it('to post one task does not hold another', async () => {
    const { engine, calls } = openOffice(open, { post: (time) => (time === 1 ? refuse() : 'job2') });
    await ask(engine);
    await ask(engine, { id: 'case2' });

    await engine.clock.advance(1);

    expect(calls).toHaveLength(2);
    expect(await engine.store.findCase('case2')).toMatchObject({ task: { state: 'open', jobId: 'job2' } });
  });

  it('holds no change, and no other tenant', async () => {
    const { engine } = openOffice(open, { post: lost }, ['acme', 'beta']);
    await ask(engine);
    await engine.clock.advance(1_000);

    const keys = [await engine.deliver('acme', '61'), await engine.deliver('beta', '71')];
    await engine.clock.advance(1_000);

    for (const key of keys) expect(engine.outcomesOf(key)).toHaveLength(1);
  });
});
