import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/ports.ts';
import { STRAY_MS } from '../../../src/store/timing.ts';
import { buildDelivery, buildRef, claim, markAndTake, type OpenStore, opener, take } from './setting.ts';

const DAY_MS = 86_400_000;

/** What is set aside, and what is to be looked at again. */
export function describeParking(openStore: OpenStore) {
  const open = opener(openStore);

  describe('a parked change', () => {
    const park = async () => {
      const setting = await open();
      const { lease } = await markAndTake(setting.store);
      const notBefore = setting.clock.now() + DAY_MS;
      await setting.store.postponeChange(buildRef(), lease.fence, { notBefore, retries: 5, defects: 3, parked: true });
      return { ...setting, lease };
    };

    it('is not due, however long it waits', async () => {
      const { store, clock, lease } = await park();
      await clock.advance(30 * DAY_MS);

      expect(await store.takeChange(lease)).toBeUndefined();
      expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1, done: 0, parked: true });
    });

    it.each<[string, (store: Store) => Promise<unknown>]>([
      ['a mark', (store) => store.mark(buildRef())],
      ['a delivery', (store) => store.accept(buildDelivery())],
    ])('is due again at %s, with fresh attempts', async (_, act) => {
      const { store, lease } = await park();

      await act(store);

      const fresh = { dirty: 2, attempts: 1, retries: 0, defects: 0, parked: false };
      expect(await take(store, lease)).toMatchObject(fresh);
    });

    it('is due again at the mark of a stray', async () => {
      const { store, clock, stopBeforeMark } = await park();
      await stopBeforeMark(buildDelivery());
      await clock.advance(STRAY_MS + DAY_MS);

      await store.markStrays('acme');

      expect(await take(store, await claim(store))).toMatchObject({ dirty: 2, attempts: 1, parked: false });
    });

    it('is due again at a look that has come, and not before', async () => {
      const { store, clock, lease } = await park();
      await store.deliverRow('acme', { kind: 'look', ref: buildRef(), at: clock.now() + 60_000 });
      await store.releaseLease(lease);

      await clock.advance(59_999);
      expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
      await clock.advance(1);

      const fresh = { dirty: 2, attempts: 1, retries: 0, defects: 0, parked: false, looks: [] };
      expect(await take(store, await claim(store))).toMatchObject(fresh);
    });

    it.each([
      ['a known delivery', buildDelivery()],
      ['a delivery with its outcome', buildDelivery({ key: 'z2', outcome: { kind: 'noop', reason: 'own_fields' } })],
      ['a delivery of another record', buildDelivery({ key: 'z2', recordId: '62' })],
      ['a delivery of another tenant', buildDelivery({ key: 'z2', tenant: 'beta' })],
    ])('stays parked at %s', async (_, delivery) => {
      const { store } = await open();
      await store.accept(buildDelivery());
      const lease = await claim(store);
      await take(store, lease);
      await store.postponeChange(buildRef(), lease.fence, { notBefore: 0, parked: true });

      await store.accept(delivery);

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1, parked: true });
    });
  });

  describe('a look', () => {
    const look = (at: number) => ({ kind: 'look', ref: buildRef(), at }) as const;

    it('makes its record due at its moment, as a mark of its own', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);
      await store.settleChange(buildRef(), 1, lease.fence);
      await store.releaseLease(lease);

      await store.deliverRow('acme', look(clock.now() + 180_000));

      await clock.advance(179_999);
      expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
      await clock.advance(1);
      expect(await take(store, await claim(store))).toMatchObject({ dirty: 2, done: 1 });
    });

    it('makes a record due that nobody ever marked', async () => {
      const { store, clock } = await open();

      await store.deliverRow('acme', look(clock.now()));

      expect(await take(store, await claim(store))).toMatchObject({ dirty: 1, done: 0 });
    });

    it('is looked at once, also when it was asked for twice', async () => {
      const { store, clock } = await open();
      const row = look(clock.now());
      await store.deliverRow('acme', row);
      await store.deliverRow('acme', row);
      expect(await store.findChange(buildRef())).toMatchObject({ looks: [row.at] });
      const lease = await claim(store);
      await take(store, lease);

      await store.settleChange(buildRef(), 1, lease.fence);

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1, done: 1, looks: [] });
      expect(await store.takeChange(lease)).toBeUndefined();
    });

    it('folds with others that are due, and leaves the later ones', async () => {
      const { store, clock } = await open();
      const later = clock.now() + 60_000;
      for (const at of [clock.now(), clock.now() - 5, later]) await store.deliverRow('acme', look(at));
      const lease = await claim(store);

      expect(await take(store, lease)).toMatchObject({ dirty: 1, looks: [later] });
    });

    it('is told from a mark until it is settled', async () => {
      const { store, clock } = await open();
      await store.mark(buildRef());
      await store.deliverRow('acme', look(clock.now()));
      const lease = await claim(store);

      expect(await take(store, lease)).toMatchObject({ dirty: 2, lookMarks: [2] });
      await store.settleChange(buildRef(), 1, lease.fence);
      expect(await store.findChange(buildRef())).toMatchObject({ done: 1, lookMarks: [2] });
      await store.settleChange(buildRef(), 2, lease.fence);

      expect(await store.findChange(buildRef())).toMatchObject({ done: 2, lookMarks: [] });
    });

    it('does not shorten a pause', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);
      await store.postponeChange(buildRef(), lease.fence, { notBefore: clock.now() + 5_000 });

      await store.deliverRow('acme', look(clock.now()));

      expect(await store.takeChange(lease)).toBeUndefined();
    });
  });
}
