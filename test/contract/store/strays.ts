import { describe, expect, it } from 'vitest';
import { STRAY_MS } from '../../../src/store/timing.ts';
import { buildDelivery, buildRef, type OpenStore, opener } from './setting.ts';

/** What a crash between insert and mark leaves behind: `markStrays`. */
export function describeStrays(openStore: OpenStore) {
  const open = opener(openStore);

  describe('a delivery that a crash left without a mark', () => {
    it('is kept, and neither due nor covered', async () => {
      const { store, stopBeforeMark } = await open();

      await stopBeforeMark(buildDelivery());

      expect(await store.accept(buildDelivery())).toBe('duplicate');
      expect(await store.findChange(buildRef())).toBeUndefined();
      expect(await store.coveredDeliveries(buildRef(), 9)).toEqual([]);
      expect((await store.counts()).backlog).toBe(1);
    });

    it('is left alone while its process may still be at work', async () => {
      const { store, clock, stopBeforeMark } = await open();
      await stopBeforeMark(buildDelivery());
      await clock.advance(STRAY_MS - 1);

      await store.markStrays('acme');

      expect(await store.findChange(buildRef())).toBeUndefined();
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
    });

    it('is marked after a while, once', async () => {
      const { store, clock, stopBeforeMark } = await open();
      await stopBeforeMark(buildDelivery());
      await clock.advance(STRAY_MS);

      await Promise.all([store.markStrays('acme'), store.markStrays('acme')]);
      await clock.advance(STRAY_MS);
      await store.markStrays('acme');

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1 });
      expect(await store.coveredDeliveries(buildRef(), 1)).toMatchObject([{ key: 'z1', mark: 1 }]);
    });

    it('lets its tenant be claimed after a while', async () => {
      const { store, clock, stopBeforeMark } = await open();
      await stopBeforeMark(buildDelivery());
      await clock.advance(STRAY_MS);

      expect(await store.claimTenant('w1', ['acme'])).toMatchObject({ tenant: 'acme' });
    });

    it('is not marked again when its process was only slow', async () => {
      const { store, clock, stopBeforeMark } = await open();
      const goOn = await stopBeforeMark(buildDelivery());
      await clock.advance(STRAY_MS);
      await store.markStrays('acme');

      await goOn();

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1 });
      expect(await store.coveredDeliveries(buildRef(), 9)).toMatchObject([{ mark: 1 }]);
    });

    it('is no stray once its process went on', async () => {
      const { store, clock, stopBeforeMark } = await open();
      const goOn = await stopBeforeMark(buildDelivery());
      await goOn();
      await clock.advance(STRAY_MS);

      await store.markStrays('acme');

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1 });
    });

    it('waits for a look at its own tenant', async () => {
      const { store, clock, stopBeforeMark } = await open();
      await stopBeforeMark(buildDelivery());
      await clock.advance(STRAY_MS);

      await store.markStrays('beta');

      expect(await store.findChange(buildRef())).toBeUndefined();
    });
  });

  it('takes no delivery that came with its outcome for a stray', async () => {
    const { store, clock } = await open();
    await store.accept(buildDelivery({ outcome: { kind: 'noop', reason: 'own_fields' } }));
    await clock.advance(STRAY_MS);

    await store.markStrays('acme');

    expect(await store.findChange(buildRef())).toBeUndefined();
    expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
  });
}
