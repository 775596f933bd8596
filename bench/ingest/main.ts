// How many webhooks the service keeps in a second, against bare Koa with one durable insert: same machine, same server, by turns.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../../src/cli/demo/child.ts';
import { openMongodb } from '../../src/cli/mongod/open-mongodb.ts';
import { versionOf, writeResult } from '../write-result.ts';
import { type Load, pace, saturate } from './load.ts';
import { createWebhooks } from './webhooks.ts';

const SECRET = 'secret-of-the-ingest-bench';
const CONNECTIONS = [10, 50] as const;
const ROUNDS = 3;
const ROUND_MS = 4_000;
const WARM_UP_MS = 1_000;
const PACE_PER_SECOND = 50;
/** Behaviour to reach. */
const MIN_RATIO = 0.7;
const MAX_P99_MS = 100;

const folder = mkdtempSync(join(tmpdir(), 'usersync-ingest-'));
const children: Child[] = [];
const mongodb = await openMongodb({ env: { ...process.env, REQUIRE_MONGODB: '1' }, say: (line) => console.log(line) });
try {
  process.exitCode = await run(mongodb?.uri ?? '');
} finally {
  for (const child of children) await child.stop();
  await mongodb?.close();
  rmSync(folder, { recursive: true, force: true });
}

async function run(uri: string): Promise<number> {
  const yardstick = await start('yardstick', 'bench/ingest/yardstick.ts', { MONGODB_URI: uri });
  const service = await start('service', 'src/main.ts', {
    PORT: '0',
    MONGODB_URI: uri,
    TENANTS_DIR: writePausedTenant(),
  });
  const next = createWebhooks('/addon/zendesk/acme', SECRET);

  const rows: { connections: number; yardstick: Load; service: Load; ratio: number }[] = [];
  for (const connections of CONNECTIONS) {
    const loads: Record<'yardstick' | 'service', Load[]> = { yardstick: [], service: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, url] of Object.entries({ yardstick, service }) as ['yardstick' | 'service', string][]) {
        await saturate(url, next, connections, WARM_UP_MS);
        loads[name].push(await saturate(url, next, connections, ROUND_MS));
      }
    }
    const row = { connections, yardstick: median(loads.yardstick), service: median(loads.service) };
    const ratio = Number((row.service.perSecond / row.yardstick.perSecond).toFixed(2));
    rows.push({ ...row, ratio });
    console.log(`${connections} connections: yardstick ${say(row.yardstick)} · service ${say(row.service)} · ${ratio}`);
  }
  const paced = await pace(service, next, PACE_PER_SECOND, 1_000);
  console.log(`${PACE_PER_SECOND} requests a second: service ${say(paced)}`);

  const isReached = rows.every(({ ratio }) => ratio >= MIN_RATIO) && paced.p99Ms <= MAX_P99_MS;
  writeResult('ingest', { command: 'npm run bench:ingest', mongodb: await versionOf(uri) }, { rows, paced, isReached });
  console.log(
    isReached ? 'reached' : `NOT REACHED: at least ${MIN_RATIO} of the yardstick, p99 at most ${MAX_P99_MS} ms`,
  );
  return isReached ? 0 : 1;
}

async function start(name: string, script: string, env: Readonly<Record<string, string>>): Promise<string> {
  const child = startChild({ name, script, env, logFile: join(folder, `${name}.log`) });
  children.push(child);
  return child.announcement(new RegExp(`"${name} on (http[^"]+)"`));
}

/** A business whose webhooks are kept and whose work waits: what is measured is keeping them. */
function writePausedTenant(): string {
  const dir = join(folder, 'tenants');
  mkdirSync(dir);
  const tenant = {
    addonId: 'addon-acme',
    apiUrl: 'https://acme.storeganise.com/api',
    state: 'paused',
    settings: { zendesk_instance: 'acme', zendesk_webhookSecret: SECRET },
  };
  writeFileSync(join(dir, 'acme.json'), JSON.stringify(tenant));
  return dir;
}

function median(loads: readonly Load[]): Load {
  const middle = loads.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(loads.length / 2)];
  if (!middle) throw new Error('nothing was measured');
  return middle;
}

function say({ perSecond, p50Ms, p99Ms }: Load): string {
  return `${perSecond}/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms`;
}
