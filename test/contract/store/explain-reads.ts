import { describe, expect, it } from 'vitest';
import { buildDelivery, buildRef, claim, markAndTake, type OpenStore, opener, take } from './setting.ts';

const noop = { kind: 'noop', reason: 'echo' } as const;
const ROW = { kind: 'outcome', platform: 'zendesk', outcome: noop } as const;

/** What only people read: `deliveriesOf`, `queueOf`, and why a change waits. */
export function describeExplainReads(openStore: OpenStore) {
  const open = opener(openStore);

  describe('the deliveries of a record', () => {
    it('are all there, with or without outcome, the oldest first', async () => {
      const { store, clock } = await open();
      await store.accept(buildDelivery({ key: 'z2' }));
      await clock.advance(1_000);
      await store.accept(buildDelivery({ key: 'z1', outcome: noop }));
      await store.deliverRow('acme', { ...ROW, key: 'z2' });

      const found = await store.deliveriesOf(buildRef());

      expect(found.map(({ key, outcome }) => [key, outcome])).toEqual([
        ['z2', noop],
        ['z1', noop],
      ]);
      expect(found[1]?.receivedAt).toBe(clock.now());
    });

    it('are those of no other record, platform or tenant', async () => {
      const { store } = await open();
      await store.accept(buildDelivery({ key: 'z1', recordId: '62' }));
      await store.accept(buildDelivery({ key: 'z2', platform: 'storeganise' }));
      await store.accept(buildDelivery({ key: 'z3', tenant: 'beta' }));

      expect(await store.deliveriesOf(buildRef())).toEqual([]);
    });

    it('are found where a rental event was routed to, in the order they came', async () => {
      const { store, clock } = await open();
      const rental = buildDelivery({ key: 'r1', recordId: '', rental: { rentalIds: ['u1'] } });
      await store.accept(rental);
      await clock.advance(1_000);
      await store.accept(buildDelivery({ key: 'z1' }));
      const [unrouted] = await store.unroutedDeliveries('acme');

      if (unrouted) await store.routeDelivery(unrouted, '61');

      expect((await store.deliveriesOf(buildRef())).map(({ key }) => key)).toEqual(['r1', 'z1']);
      expect(await store.deliveriesOf(buildRef({ recordId: '' }))).toEqual([]);
    });
  });

  describe('the queue of a tenant', () => {
    it('is empty where nothing ever came in', async () => {
      const { store } = await open();

      expect(await store.queueOf('acme')).toEqual({ backlog: 0, waiting: 0, parked: [], lastReceivedAt: {} });
    });

    it('counts what has no outcome, and tells when each platform was last heard', async () => {
      const { store, clock } = await open();
      await store.accept(buildDelivery({ key: 'z1' }));
      await store.accept(buildDelivery({ key: 's1', platform: 'storeganise' }));
      const heardAt = clock.now();
      await clock.advance(1_000);
      await store.accept(buildDelivery({ key: 'z2', outcome: noop }));
      await store.accept(buildDelivery({ key: 'z3', tenant: 'beta' }));

      expect(await store.queueOf('acme')).toMatchObject({
        backlog: 2,
        lastReceivedAt: { storeganise: heardAt, zendesk: clock.now() },
      });
    });

    it('shows the change that has waited longest, and why; parked and settled ones do not wait', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store, buildRef({ recordId: 'settled' }));
      await store.settleChange(buildRef({ recordId: 'settled' }), 1, lease.fence);
      await store.mark(buildRef({ recordId: 'parked' }));
      await take(store, lease);
      const parked = { notBefore: 0, parked: true, failure: 'parked_defect' };
      await store.postponeChange(buildRef({ recordId: 'parked' }), lease.fence, parked);
      await clock.advance(1_000);
      await store.mark(buildRef({ recordId: 'old' }));
      await clock.advance(1_000);
      await store.mark(buildRef({ recordId: 'young' }));
      await store.mark(buildRef({ recordId: 'other', tenant: 'beta' }));
      await take(store, lease);
      const notBefore = clock.now() + 9_000;
      await store.postponeChange(buildRef({ recordId: 'old' }), lease.fence, { notBefore, failure: 'zendesk_503' });

      const queue = await store.queueOf('acme');

      expect(queue.waiting).toBe(2);
      expect(queue.oldest).toMatchObject({ recordId: 'old', notBefore, failure: 'zendesk_503' });
      expect(queue.parked).toMatchObject([{ recordId: 'parked', failure: 'parked_defect' }]);
    });
  });

  describe('why a change waits', () => {
    it('is forgotten once a pass comes to its end', async () => {
      const { store } = await open();
      const { lease } = await markAndTake(store);
      await store.postponeChange(buildRef(), lease.fence, { notBefore: 0, retries: 1, failure: 'zendesk_503' });
      await store.mark(buildRef());
      expect((await store.findChange(buildRef()))?.failure).toBe('zendesk_503');
      await store.releaseLease(lease);
      const next = await claim(store);
      await take(store, next);

      await store.settleChange(buildRef(), 2, next.fence);

      expect((await store.findChange(buildRef()))?.failure).toBeUndefined();
    });
  });
}
