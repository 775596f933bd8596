import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PRELOAD = new URL('./leave-with-parent.ts', import.meta.url).href;
const LINES_KEPT = 15;
/** A service with nothing under way drains at once. */
const GIVE_UP_MS = 5_000;

/** A process of ours that the demo started. */
export type Child = {
  readonly name: string;
  /** What to say when it ends without being asked to. */
  readonly ended: Promise<string>;
  /** What `pattern` captures in the first line that fits; rejects when the process ends before. */
  announcement(pattern: RegExp): Promise<string>;
  /** Resolves once the process is gone. */
  stop(): Promise<void>;
  /** The same, as a crash would do it. */
  kill(): Promise<void>;
};

/** Starts `script` under the runtime of the demo itself; all that it says goes to `logFile`. */
export function startChild(options: {
  name: string;
  script: string;
  env: Readonly<Record<string, string>>;
  logFile: string;
}): Child {
  const { name, script, env, logFile } = options;
  const child = spawn(process.execPath, ['--import', PRELOAD, script], {
    cwd: ROOT,
    env: { ...machineEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(logFile);
  const lastLines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const input of [child.stdout, child.stderr]) {
    if (input) createInterface({ input }).on('line', hear);
  }

  function hear(line: string) {
    log.write(`${line}\n`);
    lastLines.push(line);
    if (lastLines.length > LINES_KEPT) lastLines.shift();
    for (const listener of listeners) listener(line);
  }

  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`The ${name} could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      log.end();
      const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
      resolve([`The ${name} ended ${how}. Its last lines:`, ...lastLines].join('\n'));
    });
  });

  return {
    name,
    ended,

    announcement(pattern) {
      return new Promise((resolve, reject) => {
        listeners.add(function listen(line) {
          const [, captured] = pattern.exec(line) ?? [];
          if (captured === undefined) return;
          listeners.delete(listen);
          resolve(captured);
        });
        void ended.then((sentence) => reject(new Error(sentence)));
      });
    },

    async stop() {
      child.kill('SIGTERM');
      const giveUp = setTimeout(() => child.kill('SIGKILL'), GIVE_UP_MS);
      await ended;
      clearTimeout(giveUp);
    },

    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Of the caller's environment only what any process needs: a variable of a real service must not reach the demo. */
function machineEnvironment(): Record<string, string> {
  const { PATH, SystemRoot } = process.env;
  return { ...(PATH === undefined ? {} : { PATH }), ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}
