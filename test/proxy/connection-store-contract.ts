import { beforeEach, describe, expect, it } from 'vitest';
import type { Connected, ConnectionStore, StoredConnection } from '../../src/oauth-proxy/connection-store.ts';
import { DuplicateKey, LostCompareAndSet } from '../../src/ports.ts';

const NOW = 1_770_000_000_000;

/** A connection of acme that nobody has stored yet. */
export function buildConnection(over: Partial<Connected> = {}): Connected {
  return {
    businessCode: 'acme',
    revision: 0,
    generation: 1,
    state: 'connected',
    subdomain: 'acme-help',
    scope: 'read write',
    since: NOW,
    tokens: { keyId: 'k1', text: 'sealed', serial: 1, obtainedAt: NOW, expiresAt: NOW + 1_800_000, refreshBy: NOW + 9 },
    ...over,
  };
}

const tokensDue = (refreshBy?: number) => {
  const { refreshBy: _, ...tokens } = buildConnection().tokens;
  return { tokens: refreshBy === undefined ? tokens : { ...tokens, refreshBy } };
};

/** What every store of connections does; `open` gives an empty one whose clock the test turns. */
export function connectionStoreContract(
  name: string,
  open: (clock: { now(): number }) => Promise<ConnectionStore>,
): void {
  describe(`${name}: connections`, () => {
    let now = NOW;
    let store: ConnectionStore;
    beforeEach(async () => {
      now = NOW;
      store = await open({ now: () => now });
    });

    it('knows nobody at first', async () => {
      expect(await store.find('acme')).toBeUndefined();
      expect(await store.dueForRefresh(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      expect(await store.tokenKeyIds()).toEqual([]);
    });

    it('keeps a connection as it was given, at revision 1', async () => {
      const connection = buildConnection({ lease: { holder: 'a', until: NOW }, retryAt: NOW });

      const saved = await store.save(connection);

      expect(saved).toEqual({ ...connection, revision: 1 });
      expect(await store.find('acme')).toEqual(saved);
      expect(await store.find('beta')).toBeUndefined();
    });

    it.each(['$scope', '$$NOW', '{"$gt":""}', 'a.b', '😀'])('keeps a text like %j as it is', async (text) => {
      const refusal = { reason: 'denied', subdomain: text, at: NOW } as const;
      const tokens = { ...buildConnection().tokens, keyId: text, text };
      const odd = buildConnection({ businessCode: text, subdomain: text, scope: text, tokens, refusal });

      const saved = (await store.save(odd)) as Connected;
      const claimed = await store.claimRefresh(saved, { holder: text, forMs: 5 });

      expect(claimed).toEqual({ ...odd, revision: 2, lease: { holder: text, until: NOW + 5 } });
      expect(await store.find(text)).toEqual(claimed);
      expect(await store.tokenKeyIds()).toEqual([text]);
    });

    it('replaces the whole document: what is left out is gone', async () => {
      const saved = await store.save(buildConnection({ lease: { holder: 'a', until: NOW }, retryAt: NOW }));
      const refusal = { reason: 'not_admin', subdomain: 'acme-help', at: NOW } as const;

      await store.save({ businessCode: 'acme', revision: saved.revision, generation: 2, state: 'none', refusal });

      expect(await store.find('acme')).toEqual({
        businessCode: 'acme',
        revision: 2,
        generation: 2,
        state: 'none',
        refusal,
      });
    });

    it('lets only the first of those that read the same revision write', async () => {
      const saved = await store.save(buildConnection());

      const attempts = await Promise.allSettled(
        ['a', 'b', 'c'].map((holder) => store.save({ ...saved, lease: { holder, until: NOW } } as StoredConnection)),
      );

      const lost = attempts.filter((attempt) => attempt.status === 'rejected');
      expect(lost).toHaveLength(2);
      for (const attempt of lost) expect(attempt.reason).toBeInstanceOf(LostCompareAndSet);
      expect(await store.find('acme')).toMatchObject({ revision: 2 });
    });

    it('inserts once', async () => {
      const attempts = await Promise.allSettled([store.save(buildConnection()), store.save(buildConnection())]);

      expect(attempts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      await expect(store.save(buildConnection())).rejects.toBeInstanceOf(LostCompareAndSet);
      await expect(store.save(buildConnection({ businessCode: 'beta', revision: 3 }))).rejects.toBeInstanceOf(
        LostCompareAndSet,
      );
    });

    it('gives an account to one business, connected or revoked, and frees it when that is forgotten', async () => {
      const saved = await store.save(buildConnection());
      const other = buildConnection({ businessCode: 'beta' });
      await expect(store.save(other)).rejects.toBeInstanceOf(DuplicateKey);

      const { subdomain, scope, since } = other;
      const revoked = { state: 'revoked', subdomain, scope, since, revokedAt: NOW, serial: 1 } as const;
      const stillHeld = await store.save({ businessCode: 'acme', revision: saved.revision, generation: 1, ...revoked });
      await expect(store.save(other)).rejects.toBeInstanceOf(DuplicateKey);

      await store.save({ businessCode: 'acme', revision: stillHeld.revision, generation: 2, state: 'none' });
      expect(await store.save(other)).toMatchObject({ businessCode: 'beta', revision: 1 });
    });

    it('refuses a move to the account of another business, and leaves everything as it was', async () => {
      const acme = await store.save(buildConnection());
      await store.save(buildConnection({ businessCode: 'beta', subdomain: 'beta' }));

      await expect(store.save({ ...acme, subdomain: 'beta' } as StoredConnection)).rejects.toBeInstanceOf(DuplicateKey);

      expect(await store.find('acme')).toEqual(acme);
      expect(await store.save({ ...acme, subdomain: 'acme-2' } as StoredConnection)).toMatchObject({ revision: 2 });
      expect(await store.save(buildConnection({ businessCode: 'gamma' }))).toMatchObject({ revision: 1 });
    });

    it('lets many be forgotten: they hold no account', async () => {
      for (const businessCode of ['acme', 'beta']) {
        await store.save({ businessCode, revision: 0, generation: 1, state: 'none' });
      }

      expect(await store.find('beta')).toMatchObject({ state: 'none' });
    });

    it('gives the right to refresh to one of many, by its own clock', async () => {
      const saved = (await store.save(buildConnection({ retryAt: NOW }))) as Connected;
      const claim = (holder: string, connection = saved) => store.claimRefresh(connection, { holder, forMs: 30_000 });

      const claims = (await Promise.all(['a', 'b', 'c'].map((holder) => claim(holder)))).filter((one) => one);

      expect(claims).toEqual([{ ...saved, revision: 2, lease: { holder: expect.any(String), until: NOW + 30_000 } }]);
      expect(await store.find('acme')).toEqual(claims[0]);
    });

    it('lets it be taken over when it has run out, and not before', async () => {
      const saved = (await store.save(buildConnection())) as Connected;
      const claim = (holder: string, connection: Connected | undefined) =>
        store.claimRefresh(connection ?? saved, { holder, forMs: 30_000 });
      const first = await claim('a', saved);

      now = NOW + 29_999;
      expect(await claim('b', first)).toBeUndefined();
      now = NOW + 30_000;
      expect(await claim('b', saved)).toBeUndefined();
      const second = await claim('b', first);

      expect(second).toMatchObject({ revision: 3, lease: { holder: 'b', until: NOW + 60_000 } });
      expect(await claim('a', second)).toBeUndefined();
    });

    it('gives it anew to who holds it: the answer to the first claim may have been lost', async () => {
      const saved = (await store.save(buildConnection())) as Connected;
      const first = await store.claimRefresh(saved, { holder: 'a', forMs: 10 });
      now = NOW + 5;

      const again = first && (await store.claimRefresh(first, { holder: 'a', forMs: 10 }));

      expect(again).toMatchObject({ revision: 3, lease: { holder: 'a', until: NOW + 15 } });
    });

    it('gives none for what is not connected any more', async () => {
      const saved = (await store.save(buildConnection())) as Connected;
      await store.save({ businessCode: 'acme', revision: 1, generation: 2, state: 'none' });

      for (const revision of [1, 2]) {
        expect(await store.claimRefresh({ ...saved, revision }, { holder: 'a', forMs: 10 })).toBeUndefined();
      }
      expect(await store.claimRefresh(buildConnection(), { holder: 'a', forMs: 10 })).toBeUndefined();
      expect(await store.find('acme')).toMatchObject({ revision: 2, state: 'none' });
    });

    it('finds what is to be refreshed by a time, the most urgent first, and no more than asked for', async () => {
      const due = (businessCode: string, refreshBy?: number) =>
        store.save(buildConnection({ businessCode, subdomain: businessCode, ...tokensDue(refreshBy) }));
      await due('later', NOW + 2);
      await due('soon', NOW + 1);
      await due('now', NOW);
      await due('never');
      const { since } = buildConnection();
      await store.save({
        ...{ businessCode: 'gone', revision: 0, generation: 1, state: 'revoked', subdomain: 'gone', scope: 'read' },
        ...{ since, revokedAt: NOW, serial: 1 },
      } as StoredConnection);

      const codesOf = async (time: number, limit = 10) =>
        (await store.dueForRefresh(time, limit)).map(({ businessCode }) => businessCode);

      expect(await codesOf(NOW - 1)).toEqual([]);
      expect(await codesOf(NOW)).toEqual(['now']);
      expect(await codesOf(NOW + 5)).toEqual(['now', 'soon', 'later']);
      expect(await codesOf(NOW + 5, 2)).toEqual(['now', 'soon']);
    });

    it('tells each key id once', async () => {
      const under = (businessCode: string, keyId: string) =>
        store.save(
          buildConnection({ businessCode, subdomain: businessCode, tokens: { ...buildConnection().tokens, keyId } }),
        );
      await under('a', 'old');
      await under('b', 'new');
      await under('c', 'new');

      expect((await store.tokenKeyIds()).toSorted()).toEqual(['new', 'old']);
    });

    it('shares nothing with its callers', async () => {
      const given = buildConnection();
      const saved = await store.save(given);
      (given.tokens as { text: string }).text = 'changed';
      (saved as { generation: number }).generation = 8;
      ((await store.find('acme')) as { generation: number }).generation = 9;
      const [due] = await store.dueForRefresh(Number.MAX_SAFE_INTEGER, 1);
      (due?.tokens as { text: string }).text = 'changed';

      expect(await store.find('acme')).toEqual(buildConnection({ revision: 1 }));
    });
  });
}
