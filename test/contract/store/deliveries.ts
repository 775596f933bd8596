import { describe, expect, it } from 'vitest';
import { buildDelivery, buildRef, claim, type OpenStore, opener } from './setting.ts';

/** What becomes of a webhook: `accept`, `coveredDeliveries`. */
export function describeDeliveries(openStore: OpenStore) {
  const open = opener(openStore);

  describe('a delivery', () => {
    it('is kept as it came, with its time and its mark', async () => {
      const { store, clock } = await open();
      const hint = { field: 'name', current: 'h1', previous: 'h2' } as const;

      expect(await store.accept(buildDelivery({ hint }))).toBe('accepted');

      expect(await store.coveredDeliveries(buildRef(), 1)).toEqual([
        { ...buildDelivery({ hint }), receivedAt: clock.now(), mark: 1 },
      ]);
    });

    it('makes its record due', async () => {
      const { store } = await open();

      await store.accept(buildDelivery());

      expect(await store.findChange(buildRef())).toMatchObject({ ...buildRef(), dirty: 1, done: 0, attempts: 0 });
      expect(await store.takeChange(await claim(store))).toMatchObject({ ...buildRef(), dirty: 1 });
    });

    it('carries the dirty counter as it was right after its own mark', async () => {
      const { store } = await open();

      await store.accept(buildDelivery({ key: 'z1' }));
      await store.mark(buildRef());
      await store.accept(buildDelivery({ key: 'z2' }));
      await store.accept(buildDelivery({ key: 'other', recordId: '62' }));

      const covered = await store.coveredDeliveries(buildRef(), 3);
      expect(covered.map(({ key, mark }) => [key, mark])).toEqual([
        ['z1', 1],
        ['z2', 3],
      ]);
    });

    it('changes nothing under a known key, whatever else it says', async () => {
      const { store, clock } = await open();
      await store.accept(buildDelivery());
      const before = await store.coveredDeliveries(buildRef(), 1);
      await clock.advance(60_000);

      const again = [
        buildDelivery(),
        buildDelivery({ recordId: '62', type: 'user.created' }),
        buildDelivery({ outcome: { kind: 'noop', reason: 'echo' } }),
      ];
      for (const delivery of again) expect(await store.accept(delivery)).toBe('duplicate');

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1 });
      expect(await store.findChange(buildRef({ recordId: '62' }))).toBeUndefined();
      expect(await store.coveredDeliveries(buildRef(), 1)).toEqual(before);
      expect((await store.counts()).backlog).toBe(1);
    });

    it('is accepted once of many at the same time', async () => {
      const { store } = await open();

      const answers = await Promise.all(Array.from({ length: 5 }, () => store.accept(buildDelivery())));

      expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1 });
    });

    it.each([
      ['tenant', { tenant: 'beta' }],
      ['platform', { platform: 'storeganise' as const }],
      ['key', { key: 'z2' }],
    ])('is another one under another %s', async (_, over) => {
      const { store } = await open();
      await store.accept(buildDelivery());

      expect(await store.accept(buildDelivery(over))).toBe('accepted');

      expect((await store.counts()).backlog).toBe(2);
    });

    it('that comes with its outcome is kept and marks nothing', async () => {
      const { store } = await open();
      const ended = buildDelivery({ outcome: { kind: 'noop', reason: 'own_fields' } });

      expect(await store.accept(ended)).toBe('accepted');

      expect(await store.accept(ended)).toBe('duplicate');
      expect(await store.findChange(buildRef())).toBeUndefined();
      expect(await store.coveredDeliveries(buildRef(), 9)).toEqual([]);
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
      expect((await store.counts()).backlog).toBe(0);
    });

    it.each([
      [0, []],
      [1, ['z1']],
      [2, ['z1']],
      [3, ['z1', 'z3']],
      [9, ['z1', 'z3', 'z4']],
    ])('is covered by a look that saw mark %i only if it was marked by then and has no outcome', async (seen, keys) => {
      const { store } = await open();
      for (const key of ['z1', 'z2', 'z3', 'z4']) await store.accept(buildDelivery({ key }));
      await store.accept(buildDelivery({ key: 'z5', recordId: '62' }));
      await store.accept(buildDelivery({ key: 'z6', platform: 'storeganise' }));
      await store.accept(buildDelivery({ key: 'z7', tenant: 'beta' }));

      await store.recordOutcome('acme', 'zendesk', 'z2', { kind: 'applied' });

      const covered = await store.coveredDeliveries(buildRef(), seen);
      expect(covered.map(({ key }) => key).sort()).toEqual(keys);
    });

    it('counts as backlog until it has an outcome', async () => {
      const { store } = await open();
      await store.accept(buildDelivery({ key: 'z1' }));
      await store.accept(buildDelivery({ key: 'z2', tenant: 'beta' }));
      expect((await store.counts()).backlog).toBe(2);

      await store.recordOutcome('acme', 'zendesk', 'z1', { kind: 'applied' });

      expect((await store.counts()).backlog).toBe(1);
    });
  });
}
