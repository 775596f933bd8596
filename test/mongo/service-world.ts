import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, vi } from 'vitest';
import { openPlatforms } from '../stories/stage.ts';
import { addressOf, startScript } from '../support/service-child.ts';

export const EMAIL = 'pat@example.com';
/** Webhooks are sent up to 150 ms after their cause. */
const QUIET_MS = 400;

/** A process of ours that ends with its test. */
export function start(script: string, env: Readonly<Record<string, string>>): ChildProcess {
  const child = startScript(script, env);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Both platforms, and services as processes of their own, until the test is over. */
export async function openWorld(mongodbUri: string) {
  const platforms = await openPlatforms();
  onTestFinished(platforms.close);
  const env = { ...platforms.env, MONGODB_URI: mongodbUri };
  /** One more service; webhooks go to the one that was started last and takes them. */
  const startService = async (changed: Readonly<Record<string, string>> = {}) => {
    const child = start('src/main.ts', { ...env, ...changed });
    const url = await addressOf(child);
    if (changed.ROLE !== 'worker') await platforms.sendWebhooksTo(url);
    return { child, url };
  };
  const namesInZendesk = () => platforms.simulators.tenants.acme.zendesk.users().map(({ name }) => name);
  const { deliveries } = platforms.simulators;
  /** Nothing more is on its way to the service. */
  const heardAll = async () => {
    for (let heard = -1; heard !== deliveries.length; await delay(QUIET_MS)) heard = deliveries.length;
  };
  const createCustomer = () =>
    platforms.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
  const rename = async (firstName: string) => {
    const [customer] = await platforms.control.find('storeganise', 'acme', EMAIL);
    return platforms.control.edit('storeganise', 'acme', customer?.id ?? '', { firstName });
  };
  /** A customer who came to Zendesk, with every event of it heard. */
  const haveCustomer = async () => {
    await createCustomer();
    await vi.waitFor(() => expect(namesInZendesk()).toEqual(['Pat Doe']), 10_000);
    await heardAll();
    return rename;
  };
  return { ...platforms, env, startService, namesInZendesk, heardAll, createCustomer, haveCustomer, rename };
}

export async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}
