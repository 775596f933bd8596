import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';

/** Writes `bench/results/<name>.json`: what was measured, by which command, where and with which versions. */
export function writeResult(
  name: string,
  { command, mongodb }: { readonly command: string; readonly mongodb?: string },
  measured: object,
): void {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  const versions = { node: process.version, ...(mongodb === undefined ? {} : { mongodb }) };
  const dir = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    join(dir, `${name}.json`),
    `${JSON.stringify({ command, ...versions, machine, ...measured }, null, 2)}\n`,
  );
}

/** The version of a server. */
export async function versionOf(uri: string): Promise<string> {
  const client = new MongoClient(uri);
  const { version } = await client.db('admin').command({ buildInfo: 1 });
  await client.close();
  return version;
}
