import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A script of ours as a process of its own, with this environment and nothing else. */
export function startScript(
  script: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): ChildProcess {
  return spawn(process.execPath, [script, ...args], { env: { PATH: process.env.PATH ?? '', ...env } });
}

/** Where the service or the proxy is, once it says so. */
export async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /"(?:service|oauth-proxy) on (http[^"]+)"/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('it ended before it was there');
}

/** How it ended, and what it said on each output until then. */
export async function endOf(child: ChildProcess): Promise<{ code: number; out: string[]; said: string[] }> {
  const heard = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk) => {
      heard[name] += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, out: heard.stdout.trim().split('\n'), said: heard.stderr.trim().split('\n') };
}
