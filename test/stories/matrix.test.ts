import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createServiceView } from '../../src/cli/demo/service-view.ts';
import { readServiceConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { signProxyCall } from '../../src/proxy-signature.ts';
import { type Service, startService } from '../../src/service.ts';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import { createStoreganise, type Storeganise } from '../../src/simulators/storeganise/storeganise.ts';
import type { SimRequest, SimResponse } from '../../src/simulators/wire.ts';
import { createZendesk, type Zendesk } from '../../src/simulators/zendesk/zendesk.ts';
import { KEY, openProxyServer, type ProxyServer } from '../proxy/proxy-server.ts';
import { bodyOf, listen } from '../proxy/upstream.ts';

const CODES = ['one', 'two', 'three', 'four', 'five'] as const;
type Code = (typeof CODES)[number];
/** Every pair of two that are not the same. */
const STRANGERS = CODES.flatMap((one) => CODES.filter((other) => other !== one).map((other) => [one, other] as const));
const ADMIN_KEY = 'admin-key-of-the-matrix-0123456789';
const EMAIL = 'pat@example.com';
const [SECRET, API_KEY] = ['signature-secret', 'api-key'];

const addonIdOf = (code: Code) => `5f0000000000000000000a0${CODES.indexOf(code) + 1}`;
const settingsOf = (code: Code) => ({
  ...{ zendesk_instance: code, zendesk_webhookSecret: `secret-${code}`, zendesk_defaultPhoneCountryCode: '+1' },
});

type Machine = { handle(request: SimRequest, now: number): { response: SimResponse } };

/** Serves the machine that an address names; `pattern` has the groups `code` and `path`. */
function serve(pattern: RegExp, machines: ReadonlyMap<string, Machine>) {
  return listen(async (request: IncomingMessage, answer: ServerResponse) => {
    const { code = '', path = '' } = pattern.exec(request.url ?? '')?.groups ?? {};
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const asked = { method: request.method ?? '', path, headers, body: await bodyOf(request) };
    const response = machines.get(code)?.handle(asked, Date.now()).response;
    answer.writeHead(response?.status ?? 404, response?.headers ?? {}).end(response?.body ?? '');
  });
}

const storeganise = new Map<string, Storeganise>();
const zendesk = new Map<string, Zendesk>();
const undo: (() => Promise<void>)[] = [];
let service: Service;
let proxy: ProxyServer;
let apiUrlOf: (code: Code) => string;
let keys = 0;

const sg = (code: Code) => storeganise.get(code) as Storeganise;
const zd = (code: Code) => zendesk.get(code) as Zendesk;
const customerOf = (code: Code) => sg(code).users()[0]?.id ?? '';
const userOf = (code: Code) =>
  zd(code)
    .users()
    .find(({ role }) => role === 'end-user')?.id ?? '';
const statesOf = () =>
  CODES.map((code) =>
    sg(code)
      .jobs()
      .map(({ state }) => state),
  );
const callsOf = () => CODES.map((code) => [sg(code).calls.length, zd(code).calls.length]);

async function post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const answer = await fetch(`${service.url}${path}`, { method: 'POST', body, headers });
  await answer.text();
  return answer.status;
}
function eventOf(code: Code, over: object = {}): string {
  keys += 1;
  const event = { id: `e${keys}`, type: 'user.updated', addonId: addonIdOf(code), apiUrl: apiUrlOf(code) };
  return JSON.stringify({ ...event, businessCode: code, data: { userId: customerOf(code) }, ...over });
}
function userEventOf(code: Code, over: object = {}): string {
  keys += 1;
  const about = { type: 'zen:event-type:user.name_changed', subject: `zen:user:${userOf(code)}` };
  const event = { current: 'A', previous: 'B' };
  return JSON.stringify({ id: `z${keys}`, account_id: accountIdOf(code), ...about, event, ...over });
}
const accountIdOf = (code: Code) => 1_000 + CODES.indexOf(code);
const sendStoreganise = (body: string, path = '') =>
  post(`/addon/storeganise${path}`, body, sg('one').sign(body, Date.now()));
