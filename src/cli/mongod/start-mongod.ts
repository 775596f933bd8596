import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';

const START_MS = 20_000;
const STEP_MS = 20;
const SET_NAME = 'rs0';

/** Small and quick, and as durable as any: none of it weakens a majority write that is journaled. */
const FLAGS = [
  ...['--bind_ip', '127.0.0.1', '--nounixsocket', '--quiet', '--oplogSize', '64'],
  ...['--wiredTigerCacheSizeGB', '0.25', '--journalCommitInterval', '2'],
  ...['--wiredTigerEngineConfigString', 'log=(prealloc=false,file_max=8MB)'],
  ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
];

/** A one-node replica set on loopback, of this process: it ends with it, however that ends. */
export type Mongod = {
  /** Names no database. */
  readonly uri: string;
  readonly pid: number;
  /** Kills it and starts it again with its data, at the same address; resolves when it takes writes. */
  restart(): Promise<void>;
  kill(): Promise<void>;
  /** Kills it and forgets its data. */
  stop(): Promise<void>;
};

/**
 * Starts `binary` on an empty folder; resolves when it takes writes. `parameters` are server parameters. A standalone server is
 * no replica set: only to see that it is refused.
 */
export async function startMongod(
  binary: string,
  parameters: Readonly<Record<string, string>> = {},
  isStandalone = false,
): Promise<Mongod> {
  const folder = await mkdtemp(join(isWritable('/dev/shm') ? '/dev/shm' : tmpdir(), 'mongod-'));
  const settings = Object.entries(parameters).flatMap(([name, value]) => ['--setParameter', `${name}=${value}`]);
  const member = isStandalone ? [] : ['--replSet', SET_NAME];
  const launch = (port: number) => launchServer(binary, folder, port, [...member, ...settings]);
  try {
    let server = await launch(0);
    const address = `127.0.0.1:${server.port}`;
    if (!isStandalone) await initiate(address);
    return {
      uri: `mongodb://${address}/${isStandalone ? '' : `?replicaSet=${SET_NAME}`}`,
      get pid() {
        return server.pid;
      },
      async restart() {
        await server.kill();
        server = await launch(server.port);
        await becomePrimary(address);
      },
      kill: () => server.kill(),
      async stop() {
        await server.kill();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

type Server = { readonly port: number; readonly pid: number; kill(): Promise<void> };

async function launchServer(
  binary: string,
  folder: string,
  port: number,
  settings: readonly string[],
): Promise<Server> {
  // A full pipe would stop the server: it logs to a file.
  const log = join(folder, `mongod-${port}-${process.hrtime.bigint()}.log`);
  const place = ['--port', String(port), '--dbpath', folder, '--logpath', log];
  const child = spawnMortal(binary, [...FLAGS, ...settings, ...place]);
  let isOver = false;
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(() => {
    isOver = true;
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return { port: await listening(log, () => isOver), pid: child.pid ?? 0, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** The child dies with this process: on Linux by the kernel's doing, even when this process is killed. */
function spawnMortal(binary: string, args: readonly string[]): ChildProcess {
  const setpriv = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'setpriv'));
  const isLinux = process.platform === 'linux' && setpriv.some((path) => isExecutable(path));
  const [command, given] = isLinux ? ['setpriv', ['--pdeathsig', 'KILL', binary, ...args]] : [binary, args];
  const child = spawn(command, given, { stdio: 'ignore' });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
}

/** The port that the server says it listens on. */
async function listening(log: string, isOver: () => boolean): Promise<number> {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    const text = await readFile(log, 'utf8').catch(() => '');
    const port = /"Waiting for connections","attr":\{"port":(\d+)/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
    if (isOver()) throw new Error(`mongod ended at its start: ${text.trim().split('\n').at(-1) ?? ''}`);
    await delay(STEP_MS);
  }
  throw new Error('mongod did not listen in time');
}

async function initiate(address: string): Promise<void> {
  await withClient(address, async (client) => {
    await client.db('admin').command({ replSetInitiate: { _id: SET_NAME, members: [{ _id: 0, host: address }] } });
  });
  await becomePrimary(address);
}

async function becomePrimary(address: string): Promise<void> {
  await withClient(address, async (client) => {
    const end = Date.now() + START_MS;
    while (Date.now() < end) {
      const { isWritablePrimary } = await client.db('admin').command({ hello: 1 });
      if (isWritablePrimary) return;
      await delay(STEP_MS);
    }
    throw new Error('mongod did not become primary in time');
  });
}

async function withClient(address: string, act: (client: MongoClient) => Promise<void>): Promise<void> {
  const client = new MongoClient(`mongodb://${address}/?directConnection=true`);
  try {
    await act(client);
  } finally {
    await client.close();
  }
}

const isExecutable = (path: string) => isAllowed(path, constants.X_OK);
const isWritable = (path: string) => isAllowed(path, constants.W_OK);

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
