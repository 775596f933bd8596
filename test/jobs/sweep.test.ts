import { describe, expect, it } from 'vitest';
import { createRemote } from '../../src/connectors/remote.ts';
import { createStoreganise as connectStoreganise } from '../../src/connectors/storeganise/storeganise.ts';
import { createZendesk as connectZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import type { Platform } from '../../src/domain/contact.ts';
import type { HttpAnswer, HttpRequest } from '../../src/ports.ts';
import { createStoreganise } from '../../src/simulators/storeganise/storeganise.ts';
import { createZendesk } from '../../src/simulators/zendesk/zendesk.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { Engine, OpenTenant } from '../../src/sync/engine.ts';
import { sweepTenant } from '../../src/sync/sweep.ts';
import { buildLink } from '../support/builders.ts';

const START = 1_767_600_000_000;
const HOUR_MS = 3_600_000;
const SETTINGS = { nameOrder: 'first_last', callingCode: '+81' } as const;

/** One business on both platforms, and an engine that only sweeps. */
function openBusiness() {
  let now = START;
  const clock = { now: () => now, sleep: async () => {} };
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const storeganise = createStoreganise({
    businessCode: 'acme',
    addonId: 'a1',
    apiKey: 'key',
    secret: 's',
    apiUrl: 'https://acme.storeganise.com/api',
    random,
  });
  const zendesk = createZendesk({ subdomain: 'acme', accountId: 1, token: 'token', secret: 's', random });
  const machines = { storeganise, zendesk };
  const requests: string[] = [];
  let isDown = (_path: string) => false;
  const send = async (platform: Platform, request: HttpRequest): Promise<HttpAnswer> => {
    const path = request.url.replace(/^https:\/\/[^/]+(\/api(?=\/v1))?/, '');
    requests.push(path);
    if (isDown(path)) return { kind: 'answer', status: 503, headers: {}, body: '' };
    const headers = { ...request.headers };
    const arrived = { method: request.method, path, headers, body: request.body ?? '' };
    return { kind: 'answer', ...machines[platform].arrive(arrived, now).land(now).response };
  };
  const remoteOf = (platform: Platform, base: string, authorization: string) =>
    createRemote({
      platform,
      base,
      clock,
      transport: { send: (request) => send(platform, request) },
      headersFor: () => ({ authorization }),
    });
  const tenant: OpenTenant = {
    code: 'acme',
    addonId: 'a1',
    createsCustomers: false,
    connectors: {
      storeganise: connectStoreganise(
        remoteOf('storeganise', 'https://acme.storeganise.com/api/v1/admin', 'Addon a1|key'),
        SETTINGS,
      ),
      zendesk: connectZendesk(remoteOf('zendesk', 'https://acme.zendesk.com', 'Bearer token'), SETTINGS),
    },
  };
  const store = new MemoryStore(clock, () => Promise.resolve());
  const log = { info: () => {}, warn: () => {}, error: () => {} } as Engine['log'];
  const engine = { clock, store, log };
  const marksOf = async (platform: Platform, recordId: string) =>
    (await store.findChange({ tenant: 'acme', platform, recordId }))?.dirty ?? 0;
  return {
    ...machines,
    store,
    requests,
    marksOf,
    sweep: () => sweepTenant(engine, tenant),
    pass: (ms: number) => {
      now += ms;
    },
    now: () => now,
    breakDown: (when: (path: string) => boolean) => {
      isDown = when;
    },
  };
}

const addCustomer = ({ storeganise, now }: ReturnType<typeof openBusiness>, email: string) =>
  storeganise.createUser({ firstName: 'Pat', lastName: 'Doe', email }, now()).id;

describe('a sweep', () => {
  it('marks who changed on either side, and nobody else', async () => {
    const business = openBusiness();
    const old = addCustomer(business, 'old@example.com');
    business.pass(5 * HOUR_MS);
    const customer = addCustomer(business, 'pat@example.com');
    const user = business.zendesk.createUser({ name: 'Kim Lee', email: 'kim@example.com' }, business.now()).id;
    business.pass(120_000);

    await business.sweep();

    expect(await business.marksOf('storeganise', customer)).toBe(1);
    expect(await business.marksOf('zendesk', user)).toBe(1);
    expect(await business.marksOf('storeganise', old)).toBe(0);
  });

  it('marks the owner of a rental that changed', async () => {
    const business = openBusiness();
    const customer = addCustomer(business, 'pat@example.com');
    business.pass(5 * HOUR_MS);
    business.storeganise.rent(customer, business.now());
    business.pass(1_000);

    await business.sweep();

    expect(await business.marksOf('storeganise', customer)).toBe(1);
  });

  it('goes on where the last one ended', async () => {
    const business = openBusiness();
    const user = business.zendesk.createUser({ name: 'Kim Lee', email: 'kim@example.com' }, business.now()).id;
    business.pass(120_000);
    await business.sweep();
    business.pass(600_000);
    await business.sweep();
    expect(await business.marksOf('zendesk', user), 'an unchanged user is found once').toBe(1);

    business.zendesk.editUser(user, { name: 'Kim Low' }, business.now());
    business.pass(120_000);
    await business.sweep();

    expect(await business.marksOf('zendesk', user)).toBe(2);
  });

  it('leaves alone what a pass has seen, and finds what changed after it', async () => {
    const business = openBusiness();
    const customer = addCustomer(business, 'pat@example.com');
    const updatedAt = new Date(business.now()).toISOString();
    await business.store.insertLink(buildLink({ storeganiseId: customer, seen: { storeganise: updatedAt } }));
    business.pass(60_000);
    await business.sweep();
    expect(await business.marksOf('storeganise', customer)).toBe(0);

    business.storeganise.editUser(customer, { firstName: 'Patricia' }, business.now());
    business.pass(60_000);
    await business.sweep();

    expect(await business.marksOf('storeganise', customer)).toBe(1);
  });

  it('reads every page of a long list, and marks each of them', async () => {
    const business = openBusiness();
    const customers = Array.from({ length: 230 }, (_, at) => addCustomer(business, `n${at}@example.com`));
    business.pass(60_000);

    await business.sweep();

    for (const customer of customers) expect(await business.marksOf('storeganise', customer)).toBe(1);
    expect(business.requests.filter((path) => path.includes('/users?updatedAfter'))).toHaveLength(3);
  });

  it('that is broken off keeps its place, and the other platform is swept all the same', async () => {
    const business = openBusiness();
    const customers = Array.from({ length: 150 }, (_, at) => addCustomer(business, `n${at}@example.com`));
    const user = business.zendesk.createUser({ name: 'Kim Lee', email: 'kim@example.com' }, business.now()).id;
    business.pass(120_000);
    business.breakDown((path) => path.includes('offset=100'));
    await business.sweep();
    expect(await business.marksOf('zendesk', user)).toBe(1);

    business.breakDown(() => false);
    await business.sweep();

    for (const customer of customers) expect(await business.marksOf('storeganise', customer)).toBe(1);
    const firstPages = business.requests.filter((path) => /users\?.*offset=0/.test(path));
    expect(firstPages, 'the first page is not read again').toHaveLength(1);
  });
});
