// Kills services, the proxy and the database at random while people edit, and then counts: nothing that was answered may be
// lost, nobody doubled, and both sides show what was typed last.
import { setTimeout as delay } from 'node:timers/promises';
import { versionOf, writeResult } from '../write-result.ts';
import { type Goal, readGoal, USAGE } from './goal.ts';
import { comeToRest } from './rest.ts';
import { openStorm } from './storm.ts';
import { answeredWebhooks, countEverything, findUntold, judge } from './verdict.ts';
import { openWorld, type World } from './world.ts';

/** EX_USAGE and EX_CONFIG of sysexits.h. */
const WRONG_USE = 64;
const CONFIGURATION_FAULT = 78;

const FIRST_PEOPLE = 60;
const MAX_PEOPLE = 600;
const EDIT_EVERY_MS = 100;
/** How many of those who come are new. */
const SIGN_UP_CHANCE = 0.1;
const TELL_EVERY_MS = 5_000;
const TELL_OF_SWEEP_EVERY_MS = 20_000;
const SWEEP_PATIENCE_MS = 900_000;
const FAULTS_SHOWN = 40;

const goal = readGoal(process.argv.slice(2));
if (goal === undefined) {
  console.error(USAGE);
  process.exitCode = WRONG_USE;
} else if (process.env.NODE_ENV === 'production') {
  console.error('The campaign does not run with NODE_ENV=production: it simulates both platforms.');
  process.exitCode = CONFIGURATION_FAULT;
} else {
  const world = await openWorld();
  let isReached = false;
  try {
    isReached = await run(world, goal);
  } finally {
    await world.close(!isReached);
  }
  process.exit(isReached ? 0 : 1);
}

async function run(world: World, goal: Goal): Promise<boolean> {
  const { crowd, simulators, victims } = world;
  const startedAt = Date.now();
  const storm = openStorm(victims.all);
  let edits = 0;
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const say = (what: string) => {
    const answered = answeredWebhooks(simulators).size;
    console.log(`${seconds()} s  ${what}: ${storm.describe()}, edits ${edits}, webhooks answered ${answered}`);
  };

  await victims.start();
  for (let number = 0; number < FIRST_PEOPLE; number += 1) await crowd.signUp();
  await comeToRest(world, say);
  const telling = setInterval(() => say('storm'), TELL_EVERY_MS);
  const raging = storm.rage();
  for (const isOver = goal.begin(); !isOver(storm.killed(), answeredWebhooks(simulators).size); edits += 1) {
    if (victims.falls.length > 0) break;
    const isNew = Math.random() < SIGN_UP_CHANCE && crowd.people.length < MAX_PEOPLE;
    await (isNew ? crowd.signUp() : crowd.editAnybody());
    await delay(EDIT_EVERY_MS);
  }
  await storm.end();
  await raging;
  clearInterval(telling);
  say('calm');

  const isAtRest = await comeToRest(world, say);
  const untold = findUntold(world);
  if (goal.isWhole) await waitForSweep(world, say);
  else for (const person of untold) await crowd.remind(person);
  const staysAtRest = untold.length === 0 || (await comeToRest(world, say));
  const verdict = await judge(world);
  const faults = [
    ...(isAtRest && staysAtRest ? [] : ['the service came to no rest']),
    ...victims.falls,
    ...verdict.faults,
  ];
  const measured = {
    kills: storm.kills(),
    seconds: seconds(),
    people: crowd.people.length,
    edits,
    ...countEverything(verdict),
    untold: untold.length,
    isReached: faults.length === 0,
  };
  console.log(JSON.stringify(measured, null, 2));
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(fault);
  if (goal.isWhole)
    writeResult('kill', { command: 'npm run campaign:kill', mongodb: await versionOf(world.uri) }, measured);
  console.log(measured.isReached ? 'reached' : `NOT REACHED: ${faults.length} faults; logs lie in ${victims.folder}`);
  return measured.isReached;
}

/** Each tenant is swept every ten minutes: that finds everybody whose webhook was lost. */
async function waitForSweep(world: World, say: (what: string) => void): Promise<void> {
  const giveUpAt = Date.now() + SWEEP_PATIENCE_MS;
  for (let left = findUntold(world); left.length > 0 && Date.now() < giveUpAt; left = findUntold(world)) {
    say(`${left.length} wait for the next sweep`);
    await delay(TELL_OF_SWEEP_EVERY_MS);
  }
}
