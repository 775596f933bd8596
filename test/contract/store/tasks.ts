import { describe, expect, it } from 'vitest';
import type { Case, Task } from '../../../src/domain/records.ts';
import { fingerprintOf } from '../../../src/domain/task.ts';
import type { Store } from '../../../src/ports.ts';
import { buildCase } from '../../support/builders.ts';
import { claim, type OpenStore, opener } from './setting.ts';

const buildTask = (over: Partial<Task> = {}): Task => ({
  state: 'open',
  jobId: 'job1',
  says: fingerprintOf(buildCase()),
  postedAt: 5,
  ...over,
});
const ask = (store: Store, over: Partial<Case> = {}) =>
  store.deliverRow(over.tenant ?? 'acme', { kind: 'case', case: buildCase(over) });
const answer = (store: Store, caseId = 'case1') => store.deliverRow('acme', { kind: 'case_closed', caseId });

/** Questions and the tasks that ask them: `findCase`, `dueTask`, `saveTask`, `countTasks`. */
export function describeTasks(openStore: OpenStore) {
  const open = opener(openStore);
  const openWithQuestion = async () => {
    const setting = await open();
    await ask(setting.store);
    return setting;
  };

  describe('a question', () => {
    it('is found by its id, open or not', async () => {
      const { store } = await openWithQuestion();
      expect(await store.findCase('case1')).toEqual(buildCase());
      expect(await store.findCase('case2')).toBeUndefined();

      await answer(store);

      expect(await store.findCase('case1')).toEqual(buildCase({ open: false }));
    });

    it('keeps its task when it is asked or answered again', async () => {
      const { store } = await openWithQuestion();
      await store.saveTask('acme', 'case1', buildTask());

      await ask(store, { values: { storeganise: 'C', zendesk: 'B' } });
      expect(await store.findCase('case1')).toMatchObject({ task: buildTask(), values: { storeganise: 'C' } });
      await answer(store);
      expect(await store.findCase('case1')).toMatchObject({ task: buildTask(), open: false });
      await ask(store, { since: 9 });

      expect(await store.findCase('case1')).toMatchObject({ task: buildTask(), open: true, since: 9 });
    });
  });

  describe('a task', () => {
    it('is due for a question that has none', async () => {
      const { store } = await openWithQuestion();

      expect(await store.dueTask('acme')).toEqual(buildCase());
    });

    it('is not due once it says what is asked', async () => {
      const { store } = await openWithQuestion();

      await store.saveTask('acme', 'case1', buildTask());

      expect(await store.dueTask('acme')).toBeUndefined();
    });

    it.each<[string, (store: Store) => Promise<unknown>]>([
      ['the values have moved', (store) => ask(store, { values: { storeganise: 'C', zendesk: 'B' } })],
      ['the question is answered', (store) => answer(store)],
      [
        'nobody knows whether it was posted',
        (store) => store.saveTask('acme', 'case1', buildTask({ state: 'posting' })),
      ],
    ])('is due again when %s', async (_, act) => {
      const { store } = await openWithQuestion();
      await store.saveTask('acme', 'case1', buildTask());

      await act(store);

      expect(await store.dueTask('acme')).toMatchObject({ id: 'case1' });
    });

    it('is due again when the question comes up again after it was closed', async () => {
      const { store } = await openWithQuestion();
      await answer(store);
      await store.saveTask('acme', 'case1', buildTask({ state: 'closed' }));
      expect(await store.dueTask('acme')).toBeUndefined();

      await ask(store);

      expect(await store.dueTask('acme')).toMatchObject({ id: 'case1' });
    });

    it('is not due for a question that was answered before anybody was asked', async () => {
      const { store } = await openWithQuestion();

      await answer(store);

      expect(await store.dueTask('acme')).toBeUndefined();
    });

    it('is not due before its moment', async () => {
      const { store, clock } = await openWithQuestion();
      await store.saveTask('acme', 'case1', buildTask({ state: 'posting', notBefore: clock.now() + 4_000 }));

      await clock.advance(3_999);
      expect(await store.dueTask('acme')).toBeUndefined();
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
      await clock.advance(1);

      expect(await store.dueTask('acme')).toMatchObject({ id: 'case1' });
      expect(await store.claimTenant('w1', ['acme'])).toBeDefined();
    });

    it('that is due does not hide behind one that is not', async () => {
      const { store, clock } = await openWithQuestion();
      await ask(store, { id: 'case2' });
      await store.saveTask('acme', 'case1', buildTask({ state: 'posting', notBefore: clock.now() + 4_000 }));

      expect(await store.dueTask('acme')).toMatchObject({ id: 'case2' });
    });

    it('that is due lets its tenant be claimed, and that one alone', async () => {
      const { store } = await openWithQuestion();

      expect(await store.claimTenant('w1', ['beta'])).toBeUndefined();
      expect(await store.dueTask('beta')).toBeUndefined();
      expect(await store.takeChange(await claim(store))).toBeUndefined();
    });

    it('is saved for a question of its own tenant only, and makes none', async () => {
      const { store } = await openWithQuestion();

      await store.saveTask('beta', 'case1', buildTask());
      await store.saveTask('acme', 'case2', buildTask());

      expect(await store.findCase('case1')).not.toHaveProperty('task');
      expect(await store.findCase('case2')).toBeUndefined();
    });
  });

  describe('the number of tasks', () => {
    it('is that of the tenant’s own, posted since a moment', async () => {
      const { store } = await openWithQuestion();
      const posted: readonly (readonly [string, Partial<Case>, number])[] = [
        ['case1', {}, 100],
        ['case2', {}, 99],
        ['case3', {}, 200],
        ['case4', { tenant: 'beta' }, 300],
      ];
      for (const [id, over, postedAt] of posted) {
        const { tenant = 'acme' } = over;
        await ask(store, { ...over, id });
        await store.saveTask(tenant, id, buildTask({ postedAt }));
      }
      await ask(store, { id: 'case5' });

      expect(await store.countTasks('acme', 100)).toBe(2);
      expect(await store.countTasks('acme', 0)).toBe(3);
      expect(await store.countTasks('beta', 0)).toBe(1);
      expect(await store.countTasks('gamma', 0)).toBe(0);
    });

    it('counts those that are closed by now', async () => {
      const { store } = await openWithQuestion();

      await store.saveTask('acme', 'case1', buildTask({ state: 'closed', postedAt: 100 }));

      expect(await store.countTasks('acme', 100)).toBe(1);
    });
  });
}
