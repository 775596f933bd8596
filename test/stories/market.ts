import { expect, vi } from 'vitest';
import { createControl } from '../../src/cli/demo/control.ts';
import { createServiceView } from '../../src/cli/demo/service-view.ts';
import { readServiceConfig } from '../../src/config.ts';
import type { ServiceStatus } from '../../src/domain/service-status.ts';
import { createLog } from '../../src/log.ts';
import { type Service, startService } from '../../src/service.ts';
import { startSimulators } from '../../src/simulators/start-simulators.ts';
import { signDelivery } from '../../src/simulators/storeganise/sign-delivery.ts';
import { simulatedTenants, type TenantCode } from '../../src/simulators/tenants.ts';
import { Browser } from '../proxy/browser.ts';
import { KEY, openProxyServer } from '../proxy/proxy-server.ts';

/** What `/admin` of the service opens to. */
export const ADMIN_KEY = 'admin-key-of-the-market-0123456789';
const [{ apiKey, signatureSecret }] = simulatedTenants;
const PATIENCE = { timeout: 30_000, interval: 20 } as const;

export const AUTHORISE = 'zendesk: Authorize Zendesk OAuth connection';

export type Market = Awaited<ReturnType<typeof openMarket>>;

/**
 * Both platforms, the OAuth proxy and a service on real sockets. Nobody is connected, no file pins anybody: whoever comes, comes
 * through the marketplace. Closing it looks at what was logged as an error.
 */
