import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import closeWithGrace from 'close-with-grace';
import { createHttpTransport } from '../http-transport.ts';
import { createLog } from '../log.ts';
import { systemClock } from '../system-ports.ts';
import { createProxyApp } from './app.ts';
import { type ProxyConfig, readProxyConfig } from './config.ts';
import { createProxyMetrics } from './metrics.ts';
import { NonceMemory } from './nonce-memory.ts';

/** EX_CONFIG of sysexits.h. */
const CONFIGURATION_FAULT = 78;
/** A call to Zendesk may take 10 s. */
const DRAIN_MS = 12_000;

const result = readProxyConfig(process.env);
if (result.ok) run(result.config);
else {
  for (const fault of result.faults) console.error(fault);
  process.exitCode = CONFIGURATION_FAULT;
}

function run(config: ProxyConfig): void {
  const log = createLog({ name: 'oauth-proxy', level: config.logLevel });
  for (const notice of config.notices) log.warn(notice);

  let draining = false;
  const app = createProxyApp({
    config,
    transport: createHttpTransport(),
    clock: systemClock,
    nonces: new NonceMemory(),
    log,
    metrics: createProxyMetrics(),
    isDraining: () => draining,
  });
  const server = createServer(app.callback());
  server.requestTimeout = 30_000;
  server.once('error', (err) => {
    log.fatal({ err }, `cannot listen on ${config.host}:${config.port}`);
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo;
    log.info({ node: process.version }, `oauth-proxy on http://${config.host}:${port}`);
  });

  closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err, signal }) => {
    draining = true;
    if (err) log.fatal({ err }, 'stopping after a defect');
    else log.info({ signal }, 'draining');
    await new Promise((resolve) => server.close(resolve));
  });
}
