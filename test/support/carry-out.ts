import type { Operation, Pair, PlatformRecord } from '../../src/domain/contact.ts';
import { settleOperation } from '../../src/domain/link-progress.ts';
import { type Facts, planSync } from '../../src/domain/plan.ts';
import { planBookkeeping } from '../../src/domain/plan-bookkeeping.ts';
import type { Link } from '../../src/domain/records.ts';

/** The record as its platform shows it after the operation. */
function writtenRecord(shown: PlatformRecord, operation: Operation): PlatformRecord {
  const { fields, pointer, lists, status, suspension } = operation;
  return {
    ...shown,
    contact: { ...shown.contact, ...fields },
    ...(pointer === undefined ? {} : { pointer }),
    ...(lists === undefined ? {} : { lists: { ...shown.lists, ...lists } }),
    ...(status === undefined ? {} : { status }),
    ...(suspension === undefined ? {} : { isBarred: true, notes: `${shown.notes ?? ''}\n\n${suspension.note}` }),
  };
}

type Done = { readonly link: Link; readonly pair: Pair; readonly operations: readonly Operation[] };

/** Plans, and carries out as the platforms would, bookkeeping last. */
export function carryOut(link: Link, pair: Pair, facts: Facts): Done {
  const plan = planSync(link, pair, facts);
  const written = plan.operations.reduce(write(facts), { link: plan.link, pair, operations: [] });
  return planBookkeeping(written.link, written.pair, facts.isThorough).reduce(write(facts), written);
}

const write =
  (facts: Facts) =>
  (done: Done, operation: Operation): Done => {
    const pair = { ...done.pair, [operation.target]: writtenRecord(done.pair[operation.target], operation) };
    const link = settleOperation(done.link, operation, pair, facts.readAt);
    return { link, pair, operations: [...done.operations, operation] };
  };