export async function openMarket(changed: { settings?: object; env?: Readonly<Record<string, string>> } = {}) {
  const simulators = await startSimulators({
    ...{ storeganisePort: 0, zendeskPort: 0, serviceUrl: 'http://127.0.0.1:9', seed: 1 },
    searchLag: { query: [0, 0], externalId: [0, 0] },
  });
  const { storeganiseUrl, zendeskUrl, tenants } = simulators;
  const proxy = await openProxyServer({ zendeskUrl });
  const control = createControl({ storeganise: storeganiseUrl, zendesk: zendeskUrl });
  const lines: string[] = [];
  const read = readServiceConfig({
    PORT: '0',
    STOREGANISE_SIGNATURE_SECRET: signatureSecret,
    STOREGANISE_API_KEY: apiKey,
    STOREGANISE_HOSTS: new URL(storeganiseUrl).host,
    OAUTH_PROXY_URL: proxy.url,
    OAUTH_PROXY_KEY: KEY,
    ADMIN_KEY,
    TENANTS_DIR: 'no-such-folder',
    ...changed.env,
  });
  if (!read.ok) throw new Error(read.faults.join());
  const { config } = read;
  const log = createLog({ name: 'service', level: 'trace' }, { write: (line) => lines.push(line) });
  const services: Service[] = [];

  async function start(): Promise<Service> {
    const service = await startService({ config, tenants: [], log });
    services.push(service);
    for (const { code } of simulatedTenants) {
      await control.sendWebhooksTo('storeganise', code, `${service.url}/addon/storeganise`);
      await control.sendWebhooksTo('zendesk', code, `${service.url}/addon/zendesk/${code}`);
    }
    return service;
  }

  const act = (code: TenantCode, method: string, path: string, body?: object) =>
    control.act('storeganise', code, { method, path, ...(body ? { body } : {}) });
  for (const { code } of simulatedTenants) {
    await act(code, 'PUT', 'addon', { state: 'paused' });
    if (changed.settings) await act(code, 'PUT', 'settings', changed.settings);
  }
  const service = await start();
  const { metric } = createServiceView(service.url);
  const tasks = (code: TenantCode = 'acme') => tenants[code].storeganise.jobs();
  const openTasks = (code: TenantCode = 'acme') => tasks(code).filter(({ state }) => state === 'ready');

  return {
    ...simulators,
    control,
    proxy,
    /** The one that webhooks go to when nobody says otherwise. */
    service,
    /** One more process; from now on webhooks go there. */
    start,
    /** What the service logged, and of it the errors. */
    lines,
    errors: () => lines.filter((line) => /"level":[56]0/.test(line)),
    metric,
    tasks,
    openTasks,
    titles: (code: TenantCode = 'acme') => openTasks(code).map(({ title }) => title),

    /** The operator enables, pauses or disables the add-on. */
    enable: (code: TenantCode = 'acme') => act(code, 'PUT', 'addon', { state: 'enabled' }),
    setState: (state: string, code: TenantCode = 'acme') => act(code, 'PUT', 'addon', { state }),
    /** The operator saves the settings of the add-on. */
    save: (settings: object, code: TenantCode = 'acme') => act(code, 'PUT', 'settings', settings),
    act,

    /** An event that Storeganise signed, whatever the state of the add-on. */
    async send(type: string, changed: object = {}) {
      const [{ code, addonId }] = simulatedTenants;
      const apiUrl = `${storeganiseUrl}/t/${code}/api`;
      const event = { id: `sent-${type}`, type, addonId, apiUrl, businessCode: code, data: {}, ...changed };
      const body = JSON.stringify(event);
      const headers = signDelivery(body, signatureSecret);
      return fetch(`${service.url}/addon/storeganise`, { method: 'POST', body, headers });
    },

    addCustomer: (firstName: string, code: TenantCode = 'acme') =>
      control.create('storeganise', code, {
        firstName,
        lastName: 'Doe',
        email: `${firstName.toLowerCase()}@x.example`,
      }),
    zendeskNames: (code: TenantCode = 'acme') =>
      tenants[code].zendesk
        .users()
        .filter(({ role, active }) => active && role === 'end-user')
        .map(({ name }) => name)
        .toSorted(),
    callsOf: (platform: 'storeganise' | 'zendesk', code: TenantCode = 'acme') => tenants[code][platform].calls,

    /** Waits until every delivery has its outcome. */
    rest: () => vi.waitFor(async () => expect(await metric('usersync_backlog')).toBe(0), PATIENCE),

    /** The link of the open authorise task, once there is one. */
    link: (code: TenantCode = 'acme') =>
      vi.waitFor(() => {
        const [task, ...more] = openTasks(code).filter(({ title }) => title === AUTHORISE);
        if (!task || more.length > 0) throw new Error(`${more.length + (task ? 1 : 0)} tasks to authorise`);
        const [link, ...others] = task.desc.split('\n').filter((line) => line.includes('ticket='));
        if (link === undefined || others.length > 0) throw new Error(`no single link: ${task.desc}`);
        return link;
      }, PATIENCE),

    /** One click in the task, one button, and what Zendesk asks; the last page. */
    async consent(link: string, fields: Record<string, string> = {}) {
      const browser = new Browser();
      const zendesk = await browser.follow(await browser.press(await browser.open(link)));
      return browser.follow(await browser.press(zendesk, { decision: 'allow', ...fields }));
    },

    async status(code: TenantCode = 'acme') {
      const answer = await fetch(`${service.url}/admin/status`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
      const status = (await answer.json()) as ServiceStatus;
      return status.tenants.find(({ tenant }) => tenant === code);
    },

    until: (check: () => unknown) => vi.waitFor(check, PATIENCE),

    async close() {
      for (const one of services) await one.stop();
      await proxy.close();
      await simulators.close();
    },
  };
}

/** Plays one story on a market of its own, so that stories can be told at the same time. */
export const onMarket =
  (story: (market: Market) => Promise<void>, changed: Parameters<typeof openMarket>[0] = {}) =>
  async (): Promise<void> => {
    const market = await openMarket(changed);
    try {
      await story(market);
      expect(market.errors()).toEqual([]);
    } finally {
      await market.close();
    }
  };

/** From enable to live. */
export async function goLive(market: Market, code: TenantCode = 'acme'): Promise<void> {
  await market.enable(code);
  expect(await market.consent(await market.link(code))).toMatchObject({ status: 200 });
  await market.until(async () => expect(await market.status(code)).toMatchObject({ isLive: true }));
  await market.until(() => expect(market.titles(code)).toEqual([]));
}
