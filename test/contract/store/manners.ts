import { describe, expect, it } from 'vitest';
import type { Case, HistoryRow, RecordRef, Task } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports.ts';
import { buildCase, buildLink, FORM } from '../../support/builders.ts';
import { buildDelivery, buildRef, claim, markAndTake, type OpenStore, opener } from './setting.ts';

const customer: RecordRef = { tenant: 'acme', platform: 'storeganise', recordId: 'sg1' };

/** Changes every value inside, as a careless caller might. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (typeof part === 'object' && part !== null) spoil(part);
    else (value as Record<string, unknown>)[key] = 'spoilt';
  }
  if (Array.isArray(value)) value.push('spoilt');
}

const wholeLink = () =>
  buildLink({
    form: FORM,
    pending: { name: { target: 'zendesk', value: 'B', was: 'A' } },
    doubts: [{ side: 'zendesk', field: 'name', value: 'B', until: 9 }],
    outbox: [{ kind: 'case_closed', caseId: 'case1' }],
  });

const wholePin = () => ({ addonId: 'a01', tenant: 'acme', apiUrl: 'https://acme.storeganise.com/api' });

const wholeTask = (): Task => ({ state: 'open', jobId: 'job1', says: 'x', postedAt: 5 });

const wholeCase = (): Case => buildCase({ person: { storeganiseId: 'sg1', name: 'Pat', email: 'pat@example.com' } });

const wholeRow = (): HistoryRow => ({
  tenant: 'acme',
  id: 'link1.1.0',
  linkId: 'link1',
  at: 5,
  field: 'name',
  side: 'zendesk',
  before: 'A',
  after: 'B',
  why: 'written',
});

const kept = () => ({ ...buildDelivery(), receivedAt: 5 });

const wholeDelivery = () => buildDelivery({ hint: { field: 'name', current: 'h1', previous: 'h2' } });

/** As unforgiving as a database: documents are copies, and nothing is answered at once. */
export function describeManners(openStore: OpenStore) {
  const open = opener(openStore);

  describe('what is handed over stays the caller’s', () => {
    const links = async (store: Store) => store.findLink(customer);
    const rows = async (store: Store) => store.historyOf('acme', 'link1');
    const cases = async (store: Store) => store.openCases('acme');
    const deliveries = async (store: Store) => store.coveredDeliveries(buildRef(), 9);

    it.each<[string, () => unknown, (store: Store, given: never) => Promise<unknown>, (store: Store) => unknown]>([
      ['accept', wholeDelivery, (store, given) => store.accept(given), deliveries],
      ['insertLink', wholeLink, (store, given) => store.insertLink(given), links],
      ['a history row', wholeRow, (store, row) => store.deliverRow('acme', { kind: 'history', row }), rows],
      ['a case', wholeCase, (store, row) => store.deliverRow('acme', { kind: 'case', case: row }), cases],
    ])('%s', async (_, build, hand, read) => {
      const { store } = await open();
      const given = build();
      await hand(store, given as never);
      const before = structuredClone(await read(store));

      spoil(given);

      expect(await read(store)).toEqual(before);
    });

    it('saveTask', async () => {
      const { store } = await open();
      await store.deliverRow('acme', { kind: 'case', case: wholeCase() });
      const task = wholeTask();
      await store.saveTask('acme', 'case1', task);

      spoil(task);

      expect(await store.findCase('case1')).toMatchObject({ task: wholeTask() });
    });

    it('saveLook', async () => {
      const { store } = await open();
      await store.pinInstallation(wholePin());
      const given = { looked: 1, record: { answer: 'read', at: 5, state: 'enabled', settings: { a: ['b'] } } } as const;
      const saved = structuredClone(await store.saveLook(await claim(store), 'a01', given));

      spoil(given);

      expect(await store.installations()).toEqual([saved]);
    });

    it('saveLink', async () => {
      const { store } = await open();
      const given = { ...wholeLink(), revision: (await store.insertLink(wholeLink())).revision };
      const saved = structuredClone(await store.saveLink(given));

      spoil(given);

      expect(await store.findLink(customer)).toEqual(saved);
    });
  });

  describe('what is handed out is a copy', () => {
    it.each<[string, (store: Store) => Promise<unknown>]>([
      ['findLink', (store) => store.findLink(customer)],
      ['coveredDeliveries', (store) => store.coveredDeliveries(buildRef(), 9)],
      ['findChange', (store) => store.findChange(buildRef())],
      ['historyOf', (store) => store.historyOf('acme', 'link1')],
      ['openCases', (store) => store.openCases('acme')],
      ['findCase', (store) => store.findCase('case1')],
      ['dueTask', (store) => store.dueTask('acme')],
      ['unroutedDeliveries', (store) => store.unroutedDeliveries('acme')],
      ['deliveriesOf', (store) => store.deliveriesOf(buildRef())],
      ['queueOf', (store) => store.queueOf('acme')],
      ['installations', (store) => store.installations()],
    ])('%s', async (_, read) => {
      const { store } = await open();
      await store.pinInstallation(wholePin());
      await store.accept(wholeDelivery());
      await store.insertLink(wholeLink());
      await store.deliverRow('acme', { kind: 'history', row: wholeRow() });
      await store.deliverRow('acme', { kind: 'case', case: wholeCase() });
      await store.deliverRow('acme', { kind: 'look', ref: buildRef(), at: 99 });
      await store.accept(buildDelivery({ key: 'z2', recordId: '', rental: { rentalIds: ['r1'] } }));
      const found = await read(store);
      const before = structuredClone(found);

      spoil(found);

      expect(await read(store)).toEqual(before);
    });

    it('takeChange', async () => {
      const { store } = await open();
      const { change } = await markAndTake(store);
      const before = structuredClone(change);

      spoil(change);

      expect(await store.findChange(buildRef())).toEqual(before);
    });

    it.each<[string, (store: Store) => Promise<unknown>]>([
      ['insertLink', (store) => store.insertLink(wholeLink())],
      ['saveLink', async (store) => store.saveLink(await store.insertLink(wholeLink()))],
      ['takeLink', async (store) => store.takeLink(await store.insertLink(wholeLink()), 2)],
    ])('%s', async (_, write) => {
      const { store } = await open();
      const answered = await write(store);
      const before = structuredClone(answered);

      spoil(answered);

      expect(await store.findLink(customer)).toEqual(before);
    });

    it('claimTenant and renewLease', async () => {
      const { store } = await open();
      await store.mark(buildRef());
      const lease = await claim(store);
      const kept = { ...lease };
      spoil(lease);

      spoil(await store.renewLease(kept));

      expect(await store.renewLease(kept)).toEqual(kept);
    });
  });

  describe('nothing is answered before others had their turn', () => {
    it.each<[keyof Store, (store: Store) => Promise<unknown>]>([
      ['accept', (store) => store.accept(buildDelivery())],
      ['mark', (store) => store.mark(buildRef())],
      ['markStrays', (store) => store.markStrays('acme')],
      ['claimTenant', (store) => store.claimTenant('w1', ['acme'])],
      ['findChange', (store) => store.findChange(buildRef())],
      ['settleChange', (store) => store.settleChange(buildRef(), 1, 1)],
      ['postponeChange', (store) => store.postponeChange(buildRef(), 1, { notBefore: 0 })],
      ['coveredDeliveries', (store) => store.coveredDeliveries(buildRef(), 1)],
      ['findLink', (store) => store.findLink(customer)],
      ['insertLink', (store) => store.insertLink(wholeLink())],
      ['takeLink', (store) => store.takeLink(wholeLink(), 1)],
      ['saveLink', (store) => store.saveLink(wholeLink())],
      ['deliverRow', (store) => store.deliverRow('acme', { kind: 'history', row: wholeRow() })],
      ['recordOutcome', (store) => store.recordOutcome('acme', 'zendesk', 'z1', { kind: 'applied' })],
      ['unroutedDeliveries', (store) => store.unroutedDeliveries('acme')],
      ['routeDelivery', (store) => store.routeDelivery(kept(), 'sg1')],
      ['postponeDelivery', (store) => store.postponeDelivery(kept(), { notBefore: 0, retries: 1 })],
      ['rememberMarks', (store) => store.rememberMarks('acme')],
      ['findProbe', (store) => store.findProbe('acme')],
      ['wakeWaiting', (store) => store.wakeWaiting('acme')],
      ['findCase', (store) => store.findCase('case1')],
      ['dueTask', (store) => store.dueTask('acme')],
      ['saveTask', (store) => store.saveTask('acme', 'case1', wholeTask())],
      ['pinInstallation', (store) => store.pinInstallation(wholePin())],
      ['pinByHand', (store) => store.pinByHand(wholePin())],
      ['installations', (store) => store.installations()],
      ['askLook', (store) => store.askLook(wholePin())],
      ['pinAccount', (store) => store.pinAccount(wholePin(), { subdomain: 'acme', id: '1' })],
      ['countTasks', (store) => store.countTasks('acme', 0)],
      ['queueOf', (store) => store.queueOf('acme')],
      ['deliveriesOf', (store) => store.deliveriesOf(buildRef())],
      ['counts', (store) => store.counts()],
      ['historyOf', (store) => store.historyOf('acme', 'link1')],
      ['openCases', (store) => store.openCases('acme')],
    ])('%s', async (_, call) => {
      const { store } = await open();

      await expectLateAnswer(call(store));
    });

    it.each<[string, (store: Store, lease: Awaited<ReturnType<typeof claim>>) => Promise<unknown>]>([
      ['takeChange', (store, lease) => store.takeChange(lease)],
      ['renewLease', (store, lease) => store.renewLease(lease)],
      ['releaseLease', (store, lease) => store.releaseLease(lease)],
      ['pauseTenant', (store, lease) => store.pauseTenant(lease, 0)],
      ['saveLook', (store, lease) => store.saveLook(lease, 'a01', { looked: 1 })],
    ])('%s', async (_, call) => {
      const { store } = await open();
      await store.mark(buildRef());
      const lease = await claim(store);

      await expectLateAnswer(call(store, lease));
    });
  });
}

/** Whatever the call is waiting for, it is not over within this turn of the event loop. */
async function expectLateAnswer(call: Promise<unknown>): Promise<void> {
  let isAnswered = false;
  const noted = call.then(
    () => {
      isAnswered = true;
    },
    () => {
      isAnswered = true;
    },
  );
  for (let microtask = 0; microtask < 50; microtask++) await Promise.resolve();
  expect(isAnswered).toBe(false);
  await noted;
}
