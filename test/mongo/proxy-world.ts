import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { signConsentTicket } from '../../src/consent-ticket.ts';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { registerProxyModels } from '../../src/oauth-proxy/mongo/schemas.ts';
import { signProxyCall } from '../../src/proxy-signature.ts';
import { startSimulators } from '../../src/simulators/start-simulators.ts';
import { Browser } from '../proxy/browser.ts';
import { startScript } from '../support/service-child.ts';
import { databaseUri, mongodbUri, openTestDatabase } from './test-database.ts';

const KEY = 'key-of-the-proxy-processes-0123456789';
const TOKEN_KEY = Buffer.alloc(32, 'proxy processes').toString('base64');
const HALF_AN_HOUR_MS = 1_800_000;

export type ProxyProcess = {
  readonly child: ChildProcess;
  readonly url: string;
  /** Everything that it said. */
  readonly said: () => string;
};

export type ProxyWorld = Awaited<ReturnType<typeof openProxyWorld>>;

/** The simulated Zendesk and a database, for proxies that are processes of their own. */
export async function openProxyWorld(server = mongodbUri) {
  const database = `test-${randomUUID()}`;
  const simulators = await startSimulators({
    ...{ storeganisePort: 0, zendeskPort: 0, serviceUrl: 'http://127.0.0.1:9', seed: 1 },
    searchLag: { query: [0, 0], externalId: [0, 0] },
  });
  const env = {
    PORT: '0',
    PROXY_KEY: KEY,
    TOKEN_KEYS: `k1:${TOKEN_KEY}`,
    ZENDESK_URL: `${simulators.zendeskUrl}/{subdomain}`,
    MONGODB_URI: databaseUri(database, server),
  };
  const faultsUrl = `${simulators.zendeskUrl}/_control/acme/faults`;
  const children: ChildProcess[] = [];
  const connections: MongoConnection[] = [];
  const { zendesk } = simulators.tenants.acme;
  const { oauth } = zendesk;
  const browser = new Browser();
  let nonces = 0;

  function linkAt({ url }: Pick<ProxyProcess, 'url'>, generation = 0): string {
    const ticket = { tenant: 'acme', business: 'Acme Storage', subdomain: 'acme', generation, madeAt: Date.now() };
    return `${url}/oauth/zendesk/start?ticket=${signConsentTicket(ticket, KEY)}`;
  }

  function start(over: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = startScript('src/oauth-proxy/main.ts', { ...env, ...over });
    children.push(child);
    return child;
  }

  return {
    env,
    oauth,
    browser,
    /** A proxy process, not heard yet. */
    start,

    async startProxy(over: Readonly<Record<string, string>> = {}): Promise<ProxyProcess> {
      const child = start(over);
      let said = '';
      const hear = (chunk: Buffer) => {
        said += chunk;
      };
      for (const output of [child.stdout, child.stderr]) output?.on('data', hear);
      const url = await vi.waitFor(
        () => {
          const [, found = ''] = /"oauth-proxy on (http[^"]+)"/.exec(said) ?? [];
          expect(found).not.toBe('');
          return found;
        },
        { timeout: 20_000, interval: 10 },
      );
      return { child, url, said: () => said };
    },

    /** A call of the service, each time signed anew. */
    async call(proxy: Pick<ProxyProcess, 'url'>, path = '/zendesk/acme/api/v2/users/search?query=pat', method = 'GET') {
      nonces += 1;
      const tenant = path.split(/[/?]/)[2] ?? '';
      const call = { method, path, tenant, body: '', key: KEY, now: Date.now(), nonce: `n${nonces}` };
      const answer = await fetch(proxy.url + path, { method, headers: signProxyCall(call) });
      return { status: answer.status, headers: answer.headers, body: await answer.text() };
    },

    linkAt,

    /** The way of an admin through all pages; the last one. */
    async consent(proxy: Pick<ProxyProcess, 'url'>, generation = 0) {
      const page = await browser.press(await browser.open(linkAt(proxy, generation)));
      return browser.follow(await browser.press(await browser.follow(page), { decision: 'allow' }));
    },

    /** How many calls came to Zendesk's API. */
    calls: () => zendesk.calls.length,

    /** How often the token endpoint was asked for a refresh. */
    refreshes: () => oauth.calls.filter(({ path }) => path === '/oauth/tokens').length - 1,

    async breakCalls(rule: object) {
      const answer = await fetch(faultsUrl, { method: 'POST', body: JSON.stringify(rule) });
      if (answer.status !== 201) throw new Error(await answer.text());
    },

    /** How many rules still wait for a call to break. */
    async breaksLeft(): Promise<number> {
      return ((await (await fetch(faultsUrl)).json()) as object[]).length;
    },

    /** A look into the database, past all stores. */
    async openDatabase() {
      const mongo = await openTestDatabase(server, database, { register: registerProxyModels, owner: 'oauth-proxy' });
      connections.push(mongo);
      return mongo;
    },

    /** Half an hour passes: the token has run out at Zendesk, and for whoever looks at when it should. */
    async runOut(mongo: MongoConnection) {
      oauth.expireAll(Date.now());
      const back = { 'tokens.obtainedAt': -HALF_AN_HOUR_MS, 'tokens.expiresAt': -HALF_AN_HOUR_MS };
      await mongo.collection('connections').updateOne({ _id: 'acme' as never }, { $inc: { ...back, revision: 1 } });
    },

    async close() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      for (const mongo of connections) await mongo.close();
      await simulators.close();
    },
  };
}
