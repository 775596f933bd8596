import { once } from 'node:events';
import { PLATFORMS } from '../../domain/contact.ts';
import { simulatedTenants } from '../../simulators/tenants.ts';
import type { Addresses } from './addresses.ts';
import { type Control, createControl } from './control.ts';
import { Household } from './household.ts';
import { playStep } from './play-step.ts';
import { printPlayed, printStep, printVerdict } from './print.ts';
import { createServiceView } from './service-view.ts';
import { story } from './story.ts';
import { writeAddresses, writeTryIt } from './try-it.ts';

const INTRODUCTION = `Storeganise and Zendesk, kept the same.

Both platforms are simulated on this machine, for two businesses:
  acme      writes names in Zendesk as First Last
  sakura    writes names in Zendesk as Last First
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
  await prepare(control, addresses);
  const failed = await playStory(control, addresses);
  console.log(`${story.length - failed} of ${story.length} steps ok`);
  if (options.once) return failed === 0 ? 0 : 1;
  console.log(`\n${writeTryIt(addresses, await idsOf(control))}`);
  return new Promise(() => {});
}

async function prepare(control: Control, { service }: Addresses): Promise<void> {
  for (const { code } of simulatedTenants) {
    await control.hurrySearch(code);
    await control.sendWebhooksTo('storeganise', code, `${service}/addon/storeganise`);
    await control.sendWebhooksTo('zendesk', code, `${service}/addon/zendesk/${code}`);
  }
}

/** The number of steps that failed. */
async function playStory(control: Control, addresses: Addresses): Promise<number> {
  const service = createServiceView(addresses.service);
  const stillWaiting = (seconds: number) => console.log(`   … waiting, ${seconds} s`);
  const stage = { addresses, control, service, stillWaiting };
  let failed = 0;
  for (const [index, step] of story.entries()) {
    console.log(printStep(step, index + 1));
    const played = await playStep(stage, step).catch((error: unknown) => String(error));
    console.log(typeof played === 'string' ? printVerdict([played], index + 1) : printPlayed(played, index + 1));
    if (typeof played === 'string' || played.faults.length > 0) failed += 1;
  }
  return failed;
}

async function idsOf(control: Control): Promise<Record<(typeof PLATFORMS)[number], string>> {
  const [first] = story;
  const ids = { storeganise: '', zendesk: '' };
  for (const platform of PLATFORMS) {
    const [record] = first ? await control.find(platform, first.tenant, first.person) : [];
    ids[platform] = record?.id ?? '<id>';
  }
  return ids;
}
