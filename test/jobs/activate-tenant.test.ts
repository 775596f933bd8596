import { describe, expect, it } from 'vitest';
import { SyncFailure } from '../../src/domain/failures.ts';
import { type AddonRecord, type Connection, type Installation, isLookDue } from '../../src/domain/installation.ts';
import type { Store } from '../../src/ports.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { type ActivationParts, activateTenant } from '../../src/sync/activate-tenant.ts';
import { knowTenant } from '../../src/tenants/know-tenant.ts';
import { ManualClock } from '../contract/manual-clock.ts';
import { claim } from '../contract/store/setting.ts';

const SETTINGS = { zendesk_instance: 'acme', zendesk_webhookSecret: 's', zendesk_defaultPhoneCountryCode: '+81' };
const PIN = { addonId: 'a01', tenant: 'acme', apiUrl: 'https://acme.storeganise.com/api' };
const LONG_MS = 60_000;
const away = () => new SyncFailure('unavailable', 'storeganise_503');

type Answer<Value> = Value | SyncFailure;

/** What the two answer that a look asks. */
class Script {
  addon: Answer<Omit<AddonRecord, 'at'>> = { answer: 'read', state: 'enabled', settings: SETTINGS };
  connection: Answer<Connection> = { state: 'not_connected', generation: 0 };
  readonly asked: string[] = [];

  answer<Value>(who: string, value: Answer<Value>): Value {
    this.asked.push(who);
    if (value instanceof SyncFailure) throw value;
    return value;
  }
}

/** One tenant that was just pinned, with looks under leases of their own. */
async function open(wrap: (store: Store) => Store = (store) => store) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock, () => Promise.resolve());
  const script = new Script();
  let taken: readonly Installation[] = [];
  const lines: string[] = [];
  const note = (_: unknown, line?: string) => void lines.push(line ?? '');
  const parts: ActivationParts = {
    clock,
    store: wrap(store),
    failpoint: { reach: async () => {} },
    log: { info: note, warn: note, error: note } as ActivationParts['log'],
    readAddon: async ({ addonId }) => script.answer(`record ${addonId}`, script.addon),
    readConnection: async (tenant) => script.answer(`connection ${tenant}`, script.connection),
    linkTo: ({ subdomain, generation }) => `https://proxy/${subdomain}/${generation}`,
    know: (first, others) =>
      knowTenant(first, others, undefined, {
        open: (settings) => ({ settings, isSecretKnown: true }),
      }).facts,
    take: (_, installations) => {
      taken = installations;
    },
  };
  await store.pinInstallation(PIN);

  return {
    ...{ clock, store, script, lines },
    taken: () => taken,
    async look(refusal?: SyncFailure) {
      script.asked.length = 0;
      const lease = (await store.claimTenant('w1', ['acme'])) ?? (await forceClaim(store));
      try {
        await activateTenant(parts, lease, refusal);
      } finally {
        await store.releaseLease(lease);
      }
      return [...script.asked];
    },
    async isDue() {
      const [first] = await store.installations();
      return first !== undefined && isLookDue(first, clock.now());
    },
    questions: async () => (await store.openCases('acme')).map(({ id }) => id),
  };
}

/** Something else is due as well. */
async function forceClaim(store: Store) {
  await store.mark({ tenant: 'acme', platform: 'zendesk', recordId: '1' });
  return claim(store);
}

