import { describe, expect, it } from 'vitest';
import type { RecordRef } from '../../../src/domain/records.ts';
import { DuplicateKey, LostCompareAndSet } from '../../../src/ports.ts';
import { buildHalfLink, buildLink } from '../../support/builders.ts';
import { type OpenStore, opener } from './setting.ts';

const customer: RecordRef = { tenant: 'acme', platform: 'storeganise', recordId: 'sg1' };
const user: RecordRef = { tenant: 'acme', platform: 'zendesk', recordId: '9001' };

/** The pairs of records: `findLink`, `insertLink`, `takeLink`, `saveLink`. */
export function describeLinks(openStore: OpenStore) {
  const open = opener(openStore);

  describe('a new link', () => {
    it('is found by either id, at revision 1', async () => {
      const { store } = await open();

      const stored = await store.insertLink(buildLink({ revision: 0, fence: 7 }));

      expect(stored).toEqual(buildLink({ revision: 1, fence: 7 }));
      expect(await store.findLink(customer)).toEqual(stored);
      expect(await store.findLink(user)).toEqual(stored);
    });

    it('is found by no id of the other platform and by none of another tenant', async () => {
      const { store } = await open();
      await store.insertLink(buildLink());

      expect(await store.findLink({ ...customer, platform: 'zendesk' })).toBeUndefined();
      expect(await store.findLink({ ...user, platform: 'storeganise' })).toBeUndefined();
      expect(await store.findLink({ ...customer, tenant: 'beta' })).toBeUndefined();
      expect(await store.findLink({ ...user, tenant: 'beta' })).toBeUndefined();
    });

    it.each([
      ['the Storeganise id', { zendeskId: '9002' }],
      ['the Zendesk id', { storeganiseId: 'sg2' }],
    ])('is refused when %s is linked already, and leaves no trace', async (_, over) => {
      const { store } = await open();
      const first = await store.insertLink(buildLink());

      await expect(store.insertLink(buildLink({ id: 'link2', ...over }))).rejects.toThrow(DuplicateKey);

      expect(await store.findLink(customer)).toEqual(first);
      expect(await store.findLink(user)).toEqual(first);
      expect(await store.findLink({ ...customer, recordId: 'sg2' })).toBeUndefined();
      expect(await store.findLink({ ...user, recordId: '9002' })).toBeUndefined();
      const free = buildLink({ id: 'link3', storeganiseId: 'sg2', zendeskId: '9002' });
      expect(await store.insertLink(free)).toEqual(free);
    });

    it('is refused under a known id, and leaves no trace', async () => {
      const { store } = await open();
      const first = await store.insertLink(buildLink());
      const same = buildLink({ storeganiseId: 'sg2', zendeskId: '9002' });

      await expect(store.insertLink(same)).rejects.toThrow(DuplicateKey);

      expect(await store.findLink(customer)).toEqual(first);
      expect(await store.findLink({ ...customer, recordId: 'sg2' })).toBeUndefined();
      expect(await store.findLink({ ...user, recordId: '9002' })).toBeUndefined();
    });

    it('may hold the ids of a link of another tenant', async () => {
      const { store } = await open();
      const first = await store.insertLink(buildLink());

      const other = await store.insertLink(buildLink({ id: 'link2', tenant: 'beta' }));

      expect(await store.findLink(customer)).toEqual(first);
      expect(await store.findLink({ ...customer, tenant: 'beta' })).toEqual(other);
    });

    it('may know one id only; two of them never meet over the missing one', async () => {
      const { store } = await open();

      await store.insertLink(buildHalfLink());
      await store.insertLink(buildHalfLink({ id: 'link2', storeganiseId: 'sg2' }));

      expect(await store.findLink(customer)).toMatchObject({ id: 'link1', state: 'half' });
      expect(await store.findLink({ ...customer, recordId: 'sg2' })).toMatchObject({ id: 'link2' });
      await expect(store.insertLink(buildHalfLink({ id: 'link3' }))).rejects.toThrow(DuplicateKey);
    });

    it('is inserted by one of many at the same time', async () => {
      const { store } = await open();
      const ids = ['link1', 'link2', 'link3'];

      const tries = await Promise.allSettled(ids.map((id) => store.insertLink(buildHalfLink({ id }))));

      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('taking a link', () => {
    it('stamps the fence and moves the revision, and nothing else', async () => {
      const { store } = await open();
      const stored = await store.insertLink(buildLink({ fence: 3 }));

      const taken = await store.takeLink(stored, 4);

      expect(taken).toEqual({ ...stored, fence: 4, revision: stored.revision + 1 });
      expect(await store.findLink(customer)).toEqual(taken);
    });

    it('makes every older holder lose', async () => {
      const { store } = await open();
      const old = await store.insertLink(buildLink({ fence: 3 }));
      const taken = await store.takeLink(old, 4);

      await expect(store.saveLink({ ...old, base: { name: 'B' } })).rejects.toThrow(LostCompareAndSet);
      await expect(store.takeLink(old, 5)).rejects.toThrow(LostCompareAndSet);

      expect(await store.findLink(customer)).toEqual(taken);
    });

    it('is refused to an older fence, even with the present revision', async () => {
      const { store } = await open();
      const stored = await store.insertLink(buildLink({ fence: 3 }));

      await expect(store.takeLink(stored, 2)).rejects.toThrow(LostCompareAndSet);

      expect(await store.findLink(customer)).toEqual(stored);
    });

    it('succeeds again under the same fence', async () => {
      const { store } = await open();
      const taken = await store.takeLink(await store.insertLink(buildLink({ fence: 3 })), 3);

      expect(await store.takeLink(taken, 3)).toMatchObject({ revision: taken.revision + 1 });
    });

    it('succeeds for one of many at the same time', async () => {
      const { store } = await open();
      const stored = await store.insertLink(buildLink());

      const tries = await Promise.allSettled([2, 3, 4].map((fence) => store.takeLink(stored, fence)));

      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('is refused where there is no link', async () => {
      const { store } = await open();

      await expect(store.takeLink(buildLink(), 1)).rejects.toThrow(LostCompareAndSet);
    });
  });

  describe('saving a link', () => {
    it('stores all of it and moves the revision', async () => {
      const { store } = await open();
      const stored = await store.insertLink(buildLink());
      const pending = { name: { target: 'zendesk', value: 'B', was: 'A' } } as const;

      const saved = await store.saveLink({ ...stored, base: { name: 'B' }, pending, equal: false });

      expect(saved).toEqual({ ...stored, base: { name: 'B' }, pending, equal: false, revision: stored.revision + 1 });
      expect(await store.findLink(user)).toEqual(saved);
    });

    it.each([
      ['an older revision', { revision: 0 }],
      ['a newer revision', { revision: 2 }],
      ['an older fence', { fence: 2 }],
      ['a newer fence', { fence: 4 }],
    ])('is refused with %s', async (_, over) => {
      const { store } = await open();
      const stored = await store.insertLink(buildLink({ fence: 3 }));

      await expect(store.saveLink({ ...stored, base: { name: 'B' }, ...over })).rejects.toThrow(LostCompareAndSet);

      expect(await store.findLink(customer)).toEqual(stored);
    });

    it('succeeds for one of many at the same time', async () => {
      const { store } = await open();
      const stored = await store.insertLink(buildLink());
      const names = ['B', 'C', 'D'];

      const tries = await Promise.allSettled(names.map((name) => store.saveLink({ ...stored, base: { name } })));

      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await store.findLink(customer)).toMatchObject({ revision: stored.revision + 1 });
    });

    it('is refused where there is no link', async () => {
      const { store } = await open();

      await expect(store.saveLink(buildLink())).rejects.toThrow(LostCompareAndSet);

      expect(await store.findLink(customer)).toBeUndefined();
    });

    it('completes a half link, which is then found by its new id too', async () => {
      const { store } = await open();
      const half = await store.insertLink(buildHalfLink());

      const saved = await store.saveLink({ ...half, zendeskId: '9001', state: 'linked' });

      expect(await store.findLink(user)).toEqual(saved);
      await expect(store.insertLink(buildLink({ id: 'link2', storeganiseId: 'sg2' }))).rejects.toThrow(DuplicateKey);
    });

    it('is refused with an id that is linked elsewhere, and leaves no trace', async () => {
      const { store } = await open();
      const other = await store.insertLink(buildLink({ id: 'link2', storeganiseId: 'sg2' }));
      const half = await store.insertLink(buildHalfLink());

      await expect(store.saveLink({ ...half, zendeskId: '9001', state: 'linked' })).rejects.toThrow(DuplicateKey);

      expect(await store.findLink(user)).toEqual(other);
      expect(await store.findLink(customer)).toEqual(half);
      expect(await store.saveLink({ ...half, zendeskId: '9002', state: 'linked' })).toMatchObject({ revision: 2 });
    });
  });
}
