import { once } from 'node:events';
import { simulatedTenants } from '../../simulators/tenants.ts';
import type { Addresses } from './addresses.ts';
import { type Control, createControl } from './control.ts';
import { Household } from './household.ts';
import { playStep } from './play-step.ts';
import { printPlayed, printStep, printVerdict } from './print.ts';
import { Cast } from './scene.ts';
import { createServiceView } from './service-view.ts';
import { story } from './story.ts';
import { toldAfter } from './told.ts';
import { writeAddresses, writeTryIt } from './try-it.ts';

const PATIENCE_MS = 30_000;

const INTRODUCTION = `Storeganise and Zendesk, kept the same.

Both platforms are simulated on this machine, for two businesses:
  acme      writes names in Zendesk as First Last
  sakura    writes names in Zendesk as Last First

The add-on was just installed at both: it is paused, and nobody has given it access to Zendesk.

Each step shows what is different from before. "Written by us" counts our changes on either side; a note is what we
keep for ourselves in Storeganise: who belongs to whom, and the lists of other addresses and numbers.
`;

/** Runs the whole demo and returns the exit code; whatever happens, everything it started is ended. */
export async function runDemo(options: { once: boolean }): Promise<number> {
  const interrupted = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const household = new Household();
  try {
    return await Promise.race([tell(household, options), interrupted.then(() => (options.once ? 1 : 0))]);
  } catch (error) {
    console.error(`\nFAILED  ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    await household.stop();
    if (!options.once) console.log('\nEverything has ended.');
  }
}

async function tell(household: Household, options: { once: boolean }): Promise<number> {
  console.log(INTRODUCTION);
  console.log('Starting the simulators, the OAuth proxy and the service …\n');
  const addresses = await household.start();
  console.log(`${writeAddresses(addresses)}\n`);
  return Promise.race([household.watch(), play(addresses, options)]);
}

async function play(addresses: Addresses, options: { once: boolean }): Promise<number> {
  const control = createControl(addresses);
  const cast = new Cast();
  await prepare(control, addresses);
  const played = await playStory(control, addresses, cast);
  console.log(`${played} of ${story.length} steps ok`);
  if (options.once) return played === story.length ? 0 : 1;
  const ids = { storeganise: cast.idOf('Pat', 'storeganise'), zendesk: cast.idOf('Pat', 'zendesk') };
  console.log(`\n${writeTryIt(addresses, ids)}`);
  return new Promise(() => {});
}

async function prepare(control: Control, { service }: Addresses): Promise<void> {
  for (const { code } of simulatedTenants) {
    await control.act('storeganise', code, { method: 'PUT', path: 'addon', body: { state: 'paused' } });
    await control.hurrySearch(code);
    await control.sendWebhooksTo('storeganise', code, `${service}/addon/storeganise`);
    await control.sendWebhooksTo('zendesk', code, `${service}/addon/zendesk/${code}`);
  }
}

/** Plays until a step fails, since the later ones stand on it; returns how many went as told. */
async function playStory(control: Control, addresses: Addresses, cast: Cast): Promise<number> {
  const service = createServiceView(addresses.service);
  const stillWaiting = (seconds: number) => console.log(`    … waiting, ${seconds} s`);
  const stage = { addresses, control, service, cast, patienceMs: PATIENCE_MS, stillWaiting };
  for (const [index, step] of story.entries()) {
    const number = index + 1;
    console.log(printStep(step, number));
    const told = toldAfter(story.slice(0, number), step.tenant);
    const played = await playStep(stage, step, told).catch((error: unknown) => String(error));
    const isPlayed = typeof played !== 'string';
    console.log(isPlayed ? printPlayed(step, played, number) : printVerdict([played], number));
    if (!isPlayed || played.faults.length > 0) return index;
  }
  return story.length;
}
