import type { IncomingHttpHeaders } from 'node:http';
import { request as httpRequest } from 'node:http';
import { createHttpTransport } from '../../src/http-transport.ts';
import { createLog } from '../../src/log.ts';
import { readProxyConfig } from '../../src/oauth-proxy/config.ts';
import { openMemoryStore } from '../../src/oauth-proxy/memory-stores.ts';
import { openProxy } from '../../src/oauth-proxy/open-proxy.ts';
import type { ProxyStore } from '../../src/oauth-proxy/proxy-store.ts';
import type { Clock, Transport } from '../../src/ports.ts';
import { signProxyCall } from '../../src/proxy-signature.ts';
import { systemClock, systemRandom } from '../../src/system-ports.ts';
import { bodyOf, listen } from './upstream.ts';

export const KEY = 'k'.repeat(32);

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
type Options = { body?: string; headers?: Record<string, string> };

export type ProxyServer = Awaited<ReturnType<typeof openProxyServer>>;

let nonces = 0;

/** A proxy on a real socket; what several processes share, and what a test turns itself, is handed in. */
export async function openProxyServer(options: {
  zendeskUrl: string;
  env?: Record<string, string>;
  store?: ProxyStore;
  clock?: Clock;
  transport?: Transport;
  /** Where browsers find it; itself when absent. */
  publicUrl?: string;
}) {
  const result = readProxyConfig({ PROXY_KEY: KEY, ZENDESK_URL: `${options.zendeskUrl}/{subdomain}`, ...options.env });
  if (!result.ok) throw new Error(result.faults.join());
  const { config } = result;
  const lines: string[] = [];
  const clock = options.clock ?? systemClock;
  const store = options.store ?? openMemoryStore(clock);
  let answer: ReturnType<ReturnType<typeof openProxy>['app']['callback']> | undefined;
  const server = await listen((request, response) => void answer?.(request, response));
  const { app, keepAlive } = openProxy({
    config,
    publicUrl: options.publicUrl ?? server.url,
    store,
    transport: options.transport ?? createHttpTransport(),
    clock,
    random: systemRandom,
    log: createLog({ name: 'oauth-proxy', level: 'trace' }, { write: (line) => lines.push(line) }),
    isDraining: () => false,
  });
  answer = app.callback();

  const send = (method: string, path: string, { body = '', headers = {} }: Options = {}) =>
    sendRaw(server.port, method, path, body, headers);

  return {
    ...server,
    store,
    keepAlive,
    /** What it logged. */
    lines,
    send,

    /** A call that the service signed. */
    call(method: string, path: string, { body = '', headers = {} }: Options = {}): Promise<Answer> {
      const tenant = path.split(/[/?]/)[2] ?? '';
      nonces += 1;
      const signed = signProxyCall({ method, path, tenant, body, key: KEY, now: clock.now(), nonce: `n${nonces}` });
      return send(method, path, { body, headers: { ...signed, ...headers } });
    },
  };
}

/** Sends the path as it is written; a URL parser would tidy it. */
function sendRaw(port: number, method: string, path: string, body: string, headers: Record<string, string>) {
  return new Promise<Answer>((resolve, reject) => {
    const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } });
    request.on('error', reject);
    request.on('response', async (response) => {
      const text = await bodyOf(response);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    request.end(body);
  });
}
