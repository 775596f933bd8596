import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Case, Lease } from '../../src/domain/records.ts';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import type { Store } from '../../src/ports.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { buildDelivery, buildRef, claim } from '../contract/store/setting.ts';
import { buildCase, buildLink } from '../support/builders.ts';
import { commandsOf, indexesUsedBy, keysExaminedBy } from './explain.ts';
import { describeOnMongodb, openTestDatabase } from './test-database.ts';

const TENANTS = ['acme', 'beta', 'gamma'] as const;
const CUSTOMERS = 60;

const question = (over: Partial<Case>) => ({ kind: 'case', case: buildCase(over) }) as const;
const row = (id: string, linkId: string) => ({
  tenant: 'acme',
  id,
  linkId,
  at: 5,
  field: 'name' as const,
  side: 'zendesk' as const,
  before: 'A',
  after: 'B',
  why: 'written' as const,
});

/** Three businesses in which most is done and some is not, so that an index is worth something. */
async function fill(store: Store): Promise<void> {
  for (const tenant of TENANTS) {
    await Promise.all(
      Array.from({ length: CUSTOMERS }, async (_, index) => {
        const id = `${tenant}-${index}`;
        const ref = buildRef({ tenant, recordId: id });
        await store.insertLink(buildLink({ tenant, id, storeganiseId: `sg-${index}`, zendeskId: id }));
        await store.deliverRow(tenant, { kind: 'history', row: { ...row(`h-${id}`, id), tenant } });
        for (const key of ['a', 'b']) await store.accept(buildDelivery({ ...ref, key: `${id}-${key}` }));
        await store.deliverRow(tenant, question({ tenant, id: `case-${id}` }));
        await store.saveTask(tenant, `case-${id}`, { state: 'open', jobId: id, says: '', postedAt: index });
        if (index % 10 === 0) return;
        for (const key of ['a', 'b']) await store.recordOutcome(tenant, 'zendesk', `${id}-${key}`, { kind: 'applied' });
        await store.settleChange(ref, 2, 1);
        await store.deliverRow(tenant, { kind: 'case_closed', caseId: `case-${id}` });
        await store.saveTask(tenant, `case-${id}`, { state: 'closed', jobId: id, says: '', postedAt: index });
      }),
    );
  }
}

const ref = buildRef({ recordId: 'acme-10' });
const pin = { addonId: 'a01', tenant: 'acme', apiUrl: 'https://acme.storeganise.com/api' };
const rental = buildDelivery({ platform: 'storeganise', key: 's1', recordId: '', rental: { rentalIds: ['u1'] } });

