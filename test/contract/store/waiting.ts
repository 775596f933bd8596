import { describe, expect, it } from 'vitest';
import type { BarHint } from '../../../src/domain/records.ts';
import type { Postponement, Store } from '../../../src/ports.ts';
import { STRAY_MS } from '../../../src/store/timing.ts';
import { buildDelivery, buildRef, claim, type OpenStore, opener, take } from './setting.ts';

const HOUR_MS = 3_600_000;

/** What waits for a platform: `findProbe`, `wakeWaiting`. And what events said of a customer's being disabled. */
export function describeWaiting(openStore: OpenStore) {
  const open = opener(openStore);

  /** A store in which each of these records was taken and postponed so, one second after the other. */
  const openWith = async (postponed: Readonly<Record<string, Omit<Postponement, 'notBefore'>>>) => {
    const setting = await open();
    const { store, clock } = setting;
    for (const recordId of Object.keys(postponed)) {
      await store.mark(buildRef({ recordId }));
      await clock.advance(1_000);
    }
    const lease = await claim(store);
    for (const [recordId, how] of Object.entries(postponed)) {
      await take(store, lease);
      await store.postponeChange(buildRef({ recordId }), lease.fence, { notBefore: clock.now() + HOUR_MS, ...how });
    }
    return { ...setting, lease };
  };
  const dueOf = async (store: Store, recordIds: readonly string[]) => {
    const lease = await store.claimTenant('w2', ['acme']);
    const taken: string[] = [];
    for (const _ of recordIds) {
      const change = lease && (await store.takeChange(lease));
      if (change) taken.push(change.recordId);
    }
    return taken;
  };

  describe('the probe of a tenant', () => {
    it('is the change that has waited longest for a platform', async () => {
      const { store } = await openWith({ 61: { retries: 1 }, 62: { retries: 9 } });

      expect(await store.findProbe('acme')).toMatchObject({ platform: 'zendesk', recordId: '61' });
    });

    it.each<[string, Omit<Postponement, 'notBefore'>]>([
      ['was told when to come again', { retries: 3, isTold: true }],
      ['does not wait for a platform', { retries: 0 }],
      ['is parked', { retries: 3, parked: true }],
      ['met a defect', { defects: 1 }],
    ])('is none that %s', async (_, how) => {
      const { store } = await openWith({ 61: how, 62: { retries: 1 } });

      expect(await store.findProbe('acme')).toMatchObject({ recordId: '62' });
    });

    it('is nobody where nothing waits, and none of another tenant', async () => {
      const { store } = await openWith({ 61: { retries: 1 } });

      expect(await store.findProbe('beta')).toBeUndefined();
      expect(await (await open()).store.findProbe('acme')).toBeUndefined();
    });

    it('is no change that is settled by now', async () => {
      const { store, lease } = await openWith({ 61: { retries: 1 }, 62: { retries: 1 } });

      await store.settleChange(buildRef(), 1, lease.fence);

      expect(await store.findProbe('acme')).toMatchObject({ recordId: '62' });
    });
  });

  describe('waking what waits', () => {
    it('makes all of it due', async () => {
      const { store, lease } = await openWith({ 61: { retries: 1 }, 62: { retries: 9 } });
      await store.releaseLease(lease);
      expect(await dueOf(store, ['61', '62'])).toEqual([]);

      await store.wakeWaiting('acme');

      expect(await dueOf(store, ['61', '62'])).toEqual(['61', '62']);
      expect(await store.findChange(buildRef({ recordId: '62' }))).toMatchObject({ dirty: 1, done: 0, retries: 9 });
    });

    it.each<[string, Omit<Postponement, 'notBefore'>]>([
      ['was told when to come again', { retries: 3, isTold: true }],
      ['does not wait for a platform', { retries: 0 }],
      ['is parked', { retries: 3, parked: true }],
    ])('leaves alone what %s', async (_, how) => {
      const { store, lease } = await openWith({ 61: how });
      await store.releaseLease(lease);

      await store.wakeWaiting('acme');

      expect(await dueOf(store, ['61'])).toEqual([]);
    });

    it('leaves other tenants alone', async () => {
      const { store, lease } = await openWith({ 61: { retries: 1 } });
      await store.releaseLease(lease);
      const before = await store.findChange(buildRef());

      await store.wakeWaiting('beta');

      expect(await store.findChange(buildRef())).toEqual(before);
    });
  });

  describe('what events said of a customer’s being disabled', () => {
    const customer = buildRef({ platform: 'storeganise', recordId: 'sg1' });
    const say = (store: Store, key: string, kind: BarHint['kind'], at: number) =>
      store.accept(buildDelivery({ ...customer, key, bar: { kind, at } }));

    it('is kept with the change, the latest of each in the platform’s own time', async () => {
      const { store } = await open();

      await say(store, 's1', 'disabled', 300);
      await say(store, 's2', 'may_be_enabled', 200);
      await say(store, 's3', 'disabled', 100);
      await say(store, 's4', 'may_be_enabled', 400);

      expect(await store.findChange(customer)).toMatchObject({ disabledAt: 300, enabledAt: 400, dirty: 4 });
    });

    it('survives what is settled and postponed', async () => {
      const { store } = await open();
      await say(store, 's1', 'disabled', 300);
      const lease = await claim(store);
      await take(store, lease);
      await store.postponeChange(customer, lease.fence, { notBefore: 0, defects: 3, parked: true });
      await store.mark(customer);

      await store.settleChange(customer, 1, lease.fence);

      expect(await store.findChange(customer)).toMatchObject({ disabledAt: 300 });
    });

    it('is kept also where a crash fell between insert and mark', async () => {
      const { store, clock, stopBeforeMark } = await open();
      await stopBeforeMark(buildDelivery({ ...customer, key: 's1', bar: { kind: 'disabled', at: 300 } }));
      await clock.advance(STRAY_MS);

      await store.markStrays('acme');

      expect(await store.findChange(customer)).toMatchObject({ disabledAt: 300, dirty: 1 });
    });

    it('is nothing of a delivery that is known already', async () => {
      const { store } = await open();
      await say(store, 's1', 'disabled', 300);

      await say(store, 's1', 'disabled', 900);

      expect(await store.findChange(customer)).toMatchObject({ disabledAt: 300, dirty: 1 });
    });

    it('is that of one customer', async () => {
      const { store } = await open();
      await store.mark({ ...customer, recordId: 'sg2' });

      await say(store, 's1', 'disabled', 300);

      expect(await store.findChange({ ...customer, recordId: 'sg2' })).not.toHaveProperty('disabledAt');
    });
  });
}
