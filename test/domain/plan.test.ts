import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pair, PLATFORMS } from '../../src/domain/contact.ts';
import { closePass, settleOperation } from '../../src/domain/link-progress.ts';
import { planSync } from '../../src/domain/plan.ts';
import type { Link, Pending } from '../../src/domain/records.ts';
import { buildCustomer, buildLink, buildPair, buildUser } from '../support/builders.ts';

/** Carries a plan out as the platforms would. */
function carryOut(link: Link, pair: Pair, now: number): { link: Link; pair: Pair } {
  const plan = planSync(link, pair, now);
  return plan.operations.reduce(
    (done, operation) => {
      const shown = done.pair[operation.target];
      const answer = {
        ...shown,
        contact: { ...shown.contact, ...operation.fields },
        pointer: operation.pointer ?? shown.pointer,
      };
      return {
        link: settleOperation(done.link, operation, answer, now),
        pair: { ...done.pair, [operation.target]: answer },
      };
    },
    { link: plan.link, pair },
  );
}

describe('a plan', () => {
  it('of two equal records is empty', () => {
    expect(planSync(buildLink(), buildPair('A', 'A'), 0).operations).toEqual([]);
  });

  it('stores what it is about to write, and what the target showed', () => {
    const plan = planSync(buildLink(), buildPair('B', 'A'), 0);

    expect(plan.link.pending).toEqual({ name: { target: 'zendesk', value: 'B', was: 'A' } });
    expect(plan.operations).toEqual([{ target: 'zendesk', fields: { name: 'B' } }]);
  });

  it('of a first link sets the base with its pending', () => {
    const plan = planSync(buildLink({ base: {} }), buildPair('Pat Doe', 'pat'), 0);

    expect(plan.link.base).toEqual({ name: 'Pat Doe' });
    expect(plan.link.pending).toEqual({ name: { target: 'zendesk', value: 'Pat Doe', was: 'pat', first: true } });
  });

  it('writes missing pointers: along with the name in Zendesk, apart from it in Storeganise', () => {
    const toZendesk = planSync(
      buildLink(),
      { storeganise: buildCustomer('B'), zendesk: buildUser('A', { pointer: '' }) },
      0,
    );
    const toStoreganise = planSync(
      buildLink(),
      { storeganise: buildCustomer('A', { pointer: '' }), zendesk: buildUser('B') },
      0,
    );

    expect(toZendesk.operations).toEqual([{ target: 'zendesk', fields: { name: 'B' }, pointer: 'sg1' }]);
    expect(toStoreganise.operations).toEqual([
      { target: 'storeganise', fields: { name: 'B' } },
      { target: 'storeganise', fields: {}, pointer: '9001' },
    ]);
  });

  it('leaves a foreign external_id alone', () => {
    const pair = { storeganise: buildCustomer('A'), zendesk: buildUser('A', { pointer: 'crm-77' }) };
    expect(planSync(buildLink(), pair, 0).operations).toEqual([]);
  });

  it('keeps a write in doubt for three minutes, and no longer', () => {
    const doubts = [{ side: 'zendesk', field: 'name', value: 'B', until: 1_000 }] as const;

    expect(planSync(buildLink({ doubts }), buildPair('A', 'A'), 999).link.doubts).toHaveLength(1);
    expect(planSync(buildLink({ doubts }), buildPair('A', 'A'), 1_000).link.doubts).toHaveLength(0);
  });

  it('ends the doubt when its value is seen, unless the value was sent again', () => {
    const doubt = { side: 'zendesk', field: 'name', value: 'B', until: 1_000 } as const;

    expect(planSync(buildLink({ doubts: [doubt] }), buildPair('A', 'B'), 0).link.doubts).toHaveLength(0);
    expect(
      planSync(buildLink({ doubts: [{ ...doubt, resent: true }] }), buildPair('A', 'B'), 0).link.doubts,
    ).toHaveLength(1);
  });

  const value = fc.constantFrom('', 'A', 'B', 'C');
  const pending: fc.Arbitrary<Pending | undefined> = fc.option(
    fc.record({ target: fc.constantFrom(...PLATFORMS), value: fc.constantFrom('A', 'B', 'C'), was: value }),
    { nil: undefined },
  );

  it('carried out, leaves nothing to plan', () => {
    fc.assert(
      fc.property(value, value, fc.option(value, { nil: undefined }), pending, (here, there, base, found) => {
        const link = buildLink({
          base: base === undefined ? {} : { name: base },
          pending: found ? { name: found } : {},
        });

        const done = carryOut(link, buildPair(here, there), 0);

        expect(done.link.pending).toEqual({});
        expect(planSync({ ...done.link, doubts: [] }, done.pair, 0).operations).toEqual([]);
        expect(closePass(done.link, done.pair, 0).equal).toBe(
          done.pair.storeganise.contact.name === done.pair.zendesk.contact.name,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves a line of history for every pending that is settled or replaced', () => {
    fc.assert(
      fc.property(value, value, pending, (here, there, found) => {
        fc.pre(found !== undefined);
        const link = buildLink({ pending: found ? { name: found } : {} });

        const { link: next } = carryOut(link, buildPair(here, there), 0);

        const lines = next.outbox.flatMap((row) => (row.kind === 'history' ? [row.row] : []));
        expect(lines).toContainEqual(
          expect.objectContaining({ side: found?.target, before: found?.was, after: found?.value }),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
