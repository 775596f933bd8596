import { startSimulators } from './start-simulators.ts';

const wrongConfiguration = 78;

if (process.env.NODE_ENV === 'production') {
  refuse('The simulators do not run with NODE_ENV=production: they hold no real data and accept well-known keys.');
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));

const simulators = await startSimulators({
  storeganisePort: readPort('STOREGANISE_SIMULATOR_PORT', 8090),
  zendeskPort: readPort('ZENDESK_SIMULATOR_PORT', 8091),
  serviceUrl: (process.env.SERVICE_URL ?? 'http://127.0.0.1:8080').replace(/\/+$/, ''),
  // New ids on each start: a service that is still running would take known event ids for duplicates.
  seed: Date.now(),
});
console.log(`storeganise simulator on ${simulators.storeganiseUrl}`);
console.log(`zendesk simulator on ${simulators.zendeskUrl}`);

function readPort(name: string, fallback: number): number {
  const text = process.env[name] ?? String(fallback);
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  return refuse(`${name}: expected a port number, 0 for a free one.`);
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(wrongConfiguration);
}
