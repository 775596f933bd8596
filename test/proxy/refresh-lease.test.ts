import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import type { Connected } from '../../src/oauth-proxy/connection-store.ts';
import { MemoryConnectionStore } from '../../src/oauth-proxy/memory-stores.ts';
import { createRefresher } from '../../src/oauth-proxy/refresh.ts';
import { sealTokens } from '../../src/oauth-proxy/seal-tokens.ts';
import { readTokenKeys } from '../../src/oauth-proxy/token-keys.ts';
import { createTokenVault } from '../../src/oauth-proxy/token-vault.ts';
import type { GrantAnswer } from '../../src/oauth-proxy/zendesk-oauth.ts';
import { StoreUnavailable } from '../../src/ports.ts';
import { systemRandom } from '../../src/system-ports.ts';
import { ManualClock } from '../contract/manual-clock.ts';

const vault = createTokenVault(readTokenKeys(`k1:${Buffer.alloc(32, 1).toString('base64')}`) ?? []);
/** No call waits longer for a refresh. */
const PATIENCE_MS = 8_000;
const INVALID: GrantAnswer = { kind: 'refused', error: 'invalid_grant' };

function granted(name: string): GrantAnswer {
  const tokens = { accessToken: `access-${name}`, refreshToken: `refresh-${name}`, scope: 'read write' };
  return { kind: 'granted', tokens: { ...tokens, expiresInMs: 1_800_000 } };
}

let time: ManualClock;
let store: MemoryConnectionStore;
let connection: Connected;
beforeEach(async () => {
  time = new ManualClock();
  store = new MemoryConnectionStore(time);
  const now = time.now();
  const owner = { businessCode: 'acme', subdomain: 'acme' };
  const first = granted('first');
  if (first.kind !== 'granted') throw new Error('no tokens');
  const tokens = sealTokens(vault, first.tokens, { owner, serial: 1, obtainedAt: now, chance: 0 });
  const consent = { ...owner, generation: 1, state: 'connected', scope: 'read write', since: now, tokens } as const;
  connection = (await store.save({ ...consent, revision: 0 })) as Connected;
});

/** One process; what Zendesk answers it is said by `answer`, in its own time. A short sleep moves the clock of all. */
function openProcess(at = store) {
  const asked: string[] = [];
  const waiting: ((answer: GrantAnswer) => void)[] = [];
  const lines: string[] = [];
  const discarded: string[] = [];
  const refresher = createRefresher({
    store: at,
    vault,
    oauth: {
      refresh: (_subdomain, refreshToken) => {
        asked.push(refreshToken);
        return new Promise((resolve) => {
          waiting.push(resolve);
        });
      },
    },
    discard: async ({ accessToken }) => discarded.push(accessToken),
    clock: {
      now: () => time.now(),
      sleep: (ms) => (ms < PATIENCE_MS ? time.advance(ms) : time.sleep(ms)),
    },
    random: systemRandom,
    log: createLog({ name: 'oauth-proxy', level: 'info' }, { write: (line) => lines.push(line) }),
    metrics: { countRefresh: () => {} },
  });
  return {
    refresher,
    asked,
    discarded,
    lines,
    refresh: () => refresher.refresh(connection),
    async answer(answer: GrantAnswer) {
      await vi.waitFor(() => expect(waiting).not.toEqual([]), { interval: 1 });
      waiting.shift()?.(answer);
    },
    hasAsked: () => vi.waitFor(() => expect(asked).toHaveLength(1), { interval: 1 }),
  };
}

const usable = (name: string, serial: number) => ({
  kind: 'usable',
  access: { businessCode: 'acme', subdomain: 'acme', accessToken: `access-${name}`, generation: 1, serial },
});
const stored = async () => (await store.find('acme')) as Connected;

