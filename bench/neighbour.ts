// How long the edits of a quiet business take while another one has 2,000 changes waiting, against the same edits before:
// one service, one run.
import { loadavg } from 'node:os';
import { KINDS } from './kinds.ts';
import { measureEdit } from './measure-edits.ts';
import { openPeople, type Person } from './people.ts';
import { openSetting, type Setting } from './setting.ts';
import { percentile } from './table.ts';
import { writeResult } from './write-result.ts';

const QUIET = 'acme';
const LOUD = 'sakura';
const CHANGES = 2_000;
const EDITS = 60;
/** Milliseconds added to each API call. */
const DELAY_MS = 50;
const TARGET = 2;
/** So many customers are created at a time. */
const AT_ONCE = 20;

const kinds = KINDS.filter(({ name }) => name === 'name');

process.exitCode = await run();

async function run(): Promise<number> {
  const setting = await openSetting({ seed: 1 });
  try {
    const people = (await openPeople(setting, 2 * EDITS)).filter(({ tenant }) => tenant === QUIET);
    await setting.slowDown(DELAY_MS);
    const loadBefore = loadavg()[0] ?? 0;
    console.log(`${people.length} customers of a quiet business each edit their name …`);
    const idle = await measure(setting, people, 1);
    console.log(`${CHANGES} customers sign up at its neighbour …`);
    await crowd(setting);
    const waitingBefore = await setting.waiting();
    console.log(`${waitingBefore} of its changes wait; the quiet business goes on …`);
    const beside = await measure(setting, people, 2);
    const waitingAfter = await setting.waiting();
    const [idleP95Ms, besideP95Ms] = [percentile(idle, 95), percentile(beside, 95)];
    const ratio = Number((besideP95Ms / idleP95Ms).toFixed(2));
    const isReached = ratio <= TARGET && waitingAfter > 0;
    const measured = {
      edits: idle.length,
      changes: CHANGES,
      delayMs: DELAY_MS,
      idle: { p50Ms: percentile(idle, 50), p95Ms: idleP95Ms },
      beside: { p50Ms: percentile(beside, 50), p95Ms: besideP95Ms, waitingBefore, waitingAfter },
      ratio,
      target: TARGET,
      loadBefore: Number(loadBefore.toFixed(1)),
      isReached,
    };
    console.log(JSON.stringify(measured, null, 2));
    writeResult('neighbour', { command: 'npm run bench:neighbour' }, measured);
    return isReached ? 0 : 1;
  } finally {
    await setting.close();
  }
}

/** Each person edits their name on both sides in turn, with a number that no other edit has. */
async function measure(setting: Setting, people: readonly Person[], round: number): Promise<number[]> {
  const delaysMs: number[] = [];
  for (const [index, person] of people.entries()) {
    const kind = kinds[index % kinds.length];
    if (kind) delaysMs.push(await measureEdit(setting, kind, person, round * 1_000 + index));
  }
  return delaysMs;
}

async function crowd({ control }: Setting): Promise<void> {
  for (let first = 0; first < CHANGES; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    await Promise.all(
      numbers.map((number) =>
        control.create('storeganise', LOUD, {
          firstName: 'Loud',
          lastName: `No${number}`,
          email: `loud${number}@example.com`,
        }),
      ),
    );
  }
}
