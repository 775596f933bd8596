import { once } from 'node:events';
import type { Server } from 'node:http';

/** How often connections are looked at that finished what was under way. */
const LOOK_MS = 50;

/**
 * Takes no more connections and answers what is under way. `server.close()` alone goes on serving a client that keeps
 * its connection alive, for as long as it goes on asking: here each answer is its last.
 */
export async function closeServer(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const closed = once(server, 'close');
  server.close();
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  await closed;
  clearInterval(looking);
}
