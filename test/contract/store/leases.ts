import { describe, expect, it } from 'vitest';
import { LostCompareAndSet } from '../../../src/ports.ts';
import { crashPauseMs, LEASE_MS } from '../../../src/store/timing.ts';
import { buildRef, claim, type OpenStore, opener, take } from './setting.ts';

/** Who may work on which tenant: `claimTenant`, `renewLease`, `releaseLease`, `pauseTenant`. */
export function describeLeases(openStore: OpenStore) {
  const open = opener(openStore);

  /** A store in which these tenants have more work due than any test takes. */
  const openWithWork = async (...tenants: readonly string[]) => {
    const setting = await open();
    for (const tenant of tenants) {
      for (const recordId of ['61', '62', '63']) await setting.store.mark(buildRef({ tenant, recordId }));
    }
    return setting;
  };

  describe('a tenant', () => {
    it('is claimed only when it has due work', async () => {
      const { store } = await openWithWork('acme');

      expect(await store.claimTenant('w1', ['beta'])).toBeUndefined();
      expect(await store.claimTenant('w1', ['beta', 'acme'])).toMatchObject({ tenant: 'acme', worker: 'w1' });
    });

    it('is claimed only when it is asked for', async () => {
      const { store } = await openWithWork('acme', 'beta');

      expect(await store.claimTenant('w1', ['beta'])).toMatchObject({ tenant: 'beta' });
      expect(await store.claimTenant('w1', ['beta'])).toBeUndefined();
      expect(await store.claimTenant('w1', [])).toBeUndefined();
    });

    it('is claimed by one of many at the same time', async () => {
      const { store } = await openWithWork('acme');

      const claims = await Promise.all(['w1', 'w2', 'w3', 'w4'].map((worker) => store.claimTenant(worker, ['acme'])));

      expect(claims.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    it('is nobody else’s for as long as the lease says, and then free', async () => {
      const { store, clock } = await openWithWork('acme');
      const lease = await claim(store);
      expect(lease.until).toBe(clock.now() + LEASE_MS);

      await clock.advance(LEASE_MS - 1);
      expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
      await clock.advance(1);

      expect(await store.claimTenant('w2', ['acme'])).toMatchObject({ worker: 'w2' });
    });

    it('has a greater fence with every claim, however the last one ended', async () => {
      const { store, clock } = await openWithWork('acme');
      const first = await claim(store);
      await store.releaseLease(first);
      const second = await claim(store, 'acme', 'w2');
      await clock.advance(LEASE_MS);
      const third = await claim(store, 'acme', 'w3');
      await store.pauseTenant(third, clock.now() + 1_000);
      await clock.advance(LEASE_MS);
      const fourth = await claim(store);

      const fences = [first, second, third, fourth].map(({ fence }) => fence);
      expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    });

    it('goes by turns: the one that has waited longest comes first', async () => {
      const { store, clock } = await openWithWork('acme', 'beta', 'gamma');
      const order: string[] = [];

      for (let turn = 0; turn < 6; turn++) {
        const lease = await store.claimTenant('w1', ['acme', 'beta', 'gamma']);
        order.push(lease?.tenant ?? 'none');
        await clock.advance(100);
        if (lease) await store.releaseLease(lease);
      }

      expect(new Set(order.slice(0, 3))).toEqual(new Set(['acme', 'beta', 'gamma']));
      expect(order.slice(3)).toEqual(order.slice(0, 3));
    });

    it('without due work is passed over', async () => {
      const { store, clock } = await openWithWork('acme', 'beta');
      const lease = await claim(store);
      for (let taken = 0; taken < 3; taken++) await take(store, lease);
      await store.releaseLease(lease);
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();

      await clock.advance(crashPauseMs(1));

      expect(await store.claimTenant('w1', ['acme'])).toMatchObject({ tenant: 'acme' });
    });

    it('that is paused is claimed by nobody before its moment, released or not', async () => {
      const { store, clock } = await openWithWork('acme', 'beta');
      const lease = await claim(store);

      await store.pauseTenant(lease, clock.now() + 60_000);
      await store.releaseLease(lease);

      await clock.advance(59_999);
      expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
      expect(await store.claimTenant('w2', ['acme', 'beta'])).toMatchObject({ tenant: 'beta' });
      await clock.advance(1);
      expect(await store.claimTenant('w2', ['acme'])).toMatchObject({ tenant: 'acme' });
    });

    it('is not paused twice by one pause', async () => {
      const { store, clock } = await openWithWork('acme');
      await store.pauseTenant(await claim(store), clock.now() + 60_000);
      await clock.advance(60_000);
      await store.releaseLease(await claim(store));

      expect(await store.claimTenant('w2', ['acme'])).toMatchObject({ worker: 'w2' });
    });
  });

  describe('a lease', () => {
    it('lasts anew from the moment it is renewed', async () => {
      const { store, clock } = await openWithWork('acme');
      const lease = await claim(store);
      await clock.advance(LEASE_MS - 1);

      const renewed = await store.renewLease(lease);

      expect(renewed).toEqual({ ...lease, until: clock.now() + LEASE_MS });
      await clock.advance(LEASE_MS - 1);
      expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
    });

    it('frees its tenant when it is released', async () => {
      const { store } = await openWithWork('acme');

      await store.releaseLease(await claim(store));

      expect(await store.claimTenant('w2', ['acme'])).toMatchObject({ worker: 'w2' });
    });

    it('cannot be renewed once it is released, though nobody else has claimed the tenant', async () => {
      const { store } = await openWithWork('acme');
      const lease = await claim(store);
      await store.releaseLease(lease);

      await expect(store.renewLease(lease)).rejects.toThrow(LostCompareAndSet);

      expect(await store.claimTenant('w2', ['acme'])).toMatchObject({ worker: 'w2' });
    });
  });

  describe('a business whose records have shown that they are disabled', () => {
    it('is known as such with every lease from then on', async () => {
      const { store, clock } = await openWithWork('acme');
      const lease = await claim(store);
      expect(lease.marksDisabled).toBe(false);

      await store.rememberMarks('acme');

      expect(await store.renewLease(lease)).toMatchObject({ marksDisabled: true });
      await store.releaseLease(lease);
      await clock.advance(LEASE_MS);
      expect(await claim(store)).toMatchObject({ marksDisabled: true });
    });

    it('stays so whatever is paused, and is no other business', async () => {
      const { store, clock } = await openWithWork('acme', 'beta');
      const lease = await claim(store);
      await store.rememberMarks('acme');

      await store.pauseTenant(lease, clock.now() + 1_000);
      await clock.advance(LEASE_MS);

      expect(await claim(store)).toMatchObject({ marksDisabled: true });
      expect(await claim(store, 'beta')).toMatchObject({ marksDisabled: false });
    });
  });

  describe('a lease that somebody else’s claim ended', () => {
    const lost = async () => {
      const setting = await openWithWork('acme');
      const old = await claim(setting.store);
      await setting.clock.advance(LEASE_MS);
      const fresh = await claim(setting.store, 'acme', 'w2');
      return { ...setting, old, fresh };
    };

    it('cannot be renewed', async () => {
      const { store, clock, old, fresh } = await lost();

      await expect(store.renewLease(old)).rejects.toThrow(LostCompareAndSet);

      await clock.advance(LEASE_MS - 1);
      expect(await store.renewLease(fresh)).toMatchObject({ fence: fresh.fence });
    });

    it('cannot be renewed after the newer one was released either', async () => {
      const { store, old, fresh } = await lost();
      await store.releaseLease(fresh);

      await expect(store.renewLease(old)).rejects.toThrow(LostCompareAndSet);
    });

    it('releases nothing', async () => {
      const { store, old } = await lost();

      await store.releaseLease(old);

      expect(await store.claimTenant('w3', ['acme'])).toBeUndefined();
    });

    it('pauses nothing', async () => {
      const { store, clock, old, fresh } = await lost();

      await store.pauseTenant(old, clock.now() + 600_000);
      await store.releaseLease(fresh);

      expect(await store.claimTenant('w3', ['acme'])).toMatchObject({ worker: 'w3' });
    });
  });
}
