import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const NOBODY: RequestListener = (_, response) => response.writeHead(404).end();

let listener: RequestListener = NOBODY;
let opened: Promise<Server> | undefined;

async function open(): Promise<Server> {
  const server = createServer((request, response) => listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Posts one webhook to the door of the row under way, over a real socket; answers its status. */
export async function knock(
  door: RequestListener,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<number> {
  opened ??= open();
  const { port } = (await opened).address() as AddressInfo;
  listener = door;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

/** For the end of a run. */
export async function closeDoor(): Promise<void> {
  const server = await opened;
  opened = undefined;
  server?.closeAllConnections();
  server?.close();
}
