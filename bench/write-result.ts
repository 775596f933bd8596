import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MongoClient } from 'mongodb';

/** Writes `bench/results/kill.json`: what was counted, where and with which versions. */
export async function writeResult(client: MongoClient, measured: object): Promise<void> {
  const { version } = await client.db('admin').command({ buildInfo: 1 });
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  const result = { command: 'npm run campaign:kill', node: process.version, mongodb: version, machine, ...measured };
  const dir = fileURLToPath(new URL('../results', import.meta.url));
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'kill.json'), `${JSON.stringify(result, null, 2)}\n`);
}