describe('the lease of a refresh', () => {
  it('lets one process ask, and the others wait for what it gets', async () => {
    const [one, other] = [openProcess(), openProcess()];
    const first = one.refresh();
    await one.hasAsked();

    const second = other.refresh();
    await one.answer(granted('second'));

    expect(await Promise.all([first, second])).toEqual([usable('second', 2), usable('second', 2)]);
    expect([one.asked, other.asked]).toEqual([['refresh-first'], []]);
    expect(await stored()).not.toHaveProperty('lease');
  });

  it('stores the new pair before anybody gets it', async () => {
    const one = openProcess();
    const answer = one.refresh();
    const save = vi.spyOn(store, 'save');
    let isStored = false;
    save.mockImplementation(async (changed) => {
      const saved = await MemoryConnectionStore.prototype.save.call(store, changed);
      if (changed.state === 'connected' && changed.tokens.serial === 2) isStored = true;
      return saved;
    });

    await one.answer(granted('second'));

    expect(await answer.then(() => isStored)).toBe(true);
  });

  it('keeps a new pair although the store refuses it for a while', async () => {
    const one = openProcess();
    const answer = one.refresh();
    await one.hasAsked();
    const save = vi.spyOn(store, 'save');
    for (let count = 0; count < 4; count += 1) save.mockRejectedValueOnce(new StoreUnavailable('no primary'));

    await one.answer(granted('second'));

    expect(await answer).toEqual(usable('second', 2));
    expect(vault.open((await stored()).tokens, connection).refreshToken).toBe('refresh-second');
    expect(one.lines.join()).not.toMatch(/(access|refresh)-(first|second)/);
  });

  it('keeps a new pair although the store said nothing when it took it', async () => {
    const one = openProcess();
    const answer = one.refresh();
    await one.hasAsked();
    vi.spyOn(store, 'save').mockImplementationOnce(async (changed) => {
      await MemoryConnectionStore.prototype.save.call(store, changed);
      throw new StoreUnavailable('no answer');
    });

    await one.answer(granted('second'));

    expect(await answer).toEqual(usable('second', 2));
    expect([one.discarded, (await stored()).revision]).toEqual([[], 3]);
  });

  it('keeps nobody waiting for a store that is away, and keeps the pair until it is back', async () => {
    const one = openProcess();
    const answers = [one.refresh(), one.refresh()];
    await one.hasAsked();
    const save = vi.spyOn(store, 'save').mockRejectedValue(new StoreUnavailable('no primary'));

    await one.answer(granted('second'));

    for (const answer of [...answers, one.refresh()]) expect(await answer).toMatchObject({ kind: 'unavailable' });
    save.mockRestore();
    await one.refresher.settled();
    expect(vault.open((await stored()).tokens, connection).accessToken).toBe('access-second');
    expect(one.asked).toHaveLength(1);
    expect(await one.refresh()).toEqual(usable('second', 2));
  });

  it('is not held by who did not hear that it was claimed', async () => {
    const one = openProcess();
    vi.spyOn(store, 'claimRefresh').mockImplementationOnce(async (present, lease) => {
      await MemoryConnectionStore.prototype.claimRefresh.call(store, present, lease);
      throw new StoreUnavailable('no answer');
    });
    await expect(one.refresh()).rejects.toBeInstanceOf(StoreUnavailable);

    const answer = one.refresh();
    await one.answer(granted('second'));

    expect(await answer).toEqual(usable('second', 2));
  });

  it('is not used by who was stopped between taking it and asking', async () => {
    const one = openProcess();
    vi.spyOn(store, 'claimRefresh').mockImplementationOnce(async (present, lease) => {
      const claimed = await MemoryConnectionStore.prototype.claimRefresh.call(store, present, lease);
      await time.advance(20_000);
      return claimed;
    });

    expect(await one.refresh()).toMatchObject({ kind: 'unavailable' });
    await one.refresher.settled();
    expect(one.asked).toEqual([]);

    const answer = one.refresh();
    await one.answer(granted('second'));
    expect(await answer).toEqual(usable('second', 2));
  });

  it('leaves what was refused for the operator to read', async () => {
    const refusal = { reason: 'not_admin', subdomain: 'acme', at: time.now() } as const;
    connection = (await store.save({ ...connection, refusal })) as Connected;
    const one = openProcess();
    const answer = one.refresh();
    await one.answer(granted('second'));
    expect(await answer).toEqual(usable('second', 2));
    expect(await stored()).toMatchObject({ refusal, tokens: { serial: 2 } });

    const later = one.refresher.refresh(await stored());
    await one.answer(INVALID);

    expect(await later).toEqual({ kind: 'revoked' });
    expect(await store.find('acme')).toMatchObject({ state: 'revoked', refusal });
  });

  it('runs out: after a crash another process asks in its stead', async () => {
    const [crashed, next] = [openProcess(), openProcess()];
    void crashed.refresh();
    await crashed.hasAsked();

    expect(await next.refresh()).toMatchObject({ kind: 'unavailable' });
    expect(next.asked).toEqual([]);
    await time.advance(30_000);
    const answer = next.refresh();
    await next.answer(granted('second'));

    expect(await answer).toEqual(usable('second', 2));
  });

  it('takes nothing from who overslept it: its pair is the living one, even over a connection given up', async () => {
    const [slow, next] = [openProcess(), openProcess()];
    const late = slow.refresh();
    await slow.hasAsked();
    await time.advance(30_000);
    const early = next.refresh();
    await next.answer(INVALID);
    expect(await early).toEqual({ kind: 'revoked' });

    await slow.answer(granted('second'));
    await slow.refresher.settled();

    expect(await late).toMatchObject({ kind: 'unavailable' });
    expect(await stored()).toMatchObject({ state: 'connected', generation: 1 });
    expect(vault.open((await stored()).tokens, connection).accessToken).toBe('access-second');
    expect(slow.discarded).toEqual([]);
  });

  it('leaves the verdict to who holds it: an overslept invalid_grant ends nothing', async () => {
    const [slow, next] = [openProcess(), openProcess()];
    const late = slow.refresh();
    await slow.hasAsked();
    await time.advance(30_000);
    const early = next.refresh();
    await next.hasAsked();

    await slow.answer(INVALID);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await stored()).toMatchObject({ state: 'connected' });
    await next.answer(granted('second'));

    expect(await Promise.all([late, early])).toEqual([
      { kind: 'unavailable', retryAfterMs: expect.any(Number) },
      usable('second', 2),
    ]);
  });

  it.each([
    ['a new pair', granted('second'), ['access-second']],
    ['a refusal', INVALID, []],
  ])('gives %s no power over a consent given meanwhile', async (_, verdict, discarded) => {
    const one = openProcess();
    const answer = one.refresh();
    await one.hasAsked();
    const { lease: _lease, ...present } = await stored();
    const consent = await store.save({ ...present, generation: 2 });

    await one.answer(verdict);

    expect(await answer).toMatchObject({ kind: 'usable', access: { accessToken: 'access-first', generation: 2 } });
    expect(await store.find('acme')).toEqual(consent);
    expect(one.discarded).toEqual(discarded);
  });

  it('brings nothing back that was forgotten meanwhile, and gives its pair back', async () => {
    const one = openProcess();
    const answer = one.refresh();
    await one.hasAsked();
    const { businessCode, revision } = await stored();
    const forgotten = await store.save({ businessCode, revision, generation: 2, state: 'none' });

    await one.answer(granted('second'));

    expect(await answer).toEqual({ kind: 'not_connected' });
    expect(await store.find('acme')).toEqual(forgotten);
    expect(one.discarded).toEqual(['access-second']);
  });

  it('is shared by all calls of one process', async () => {
    const one = openProcess();
    const find = vi.spyOn(store, 'find');
    const answers = Promise.all(Array.from({ length: 50 }, () => one.refresh()));

    await one.answer(granted('second'));

    expect(new Set((await answers).map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(one.asked).toHaveLength(1);
    expect(find).toHaveBeenCalledTimes(1);
  });
});
