import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { HOSTILE_ADDRESSES } from '../data/hostile-addresses.ts';
import { onMarket } from './market.ts';
import { listen } from './stage.ts';

/** Counts the sockets that this process opens while it acts. */
async function countSockets(act: () => Promise<void>): Promise<number> {
  let sockets = 0;
  const note = () => {
    sockets += 1;
  };
  subscribe('net.client.socket', note);
  await act();
  unsubscribe('net.client.socket', note);
  return sockets;
}

/** One connection for all requests, so that it is not counted among those that the service opens. */
function openLine(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = (path: string, body: string, headers: Readonly<Record<string, string>>) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${url}${path}`, { agent, method: 'POST', headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      sent.on('error', reject).end(body);
    });
  return { post, close: () => agent.destroy() };
}

describe('a well signed event that names a hostile address', () => {
  const env = { STOREGANISE_HOSTS: '*.storeganise.com' };

  it(
    'opens no socket, pins nothing and keeps nothing, whichever it is',
    onMarket(
      async (market) => {
        const line = openLine(market.service.url);
        let count = 0;
        const post = async (apiUrl: string, businessCode?: string) => {
          count += 1;
          const event = { id: `e${count}`, type: 'user.updated', addonId: `a${count}`, data: { userId: 'u1' } };
          const body = JSON.stringify({ ...event, businessCode, apiUrl });
          return line.post('/addon/storeganise', body, market.tenants.acme.storeganise.sign(body, 0));
        };
        await line.post('/healthz', '', {});
        const statuses: number[] = [];

        const sockets = await countSockets(async () => {
          for (const apiUrl of HOSTILE_ADDRESSES) {
            statuses.push(await post(apiUrl), await post(apiUrl, `business-${count}`));
          }
          // A look would be taken by a worker within its tick.
          await new Promise((resolve) => setTimeout(resolve, 1_200));
        });

        expect(new Set(statuses)).toEqual(new Set([200]));
        expect(sockets).toBe(0);
        const refused = 'usersync_webhooks_total{platform="storeganise",result="refused"}';
        expect(await market.metric(refused)).toBe(2 * HOSTILE_ADDRESSES.length);
        expect(await market.status()).toBeUndefined();
        line.close();
      },
      { env },
    ),
  );

  it(
    'of an installation that is known takes nothing from it',
    onMarket(async (market) => {
      await market.enable();
      await market.link();
      const calls = market.callsOf('storeganise').length;

      for (const apiUrl of HOSTILE_ADDRESSES)
        await market.send('user.updated', { id: `e${apiUrl}`, apiUrl, data: { userId: 'u1' } });

      expect(market.callsOf('storeganise').length - calls).toBeLessThanOrEqual(1);
      expect(market.titles()).toHaveLength(1);
      expect(await market.metric('usersync_webhooks_total{platform="storeganise",result="refused"}')).toBe(
        HOSTILE_ADDRESSES.length,
      );
    }),
  );
});

describe('an address that is allowed and sends us on', () => {
  it('is not followed, and our key goes nowhere else', async () => {
    const seen: string[] = [];
    const elsewhere = await listen((asked, answer) => {
      seen.push(`${asked.method} ${asked.url} ${asked.headers.authorization}`);
      answer.end('{}');
    });
    const redirector = await listen((_, answer) => answer.writeHead(307, { location: elsewhere.url }).end());
    const env = { STOREGANISE_HOSTS: new URL(redirector.url).host };
    await onMarket(
      async (market) => {
        await market.send('user.updated', { apiUrl: `${redirector.url}/api`, data: { userId: 'u1' } });

        await market.until(async () =>
          expect(await market.status()).toMatchObject({ notLive: 'its add-on record could not be read yet' }),
        );
        expect(seen).toEqual([]);
      },
      { env },
    )();
    await redirector.close();
    await elsewhere.close();
  });
});
