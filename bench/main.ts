import { once } from 'node:events';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { KINDS } from './kinds.ts';
import { type Measured, measureEdits } from './measure-edits.ts';
import { openPeople } from './people.ts';
import { openSetting, type Setting } from './setting.ts';
import { percentile, writeTable } from './table.ts';
import { writeResult } from './write-result.ts';

/** EX_USAGE and EX_CONFIG of sysexits.h. */
const WRONG_USE = 64;
const CONFIGURATION_FAULT = 78;
/** Behaviour to reach. */
const MAX_P95_MS = 1_000;

const USAGE = `Usage: npm run bench -- [options]

Starts both simulators, the proxy and the service on this machine, lets people edit one platform, one edit after the
other, and measures how long each takes to arrive on the other. Prints percentiles, calls and writes for each kind.

  --edits N      Edits of each kind (default 100)
  --delay-ms N   Milliseconds added to each API call of the service (default 50)
  --seed N       Seed of the simulators' chance: ids, delays of webhooks, doubled webhooks (default 1)
  --help         Shows this.`;

type Options = { readonly edits: number; readonly delayMs: number; readonly seed: number };

const options = readOptions(process.argv.slice(2));
if (options === 'help') {
  console.log(USAGE);
} else if (options === undefined) {
  console.error(USAGE);
  process.exitCode = WRONG_USE;
} else if (process.env.NODE_ENV === 'production') {
  console.error('The bench does not run with NODE_ENV=production: it simulates both platforms.');
  process.exitCode = CONFIGURATION_FAULT;
} else {
  process.exit(await run(options));
}

/** `undefined`: nobody knows what was meant. */
function readOptions(args: string[]): Options | 'help' | undefined {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  try {
    const { values } = parseArgs({
      args,
      options: {
        edits: text('100'),
        'delay-ms': text('50'),
        seed: text('1'),
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const given = { edits: Number(values.edits), delayMs: Number(values['delay-ms']), seed: Number(values.seed) };
    const isKnown = Object.values(given).every((value) => Number.isSafeInteger(value) && value >= 0);
    return isKnown && given.edits > 0 ? given : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the exit code; whatever happens, everything that was started is ended. */
async function run(options: Options): Promise<number> {
  const { edits, delayMs, seed } = options;
  console.log(`npm run bench -- --edits ${edits} --delay-ms ${delayMs} --seed ${seed}   (Node ${process.version})\n`);
  const setting = await openSetting({ seed });
  const interrupted = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  try {
    return await Promise.race([setting.watch(), measure(setting, options), interrupted.then(() => 1)]);
  } catch (error) {
    console.error(`FAILED  ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    await setting.close();
  }
}

async function measure(setting: Setting, { edits, delayMs }: Options): Promise<number> {
  const people = await openPeople(setting, edits);
  console.log(`${people.length} linked customers of two tenants; each makes one edit of each kind …`);
  await setting.slowDown(delayMs);
  const measured: Measured[] = [];
  for (const [index, kind] of KINDS.entries()) {
    const loadBefore = loadavg()[0] ?? 0;
    measured.push(await measureEdits(setting, { kind, people, firstNumber: (index + 1) * edits }));
    console.log(`  ${kind.name} from ${kind.origin} done, load of the machine ${loadBefore.toFixed(1)}`);
  }
  console.log(`\n${writeTable(measured)}`);
  console.log(`
From the request of the person's edit to the landing of our write, on the clock of one machine. Within that, the
simulators hold each webhook for 0 to 150 ms by chance, and each API call takes ${delayMs} ms more than it would.`);
  const p95Ms = measured.map(({ delaysMs }) => percentile(delaysMs, 95));
  const isReached = Math.max(...p95Ms) <= MAX_P95_MS;
  const kinds = measured.map(({ kind: { name, origin } }, index) => ({ name, origin, p95Ms: p95Ms[index] }));
  writeResult('edits', { command: 'npm run bench' }, { edits, delayMs, kinds, maxP95Ms: MAX_P95_MS, isReached });
  console.log(isReached ? 'reached' : `NOT REACHED: p95 at most ${MAX_P95_MS} ms for each kind`);
  return isReached ? 0 : 1;
}
