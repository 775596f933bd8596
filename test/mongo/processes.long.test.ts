import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createMongoConnection } from '../../src/mongo-connection.ts';
import { ADMIN_KEY } from '../stories/stage.ts';
import { openWorld } from './service-world.ts';
import { databaseUri, describeOnMongodb, mongodbUri } from './test-database.ts';

/** A world, and a look at what its services keep. */
async function openWatchedWorld() {
  const database = `test-${randomUUID()}`;
  const world = await openWorld(databaseUri(database));
  const mongo = createMongoConnection({ uri: mongodbUri, database, owner: 'service', production: false });
  await mongo.connect();
  onTestFinished(() => mongo.close());
  return { ...world, mongo };
}

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

  it('goes with 0 in the middle of a change and leaves no lease: the other goes on', async () => {
    const world = await openWatchedWorld();
    const first = await world.startService();
    await world.breakCalls('zendesk', 'acme', { method: 'POST', effect: { kind: 'slow', ms: 2_000 } });
    await world.createCustomer();
    await vi.waitFor(async () => expect(await world.breaksLeft('zendesk', 'acme')).toBe(0), 10_000);
    const held = { until: { $gt: 0 } };
    const leases = () => world.mongo.collection('leases').find(held, { hint: '_id_' }).toArray();
    const [lease] = await leases();
    expect(lease).toMatchObject({ _id: 'acme' });
    await world.startService();

    first.child.kill('SIGTERM');

    expect(await once(first.child, 'exit', { signal: AbortSignal.timeout(20_000) })).toEqual([0, null]);
    expect((await leases()).map(({ worker }) => worker)).not.toContain(lease?.worker);
    await world.rename('Patricia');
    await vi.waitFor(() => expect(world.namesInZendesk()).toEqual(['Patricia Doe']), 10_000);
    await vi.waitFor(async () => expect(await leases()).toEqual([]), 10_000);
  }, 60_000);

  it('loses nothing when somebody drops Agenda’s collection, and its schedule comes back', async () => {
    const world = await openWatchedWorld();
    await world.startService();
    const rename = await world.haveCustomer();
    const jobs = world.mongo.collection('agendaJobs');
    expect(await jobs.countDocuments({ name: 'sweep' }, { hint: 'single' })).toBe(1);

    await jobs.drop();
    await rename('Patricia');

    await vi.waitFor(() => expect(world.namesInZendesk()).toEqual(['Patricia Doe']), 10_000);
    await vi.waitFor(async () => expect(await jobs.indexes()).toHaveLength(4), 10_000);
    await vi.waitFor(async () => expect(await jobs.countDocuments({ name: 'sweep' })).toBe(1), 10_000);
  }, 60_000);
});
