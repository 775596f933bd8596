import { describe, expect, it } from 'vitest';
import type { HistoryRow, Outcome } from '../../../src/domain/records.ts';
import { buildCase } from '../../support/builders.ts';
import { buildDelivery, buildRef, type OpenStore, opener } from './setting.ts';

const buildRow = (over: Partial<HistoryRow> = {}): HistoryRow => ({
  tenant: 'acme',
  id: 'link1.1.0',
  linkId: 'link1',
  at: 5,
  field: 'name',
  side: 'zendesk',
  before: 'A',
  after: 'B',
  why: 'written',
  ...over,
});

/** What a pass decided and still has to carry out: `deliverRow`, `recordOutcome`, and what can be read of it. */
export function describeOutbox(openStore: OpenStore) {
  const open = opener(openStore);

  describe('history', () => {
    it('holds a row once, however often it is delivered', async () => {
      const { store } = await open();
      const rows = [buildRow(), buildRow({ id: 'link1.1.1', after: 'C' })];

      for (const row of [...rows, ...rows]) await store.deliverRow('acme', { kind: 'history', row });

      expect(await store.historyOf('acme', 'link1')).toEqual(rows);
    });

    it('is read per link and tenant', async () => {
      const { store } = await open();
      const rows = [buildRow(), buildRow({ id: '2', linkId: 'link2' }), buildRow({ id: '3', tenant: 'beta' })];

      for (const row of rows) await store.deliverRow(row.tenant, { kind: 'history', row });

      expect(await store.historyOf('acme', 'link1')).toEqual([buildRow()]);
      expect(await store.historyOf('beta', 'link2')).toEqual([]);
    });
  });

  describe('a case', () => {
    it('is open until it is closed, however often it is delivered', async () => {
      const { store } = await open();
      for (let time = 0; time < 2; time++) await store.deliverRow('acme', { kind: 'case', case: buildCase() });
      expect(await store.openCases('acme')).toEqual([buildCase()]);
      expect((await store.counts()).openCases).toBe(1);

      for (let time = 0; time < 2; time++) {
        await store.deliverRow('acme', { kind: 'case_closed', caseId: 'case1' });
      }

      expect(await store.openCases('acme')).toEqual([]);
      expect((await store.counts()).openCases).toBe(0);
    });

    it('takes new values while it is open, and stays as old as it is', async () => {
      const { store } = await open();
      const values = { storeganise: 'C', zendesk: 'B' };
      await store.deliverRow('acme', { kind: 'case', case: buildCase() });

      await store.deliverRow('acme', { kind: 'case', case: buildCase({ since: 9, values }) });

      expect(await store.openCases('acme')).toEqual([buildCase({ values })]);
    });

    it('is as old as its last opening', async () => {
      const { store } = await open();
      await store.deliverRow('acme', { kind: 'case', case: buildCase() });
      await store.deliverRow('acme', { kind: 'case_closed', caseId: 'case1' });

      await store.deliverRow('acme', { kind: 'case', case: buildCase({ since: 9 }) });

      expect(await store.openCases('acme')).toEqual([buildCase({ since: 9 })]);
    });

    it('that is closed without ever having been open makes none', async () => {
      const { store } = await open();

      await store.deliverRow('acme', { kind: 'case_closed', caseId: 'case1' });

      expect((await store.counts()).openCases).toBe(0);
    });

    it('is closed by its own tenant alone', async () => {
      const { store } = await open();
      await store.deliverRow('acme', { kind: 'case', case: buildCase() });

      await store.deliverRow('beta', { kind: 'case_closed', caseId: 'case1' });

      expect(await store.openCases('acme')).toEqual([buildCase()]);
    });

    it('is seen by its own tenant, and counted for all', async () => {
      const { store } = await open();
      await store.deliverRow('acme', { kind: 'case', case: buildCase() });
      await store.deliverRow('beta', { kind: 'case', case: buildCase({ tenant: 'beta', id: 'case2' }) });

      expect((await store.openCases('acme')).map(({ id }) => id)).toEqual(['case1']);
      expect((await store.counts()).openCases).toBe(2);
    });
  });

  describe('an outcome', () => {
    it('ends its delivery alone', async () => {
      const { store } = await open();
      const elsewhere = [
        buildDelivery({ key: 'z2' }),
        buildDelivery({ tenant: 'beta' }),
        buildDelivery({ platform: 'storeganise' }),
      ];
      for (const delivery of [...elsewhere, buildDelivery()]) await store.accept(delivery);

      await store.recordOutcome('acme', 'zendesk', 'z1', { kind: 'applied' });

      expect((await store.counts()).backlog).toBe(3);
      expect((await store.coveredDeliveries(buildRef(), 9)).map(({ key }) => key)).toEqual(['z2']);
    });

    it('says whether it was written: once, and again only where it is heavier', async () => {
      const { store } = await open();
      await store.accept(buildDelivery());
      const record = (outcome: Outcome) => store.recordOutcome('acme', 'zendesk', 'z1', outcome);

      expect(await record({ kind: 'applied' })).toBe(true);
      expect(await record({ kind: 'applied' })).toBe(false);
      expect(await record({ kind: 'noop', reason: 'in_sync' })).toBe(false);
      expect(await record({ kind: 'held', caseId: 'case1' })).toBe(true);
      expect(await store.recordOutcome('acme', 'zendesk', 'unknown', { kind: 'applied' })).toBe(false);
      expect(await store.recordOutcome('beta', 'zendesk', 'z1', { kind: 'failed', code: 'x' })).toBe(false);
      expect(await store.recordOutcome('acme', 'storeganise', 'z1', { kind: 'failed', code: 'x' })).toBe(false);
    });

    it('is written by one of many at the same time', async () => {
      const { store } = await open();
      await store.accept(buildDelivery());

      const answers = await Promise.all(
        [1, 2, 3].map(() => store.recordOutcome('acme', 'zendesk', 'z1', { kind: 'applied' })),
      );

      expect(answers.filter((isWritten) => isWritten)).toHaveLength(1);
    });

    it('comes by the outbox as well', async () => {
      const { store } = await open();
      await store.accept(buildDelivery());

      const row = {
        kind: 'outcome',
        platform: 'zendesk',
        key: 'z1',
        outcome: { kind: 'held', caseId: 'case1' },
      } as const;
      await store.deliverRow('acme', row);
      await store.deliverRow('acme', row);

      expect((await store.counts()).backlog).toBe(0);
    });

    it('of a delivery that was never kept is dropped', async () => {
      const { store } = await open();

      await store.recordOutcome('acme', 'zendesk', 'z1', { kind: 'failed', code: 'parked_defect' });

      expect(await store.accept(buildDelivery())).toBe('accepted');
      expect((await store.counts()).backlog).toBe(1);
    });
  });
}
