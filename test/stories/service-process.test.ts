import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { addressOf, endOf, startScript } from '../support/service-child.ts';
import { openPlatforms } from './stage.ts';

const EMAIL = 'pat@example.com';
/** Contract: "Processes and environment"; an operator's patience with a process that drains. */
const DRAIN_LIMIT_MS = 20_000;

function start(env: Readonly<Record<string, string>>): ChildProcess {
  const child = startScript('src/main.ts', env);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const complaintsOf = (env: Readonly<Record<string, string>>) => endOf(start(env));

function tenantsDirWith(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'usersync-story-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  return dir;
}

describe('the service as a process', () => {
  it('names every fault of variables and tenant files at once, without a value, and ends with 78', async () => {
    const TENANTS_DIR = tenantsDirWith({
      'acme.json': JSON.stringify({ addonId: 'not an id!', apiUrl: 'https://acme.storeganise.com/api', colour: 'red' }),
      'sakura.json': '{',
    });

    const { code, said } = await complaintsOf({ TENANTS_DIR, PORT: 'eighty', OAUTH_PROXY_KEY: 'too-short-a-key' });

    expect(code).toBe(78);
    expect(said).toEqual([
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^OAUTH_PROXY_KEY: /),
      expect.stringMatching(/^acme\.json: addonId: /),
      expect.stringMatching(/^acme\.json: colour: /),
      expect.stringMatching(/^sakura\.json: content: /),
    ]);
    expect(said.join()).not.toMatch(/eighty|too-short-a-key|not an id|red/);
  });

  it('refuses production with everything that is missing for it', async () => {
    const { code, said } = await complaintsOf({ TENANTS_DIR: tenantsDirWith({}), NODE_ENV: 'production' });

    expect(code).toBe(78);
    expect(said.map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['MONGODB_URI', 'STOREGANISE_SIGNATURE_SECRET', 'STOREGANISE_API_KEY', 'OAUTH_PROXY_KEY']),
    );
  });

  it('on SIGTERM says that it is not ready, ends the pass under way, and goes with 0', async () => {
    const platforms = await openPlatforms();
    onTestFinished(platforms.close);
    const child = start({ ...platforms.env, LOG_LEVEL: 'info' });
    const url = await addressOf(child);
    await platforms.sendWebhooksTo(url);
    await platforms.breakCalls('zendesk', 'acme', { method: 'POST', effect: { kind: 'slow', ms: 3_000 } });
    await platforms.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
    await vi.waitFor(async () => expect(await platforms.breaksLeft('zendesk', 'acme')).toBe(0), 10_000);

    child.kill('SIGTERM');
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(503), 10_000);
    const [code, signal] = await once(child, 'exit', { signal: AbortSignal.timeout(DRAIN_LIMIT_MS) });

    const [user] = platforms.simulators.tenants.acme.zendesk.users();
    const [customer] = platforms.simulators.tenants.acme.storeganise.users();
    expect([code, signal]).toEqual([0, null]);
    expect(user?.name).toBe('Pat Doe');
    expect(customer?.customFields).toMatchObject({ zendesk_userId: user?.id });
  });
});
