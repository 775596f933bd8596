import { describe, expect, it } from 'vitest';
import { crashPauseMs, LEASE_MS } from '../../../src/store/timing.ts';
import { buildDelivery, buildRef, claim, markAndTake, type OpenStore, opener, take } from './setting.ts';

/** The queue of record: `mark`, `takeChange`, `settleChange`, `postponeChange`. */
export function describeChanges(openStore: OpenStore) {
  const open = opener(openStore);

  describe('a change', () => {
    it('is one per record, and every mark raises its dirty counter', async () => {
      const { store } = await open();

      await Promise.all([store.mark(buildRef()), store.mark(buildRef()), store.accept(buildDelivery())]);

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 3, done: 0 });
      const lease = await claim(store);
      expect(await take(store, lease)).toMatchObject({ dirty: 3 });
      expect(await store.takeChange(lease)).toBeUndefined();
    });

    it('is taken with the fence of the lease and an attempt counted', async () => {
      const { store } = await open();

      const { lease, change } = await markAndTake(store);

      expect(change).toMatchObject({ ...buildRef(), fence: lease.fence, attempts: 1 });
      expect(await store.findChange(buildRef())).toEqual(change);
    });

    it('is taken by one of many at the same time', async () => {
      const { store } = await open();
      await store.mark(buildRef());
      const lease = await claim(store);

      const taken = await Promise.all(Array.from({ length: 5 }, () => store.takeChange(lease)));

      expect(taken.filter((change) => change !== undefined)).toHaveLength(1);
    });

    it('is taken in the order of the longest wait', async () => {
      const { store, clock } = await open();
      for (const recordId of ['62', '61', '63', '62']) {
        await store.mark(buildRef({ recordId }));
        await clock.advance(10);
      }
      const lease = await claim(store);

      const order = [await take(store, lease), await take(store, lease), await take(store, lease)];

      expect(order.map(({ recordId }) => recordId)).toEqual(['62', '61', '63']);
    });

    it('waits from its first mark after the last one settled', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);
      await store.settleChange(buildRef(), 1, lease.fence);
      for (const recordId of ['62', '61']) {
        await clock.advance(10);
        await store.mark(buildRef({ recordId }));
      }

      expect(await take(store, lease)).toMatchObject({ recordId: '62' });
    });

    it('that was marked during its pass goes behind what waited meanwhile', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);
      for (const recordId of ['62', '61']) {
        await clock.advance(10);
        await store.mark(buildRef({ recordId }));
      }

      await store.settleChange(buildRef(), 1, lease.fence);

      expect(await take(store, lease)).toMatchObject({ recordId: '62' });
    });

    it('is not due once everything seen of it is settled', async () => {
      const { store } = await open();
      const { lease } = await markAndTake(store);

      await store.settleChange(buildRef(), 1, lease.fence);
      await store.releaseLease(lease);

      expect(await store.takeChange(lease)).toBeUndefined();
      expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
    });

    it('stays due when it was marked during the pass', async () => {
      const { store } = await open();
      const { lease } = await markAndTake(store);
      await store.mark(buildRef());

      await store.settleChange(buildRef(), 1, lease.fence);

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 2, done: 1 });
      expect(await take(store, lease)).toMatchObject({ dirty: 2, done: 1, attempts: 1 });
    });

    it('never settles back', async () => {
      const { store } = await open();
      const { lease } = await markAndTake(store);
      await store.mark(buildRef());
      await store.settleChange(buildRef(), 2, lease.fence);

      await store.settleChange(buildRef(), 1, lease.fence);

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 2, done: 2 });
    });

    it('begins afresh once settled: its attempts and pauses are forgotten', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);
      await store.postponeChange(buildRef(), lease.fence, { notBefore: clock.now() + 60_000, retries: 4, defects: 2 });

      await store.settleChange(buildRef(), 1, lease.fence);
      await store.mark(buildRef());

      expect(await take(store, lease)).toMatchObject({ attempts: 1, retries: 0, defects: 0 });
    });

    it('rests longer after every taking that came to no end', async () => {
      const { store, clock } = await open();
      await store.mark(buildRef());
      const lease = await claim(store);

      for (const attempts of [1, 2, 3, 4, 5]) {
        expect(await take(store, lease)).toMatchObject({ attempts });
        await clock.advance(crashPauseMs(attempts) - 1);
        expect(await store.takeChange(lease)).toBeUndefined();
        await clock.advance(1);
      }
    });

    it('that was postponed stays due, and is not taken before its moment', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);

      await store.postponeChange(buildRef(), lease.fence, { notBefore: clock.now() + 7_000, retries: 1 });
      await store.releaseLease(lease);

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 1, done: 0, retries: 1, defects: 0 });
      await clock.advance(6_999);
      expect(await store.takeChange(lease)).toBeUndefined();
      expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
      await clock.advance(1);
      expect(await take(store, await claim(store))).toMatchObject({ retries: 1 });
    });

    it('that was postponed gets its attempt back, for the pass came to an end', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);

      await store.postponeChange(buildRef(), lease.fence, { notBefore: clock.now() });

      expect(await take(store, lease)).toMatchObject({ attempts: 1 });
    });

    it.each([
      ['a platform named', { retries: 3, isTold: true }],
      ['has nothing to do with a platform', { retries: 0 }],
    ])('keeps the pause that %s when it is marked again', async (_, waiting) => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);
      await store.postponeChange(buildRef(), lease.fence, { notBefore: clock.now() + 7_000, ...waiting });

      await store.mark(buildRef());

      expect(await store.findChange(buildRef())).toMatchObject({ dirty: 2, ...waiting });
      await clock.advance(6_999);
      expect(await store.takeChange(lease)).toBeUndefined();
    });

    it('ends the pause of our own choice before a platform when it is marked again', async () => {
      const { store, clock } = await open();
      const { lease } = await markAndTake(store);
      await store.postponeChange(buildRef(), lease.fence, { notBefore: clock.now() + 7_000, retries: 3 });

      await store.mark(buildRef());

      expect(await take(store, lease)).toMatchObject({ dirty: 2, retries: 3, attempts: 1 });
    });

    it('belongs to one tenant', async () => {
      const { store, clock } = await open();
      await store.mark(buildRef());
      await clock.advance(10);
      await store.mark(buildRef({ tenant: 'beta' }));
      const before = await store.findChange(buildRef());
      const lease = await claim(store, 'beta');

      expect(await take(store, lease)).toMatchObject({ tenant: 'beta', dirty: 1 });

      expect(await store.takeChange(lease)).toBeUndefined();
      await store.postponeChange(buildRef({ tenant: 'beta' }), lease.fence, { notBefore: 0, parked: true });
      await store.settleChange(buildRef({ tenant: 'beta' }), 1, lease.fence);
      expect(await store.findChange(buildRef())).toEqual(before);
    });
  });

  describe('a worker that overslept', () => {
    const overslept = async () => {
      const setting = await open();
      const { store, clock } = setting;
      const { lease: old } = await markAndTake(store);
      await clock.advance(LEASE_MS);
      const fresh = await claim(store, 'acme', 'w2');
      const change = await take(store, fresh);
      return { ...setting, old, fresh, change };
    };

    it('settles nothing', async () => {
      const { store, old, change } = await overslept();

      await store.settleChange(buildRef(), 1, old.fence);

      expect(await store.findChange(buildRef())).toEqual(change);
    });

    it('postpones and parks nothing', async () => {
      const { store, clock, old, change } = await overslept();

      await store.postponeChange(buildRef(), old.fence, { notBefore: clock.now() + 9_000, defects: 3, parked: true });

      expect(await store.findChange(buildRef())).toEqual(change);
    });

    it('takes nothing that a newer fence took', async () => {
      const { store, clock, old, fresh } = await overslept();
      await clock.advance(crashPauseMs(2));

      expect(await store.takeChange(old)).toBeUndefined();

      expect(await take(store, fresh)).toMatchObject({ fence: fresh.fence });
    });
  });

  it.each(['settleChange', 'postponeChange'] as const)('%s makes no change where there is none', async (name) => {
    const { store, clock } = await open();

    if (name === 'settleChange') await store.settleChange(buildRef(), 1, 1);
    else await store.postponeChange(buildRef(), 1, { notBefore: clock.now() });

    expect(await store.findChange(buildRef())).toBeUndefined();
  });
}
