import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import closeWithGrace from 'close-with-grace';
import { closeServer } from '../close-server.ts';
import { createHttpTransport } from '../http-transport.ts';
import { createLog, type Logger } from '../log.ts';
import { StoreRefused } from '../ports.ts';
import { systemClock, systemRandom } from '../system-ports.ts';
import { type ProxyConfig, readProxyConfig } from './config.ts';
import { openProxy } from './open-proxy.ts';
import { openProxyStore } from './open-proxy-store.ts';
import type { ProxyStore } from './proxy-store.ts';

/** EX_CONFIG of sysexits.h. */
const CONFIGURATION_FAULT = 78;
/** A call to Zendesk may take 10 s, and one more where its token was refused: nobody waits for that one any more. */
const DRAIN_MS = 15_000;
/** Others have heard by then that this process is not ready. */
const OPEN_DOOR_MS = 5_000;
/** For a drain that cannot be given up. */
const GIVE_UP_MS = 20_000;

const result = readProxyConfig(process.env);
if (result.ok) await run(result.config);
else refuse(result.faults);

function refuse(faults: readonly string[]): void {
  for (const fault of faults) console.error(fault);
  process.exitCode = CONFIGURATION_FAULT;
}

async function run(config: ProxyConfig): Promise<void> {
  const log = createLog({ name: 'oauth-proxy', level: config.logLevel });
  for (const notice of config.notices) log.warn(notice);
  try {
    serve(config, await openProxyStore(config, log), log);
  } catch (err) {
    if (!(err instanceof StoreRefused)) throw err;
    refuse([err.message]);
  }
}

function serve(config: ProxyConfig, store: ProxyStore, log: Logger): void {
  let draining = false;
  let settled = async () => {};
  const server = createServer();
  server.requestTimeout = 30_000;
  server.once('error', (err) => {
    log.fatal({ err }, `cannot listen on ${config.host}:${config.port}`);
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo;
    const url = `http://${config.host}:${port}`;
    const proxy = openProxy({
      config,
      publicUrl: config.publicUrl ?? url,
      store,
      transport: createHttpTransport(),
      clock: systemClock,
      random: systemRandom,
      log,
      isDraining: () => draining,
    });
    settled = proxy.settled;
    server.on('request', proxy.app.callback());
    void proxy.keepAlive.run(() => draining);
    log.info({ node: process.version }, `oauth-proxy on ${url}`);
  });

  /** The door stays open for a while: whoever asks is told that this process is not ready. */
  async function drain(): Promise<void> {
    await Promise.race([settled(), systemClock.sleep(OPEN_DOOR_MS)]);
    await closeServer(server);
    await settled();
  }

  closeWithGrace({ delay: GIVE_UP_MS, logger: false }, async ({ err, signal }) => {
    draining = true;
    if (err) log.fatal({ err }, 'stopping after a defect');
    else log.info({ signal }, 'draining');
    await Promise.race([drain(), systemClock.sleep(DRAIN_MS)]);
    await store.close();
  });
}
