import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH ?? '', ADMIN_KEY: 'k'.repeat(32) };
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/cli/main.ts', ...args], { env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

describe('the command line as a process', () => {
  it('ends with 64 and its usage on standard error where it does not know what is meant', async () => {
    expect(await run('cases')).toEqual({ code: 64, out: '', err: expect.stringMatching(/^Usage: /) });
  });

  it('ends with 1 and one sentence on standard error where nobody answers', async () => {
    const said = await run('status', '--json', '--url', 'http://127.0.0.1:9');

    expect(said).toEqual({ code: 1, out: '', err: expect.stringMatching(/^No service answers at http:\S+: .+\n$/) });
  });

  it('ends with 0 and its usage on standard output where it is asked for', async () => {
    expect(await run('explain', '--help')).toEqual({ code: 0, out: expect.stringMatching(/^Usage: /), err: '' });
  });
});
