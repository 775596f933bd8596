import { describe, expect, it } from 'vitest';
import type { RecordRef } from '../../../src/domain/records.ts';
import { DuplicateKey, LostCompareAndSet } from '../../../src/ports.ts';
import { buildHalfLink, buildLink } from '../../support/builders.ts';
import { type OpenStore, opener } from './setting.ts';

const customer: RecordRef = { tenant: 'acme', platform: 'storeganise', recordId: 'sg1' };
const user: RecordRef = { tenant: 'acme', platform: 'zendesk', recordId: '9001' };

/** Links that meet, and links whose user moved: `saveLink`. */
export function describeGivenUpIds(openStore: OpenStore) {
  const open = opener(openStore);

  describe('saving a link without an id that it had', () => {
    it('frees an id that was given up, for whoever takes it then', async () => {
      const { store } = await open();
      const { storeganiseId: _, ...theirs } = buildLink({ id: 'link2', state: 'half' });
      const loser = await store.insertLink(theirs);
      const half = await store.insertLink(buildHalfLink());
      await expect(store.saveLink({ ...half, zendeskId: '9001' })).rejects.toThrow(DuplicateKey);

      const { zendeskId: __, ...nobody } = loser;
      const gone = await store.saveLink({ ...nobody, state: 'gone' });

      expect(await store.findLink(user)).toBeUndefined();
      const linked = await store.saveLink({ ...half, zendeskId: '9001', state: 'linked' });
      expect(await store.findLink(user)).toEqual(linked);
      expect(await store.findLink(customer)).toEqual(linked);
      expect(await store.saveLink({ ...gone, outbox: [] })).toMatchObject({ revision: gone.revision + 1 });
    });

    it('follows the user to another id, and frees the first', async () => {
      const { store } = await open();
      const stored = await store.insertLink(buildLink());

      const followed = await store.saveLink({ ...stored, zendeskId: '9002' });

      expect(await store.findLink(user)).toBeUndefined();
      expect(await store.findLink({ ...user, recordId: '9002' })).toEqual(followed);
      expect(await store.findLink(customer)).toEqual(followed);
      expect(await store.insertLink(buildLink({ id: 'link2', storeganiseId: 'sg2' }))).toMatchObject({ id: 'link2' });
    });

    it('frees nothing when it is refused', async () => {
      const { store } = await open();
      const stored = await store.insertLink(buildLink({ fence: 3 }));
      const { zendeskId: _, ...nobody } = stored;

      await expect(store.saveLink({ ...nobody, fence: 2 })).rejects.toThrow(LostCompareAndSet);

      expect(await store.findLink(user)).toEqual(stored);
    });
  });
}
