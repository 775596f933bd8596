import { beforeEach, describe, expect, it } from 'vitest';
import type { Authorization, AuthorizationStore } from '../../src/oauth-proxy/authorization-store.ts';
import { DuplicateKey } from '../../src/ports.ts';

const NOW = 1_770_000_000_000;

const authorization: Authorization = {
  stateHash: 'state',
  browserHash: 'browser',
  codeVerifier: 'verifier',
  ticket: 'ticket',
};
const LIFETIME_MS = 600_000;
const mine = { stateHash: 'state', browserHash: 'browser' };

/** What every store of consents under way does; `open` gives an empty one whose clock the test turns. */
export function authorizationStoreContract(
  name: string,
  open: (clock: { now(): number }) => Promise<AuthorizationStore>,
): void {
  describe(`${name}: consents under way`, () => {
    let now = NOW;
    let store: AuthorizationStore;
    beforeEach(async () => {
      now = NOW;
      store = await open({ now: () => now });
    });

    it('hands one out once', async () => {
      await store.insert(authorization, LIFETIME_MS);

      const taken = await Promise.all([store.take(mine), store.take(mine), store.take(mine)]);

      expect(taken.filter((found) => found !== undefined)).toEqual([authorization]);
      expect(await store.take(mine)).toBeUndefined();
    });

    it.each(['$ticket', '$$ROOT', '{"$gt":""}', 'a.b', '\u0000', '😀'])(
      'keeps a text like %j as it is',
      async (text) => {
        const odd = { stateHash: text, browserHash: text, codeVerifier: text, ticket: text };
        await store.insert(odd, LIFETIME_MS);

        expect(await store.take({ stateHash: text, browserHash: `${text}.` })).toBeUndefined();
        expect(await store.take(odd)).toEqual(odd);
      },
    );

    it('gives it to the browser that began, and another one uses nothing up', async () => {
      await store.insert(authorization, LIFETIME_MS);

      expect(await store.take({ ...mine, browserHash: 'other' })).toBeUndefined();
      expect(await store.take({ ...mine, stateHash: 'other' })).toBeUndefined();
      expect(await store.take(mine)).toEqual(authorization);
    });

    it('knows nothing of one that has expired', async () => {
      await store.insert(authorization, LIFETIME_MS);
      await store.insert({ ...authorization, stateHash: 'second' }, LIFETIME_MS);

      now = NOW + 599_999;
      expect(await store.take(mine)).toEqual(authorization);
      now = NOW + 600_000;
      expect(await store.take({ ...mine, stateHash: 'second' })).toBeUndefined();
    });

    it('refuses the same state twice', async () => {
      await store.insert(authorization, LIFETIME_MS);

      await expect(store.insert({ ...authorization, browserHash: 'other' }, LIFETIME_MS)).rejects.toBeInstanceOf(
        DuplicateKey,
      );
      expect(await store.take(mine)).toEqual(authorization);
    });
  });
}
