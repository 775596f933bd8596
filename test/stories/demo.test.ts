import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { playStep } from '../../src/cli/demo/play-step.ts';
import { story } from '../../src/cli/demo/story.ts';
import { openStage } from './stage.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, ['src/cli/main.ts', ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  children.push(child);
  return child;
}

/** What a starting demo says of itself: addresses of its processes, and its folder. */
async function whereaboutsOf(child: ChildProcess) {
  const urls: string[] = [];
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^ {2}\w[\w ]+? {2,}(http\S+)$/.exec(line) ?? [];
    if (url !== undefined) urls.push(url);
    const [, folder] = /^ {2}Log files +(\S+)$/.exec(line) ?? [];
    if (folder !== undefined) return { urls, folder };
  }
  throw new Error('the demo ended before it had begun');
}

const isReachable = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe('the demo', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends all that it started on %s', async (signal) => {
    const demo = start(['demo']);
    const { urls, folder } = await whereaboutsOf(demo);
    const before = await Promise.all(urls.map(isReachable));

    demo.kill(signal);
    const [code] = await once(demo, 'exit');

    expect(before).toEqual([true, true, true, true]);
    expect(await Promise.all(urls.map(isReachable))).toEqual([false, false, false, false]);
    expect(existsSync(folder)).toBe(false);
    expect(code).toBe(0);
  });

  it('leaves no process behind when it is killed itself', async () => {
    const demo = start(['demo']);
    const { urls, folder } = await whereaboutsOf(demo);

    demo.kill('SIGKILL');

    await vi.waitFor(
      async () => expect(await Promise.all(urls.map(isReachable))).toEqual([false, false, false, false]),
      { timeout: 20_000, interval: 100 },
    );
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['an unknown verb', ['dance'], {}, 64],
    ['no verb', [], {}, 64],
    ['an unknown option', ['demo', '--twice'], {}, 64],
    ['production', ['demo', '--once'], { NODE_ENV: 'production' }, 78],
    ['nothing when asked for help', ['--help'], {}, 0],
  ])('refuses %s', async (_what, args, env, expected) => {
    const [code] = await once(start(args, env), 'exit');

    expect(code).toBe(expected);
  });

  it('calls a step ok that went as told, and says what did not', async () => {
    const stage = await openStage();
    const [first] = story;
    if (first === undefined) throw new Error('the story is empty');
    const { storeganiseUrl: storeganise, zendeskUrl: zendesk } = stage.simulators;
    const addresses = { storeganise, zendesk, proxy: '', service: stage.url, logs: '' };
    const parts = { addresses, control: stage.control, service: stage, stillWaiting: () => {} };

    const asTold = await playStep(parts, first);
    const otherwise = await playStep(parts, { ...first, act: async () => [{ says: 'pigs fly', isTrue: false }] });
    await stage.close();

    expect(asTold.faults).toEqual([]);
    expect(otherwise.faults).toEqual(['expected that pigs fly', 'zendesk: expected 1 writes, counted 0']);
  });
});
