import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { playStep } from '../../src/cli/demo/play-step.ts';
import { Cast } from '../../src/cli/demo/scene.ts';
import type { Step } from '../../src/cli/demo/step.ts';
import { pat } from '../../src/cli/demo/story/pat.ts';
import { toldAfter } from '../../src/cli/demo/told.ts';
import { openStage } from './stage.ts';

const TOO_LATE = 'not at rest and as told after 3 s';
const [first] = pat;
if (first === undefined) throw new Error('the story is empty');

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

  it('calls a step ok that went as told', async () => {
    const { faults, written } = await playFirst(first);

    expect(faults).toEqual([]);
    expect(written).toEqual([0, 1]);
  });

  it.each<[string, Partial<Step>, readonly string[]]>([
    [
      'a value in Storeganise',
      { changes: { ...first.changes, storeganise: { ...first.changes.storeganise, 'last name': 'Dow' } } },
      ['storeganise: Pat: expected the last name "Dow", found "Doe"', TOO_LATE],
    ],
    [
      'a value in Zendesk that nobody told',
      { changes: { ...first.changes, zendesk: { ...first.changes.zendesk, status: '' } } },
      ['zendesk: Pat: expected the status to be empty, found "new_prospect"', TOO_LATE],
    ],
    [
      'a record that is not to be there',
      { changes: { storeganise: first.changes.storeganise ?? {} } },
      ['zendesk: Pat: expected no record, found one', TOO_LATE],
    ],
    [
      'somebody of whom nothing is told',
      {
        act: async (hands) => {
          await hands.create('storeganise', { firstName: 'Pat', lastName: 'Doe', email: 'other@example.com' });
          return first.act(hands);
        },
      },
      [
        'storeganise: found somebody of whom nothing is told, other@example.com',
        'zendesk: found somebody of whom nothing is told, other@example.com',
        'storeganise: expected one note of who belongs to whom, counted 2',
        'zendesk: expected 1 writes, counted 2',
        TOO_LATE,
      ],
    ],
    ['one write too few', { writes: { storeganise: 1, zendesk: 1 } }, ['storeganise: expected 1 writes, counted 0']],
    ['one write too many', { writes: { storeganise: 0, zendesk: 0 } }, ['zendesk: expected 0 writes, counted 1']],
    [
      'a task that is not there',
      { opens: { title: 'zendesk: Pigs fly', says: ['higher'] } },
      ['task: expected zendesk: Pigs fly (open)', 'task: expected that "zendesk: Pigs fly" says higher', TOO_LATE],
    ],
    [
      'a fact that is none',
      {
        act: async (hands) => {
          await first.act(hands);
          return [{ says: 'pigs fly', isTrue: false }];
        },
      },
      ['expected that pigs fly'],
    ],
  ])('finds %s', async (_what, otherwise, expected) => {
    const { faults } = await playFirst({ ...first, ...otherwise });

    expect(faults).toEqual(expected);
  });

  it('prints what the README shows', { timeout: 120_000 }, async () => {
    const demo = start(['demo', '--once']);
    const lines: string[] = [];
    if (demo.stdout === null) throw new Error('no output to read');
    demo.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(text));
    const [code] = await once(demo, 'close');
    const readme = readFileSync('README.md', 'utf8');
    const [, shown = ''] = /```text\n(1\. .*?)```/s.exec(readme) ?? [];

    expect(code).toBe(0);
    expect(
      anonymous(storyOf(lines.join(''))),
      'put what `npm run demo -- --once` prints from step 1 on into the README',
    ).toBe(anonymous(shown));
  });
});

/** Plays the first step of the story on a stage of its own. */
async function playFirst(step: Step) {
  const stage = await openStage();
  const { storeganiseUrl: storeganise, zendeskUrl: zendesk } = stage.simulators;
  const addresses = { storeganise, zendesk, proxy: '', service: stage.url, logs: '', adminKey: '' };
  const { control } = stage;
  const parts = { addresses, control, service: stage, cast: new Cast(), patienceMs: 3_000, stillWaiting: () => {} };
  try {
    const { faults, writes } = await playStep(parts, step, toldAfter([step], step.tenant));
    return { faults, written: [writes.storeganise.changes, writes.zendesk.changes] };
  } finally {
    await stage.close();
  }
}

/** The story alone, as it is printed where nothing takes long. */
const storyOf = (output: string) => output.slice(output.indexOf('\n1. ') + 1).replace(/^ +… waiting, \d+ s\n/gm, '');

/** What differs from one run to the next. */
const anonymous = (text: string) =>
  text
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/\b\d{4}-\d\d-\d\d\b/g, '<date>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>');
