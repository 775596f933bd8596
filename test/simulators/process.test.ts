import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';

const freePorts = { STOREGANISE_SIMULATOR_PORT: '0', ZENDESK_SIMULATOR_PORT: '0' };
let running: ChildProcess | undefined;

afterEach(() => {
  running?.kill('SIGKILL');
});

describe('simulators as a process', () => {
  it('prints one line for each server and goes at once on SIGTERM', async () => {
    const child = start({ ...freePorts, NODE_ENV: 'development' });

    const lines = await firstLines(child, 2);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');

    expect(lines).toEqual([
      expect.stringMatching(/^storeganise simulator on http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^zendesk simulator on http:\/\/127\.0\.0\.1:\d+$/),
    ]);
    expect(code).toBe(0);
  });

  it.each([
    ['production', { ...freePorts, NODE_ENV: 'production' }],
    ['a port that is none', { ...freePorts, ZENDESK_SIMULATOR_PORT: 'eight' }],
  ])('refuses %s with one sentence and exit code 78', async (_name, env) => {
    const child = start(env);
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });

    const [code] = await once(child, 'close');

    expect(code).toBe(78);
    expect(said.trim().split('\n')).toHaveLength(1);
  });
});

function start(env: Record<string, string>): ChildProcess {
  running = spawn(process.execPath, ['src/simulators/main.ts'], { env: { PATH: process.env.PATH ?? '', ...env } });
  return running;
}

async function firstLines(child: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === count) break;
  }
  return lines;
}
