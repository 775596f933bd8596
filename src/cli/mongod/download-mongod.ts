import type { FindOptions } from './find-mongod.ts';

const MIRROR = 'https://fastdl.mongodb.org';
/** A host that does not answer at all would cost the download a minute. */
const PROBE_MS = 2_000;

/** Fetches MongoDB's own build into the cache, if its site can be reached. */
export async function downloadMongod({ env, cacheDir, say }: Required<FindOptions>): Promise<string | undefined> {
  const from = env.MONGOMS_DOWNLOAD_URL ?? env.MONGOMS_DOWNLOAD_MIRROR ?? MIRROR;
  if (!(await isReachable(from))) {
    say('mongod: the download site of MongoDB cannot be reached');
    return undefined;
  }
  try {
    say('mongod: downloading MongoDB');
    // Its default of three tries waits for seconds between them.
    process.env.MONGOMS_MAX_RETRIES ??= '1';
    const { MongoBinary } = await import('mongodb-memory-server-core');
    return await MongoBinary.getPath({ downloadDir: cacheDir });
  } catch (error) {
    say(`mongod: the download failed: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Whatever it answers, somebody is there. */
async function isReachable(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return true;
  } catch {
    return false;
  }
}