/** What each call of the store uses; `_id_` is the key itself. */
const PLANS: readonly [keyof Store, (store: Store, lease: Lease) => Promise<unknown>, readonly string[]][] = [
  [
    'accept',
    (store) => store.accept(buildDelivery({ key: 'new' })).then(() => store.counts()),
    ['cases.open', 'changes._id_', 'deliveries.open'],
  ],
  ['mark', (store) => store.mark(ref), ['changes._id_']],
  ['markStrays', (store) => store.markStrays('acme'), ['deliveries.open']],
  ['unroutedDeliveries', (store) => store.unroutedDeliveries('acme'), ['deliveries.open']],
  [
    'routeDelivery',
    (store) => store.routeDelivery({ ...rental, receivedAt: 0 }, 'sg1'),
    ['changes._id_', 'deliveries._id_'],
  ],
  [
    'postponeDelivery',
    (store) => store.postponeDelivery({ ...rental, receivedAt: 0 }, { notBefore: 9, retries: 1 }),
    ['deliveries._id_'],
  ],
  [
    'claimTenant',
    (store) => store.claimTenant('w2', ['beta', 'gamma', 'delta']),
    ['cases.due', 'changes.due', 'deliveries.open', 'leases._id_', 'tenants.due'],
  ],
  ['pinInstallation', (store) => store.pinInstallation(pin), ['tenants._id_']],
  ['pinByHand', (store) => store.pinByHand(pin), ['tenants._id_', 'tenants.first']],
  ['installations', (store) => store.installations(), ['tenants._id_']],
  ['installations', (store) => store.installations('acme'), ['tenants.due']],
  ['askLook', (store) => store.askLook(pin), ['tenants._id_']],
  ['pinAccount', (store) => store.pinAccount(pin, { subdomain: 'acme', id: '1' }), ['tenants._id_']],
  ['saveLook', (store, lease) => store.saveLook(lease, 'a01', { looked: 1 }), ['tenants._id_']],
  ['renewLease', (store, lease) => store.renewLease(lease), ['leases._id_']],
  ['rememberMarks', (store) => store.rememberMarks('acme'), ['leases._id_']],
  ['pauseTenant', (store, lease) => store.pauseTenant(lease, 0), ['leases._id_']],
  ['takeChange', (store, lease) => store.takeChange(lease), ['changes.turn']],
  ['findChange', (store) => store.findChange(ref), ['changes._id_']],
  ['settleChange', (store) => store.settleChange(ref, 1, 1), ['changes._id_']],
  ['postponeChange', (store) => store.postponeChange(ref, 1, { notBefore: 0, retries: 2 }), ['changes._id_']],
  ['findProbe', (store) => store.findProbe('acme'), ['changes.turn']],
  ['coveredDeliveries', (store) => store.coveredDeliveries(ref, 9), ['changes._id_', 'deliveries._id_']],
  ['findCursor', (store) => store.findCursor('acme', 'sweep.zendesk'), ['cursors._id_']],
  ['saveCursor', (store) => store.saveCursor('acme', 'sweep.zendesk', 'c'), ['cursors._id_']],
  ['takeSweep', (store) => store.takeSweep([...TENANTS], 1), ['cursors._id_']],
  ['takeSweep', (store) => store.takeSweep([...TENANTS], 0), ['cursors._id_']],
  ['findLink', (store) => store.findLink({ ...ref, platform: 'storeganise', recordId: 'sg-1' }), ['links.storeganise']],
  ['findLink', (store) => store.findLink(ref), ['links.zendesk']],
  ['takeLink', (store) => store.takeLink(buildLink({ id: 'acme-10' }), 2), ['links._id_']],
  ['saveLink', (store) => store.saveLink(buildLink({ id: 'acme-10', revision: 2, fence: 2 })), ['links._id_']],
  ['deliverRow', (store) => store.deliverRow('acme', question({ id: 'new' })), ['cases._id_']],
  ['deliverRow', (store) => store.deliverRow('acme', { kind: 'case_closed', caseId: 'new' }), ['cases._id_']],
  ['deliverRow', (store) => store.deliverRow('acme', { kind: 'look', ref, at: 9 }), ['changes._id_']],
  ['recordOutcome', (store) => store.recordOutcome('acme', 'zendesk', 'k', { kind: 'applied' }), ['deliveries._id_']],
  ['counts', (store) => store.counts(), ['cases.open', 'deliveries.open']],
  [
    'queueOf',
    (store) => store.queueOf('acme'),
    ['changes.parked', 'changes.turn', 'deliveries.heard', 'deliveries.open'],
  ],
  ['deliveriesOf', (store) => store.deliveriesOf(ref), ['deliveries.record']],
  ['historyOf', (store) => store.historyOf('acme', 'acme-10'), ['history.link']],
  ['openCases', (store) => store.openCases('acme'), ['cases.open']],
  ['findCase', (store) => store.findCase('case-acme-10'), ['cases._id_']],
  ['dueTask', (store) => store.dueTask('acme'), ['cases.due']],
  [
    'saveTask',
    (store) => store.saveTask('acme', 'case-acme-10', { state: 'open', says: '', postedAt: 9 }),
    ['cases._id_'],
  ],
  ['countTasks', (store) => store.countTasks('acme', 50), ['cases.posted']],
  ['wakeWaiting', (store) => store.wakeWaiting('acme'), ['changes.turn']],
  ['releaseLease', (store, lease) => store.releaseLease(lease), ['leases._id_']],
];

describeOnMongodb('on a server that refuses to look without an index', () => {
  let mongo: MongoConnection;
  let store: Store;
  let lease: Lease;
  beforeAll(async () => {
    mongo = await openTestDatabase();
    store = new MongoStore(mongo);
    await fill(store);
    await store.accept(rental);
    await store.takeSweep([...TENANTS], 1);
    lease = await claim(store);
  }, 60_000);
  afterAll(() => mongo.close());

  it.each(PLANS)('%s uses the index that was made for it', async (_, call, indexes) => {
    const commands = await commandsOf(mongo, () => call(store, lease));

    expect(await indexesUsedBy(mongo, commands)).toEqual(indexes);
  });

  it('a change is taken at the price of one, however many are due', async () => {
    const recordIds = Array.from({ length: 300 }, (_, index) => `due-${index}`);
    await Promise.all(recordIds.map((recordId) => store.mark(buildRef({ recordId }))));

    const commands = await commandsOf(mongo, () => store.takeChange(lease));

    expect(await keysExaminedBy(mongo, commands)).toBeLessThan(20);
  });

  it('a tenant is looked at without what waits for a later moment', async () => {
    const recordIds = Array.from({ length: 300 }, (_, index) => `later-${index}`);
    const look = (recordId: string) =>
      ({ kind: 'look', ref: { ...ref, tenant: 'delta', recordId }, at: 9e12 }) as const;
    await Promise.all(recordIds.map((recordId) => store.deliverRow('delta', look(recordId))));

    const commands = await commandsOf(mongo, () => store.claimTenant('w3', ['delta']));

    expect(commands.map((command) => Object.keys(command)[0])).toEqual(['aggregate', 'aggregate']);
    expect(await keysExaminedBy(mongo, commands)).toBeLessThan(20);
  });

  it('nothing of the store was left out, but what only inserts', () => {
    const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(store));
    const tried = new Set<string>(PLANS.map(([method]) => method));
    const untried = [...Object.keys(store), ...inherited].filter((name) => !tried.has(name));

    expect(untried).toEqual(['insertLink', 'constructor', 'settled']);
  });
});
