import { describe, expect, it } from 'vitest';
import { type OpenStore, opener } from './setting.ts';

const EVERY_MS = 600_000;

/** `findCursor`, `saveCursor`, `takeSweep`. */
export function describeSweeps(openStore: OpenStore) {
  const open = opener(openStore);

  describe('a cursor', () => {
    it('is what was saved last, under its own name and for its own tenant', async () => {
      const { store } = await open();
      expect(await store.findCursor('acme', 'sweep.zendesk')).toBeUndefined();

      await store.saveCursor('acme', 'sweep.zendesk', 'one');
      await store.saveCursor('acme', 'sweep.zendesk', 'two');
      await store.saveCursor('acme', 'sweep.storeganise', 'three');

      expect(await store.findCursor('acme', 'sweep.zendesk')).toBe('two');
      expect(await store.findCursor('beta', 'sweep.zendesk')).toBeUndefined();
    });
  });

  describe('a sweep', () => {
    it('is due one interval after it was first asked for, then after each', async () => {
      const { store, clock } = await open();
      expect(await store.takeSweep(['acme'], EVERY_MS)).toBeUndefined();

      await clock.advance(EVERY_MS - 1);
      expect(await store.takeSweep(['acme'], EVERY_MS)).toBeUndefined();

      await clock.advance(1);
      expect(await store.takeSweep(['acme'], EVERY_MS)).toBe('acme');
      expect(await store.takeSweep(['acme'], EVERY_MS)).toBeUndefined();

      await clock.advance(EVERY_MS);
      expect(await store.takeSweep(['acme'], EVERY_MS)).toBe('acme');
    });

    it('is taken by one of those who ask at once', async () => {
      const { store, clock } = await open();
      await store.takeSweep(['acme'], EVERY_MS);
      await clock.advance(EVERY_MS);

      const taken = await Promise.all([1, 2, 3].map(() => store.takeSweep(['acme'], EVERY_MS)));

      expect(taken.filter((tenant) => tenant === 'acme')).toHaveLength(1);
    });

    it('of one tenant leaves the others due, and of nobody else', async () => {
      const { store, clock } = await open();
      await store.takeSweep(['acme', 'beta'], EVERY_MS);
      await clock.advance(EVERY_MS);

      expect(await store.takeSweep(['acme', 'beta'], EVERY_MS)).toBe('acme');
      expect(await store.takeSweep(['acme', 'beta'], EVERY_MS)).toBe('beta');
      expect(await store.takeSweep(['gamma'], EVERY_MS)).toBeUndefined();
    });
  });
}
