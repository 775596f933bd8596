import type { Operation, Pair, PlatformRecord } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import {
  doubtOperation,
  idleLink,
  isCarriedOut,
  refuseOperation,
  settleOperation,
  showsFields,
} from '../domain/link-progress.ts';
import type { Plan } from '../domain/plan.ts';
import type { Link } from '../domain/records.ts';
import type { Pass } from './pass.ts';

/** Where a pass stands: the link (stored or about to be), both records as last seen, and whether anything was written. */
export type Applied = { readonly link: Link; readonly pair: Pair; readonly isChanged: boolean };

/** Carries out a plan, one remote write after the other; what was answered is kept even when a later step fails. */
export async function applyPlan(pass: Pass, plan: Plan, pair: Pair): Promise<Applied> {
  const hadPending = plan.link.outbox.some((row) => row.kind === 'history');
  let applied: Applied = { link: plan.link, pair, isChanged: hadPending };
  if (plan.operations.length === 0) return applied;
  applied = { ...applied, link: await pass.save(plan.link) };
  for (const operation of plan.operations) applied = await carryOut(pass, applied, operation);
  return applied;
}

async function carryOut(pass: Pass, before: Applied, operation: Operation): Promise<Applied> {
  const { clock } = pass.engine;
  try {
    const record = await write(pass, before, operation);
    const pair = { ...before.pair, [operation.target]: record };
    if (!showsFields(operation, record)) throw new SyncFailure('rejected', `${operation.target}_not_applied`);
    return { pair, isChanged: true, link: settleOperation(before.link, operation, record, clock.now()) };
  } catch (failure) {
    if (!(failure instanceof SyncFailure)) throw failure;
    if (failure.kind === 'rejected') {
      return { ...before, link: refuseOperation(before.link, operation, before.pair, clock.now()) };
    }
    const isUnanswered = failure instanceof Unanswered;
    await pass.save(isUnanswered ? doubtOperation(before.link, operation, clock.now()) : idleLink(before.link));
    throw failure;
  }
}

/** The record as the platform shows it after the write. Without an answer the target is read at once. */
async function write(pass: Pass, { link, pair }: Applied, operation: Operation): Promise<PlatformRecord> {
  const { failpoint } = pass.engine;
  const { target } = operation;
  await pass.holdLease();
  await failpoint.reach('before_write');
  const answer = await pass.tenant.connectors[target].write(pair[target].id, operation);
  await failpoint.reach('after_write');
  if (answer.kind === 'answered') return answer.record;
  const shown = await pass.read(target, pair[target].id, link).catch(() => undefined);
  if (shown && isCarriedOut(operation, shown)) return shown;
  throw new Unanswered(answer.failure);
}

/** A write whose fate is unknown even after a look at its target. */
class Unanswered extends SyncFailure {
  constructor(failure: SyncFailure) {
    super(failure.kind, failure.code, failure);
  }
}