const sendZendesk = (to: Code, body: string, signer: Code) =>
  post(`/addon/zendesk/${to}`, body, zd(signer).sign(body, Date.now()));

/** Five businesses on one service and one proxy, met through the marketplace, each with a customer of the same address. */
beforeAll(async () => {
  const storeganiseServer = await serve(/^\/t\/(?<code>[^/?]+)\/api(?<path>\/.*)$/, storeganise);
  const zendeskServer = await serve(/^\/(?<code>[^/?]+)(?<path>\/.*)$/, zendesk);
  apiUrlOf = (code) => `${storeganiseServer.url}/t/${code}/api`;
  for (const [index, code] of CODES.entries()) {
    const shared = { random: seededRandom(index + 1) };
    storeganise.set(
      code,
      createStoreganise({
        ...{ ...shared, businessCode: code, addonId: addonIdOf(code), apiKey: API_KEY, secret: SECRET },
        ...{ apiUrl: apiUrlOf(code), settings: settingsOf(code) },
      }),
    );
    zendesk.set(
      code,
      createZendesk({
        ...{ ...shared, subdomain: code, accountId: accountIdOf(code), token: `token-${code}` },
        ...{ secret: `secret-${code}`, searchLagMs: { query: [0, 0], externalId: [0, 0] } },
      }),
    );
  }
  proxy = await openProxyServer({
    zendeskUrl: zendeskServer.url,
    env: { ZENDESK_ACCESS_TOKENS: CODES.map((code) => `${code}=${code}=token-${code}`).join() },
  });
  const read = readServiceConfig({
    ...{ PORT: '0', ADMIN_KEY, TENANTS_DIR: 'no-such-folder' },
    ...{ STOREGANISE_SIGNATURE_SECRET: SECRET, STOREGANISE_API_KEY: API_KEY },
    STOREGANISE_HOSTS: new URL(storeganiseServer.url).host,
    ...{ OAUTH_PROXY_URL: proxy.url, OAUTH_PROXY_KEY: KEY },
  });
  if (!read.ok) throw new Error(read.faults.join());
  service = await startService({
    config: read.config,
    tenants: [],
    log: createLog({ name: 'service', level: 'silent' }),
  });
  undo.push(() => service.stop(), proxy.close, zendeskServer.close, storeganiseServer.close);

  for (const code of CODES) {
    const { id } = sg(code).createUser({ firstName: 'Pat', lastName: code, email: EMAIL }, Date.now());
    expect(await sendStoreganise(eventOf(code, { data: { userId: id } }))).toBe(200);
  }
  await vi.waitFor(
    async () => {
      for (const code of CODES) expect(userOf(code), code).not.toBe('');
      expect(await createServiceView(service.url).metric('usersync_backlog')).toBe(0);
    },
    { timeout: 15_000, interval: 20 },
  );
});
afterAll(async () => {
  for (const act of undo.splice(0)) await act();
});

describe('five businesses on one deployment', () => {
  it('each have their own customer in their own account, and nobody else’s', () => {
    const names = CODES.map((code) =>
      zd(code)
        .users()
        .filter(({ role }) => role === 'end-user')
        .map(({ name }) => name),
    );

    expect(names).toEqual(CODES.map((code) => [`Pat ${code}`]));
  });

  it('are each called with their own credentials only: nobody was ever refused', () => {
    const refused = CODES.flatMap((code) => [...sg(code).calls, ...zd(code).calls]).filter(
      ({ status }) => status >= 400,
    );

    expect(refused).toEqual([]);
    expect(
      callsOf()
        .flat()
        .every((count) => count > 0),
    ).toBe(true);
  });

  it('each get their own task, about their own add-on', async () => {
    for (const code of CODES) {
      sg(code).saveSettings({ zendesk_userNameFormat: `nonsense of ${code}` }, Date.now());
      await sendStoreganise(eventOf(code, { type: 'addon.customFields.validate', data: {} }));
    }

    await vi.waitFor(() => expect(statesOf()).toEqual(CODES.map(() => ['ready'])), { timeout: 10_000 });
    for (const code of CODES) {
      const others = CODES.filter((other) => other !== code);
      const [task] = sg(code).jobs();
      expect(task).toMatchObject({ targetType: 'addon', targetId: addonIdOf(code) });
      expect(task?.desc).toContain(`nonsense of ${code}`);
      for (const other of others) expect(task?.desc).not.toContain(`nonsense of ${other}`);
    }
    for (const code of CODES) {
      sg(code).saveSettings({ zendesk_userNameFormat: null }, Date.now());
      await sendStoreganise(eventOf(code, { type: 'addon.customFields.validate', data: {} }));
    }
    await vi.waitFor(() => expect(statesOf()).toEqual(CODES.map(() => ['completed'])), { timeout: 10_000 });
  });
});

