import { createRemote } from '../../src/connectors/remote.ts';
import { createStoreganise as connectStoreganise } from '../../src/connectors/storeganise/storeganise.ts';
import { createZendesk as connectZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import type { Platform } from '../../src/domain/contact.ts';
import { workChange } from '../../src/jobs/work-change.ts';
import type { Clock, HttpAnswer, HttpRequest, Store } from '../../src/ports.ts';
import { createStoreganise } from '../../src/simulators/storeganise/storeganise.ts';
import type { StoreganiseSwitches } from '../../src/simulators/storeganise/switches.ts';
import { createZendesk } from '../../src/simulators/zendesk/zendesk.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { Engine, OpenTenant } from '../../src/sync/engine.ts';
import { sweepTenant } from '../../src/sync/sweep.ts';
import { FORM } from '../support/builders.ts';
import { noActivation } from '../support/settled-tenants.ts';

export const START = 1_767_600_000_000;
export const HOUR_MS = 3_600_000;
const SETTINGS = { nameOrder: 'first_last', callingCode: '+81' } as const;

export type SweptBusiness = ReturnType<typeof openSweptBusiness>;

type Options = Partial<StoreganiseSwitches> & { readonly openStore?: (clock: Clock) => Store };

/** One business on both platforms, which are swept and worked on when told to. */
export function openSweptBusiness({ openStore, ...switches }: Options = {}) {
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
    switches,
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
    form: FORM,
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
  const store: Store = openStore?.(clock) ?? new MemoryStore(clock, () => Promise.resolve());
  const log = { info: () => {}, warn: () => {}, error: () => {} } as Engine['log'];
  const engine: Engine = {
    clock,
    store,
    log,
    random: { next: random, id: () => `id${Math.floor(random() * 2 ** 50).toString(36)}` },
    failpoint: { reach: async () => {} },
    hashKey: 'a key',
    activation: noActivation,
    tenants: new Map([['acme', tenant]]),
  };
  /** Works off every change that is due. */
  async function work(): Promise<void> {
    const lease = await store.claimTenant('worker', ['acme']);
    if (!lease) return;
    for (let change = await store.takeChange(lease); change; change = await store.takeChange(lease)) {
      await workChange(engine, tenant, lease, change, new Map());
    }
    await store.releaseLease(lease);
  }
  const marksOf = async (platform: Platform, recordId: string) =>
    (await store.findChange({ tenant: 'acme', platform, recordId }))?.dirty ?? 0;
  return {
    ...machines,
    store,
    requests,
    marksOf,
    work,
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

export const addCustomer = ({ storeganise, now }: SweptBusiness, email: string) =>
  storeganise.createUser({ firstName: 'Pat', lastName: 'Doe', email }, now()).id;
