import { describe, expect, it } from 'vitest';
import type { AddonRecord, Connection, LookResult, Pin } from '../../../src/domain/installation.ts';
import { LostCompareAndSet } from '../../../src/ports.ts';
import { claim, type OpenStore, opener } from './setting.ts';

const buildPin = (over: Partial<Pin> = {}): Pin => ({
  addonId: 'a01',
  tenant: 'acme',
  apiUrl: 'https://acme.storeganise.com/api',
  ...over,
});

const record: AddonRecord = { answer: 'read', at: 5, state: 'enabled', settings: { zendesk_instance: 'acme' } };
const connection: Connection = { state: 'connected', generation: 1, subdomain: 'acme' };
const found = (over: Partial<LookResult> = {}): LookResult => ({ looked: 1, record, connection, ...over });

/** What is remembered of installations: `pinInstallation`, `pinByHand`, `installations`, `askLook`, `saveLook`. */
export function describeInstallations(openStore: OpenStore) {
  const open = opener(openStore);
  const openPinned = async () => {
    const setting = await open();
    await setting.store.pinInstallation(buildPin());
    return setting;
  };

  describe('an installation', () => {
    it('is pinned at first sight, and stays what it was pinned to', async () => {
      const { store } = await open();

      const first = await store.pinInstallation(buildPin());
      const again = await store.pinInstallation(buildPin({ tenant: 'beta', apiUrl: 'https://beta.storeganise.com' }));

      expect(first).toEqual({ ...buildPin(), isSecond: false, asked: 1, looked: 0, fence: 0 });
      expect(again).toEqual(first);
      expect(await store.installations()).toEqual([first]);
    });

    it('is the second where its business has one already', async () => {
      const { store } = await openPinned();

      const second = await store.pinInstallation(buildPin({ addonId: 'a02' }));
      const other = await store.pinInstallation(buildPin({ addonId: 'b01', tenant: 'beta' }));

      expect([second.isSecond, other.isSecond]).toEqual([true, false]);
      const listed = await store.installations('acme');
      expect(listed.map(({ addonId }) => addonId).toSorted()).toEqual(['a01', 'a02']);
    });

    it('is the first once, however many come at the same time', async () => {
      const { store } = await open();
      const ids = ['a01', 'a02', 'a03', 'a01', 'a02', 'a03'];

      const pinned = await Promise.all(ids.map((addonId) => store.pinInstallation(buildPin({ addonId }))));

      const kept = await store.installations('acme');
      expect(kept).toHaveLength(3);
      expect(kept.filter(({ isSecond }) => !isSecond)).toHaveLength(1);
      for (const one of pinned) expect(kept).toContainEqual(one);
    });

    it('that a person wrote down is the first, whatever was pinned before', async () => {
      const { store } = await openPinned();
      await store.pinInstallation(buildPin({ addonId: 'a02', tenant: 'beta' }));

      const byHand = await store.pinByHand(buildPin({ addonId: 'a02', apiUrl: 'https://new.storeganise.com/api' }));

      expect(byHand).toMatchObject({ tenant: 'acme', apiUrl: 'https://new.storeganise.com/api', isSecond: false });
      const [former] = (await store.installations('acme')).filter(({ addonId }) => addonId === 'a01');
      expect(former?.isSecond).toBe(true);
      expect(await store.installations('beta')).toEqual([]);
    });

    it('that a person wrote down again keeps what was found, and asks for a look', async () => {
      const { store } = await open();
      await store.pinByHand(buildPin());
      await store.saveLook(await claim(store), 'a01', found());

      const again = await store.pinByHand(buildPin());

      expect(again).toMatchObject({ record, connection, asked: 2, looked: 1 });
      expect(await store.installations()).toHaveLength(1);
    });
  });

  describe('the account of an installation', () => {
    const account = { subdomain: 'acme', id: '900' };

    it('is pinned once for each subdomain', async () => {
      const { store } = await openPinned();

      expect(await store.pinAccount(buildPin(), account)).toEqual(account);
      expect(await store.pinAccount(buildPin(), { ...account, id: '901' })).toEqual(account);
      expect(await store.installations()).toMatchObject([{ account }]);
      const moved = { subdomain: 'other', id: '901' };
      expect(await store.pinAccount(buildPin(), moved)).toEqual(moved);

      expect(await store.installations()).toMatchObject([{ account: moved }]);
    });

    it('outlives looks and what a person writes down', async () => {
      const { store } = await openPinned();
      await store.pinAccount(buildPin(), account);

      await store.saveLook(await claim(store), 'a01', found());
      await store.pinByHand(buildPin());

      expect(await store.installations()).toMatchObject([{ account, record }]);
    });

    it('is none of another tenant’s', async () => {
      const { store } = await openPinned();

      await store.pinAccount(buildPin({ tenant: 'beta' }), account);

      expect((await store.installations())[0]).not.toHaveProperty('account');
    });
  });

  describe('a look', () => {
    it('is due at first sight, and lets the tenant be claimed', async () => {
      const { store } = await openPinned();

      expect(await store.claimTenant('w1', ['beta'])).toBeUndefined();
      expect(await store.claimTenant('w1', ['acme'])).toMatchObject({ tenant: 'acme' });
    });

    it('is kept with what it found, and no longer due', async () => {
      const { store } = await openPinned();
      const lease = await claim(store);

      const saved = await store.saveLook(lease, 'a01', found());
      await store.releaseLease(lease);

      expect(saved).toEqual({ ...buildPin(), isSecond: false, asked: 1, fence: lease.fence, ...found() });
      expect(await store.installations('acme')).toEqual([saved]);
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
    });

    it('forgets what the next one did not find', async () => {
      const { store } = await openPinned();
      const lease = await claim(store);
      await store.saveLook(lease, 'a01', found({ lookAt: 7 }));

      const saved = await store.saveLook(lease, 'a01', { looked: 1 });

      expect(Object.keys(saved).toSorted()).toEqual(
        ['addonId', 'tenant', 'apiUrl', 'isSecond', 'asked', 'looked', 'fence'].toSorted(),
      );
      expect(await store.installations()).toEqual([saved]);
    });

    it('is due again when its time has come', async () => {
      const { store, clock } = await openPinned();
      const lease = await claim(store);
      await store.saveLook(lease, 'a01', found({ lookAt: clock.now() + 3_000 }));
      await store.releaseLease(lease);

      await clock.advance(2_999);
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
      await clock.advance(1);

      expect(await store.claimTenant('w1', ['acme'])).toBeDefined();
    });

    it('is due again when somebody asks, also while one is under way', async () => {
      const { store } = await openPinned();
      const lease = await claim(store);
      await store.askLook({ tenant: 'acme', addonId: 'a01' });

      await store.saveLook(lease, 'a01', found());
      await store.releaseLease(lease);

      const second = await claim(store);
      await store.saveLook(second, 'a01', found({ looked: 2 }));
      await store.releaseLease(second);
      expect(await store.claimTenant('w1', ['acme'])).toBeUndefined();
    });

    it('is asked for by its own tenant only', async () => {
      const { store } = await openPinned();
      const lease = await claim(store);
      await store.saveLook(lease, 'a01', found());
      await store.releaseLease(lease);

      await store.askLook({ tenant: 'beta', addonId: 'a01' });
      await store.askLook({ tenant: 'acme', addonId: 'a09' });

      expect(await store.claimTenant('w1', ['acme', 'beta'])).toBeUndefined();
    });

    it('of whoever overslept is not kept', async () => {
      const { store } = await openPinned();
      const lease = await claim(store);
      await store.releaseLease(lease);
      const newer = await claim(store, 'acme', 'w2');
      const kept = await store.saveLook(newer, 'a01', found());

      await expect(store.saveLook(lease, 'a01', { looked: 9 })).rejects.toThrow(LostCompareAndSet);
      await expect(store.saveLook({ ...newer, tenant: 'beta' }, 'a01', { looked: 9 })).rejects.toThrow(
        LostCompareAndSet,
      );

      expect(await store.installations()).toEqual([kept]);
    });
  });
}
