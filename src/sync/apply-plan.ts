import type { Operation, Pair, PlatformRecord } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import { inForm } from '../domain/form.ts';
import {
  doubtOperation,
  idleLink,
  isCarriedOut,
  piecesOf,
  refuseOperation,
  settleOperation,
} from '../domain/link-progress.ts';
import type { Plan } from '../domain/plan.ts';
import { planBookkeeping } from '../domain/plan-bookkeeping.ts';
import type { Link } from '../domain/records.ts';
import type { Pass } from './pass.ts';

/** Where a pass stands: the link (stored or about to be), both records as last seen, and whether anything was written. */
export type Applied = { readonly link: Link; readonly pair: Pair; readonly isChanged: boolean };

/** Carries out a plan, one remote write after the other; what was answered is kept even when a later step fails. */
export async function applyPlan(pass: Pass, plan: Plan, pair: Pair, isThorough: boolean): Promise<Applied> {
  const hadPending = plan.link.outbox.some((row) => row.kind === 'history');
  let applied: Applied = { link: plan.link, pair, isChanged: hadPending };
  if (plan.operations.length === 0 && planBookkeeping(plan.link, pair, isThorough).length === 0) return applied;
  applied = { ...applied, link: await pass.save({ ...plan.link, isUnfinished: true }) };
  for (const operation of plan.operations) applied = await carryOut(pass, applied, operation);
  // Last, because what the lists show depends on the writes before.
  for (const operation of planBookkeeping(applied.link, applied.pair, isThorough)) {
    applied = await carryOut(pass, applied, operation);
  }
  return applied;
}

async function carryOut(pass: Pass, before: Applied, operation: Operation): Promise<Applied> {
  const { clock } = pass.engine;
  if (before.pair[operation.target].standing !== 'customer') {
    throw new SyncFailure('unavailable', `${operation.target}_left_scope_meanwhile`, { retryAfterMs: 1_000 });
  }
  try {
    const record = inForm(await write(pass, before, operation), before.link.form);
    const pair = { ...before.pair, [operation.target]: record };
    return { pair, isChanged: true, link: settleOperation(before.link, operation, pair, clock.now()) };
  } catch (failure) {
    if (!(failure instanceof SyncFailure)) throw failure;
    if (failure.kind === 'rejected') return afterRefusal(pass, before, operation, failure);
    const isUnanswered = failure instanceof Unanswered;
    await pass.save(isUnanswered ? doubtOperation(before.link, operation, clock.now()) : idleLink(before.link));
    throw failure;
  }
}

async function afterRefusal(pass: Pass, before: Applied, operation: Operation, failure: SyncFailure): Promise<Applied> {
  const pieces = piecesOf(operation, before.pair);
  if (pieces.length === 0) {
    const now = pass.engine.clock.now();
    return { ...before, link: refuseOperation(before.link, operation, failure.isDuplicate, before.pair, now) };
  }
  let applied = before;
  for (const piece of pieces) applied = await carryOut(pass, applied, piece);
  return applied;
}

/** The record as the platform shows it after the write. Without an answer the target is read at once. */
async function write(pass: Pass, { link, pair }: Applied, operation: Operation): Promise<PlatformRecord> {
  const { failpoint } = pass.engine;
  const { target } = operation;
  await failpoint.reach('before_write');
  await pass.holdLease();
  const answer = await pass.tenant.connectors[target].write(pair[target], operation, () => pass.holdLease());
  await failpoint.reach('after_write');
  if (answer.kind === 'answered') return answer.record;
  const shown = await pass.read(target, pair[target].id, link).catch(() => undefined);
  if (shown && isCarriedOut(operation, shown)) return withIdentities(pass, shown, pair[target], operation);
  throw new Unanswered(answer.failure);
}

/** A write of an address or a number changes the identities; any other leaves them as they were read. */
async function withIdentities(
  pass: Pass,
  shown: PlatformRecord,
  before: PlatformRecord,
  { fields }: Operation,
): Promise<PlatformRecord> {
  if (!before.identities) return shown;
  const isMoved = fields.email !== undefined || fields.phone !== undefined;
  const identities = isMoved ? await pass.tenant.connectors.zendesk.readIdentities(shown.id) : before.identities;
  return { ...shown, identities };
}

/** A write whose fate is unknown even after a look at its target. */
class Unanswered extends SyncFailure {
  constructor(failure: SyncFailure) {
    super(failure.kind, failure.code, failure);
  }
}
