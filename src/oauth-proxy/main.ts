import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import closeWithGrace from 'close-with-grace';
import { closeServer } from '../close-server.ts';
import { createHttpTransport } from '../http-transport.ts';
import { createLog } from '../log.ts';
import { systemClock, systemRandom } from '../system-ports.ts';
import { type ProxyConfig, readProxyConfig } from './config.ts';
import { openMemoryStore } from './memory-stores.ts';
import { findLostKeys, openProxy } from './open-proxy.ts';

/** EX_CONFIG of sysexits.h. */
const CONFIGURATION_FAULT = 78;
/** A call to Zendesk may take 10 s, and a refused token makes it two calls and a refresh. */
const DRAIN_MS = 25_000;

const result = readProxyConfig(process.env);
if (result.ok) await run(result.config);
else refuse(result.faults);

function refuse(faults: readonly string[]): void {
  for (const fault of faults) console.error(fault);
  process.exitCode = CONFIGURATION_FAULT;
}

async function run(config: ProxyConfig): Promise<void> {
  const store = openMemoryStore(systemClock);
  const lost = await findLostKeys(config, store.connections);
  if (lost.length > 0) return refuse(lost.map((id) => `TOKEN_KEYS: tokens are stored under ${id}: its key is missing`));

  const log = createLog({ name: 'oauth-proxy', level: config.logLevel });
  for (const notice of config.notices) log.warn(notice);
  let draining = false;
  const server = createServer();
  server.requestTimeout = 30_000;
  server.once('error', (err) => {
    log.fatal({ err }, `cannot listen on ${config.host}:${config.port}`);
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo;
    const url = `http://${config.host}:${port}`;
    const { app, keepAlive } = openProxy({
      config,
      publicUrl: config.publicUrl ?? url,
      store,
      transport: createHttpTransport(),
      clock: systemClock,
      random: systemRandom,
      log,
      isDraining: () => draining,
    });
    server.on('request', app.callback());
    void keepAlive.run(() => draining);
    log.info({ node: process.version }, `oauth-proxy on ${url}`);
  });

  closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err, signal }) => {
    draining = true;
    if (err) log.fatal({ err }, 'stopping after a defect');
    else log.info({ signal }, 'draining');
    await closeServer(server);
  });
}
