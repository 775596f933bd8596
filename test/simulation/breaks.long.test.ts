import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BREAKS, copyBroken } from './breaks.ts';

const ROOT = join(import.meta.dirname, '../..');
// Beside the product, not in a folder of packages: Node strips no types there.
const BROKEN = join(ROOT, '.breaks');

/** Runs schedules, then seeds until the first red one, in a folder of its own. */
function simulate(folder: string, to: number): Promise<{ readonly status: number; readonly output: string }> {
  const args = ['test/simulation/run.ts', '--schedules', '--from', '1', '--to', String(to), '--until-red'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

describe('every deliberate break is seen', () => {
  afterAll(() => rmSync(BROKEN, { recursive: true, force: true }));

  it('nothing is red without a break', async () => {
    const folder = join(BROKEN, 'none');
    copyBroken(ROOT, folder, []);
    expect(await simulate(folder, 8)).toMatchObject({
      status: 0,
      output: expect.stringContaining('8 histories, 0 red'),
    });
  });

  it.each(BREAKS)('$name', async ({ name, edits }) => {
    const folder = join(BROKEN, name.replaceAll(/\W+/g, '-'));
    copyBroken(ROOT, folder, edits);
    const { status, output } = await simulate(folder, 60);
    expect({ status, output }).toMatchObject({ status: 1, output: expect.stringMatching(/^(schedule "|seed \d+:)/m) });
  });
});
