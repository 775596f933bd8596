import { expect, it, vi } from 'vitest';
import { ADMIN_KEY } from '../stories/stage.ts';
import { worldOpener } from './service-world.ts';
import { databaseUri, describeOnMongodb } from './test-database.ts';

const { openWorld } = worldOpener();

const statusOf = async (url: string, init: RequestInit = {}) => (await fetch(url, init)).status;
const asAdmin = { headers: { authorization: `Bearer ${ADMIN_KEY}` } };

describeOnMongodb('a service in two processes', () => {
  it('takes in with the one and works with the other, which one needs no door for', async () => {
    const world = await openWorld(databaseUri());
    const web = await world.startService({ ROLE: 'web' });
    await world.createCustomer();
    await world.heardAll();
    expect(world.simulators.deliveries.map(({ status }) => status)).toContain(200);
    expect(world.namesInZendesk()).toEqual([]);

    const worker = await world.startService({ ROLE: 'worker' });

    await vi.waitFor(() => expect(world.namesInZendesk()).toEqual(['Pat Doe']), 10_000);
    await world.rename('Patricia');
    await vi.waitFor(() => expect(world.namesInZendesk()).toEqual(['Patricia Doe']), 10_000);
    const post = { method: 'POST', body: '{}' };
    for (const path of ['/addon/storeganise', '/addon/storeganise/acme', '/addon/zendesk/acme']) {
      expect([path, await statusOf(web.url + path, post)]).toEqual([path, 401]);
      expect([path, await statusOf(worker.url + path, post)]).toEqual([path, 404]);
    }
    expect(await statusOf(`${web.url}/admin/status`, asAdmin)).toBe(200);
    expect(await statusOf(`${worker.url}/admin/status`, asAdmin)).toBe(404);
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect([path, await statusOf(web.url + path)]).toEqual([path, 200]);
      expect([path, await statusOf(worker.url + path)]).toEqual([path, 200]);
    }
  }, 60_000);
});
