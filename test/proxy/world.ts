import { expect } from 'vitest';
import { type ConsentTicket, signConsentTicket } from '../../src/consent-ticket.ts';
import { createHttpTransport } from '../../src/http-transport.ts';
import { openMemoryStore } from '../../src/oauth-proxy/memory-stores.ts';
import type { HttpRequest, Transport } from '../../src/ports.ts';
import { startSimulators } from '../../src/simulators/start-simulators.ts';
import type { TenantCode } from '../../src/simulators/tenants.ts';
import { systemClock } from '../../src/system-ports.ts';
import { Browser, type Page } from './browser.ts';
import { KEY, openProxyServer, type ProxyServer } from './proxy-server.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;

/** What must never be seen again, taken from what goes to and comes from the addresses of OAuth. */
const SECRETS = /"(?:access_token|refresh_token|code|code_verifier|client_secret)":"([^"]+)"/g;

/**
 * The simulated Zendesk and some proxies that share a store, all on real sockets. Closing it looks at everything that
 * was logged, shown or answered: no token, code or secret may stand in any of it.
 */
export async function openWorld(options: { proxies?: number; env?: Record<string, string> } = {}) {
  const simulators = await startSimulators({
    storeganisePort: 0,
    zendeskPort: 0,
    serviceUrl: 'http://127.0.0.1:9',
    seed: 1,
    searchLag: { query: [0, 0], externalId: [0, 0] },
  });
  const time = { aheadMs: 0 };
  const clock = { now: () => Date.now() + time.aheadMs, sleep: systemClock.sleep };
  const store = openMemoryStore(clock);
  const secrets = new Set<string>();
  const requests: HttpRequest[] = [];
  const network = createHttpTransport();
  const transport: Transport = {
    async send(request) {
      requests.push(request);
      const answer = await network.send(request);
      if (request.url.endsWith('/oauth/tokens')) {
        for (const text of [request.body ?? '', answer.kind === 'answer' ? answer.body : '']) {
          for (const [, secret = ''] of text.matchAll(SECRETS)) secrets.add(secret);
        }
      }
      return answer;
    },
  };
  const proxies: ProxyServer[] = [];
  const browsers: Browser[] = [];
  const answers: string[] = [];
  for (let count = 0; count < (options.proxies ?? 1); count += 1) {
    const publicUrl = proxies[0]?.url;
    proxies.push(
      await openProxyServer({
        zendeskUrl: simulators.zendeskUrl,
        ...{ store, clock, transport, env: options.env ?? {} },
        ...(publicUrl === undefined ? {} : { publicUrl }),
      }),
    );
  }
  const [first] = proxies;
  if (!first) throw new Error('no proxy');
  const publicUrl = first.url;

  const linkFor = (over: Partial<ConsentTicket> = {}) => {
    const ticket = { tenant: 'acme', business: 'Acme Storage', subdomain: 'acme', generation: 0, madeAt: clock.now() };
    return `${publicUrl}/oauth/zendesk/start?ticket=${signConsentTicket({ ...ticket, ...over }, KEY)}`;
  };

  function openBrowser(): Browser {
    const browser = new Browser();
    browsers.push(browser);
    return browser;
  }

  /** From the link to the page of the simulator that asks. */
  async function reachZendesk(browser: Browser, link: string): Promise<Page> {
    return browser.follow(await browser.press(await browser.open(link)));
  }

  /** The way back, with the answer that the person gives; not yet gone. */
  async function answerZendesk(browser: Browser, link: string, fields: Record<string, string> = {}): Promise<Page> {
    return browser.press(await reachZendesk(browser, link), { decision: 'allow', ...fields });
  }

  /** The whole way; the last page. */
  async function consent(
    over: Partial<ConsentTicket> = {},
    fields: Record<string, string> = {},
    browser = openBrowser(),
  ): Promise<Page> {
    return browser.follow(await answerZendesk(browser, linkFor(over), fields));
  }

  const { tenants, zendeskUrl } = simulators;
  const zendesk = (tenant: TenantCode) => tenants[tenant].zendesk;

  return {
    simulators,
    time,
    store,
    proxies,
    publicUrl,
    /** What went to Zendesk. */
    requests,
    linkFor,
    openBrowser,
    reachZendesk,
    answerZendesk,
    consent,
    zendesk,

    async call(method: string, path: string, proxy = first, body = '') {
      const answer = await proxy.call(method, path, { body });
      answers.push(JSON.stringify([answer.headers, answer.body]));
      return { ...answer, json: answer.body === '' ? undefined : JSON.parse(answer.body) };
    },

    /** A call of the service to Zendesk's API; who owns the token does not matter. */
    search: (proxy = first, tenant = 'acme') => proxy.call('GET', `/zendesk/${tenant}/api/v2/users/search?query=pat`),

    async view(tenant = 'acme') {
      return (await this.call('GET', `/connections/${tenant}`)).json;
    },

    /** How often the token endpoint gave tokens for a refresh, or refused. */
    refreshes: (tenant: TenantCode = 'acme') =>
      zendesk(tenant).oauth.calls.filter(({ path }) => path === '/oauth/tokens').length - 1,

    async breakCalls(rule: object, tenant: TenantCode = 'acme') {
      const url = `${zendeskUrl}/_control/${tenant}/faults`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(rule) });
      if (answer.status !== 201) throw new Error(await answer.text());
    },

    async close() {
      for (const proxy of proxies) answers.push(JSON.stringify(await proxy.send('GET', '/metrics')));
      for (const proxy of proxies) await proxy.close();
      await simulators.close();
      const shown = [
        ...proxies.flatMap(({ lines }) => lines),
        ...answers,
        ...browsers.flatMap(({ pages }) => pages.map(({ text, headers }) => text + JSON.stringify([...headers]))),
      ].join('\n');
      // The code comes back in the address that the simulator sends the browser to: that is its way.
      const own = shown.replaceAll(/"location","[^"]*"/g, '');
      for (const secret of secrets)
        expect(own.includes(secret), `a secret is shown: ${secret.slice(0, 4)}…`).toBe(false);
    },
  };
}
