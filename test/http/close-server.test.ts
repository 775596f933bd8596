import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { closeServer } from '../../src/close-server.ts';

it('answers what is under way, and ends a connection whose client goes on asking', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = createServer(async (_request, response) => {
    await held;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = get({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode));
      });
      request.once('error', reject);
    });

  const underWay = ask();
  await once(server, 'request');
  const closed = closeServer(server);
  release();

  expect(await underWay).toBe(200);
  const more: unknown[] = [];
  while (more.length < 50 && more.at(-1) !== 'refused') more.push(await ask().catch(() => 'refused'));
  expect(more.at(-1)).toBe('refused');
  await closed;
  agent.destroy();
});
