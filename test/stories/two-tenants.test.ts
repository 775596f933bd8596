import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countWrites } from '../../src/cli/demo/writes.ts';
import { PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import type { TenantCode } from '../../src/simulators/tenants.ts';
import { openStage, type Stage } from './stage.ts';

/** The same person is a customer of both businesses. */
const EMAIL = 'pat@example.com';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  await Promise.all([
    stage.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL }),
    stage.control.create('storeganise', 'sakura', { firstName: 'パット', lastName: '山田', email: EMAIL }),
  ]);
  await stage.rest();
  stage.forgetCalls();
});
afterEach(() => stage.close());

const namesAt = (platform: Platform, tenant: TenantCode) =>
  stage.simulators.tenants[tenant][platform].users().map(({ name }) => name);

async function edit(platform: Platform, tenant: TenantCode, changes: object) {
  const [record] = await stage.control.find(platform, tenant, EMAIL);
  await stage.control.edit(platform, tenant, record?.id ?? '', changes);
}

describe('two tenants with the same customer', () => {
  it('do not touch each other', async () => {
    await Promise.all([
      edit('zendesk', 'acme', { name: 'Patricia Doe' }),
      edit('storeganise', 'sakura', { lastName: '佐藤' }),
    ]);
    await stage.rest();

    expect(namesAt('storeganise', 'acme')).toEqual(['Patricia Doe']);
    expect(namesAt('zendesk', 'acme')).toEqual(['Patricia Doe']);
    expect(namesAt('zendesk', 'sakura')).toEqual(['佐藤 パット']);
    expect(countWrites(stage.callsOf('storeganise', 'acme')).changes).toBe(1);
    expect(countWrites(stage.callsOf('zendesk', 'acme')).changes).toBe(0);
    expect(countWrites(stage.callsOf('storeganise', 'sakura')).changes).toBe(0);
    expect(countWrites(stage.callsOf('zendesk', 'sakura')).changes).toBe(1);
  });

  it('are each called with their own credentials and their own ids', async () => {
    const ids = PLATFORMS.map((platform) => [
      stage.simulators.tenants.acme[platform].users()[0]?.id,
      stage.simulators.tenants.sakura[platform].users()[0]?.id,
    ]);

    await Promise.all([edit('zendesk', 'acme', { name: 'Ann Doe' }), edit('zendesk', 'sakura', { name: '佐藤 花子' })]);
    await stage.rest();

    const called = (platform: Platform, tenant: TenantCode) => [
      ...new Set(stage.callsOf(platform, tenant).map(({ recordId, status }) => `${status} ${recordId}`)),
    ];
    expect(PLATFORMS.map((platform) => [called(platform, 'acme'), called(platform, 'sakura')])).toEqual(
      ids.map((own) => own.map((id) => [`200 ${id}`])),
    );
  });

  it('do not wait for each other when a platform of one hangs', async () => {
    await stage.breakCalls('zendesk', 'acme', { times: 100, effect: { kind: 'slow', ms: 60_000 } });
    await edit('storeganise', 'acme', { firstName: 'Ann' });
    await vi.waitFor(async () => expect(await stage.breaksLeft('zendesk', 'acme')).toBeLessThan(100), 10_000);

    await edit('zendesk', 'sakura', { name: '佐藤 花子' });
    await vi.waitFor(() => expect(namesAt('storeganise', 'sakura')).toEqual(['花子 佐藤']), 10_000);

    expect(stage.callsOf('zendesk', 'acme')).toEqual([]);
    expect(namesAt('zendesk', 'acme')).toEqual(['Pat Doe']);
  });
});