describe('off the diagonal', () => {
  it('every webhook of Zendesk is refused, also a well signed one on another’s address', async () => {
    for (const code of CODES) expect(await sendZendesk(code, userEventOf(code), code)).toBe(200);
    await vi.waitFor(async () => expect(await createServiceView(service.url).metric('usersync_backlog')).toBe(0));
    const calls = callsOf();

    const answers: number[] = [];
    for (const [one, other] of STRANGERS) {
      answers.push(
        await sendZendesk(one, userEventOf(other), other),
        await sendZendesk(one, userEventOf(one), other),
        await sendZendesk(one, userEventOf(one, { account_id: accountIdOf(other) }), one),
      );
    }

    expect(answers).toHaveLength(60);
    expect(new Set(answers)).toEqual(new Set([401]));
    expect(callsOf()).toEqual(calls);
  });

  it('every webhook of Storeganise is refused, whatever in it is another’s', async () => {
    const { metric } = createServiceView(service.url);
    const refused = 'usersync_webhooks_total{platform="storeganise",result="refused"}';
    const calls = callsOf();

    for (const [one, other] of STRANGERS) {
      const bodies = [
        eventOf(one, { apiUrl: apiUrlOf(other) }),
        eventOf(one, { businessCode: other }),
        eventOf(one, { apiUrl: apiUrlOf(other), businessCode: other }),
      ];
      for (const body of bodies) expect(await sendStoreganise(body)).toBe(200);
      expect(await sendStoreganise(eventOf(other), `/${one}`)).toBe(200);
    }

    expect(await metric(refused)).toBe(4 * STRANGERS.length);
    expect(await metric('usersync_backlog')).toBe(0);
    expect(callsOf()).toEqual(calls);
  });

  it('every call to the proxy is refused that was signed for another', async () => {
    const call = async (path: string, tenant: Code) => {
      keys += 1;
      const signed = { method: 'GET', path, tenant, body: '', key: KEY, now: Date.now(), nonce: `m${keys}` };
      return (await proxy.send('GET', path, { headers: signProxyCall(signed) })).status;
    };
    const calls = callsOf();

    for (const [one, other] of STRANGERS) {
      expect(await call(`/connections/${one}`, other)).toBe(401);
      expect(await call(`/zendesk/${one}/api/v2/users/${userOf(one)}`, other)).toBe(401);
    }

    expect(callsOf()).toEqual(calls);
    for (const code of CODES) expect(await call(`/connections/${code}`, code)).toBe(200);
  });

  it('no customer of another is found or looked at', async () => {
    const ask = async (path: string, tenant: Code, record: string) => {
      const headers = { authorization: `Bearer ${ADMIN_KEY}` };
      const body = JSON.stringify({ tenant, record });
      const answer = await fetch(`${service.url}/admin/${path}`, { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    };

    for (const [one, other] of STRANGERS) {
      const explained = await ask('explain', one, customerOf(other));
      expect(explained.status).toBe(404);
      expect(explained.text).not.toContain(`Pat ${other}`);
      expect((await ask('sync', one, customerOf(other))).status).toBe(404);
    }
    for (const code of CODES) expect((await ask('explain', code, customerOf(code))).text).toContain(`Pat ${code}`);
  });
});