describe('a look at a tenant', () => {
  it('reads its record and its connection, asks for consent, and goes by what it found', async () => {
    const { look, questions, taken, script } = await open();

    expect(await look()).toEqual(['record a01', 'connection acme']);

    expect(await questions()).toEqual(['acme.authorise']);
    expect(taken()).toMatchObject([{ addonId: 'a01', looked: 1, connection: script.connection }]);
  });

  it('while it waits asks for the connection soon and often, and for the record once a minute', async () => {
    const { look, clock, isDue } = await open();
    await look();
    expect(await isDue()).toBe(false);

    await clock.advance(4_000);
    expect(await isDue()).toBe(true);
    expect(await look()).toEqual(['connection acme']);
    await clock.advance(50_000);

    expect(await look()).toEqual(['record a01', 'connection acme']);
  });

  it('once all is there answers the question, and wakes what has waited', async () => {
    const { look, clock, script, questions, store } = await open();
    const ref = { tenant: 'acme', platform: 'zendesk', recordId: '61' } as const;
    await look();
    await store.mark(ref);
    const lease = await claim(store);
    await store.takeChange(lease);
    await store.postponeChange(ref, lease.fence, { notBefore: clock.now() + LONG_MS, retries: 1 });
    await store.releaseLease(lease);
    await clock.advance(4_000);
    script.connection = { state: 'connected', generation: 1, subdomain: 'acme' };

    await look();

    expect(await questions()).toEqual([]);
    expect((await store.findChange(ref))?.notBefore).toBe(0);
    await clock.advance(49_999);
    expect((await store.installations())[0]?.lookAt).toBe(clock.now() + 1);
  });

  it('is begun by whoever asks for it, and reads everything anew', async () => {
    const { look, isDue, store } = await open();
    await look();

    await store.askLook(PIN);

    expect(await isDue()).toBe(true);
    expect(await look()).toEqual(['record a01', 'connection acme']);
    expect(await isDue()).toBe(false);
  });

  it('that is not due asks nobody, and only tells what is known', async () => {
    const { look, taken } = await open();
    await look();

    expect(await look()).toEqual([]);
    expect(taken()).toHaveLength(1);
  });
});

describe('a record that is not answered', () => {
  it('is asked for again soon, and nobody is bothered', async () => {
    const { look, script, questions, clock, store } = await open();
    script.addon = away();

    expect(await look()).toEqual(['record a01']);

    expect(await questions()).toEqual([]);
    expect((await store.installations())[0]?.lookAt).toBe(clock.now() + 4_000);
  });

  it('is not asked for before Storeganise wants to be', async () => {
    const { look, script, clock, store } = await open();
    script.addon = new SyncFailure('rate_limited', 'storeganise_429', { retryAfterMs: 30_000 });

    await look();

    expect((await store.installations())[0]?.lookAt).toBe(clock.now() + 30_000);
  });

  it('is as it stood before', async () => {
    const { look, script, clock, store, questions } = await open();
    script.connection = { state: 'connected', generation: 1, subdomain: 'acme' };
    await look();
    await clock.advance(LONG_MS);
    script.addon = away();

    expect(await look()).toEqual(['record a01', 'connection acme']);

    expect((await store.installations())[0]?.record).toMatchObject({ answer: 'read', settings: SETTINGS });
    expect(await questions()).toEqual([]);
  });

  it('that is refused is asked for once a minute, and keeps the settings', async () => {
    const { look, script, clock, store, isDue } = await open();
    await look();
    script.addon = { answer: 'refused' };
    await store.askLook(PIN);

    expect(await look()).toEqual(['record a01']);

    const [installation] = await store.installations();
    expect(installation?.record).toMatchObject({ answer: 'refused', state: 'enabled', settings: SETTINGS });
    await clock.advance(LONG_MS - 1);
    expect(await isDue()).toBe(false);
    await clock.advance(1);
    expect(await look()).toEqual(['record a01']);
  });
});

describe('an OAuth proxy that does not answer', () => {
  it('is no reason for a task', async () => {
    const { look, script, questions, clock, store } = await open();
    script.connection = new SyncFailure('unavailable', 'zendesk_ECONNREFUSED');

    for (let time = 0; time < 5; time += 1) {
      expect(await look()).toContain('connection acme');
      await clock.advance(4_000);
    }

    expect(await questions()).toEqual([]);
    expect(await store.installations()).toMatchObject([{ looked: 1 }]);
  });

  it('takes nobody who is connected off work', async () => {
    const { look, script, clock, store, questions } = await open();
    const connection: Connection = { state: 'connected', generation: 1, subdomain: 'acme' };
    script.connection = connection;
    await look();
    script.connection = new SyncFailure('unavailable', 'zendesk_ECONNREFUSED');
    await clock.advance(LONG_MS);

    await look();

    expect((await store.installations())[0]?.connection).toEqual(connection);
    expect(await questions()).toEqual([]);
  });
});

