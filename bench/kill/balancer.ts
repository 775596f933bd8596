import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A connection waits so long for somebody who takes it. */
const PATIENCE_MS = 2_000;
const RETRY_MS = 50;

export type Balancer = Awaited<ReturnType<typeof openBalancer>>;

/** Stands before several services, as in production: hands each connection to one that takes it. */
export async function openBalancer() {
  const ports = new Map<string, number>();
  let turn = 0;

  async function handOn(client: Socket): Promise<void> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (!client.destroyed && Date.now() < giveUpAt) {
      const all = [...ports.values()];
      const port = all[turn++ % Math.max(1, all.length)];
      const server = port === undefined ? undefined : await reach(port);
      if (server) return join(client, server);
      await delay(RETRY_MS);
    }
    client.destroy();
  }

  const listener = createServer({ pauseOnConnect: true }, (client) => {
    client.on('error', () => client.destroy());
    void handOn(client);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    /** From now on `name` listens there; without an address it does not. */
    set(name: string, url: string | undefined) {
      if (url === undefined) ports.delete(name);
      else ports.set(name, Number(new URL(url).port));
    },
    close: () => void listener.close(),
  };
}

async function reach(port: number): Promise<Socket | undefined> {
  const server = connect(port, '127.0.0.1');
  try {
    await once(server, 'connect');
    return server;
  } catch {
    return undefined;
  }
}

/** Whoever goes takes the other along, as a killed process does. */
function join(client: Socket, server: Socket): void {
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => one.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
}

/** A port that is free now, for a process that has to come back where it was. */
export async function findPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
