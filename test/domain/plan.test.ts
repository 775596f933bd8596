import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pair, PLATFORMS } from '../../src/domain/contact.ts';
import { closePass, settleOperation } from '../../src/domain/link-progress.ts';
import { planSync } from '../../src/domain/plan.ts';
import { planBookkeeping } from '../../src/domain/plan-bookkeeping.ts';
import type { Link, Pending } from '../../src/domain/records.ts';
import { AGREED, buildCustomer, buildFacts, buildLink, buildPair, buildUser, closedBy } from '../support/builders.ts';

/** Carries a plan out as the platforms would. */
function carryOut(link: Link, pair: Pair): { link: Link; pair: Pair } {
  const plan = planSync(link, pair, buildFacts());
  return plan.operations.reduce(
    (done, operation) => {
      const shown = done.pair[operation.target];
      const answer = {
        ...shown,
        contact: { ...shown.contact, ...operation.fields },
        pointer: operation.pointer ?? shown.pointer,
      };
      const next = { ...done.pair, [operation.target]: answer };
      return { link: settleOperation(done.link, operation, next, 0), pair: next };
    },
    { link: plan.link, pair },
  );
}

describe('a plan', () => {
  it('of two equal records is empty', () => {
    expect(planSync(buildLink(), buildPair('A', 'A'), buildFacts()).operations).toEqual([]);
  });

  it('stores what it is about to write, and what the target showed', () => {
    const plan = planSync(buildLink(), buildPair('B', 'A'), buildFacts());

    expect(plan.link.pending).toEqual({ name: { target: 'zendesk', value: 'B', was: 'A' } });
    expect(plan.operations).toEqual([{ target: 'zendesk', fields: { name: 'B' } }]);
  });

  it('of a first link sets the base with its pending', () => {
    const plan = planSync(buildLink({ base: {} }), buildPair('Pat Doe', 'pat'), buildFacts());

    expect(plan.link.base).toEqual({ ...AGREED, name: 'Pat Doe' });
    expect(plan.link.pending).toEqual({ name: { target: 'zendesk', value: 'Pat Doe', was: 'pat', first: true } });
  });

  it('writes the missing pointer along with the name in Zendesk, and in Storeganise after everything else', () => {
    const toZendesk = { storeganise: buildCustomer('B'), zendesk: buildUser('A', { pointer: '' }) };
    const toStoreganise = { storeganise: buildCustomer('A', { pointer: '' }), zendesk: buildUser('B') };

    expect(planSync(buildLink(), toZendesk, buildFacts()).operations).toEqual([
      { target: 'zendesk', fields: { name: 'B' }, pointer: 'sg1' },
    ]);
    expect(planBookkeeping(buildLink(), toZendesk, false)).toEqual([]);
    expect(planSync(buildLink(), toStoreganise, buildFacts()).operations).toEqual([
      { target: 'storeganise', fields: { name: 'B' } },
    ]);
    expect(planBookkeeping(buildLink(), toStoreganise, false)).toEqual([
      { target: 'storeganise', fields: {}, pointer: '9001' },
    ]);
  });

  it('leaves a foreign external_id alone', () => {
    const pair = { storeganise: buildCustomer('A'), zendesk: buildUser('A', { pointer: 'crm-77' }) };

    expect(planSync(buildLink(), pair, buildFacts()).operations).toEqual([]);
    expect(planBookkeeping(buildLink(), pair, false)).toEqual([]);
  });

  it('keeps a write in doubt for three minutes, and no longer', () => {
    const link = buildLink({ doubts: [{ side: 'zendesk', field: 'name', value: 'B', until: 1_000 }] });

    expect(planSync(link, buildPair('A', 'A'), buildFacts({ readAt: 999 })).link.doubts).toHaveLength(1);
    expect(planSync(link, buildPair('A', 'A'), buildFacts({ readAt: 1_000 })).link.doubts).toHaveLength(0);
  });

  it('ends the doubt when its value is seen, unless the value was sent again', () => {
    const doubt = { side: 'zendesk', field: 'name', value: 'B', until: 1_000 } as const;
    const doubtsAfter = (doubts: Link['doubts']) =>
      planSync(buildLink({ doubts }), buildPair('A', 'B'), buildFacts()).link.doubts;

    expect(doubtsAfter([doubt])).toHaveLength(0);
    expect(doubtsAfter([{ ...doubt, resent: true }])).toHaveLength(1);
  });

  it('never loses an edit under way to a write of ours that landed late on its source', () => {
    // A person typed B in Storeganise; its write to Zendesk was stored, and a write of A to Storeganise landed since.
    const link = buildLink({
      base: { ...AGREED, name: 'C' },
      pending: { name: { target: 'zendesk', value: 'B', was: 'C' } },
      doubts: [{ side: 'storeganise', field: 'name', value: 'A', until: 100 }],
    });

    const first = carryOut(link, buildPair('A', 'C'));
    const second = carryOut({ ...first.link, outbox: [] }, first.pair);

    expect([second.pair.storeganise.contact.name, second.pair.zendesk.contact.name]).toEqual(['B', 'B']);
  });

  it.each([
    ['stays refused while nobody changes it', 'B', 'A', 'rejected_write', []],
    ['is a conflict once both sides changed', 'C', 'D', 'field_conflict', ['link1.name.rejected_write']],
  ])('leaves a value that was refused as it is: it %s', (_, storeganise, zendesk, kind, closed) => {
    const values = { storeganise: 'B', zendesk: 'A' };
    const fieldCases = { name: { caseId: 'link1.name.rejected_write', kind: 'rejected_write', values } } as const;

    const { link, operations } = planSync(buildLink({ fieldCases }), buildPair(storeganise, zendesk), buildFacts());

    expect(operations).toEqual([]);
    expect(link.fieldCases.name).toMatchObject({ kind, values: { storeganise, zendesk } });
    expect(closedBy(link)).toEqual(closed);
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
          base: base === undefined ? {} : { ...AGREED, name: base },
          pending: found ? { name: found } : {},
        });

        const done = carryOut(link, buildPair(here, there));

        expect(done.link.pending).toEqual({});
        expect(planSync({ ...done.link, doubts: [] }, done.pair, buildFacts()).operations).toEqual([]);
        const names = [done.pair.storeganise.contact.name, done.pair.zendesk.contact.name];
        expect(closePass(done.link, done.pair, 0).equal).toBe(names[0] === names[1] || names.includes(''));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves a line of history for every pending that is settled or replaced', () => {
    fc.assert(
      fc.property(value, value, pending, (here, there, found) => {
        fc.pre(found !== undefined);
        const link = buildLink({ pending: found ? { name: found } : {} });

        const { link: next } = carryOut(link, buildPair(here, there));

        const lines = next.outbox.flatMap((row) => (row.kind === 'history' ? [row.row] : []));
        expect(lines).toContainEqual(
          expect.objectContaining({ side: found?.target, before: found?.was, after: found?.value }),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
