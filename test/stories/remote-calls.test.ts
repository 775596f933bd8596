import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Platform } from '../../src/domain/contact.ts';
import { openMailbox, signedHeaders } from './mailbox.ts';
import { openStage, type Stage } from './stage.ts';

// Contract: "Timing and counting". Calls of the service to both platforms together, as the platforms count them.

const EMAIL = 'pat@example.com';

let stage: Stage;
let mailbox: Awaited<ReturnType<typeof openMailbox>>;
beforeEach(async () => {
  stage = await openStage();
  mailbox = await openMailbox();
});
afterEach(async () => {
  await stage.close();
  await mailbox.close();
});

/** From now on, what this platform sends does not reach the service before the test hands it on. */
const holdBack = (platform: Platform) =>
  stage.control.sendWebhooksTo(platform, 'acme', `${mailbox.url}/addon/${platform}`);

/** Hands the held webhooks on, each after the one before has its outcome, and counts the calls that they cause. */
async function callsOfEchoes(): Promise<number> {
  stage.forgetCalls();
  for (const { path, headers, body } of mailbox.letters) {
    const target = path === '/addon/zendesk' ? '/addon/zendesk/acme' : path;
    const { status } = await stage.post(target, body, signedHeaders(headers));
    expect(status).toBe(200);
    await stage.rest();
  }
  return stage.allCalls().length;
}

async function create() {
  await stage.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
  await stage.rest();
}

async function edit(platform: Platform, changes: object) {
  const [record] = await stage.control.find(platform, 'acme', EMAIL);
  stage.forgetCalls();
  await stage.control.edit(platform, 'acme', record?.id ?? '', changes);
  await stage.rest();
}

describe('remote calls', () => {
  it('for a name to Storeganise are at most four, for its echo at most two', async () => {
    await create();
    await holdBack('storeganise');

    await edit('zendesk', { name: 'Patricia Doe' });
    const calls = stage.allCalls();

    expect(calls.filter(({ changed }) => changed)).toHaveLength(1);
    expect(calls.length).toBeLessThanOrEqual(4);
    expect(mailbox.letters).not.toHaveLength(0);
    expect(await callsOfEchoes()).toBeLessThanOrEqual(2);
  });

  it('for the echo of a name in Zendesk are none', async () => {
    await create();
    await holdBack('zendesk');

    await edit('storeganise', { firstName: 'Patricia' });
    const changed = stage.allCalls().filter((call) => call.changed);
    const echoed = await stage.metric('usersync_outcomes_total{platform="zendesk",outcome="noop"}');

    expect(changed).toHaveLength(1);
    expect(mailbox.letters).not.toHaveLength(0);
    expect(await callsOfEchoes()).toBe(0);
    expect(await stage.metric('usersync_outcomes_total{platform="zendesk",outcome="noop"}')).toBeGreaterThan(echoed);
  });

  it('for a new customer are at most six, for all its echoes together at most four', async () => {
    await holdBack('zendesk');

    await create();
    const calls = stage.allCalls().length;

    expect(await stage.control.find('zendesk', 'acme', EMAIL)).toHaveLength(1);
    expect(calls).toBeLessThanOrEqual(6);
    expect(mailbox.letters.length).toBeGreaterThan(1);
    expect(await callsOfEchoes()).toBeLessThanOrEqual(4);
  });
});