describe('a call that was refused', () => {
  it.each([
    ['storeganise_403', 'Storeganise'],
    ['storeganise_401', 'Storeganise'],
    ['zendesk_403', 'Zendesk'],
  ])('%s, by a platform that lets us in, is a missing permission', async (code, platform) => {
    const { look, script, store } = await open();
    script.connection = { state: 'connected', generation: 1, subdomain: 'acme' };
    await look();

    expect(await look(new SyncFailure('unauthorised', code))).toEqual(['record a01', 'connection acme']);

    expect(await store.openCases('acme')).toMatchObject([{ kind: 'missing_permission', values: { platform } }]);
  });

  it('because the access has ended is the question for consent alone', async () => {
    const { look, script, questions } = await open();
    script.connection = { state: 'connected', generation: 1, subdomain: 'acme' };
    await look();
    script.connection = { state: 'revoked', generation: 1, subdomain: 'acme' };

    await look(new SyncFailure('unauthorised', 'zendesk_401'));

    expect(await questions()).toEqual(['acme.authorise']);
  });

  it('because the installation is let in no more is no question', async () => {
    const { look, script, questions } = await open();
    script.connection = { state: 'connected', generation: 1, subdomain: 'acme' };
    await look();
    script.addon = { answer: 'refused' };

    await look(new SyncFailure('unauthorised', 'storeganise_403'));

    expect(await questions()).toEqual([]);
  });
});

describe('a second installation', () => {
  it('is one question, is read once a minute, and is asked nothing else', async () => {
    const { look, store, questions, clock, taken } = await open();
    await look();
    await store.pinInstallation({ ...PIN, addonId: 'a02' });

    expect(await look()).toEqual(['record a02', 'connection acme']);

    expect(await questions()).toEqual(['acme.authorise', 'acme.second_installation.a02']);
    expect(taken().map(({ addonId }) => addonId)).toEqual(['a01', 'a02']);
    await clock.advance(LONG_MS);
    expect(await look()).toEqual(['record a02', 'record a01', 'connection acme']);
  });

  it('that is let in no more is no question any more', async () => {
    const { look, store, questions, clock, script } = await open();
    await store.pinInstallation({ ...PIN, addonId: 'a02' });
    script.connection = { state: 'connected', generation: 1, subdomain: 'acme' };
    await look();
    expect(await questions()).toEqual(['acme.second_installation.a02']);
    await clock.advance(LONG_MS);

    script.addon = { answer: 'missing' };
    await look();
    script.addon = { answer: 'read', state: 'enabled', settings: SETTINGS };
    await store.askLook(PIN);
    await look();

    expect(await questions()).toEqual([]);
  });
});

class Died extends Error {}

/** A process that dies at its `step`th call of the store, before or after the call is carried out. */
function dyingAt(step: number, when: 'before' | 'after') {
  let calls = 0;
  let isDead = false;
  const wrap = (store: Store): Store =>
    new Proxy(store, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const isLast = !isDead && ++calls === step;
          isDead ||= isLast;
          if (isLast && when === 'before') throw new Died();
          const answer: unknown = await Reflect.apply(member, target, args);
          if (isLast) throw new Died();
          return answer;
        };
      },
    });
  return { wrap, hasDied: () => isDead };
}

describe('a process that dies in a look', () => {
  /** From the first event to work, with one look more where the process died. */
  async function play(wrap: (store: Store) => Store) {
    const world = await open(wrap);
    const { look, clock, script, store } = world;
    const tryLook = async () => {
      await look().catch(async (error: unknown) => {
        if (!(error instanceof Died)) throw error;
        await clock.advance(LONG_MS);
        await look();
      });
    };
    await tryLook();
    const asked = await store.openCases('acme');
    script.connection = { state: 'connected', generation: 1, subdomain: 'acme' };
    await clock.advance(LONG_MS);
    await tryLook();
    const [installation] = await store.installations();
    return { asked, open: await store.openCases('acme'), connection: installation?.connection };
  }

  it('leaves nothing undone, and nothing done twice, wherever it dies', async () => {
    const undisturbed = await play((store) => store);
    expect(undisturbed).toMatchObject({ asked: [{ id: 'acme.authorise' }], open: [] });
    let deaths = 0;
    for (const when of ['before', 'after'] as const) {
      for (let step = 1; ; step += 1) {
        const { wrap, hasDied } = dyingAt(step, when);
        const played = await play(wrap);
        if (!hasDied()) break;
        deaths += 1;
        expect(played.asked.map(({ id, values }) => [id, values.link])).toEqual([
          ['acme.authorise', 'https://proxy/acme/0'],
        ]);
        expect(played).toMatchObject({ open: [], connection: undisturbed.connection });
      }
    }

    expect(deaths).toBeGreaterThan(20);
  });
});
