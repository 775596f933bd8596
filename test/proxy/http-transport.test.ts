import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport } from '../../src/http-transport.ts';
import { bodyOf, listen } from './upstream.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function upstream(handler: RequestListener) {
  const server = await listen(handler);
  closers.push(server.close);
  return server;
}

const get = (url: string) => createHttpTransport().send({ method: 'GET', url, headers: {} });

describe('the HTTP transport', () => {
  it('sends method, headers and body, and returns status, lower-case headers and text', async () => {
    const { url } = await upstream(async (request, response) => {
      response.writeHead(201, { 'X-Seen': `${request.method} ${request.headers['x-one']}` });
      response.end(await bodyOf(request));
    });

    const answer = await createHttpTransport().send({
      method: 'POST',
      url,
      headers: { 'X-One': '1' },
      body: '{"ä":1}',
    });

    expect(answer).toMatchObject({ kind: 'answer', status: 201, body: '{"ä":1}', headers: { 'x-seen': 'POST 1' } });
  });

  it.each(['GET', 'POST', 'PUT', 'DELETE'] as const)('sends %s without a body', async (method) => {
    const { url } = await upstream((_, response) => response.end('ok'));

    expect(await createHttpTransport().send({ method, url, headers: {} })).toMatchObject({ status: 200, body: 'ok' });
  });

  it.each([204, 301, 400, 401, 404, 422, 429, 500, 503])('returns a %i as it is, once', async (status) => {
    let calls = 0;
    const { url } = await upstream((_, response) => {
      calls++;
      response.writeHead(status, { Location: 'http://127.0.0.1:1/', 'Retry-After': '1' });
      response.end();
    });

    expect(await get(url)).toMatchObject({ kind: 'answer', status });
    expect(calls).toBe(1);
  });

  it('unpacks gzip', async () => {
    const { url } = await upstream((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      response.end(gzipSync('packed'));
    });

    expect(await get(url)).toMatchObject({ body: 'packed' });
  });

  it.each([
    ['plain', (size: number) => ({ bytes: Buffer.alloc(size), headers: {} })],
    ['swelling', (size: number) => ({ bytes: gzipSync(Buffer.alloc(size)), headers: { 'Content-Encoding': 'gzip' } })],
  ])('cuts off a %s answer over 5 MB', async (_, make) => {
    const { bytes, headers } = make(6 * 1024 * 1024);
    const { url } = await upstream((_request, response) => {
      response.writeHead(200, headers);
      response.end(bytes);
    });

    expect(await get(url)).toEqual({ kind: 'no_answer', sent: true, reason: 'ERR_ANSWER_TOO_LARGE' });
  });

  it('knows that nothing was sent where nobody listens', async () => {
    const { url, close } = await listen(() => {});
    await close();

    expect(await get(`${url}/?secret=1`)).toEqual({ kind: 'no_answer', sent: false, reason: 'ECONNREFUSED' });
  });

  it('knows that nothing was sent where the name does not exist', async () => {
    const answer = await get('http://does-not-exist.invalid/');

    expect(answer).toMatchObject({ kind: 'no_answer', sent: false });
  });

  it('knows that nothing was sent where TLS fails', async () => {
    const { port } = await upstream((_, response) => response.end());

    expect(await get(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: 'no_answer', sent: false });
  });

  it('cannot tell after a reset', async () => {
    const { url } = await upstream((request) => request.socket.destroy());

    expect(await get(url)).toEqual({ kind: 'no_answer', sent: true, reason: 'ECONNRESET' });
  });

  it('cannot tell after a reset of a kept-alive connection', async () => {
    let calls = 0;
    const { url } = await upstream((request, response) => {
      if (++calls === 1) response.end('first');
      else request.socket.destroy();
    });
    const transport = createHttpTransport();
    await transport.send({ method: 'GET', url, headers: {} });

    const answer = await transport.send({ method: 'POST', url, headers: {}, body: '{}' });

    expect(answer).toMatchObject({ kind: 'no_answer', sent: true });
    expect(calls).toBe(2);
  });

  it('takes an answer that ends too early or is not HTTP for none', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');

    const answer = await get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

    server.close();
    expect(answer).toMatchObject({ kind: 'no_answer', sent: true });
  });

  it('never throws, whatever the address', async () => {
    for (const url of ['', 'nonsense', 'http://', 'ftp://x/']) {
      expect(await get(url)).toMatchObject({ kind: 'no_answer', sent: false });
    }
  });

  it('gives up on an answer that never comes', { timeout: 15_000 }, async () => {
    const { url } = await upstream(() => {});

    expect(await get(url)).toEqual({ kind: 'no_answer', sent: true, reason: 'ETIMEDOUT' });
  });
});
