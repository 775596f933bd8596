import { describe, expect, it } from 'vitest';
import type { RecordRef } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports.ts';
import { STRAY_MS } from '../../../src/store/timing.ts';
import { buildDelivery, claim, type NewDelivery, type OpenStore, opener, take } from './setting.ts';

const owner: RecordRef = { tenant: 'acme', platform: 'storeganise', recordId: 'sg1' };
const nobody: RecordRef = { ...owner, recordId: '' };

const buildRentalDelivery = (over: Partial<NewDelivery> = {}): NewDelivery =>
  buildDelivery({ ...nobody, key: 's1', type: 'unitRental.updated', rental: { rentalIds: ['r1'] }, ...over });

const unrouted = async (store: Store, tenant = 'acme') => {
  const [delivery] = await store.unroutedDeliveries(tenant);
  expect(delivery, 'a delivery waits for its customer').toBeDefined();
  return delivery as NonNullable<typeof delivery>;
};

/** Deliveries whose customer has to be read first: `unroutedDeliveries`, `routeDelivery`, `postponeDelivery`. */
export function describeRouting(openStore: OpenStore) {
  const open = opener(openStore);
  const openWithOne = async (over: Partial<NewDelivery> = {}) => {
    const setting = await open();
    await setting.store.accept(buildRentalDelivery(over));
    return setting;
  };

  describe('a delivery about a rental', () => {
    it('is kept as it came, and marks nothing', async () => {
      const { store, clock } = await openWithOne();

      expect(await store.unroutedDeliveries('acme')).toEqual([{ ...buildRentalDelivery(), receivedAt: clock.now() }]);
      expect(await store.findChange(nobody)).toBeUndefined();
      expect(await store.coveredDeliveries(nobody, 9)).toEqual([]);
      expect((await store.counts()).backlog).toBe(1);
      expect(await store.accept(buildRentalDelivery())).toBe('duplicate');
      expect(await store.unroutedDeliveries('acme')).toHaveLength(1);
    });

    it('lets its tenant be claimed, without a change to take', async () => {
      const { store } = await openWithOne();

      expect(await store.takeChange(await claim(store))).toBeUndefined();
    });

    it('is that of its own tenant', async () => {
      const { store } = await openWithOne();

      expect(await store.unroutedDeliveries('beta')).toEqual([]);
      expect(await store.claimTenant('w1', ['beta'])).toBeUndefined();
    });

    it('is no stray, however long it waits', async () => {
      const { store, clock } = await openWithOne();
      await clock.advance(STRAY_MS * 10);

      await store.markStrays('acme');

      expect(await store.findChange(nobody)).toBeUndefined();
      expect(await store.unroutedDeliveries('acme')).toHaveLength(1);
    });

    it('that came with its outcome waits for nobody', async () => {
      const { store } = await openWithOne({ outcome: { kind: 'noop', reason: 'addon_event' } });

      expect(await store.unroutedDeliveries('acme')).toEqual([]);
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
    });

    it('that was given an outcome waits for nobody any more', async () => {
      const { store } = await openWithOne();
      const delivery = await unrouted(store);

      await store.recordOutcome('acme', 'storeganise', 's1', { kind: 'noop', reason: 'record_gone' });

      expect(await store.unroutedDeliveries('acme')).toEqual([]);
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
      await store.routeDelivery(delivery, 'sg1');
      expect(await store.findChange(owner)).toBeUndefined();
    });
  });

  describe('routing a delivery', () => {
    it('gives it its record, and marks that', async () => {
      const { store } = await openWithOne();
      await store.mark(owner);

      expect(await store.routeDelivery(await unrouted(store), 'sg1')).toBe(2);

      expect(await store.findChange(owner)).toMatchObject({ ...owner, dirty: 2 });
      expect(await store.coveredDeliveries(owner, 1)).toEqual([]);
      expect(await store.coveredDeliveries(owner, 2)).toMatchObject([{ ...owner, key: 's1', mark: 2 }]);
      expect(await store.coveredDeliveries(nobody, 9)).toEqual([]);
      expect(await store.unroutedDeliveries('acme')).toEqual([]);
      expect((await store.counts()).backlog).toBe(1);
    });

    it('again keeps what it has, whoever is named then', async () => {
      const { store } = await openWithOne();
      const delivery = await unrouted(store);
      await store.routeDelivery(delivery, 'sg1');

      expect(await store.routeDelivery(delivery, 'sg1')).toBe(1);
      expect(await store.routeDelivery(delivery, 'sg2')).toBe(1);

      expect(await store.findChange(owner)).toMatchObject({ dirty: 1 });
      expect(await store.findChange({ ...owner, recordId: 'sg2' })).toBeUndefined();
      expect(await store.coveredDeliveries(owner, 9)).toHaveLength(1);
    });

    it('by many at the same time marks once', async () => {
      const { store } = await openWithOne();
      const delivery = await unrouted(store);

      const marks = await Promise.all([1, 2, 3].map(() => store.routeDelivery(delivery, 'sg1')));

      expect(marks).toEqual([1, 1, 1]);
      expect(await store.findChange(owner)).toMatchObject({ dirty: 1 });
    });

    it('is routing of one delivery alone', async () => {
      const { store } = await openWithOne();
      await store.accept(buildRentalDelivery({ key: 's2' }));
      await store.accept(buildRentalDelivery({ tenant: 'beta' }));

      await store.routeDelivery(await unrouted(store), 'sg1');

      expect((await store.unroutedDeliveries('acme')).map(({ key }) => key)).toEqual(['s2']);
      expect(await store.unroutedDeliveries('beta')).toHaveLength(1);
      expect(await store.findChange({ ...owner, tenant: 'beta' })).toBeUndefined();
    });

    it('of one that was never kept does nothing', async () => {
      const { store } = await open();

      await store.routeDelivery({ ...buildRentalDelivery(), receivedAt: 0 }, 'sg1');

      expect(await store.findChange(owner)).toBeUndefined();
      expect((await store.counts()).backlog).toBe(0);
    });

    it('lets a parked change be taken again, with fresh attempts', async () => {
      const { store } = await openWithOne();
      await store.mark(owner);
      const lease = await claim(store);
      await take(store, lease);
      await store.postponeChange(owner, lease.fence, { notBefore: 0, defects: 3, parked: true });

      await store.routeDelivery(await unrouted(store), 'sg1');

      expect(await take(store, lease)).toMatchObject({ dirty: 2, attempts: 1, defects: 0, parked: false });
    });
  });

  describe('postponing a delivery', () => {
    it('lets it rest until its moment, with its tries counted', async () => {
      const { store, clock } = await openWithOne();
      const delivery = await unrouted(store);

      await store.postponeDelivery(delivery, { notBefore: clock.now() + 4_000, retries: 2 });

      await clock.advance(3_999);
      expect(await store.unroutedDeliveries('acme')).toEqual([]);
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
      await clock.advance(1);
      expect(await unrouted(store)).toMatchObject({ key: 's1', retries: 2 });
      expect(await store.claimTenant('w1', ['acme'])).toBeDefined();
    });

    it('leaves the others of the tenant due', async () => {
      const { store, clock } = await openWithOne();
      await store.accept(buildRentalDelivery({ key: 's2' }));

      await store.postponeDelivery(await unrouted(store), { notBefore: clock.now() + 4_000, retries: 1 });

      expect((await store.unroutedDeliveries('acme')).map(({ key }) => key)).toEqual(['s2']);
    });

    it('that is routed by then changes nothing about that', async () => {
      const { store } = await openWithOne();
      const delivery = await unrouted(store);
      await store.routeDelivery(delivery, 'sg1');

      await store.postponeDelivery(delivery, { notBefore: 0, retries: 1 });

      expect(await store.unroutedDeliveries('acme')).toEqual([]);
      expect(await store.coveredDeliveries(owner, 1)).toMatchObject([{ ...owner, mark: 1 }]);
    });

    it('of one that was never kept makes none', async () => {
      const { store } = await open();

      await store.postponeDelivery({ ...buildRentalDelivery(), receivedAt: 0 }, { notBefore: 0, retries: 1 });

      expect(await store.unroutedDeliveries('acme')).toEqual([]);
      expect((await store.counts()).backlog).toBe(0);
    });
  });
}
