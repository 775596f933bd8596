import { FIELDS } from '../domain/contact.ts';
import { closePass } from '../domain/link-progress.ts';
import type { Facts } from '../domain/plan.ts';
import { answerTenant, withRows } from '../domain/questions.ts';
import type { Link, OutboxRow, Outcome } from '../domain/records.ts';
import type { Applied } from './apply-plan.ts';
import type { Found } from './found.ts';
import type { Asked, Pass } from './pass.ts';

/** The last compare-and-set of a pass: base, pending, and in the outbox all that is still to be carried out. */
export async function endPass(
  pass: Pass,
  applied: Applied,
  decided: { readonly facts: Facts; readonly asked: Asked },
): Promise<void> {
  const { clock, failpoint } = pass.engine;
  await failpoint.reach('before_end');
  const closed = closePass(applied.link, applied.pair, clock.now());
  const outcome = outcomeOf(applied, decided.facts, decided.asked);
  const rows = [...(await outcomeRows(pass, closed, outcome)), ...reachedAgain(pass)];
  const ended = await pass.save(withRows(closed, ...rows));
  await flushOutbox(pass, ended);
  pass.engine.log.info(
    { tenant: pass.tenant.code, link: ended.id, platform: pass.change.platform, outcome },
    'pass ended',
  );
}

function outcomeOf({ link, pair, isChanged }: Applied, { isDisabled }: Facts, { deliveries }: Asked): Outcome {
  const [open] = FIELDS.flatMap((field) => link.fieldCases[field] ?? []);
  if (open) return { kind: 'held', caseId: open.caseId };
  const asked = link.outbox.find((row) => row.kind === 'case');
  if (asked) return { kind: 'held', caseId: asked.case.id };
  if (isChanged) return { kind: 'applied' };
  if (!isDisabled && deliveries.some(({ bar }) => bar?.kind === 'disabled')) return { kind: 'noop', reason: 'folded' };
  const { storeganise, zendesk } = pair;
  if (storeganise.hasUnreadablePhone || zendesk.hasUnreadablePhone) return { kind: 'noop', reason: 'unreadable_phone' };
  const isBlank = FIELDS.some((field) => storeganise.contact[field] !== zendesk.contact[field]);
  return { kind: 'noop', reason: isBlank ? 'blank_kept' : 'in_sync' };
}

/** A platform that could not be reached for long, or refused, lets us through again. */
const reachedAgain = ({ change, tenant }: Pass): readonly OutboxRow[] => {
  if (change.retries === 0) return [];
  const wasRefused = /_40[13]$/.test(change.failure ?? '');
  return [
    answerTenant(tenant.code, 'unavailable'),
    ...(wasRefused ? [answerTenant(tenant.code, 'missing_permission')] : []),
  ];
};

/** One row for every delivery, of both records, that this pass answers. */
async function outcomeRows(pass: Pass, link: Link | undefined, outcome: Outcome): Promise<readonly OutboxRow[]> {
  const rows: OutboxRow[] = [];
  for (const { ref, seen } of pass.notedOf(link)) {
    for (const { platform, key } of await pass.engine.store.coveredDeliveries(ref, seen)) {
      rows.push({ kind: 'outcome', platform, key, outcome });
    }
  }
  return rows;
}

/** Carries out what the link's outbox holds, then empties it. A crash in between only repeats it. */
export async function flushOutbox(pass: Pass, link: Link): Promise<Link> {
  if (link.outbox.length === 0) return link;
  for (const row of link.outbox) {
    await pass.engine.failpoint.reach('before_row');
    await pass.engine.store.deliverRow(link.tenant, row);
  }
  return pass.save({ ...link, outbox: [] });
}

/** The end of a pass that found no pair, or had nothing to change on it. */
export async function endUnlinked(
  pass: Pass,
  { outcome, question, link }: Pick<Found & { kind: 'outcome' }, 'outcome' | 'question' | 'link'>,
): Promise<void> {
  const { store, log } = pass.engine;
  if (link) await flushOutbox(pass, await pass.save(link));
  // Nothing below is a compare-and-set: whoever overslept stops here.
  await pass.holdLease();
  if (question) await store.deliverRow(question.tenant, { kind: 'case', case: question });
  for (const row of reachedAgain(pass)) await store.deliverRow(pass.tenant.code, row);
  await recordOutcomes(pass, outcome, link);
  log.info({ tenant: pass.tenant.code, platform: pass.change.platform, outcome }, 'pass ended');
  await settle(pass, link);
}

/** Ends the deliveries of the changed record, and of its counterpart where that was looked at as well. */
export async function recordOutcomes(pass: Pass, outcome: Outcome, link?: Link): Promise<void> {
  const rows = await outcomeRows(pass, link, outcome);
  for (const row of rows) await pass.engine.store.deliverRow(pass.tenant.code, row);
}

/** Both changes are answered up to the marks that were noted before reading; later marks stay. */
export async function settle(pass: Pass, link: Link | undefined): Promise<void> {
  await pass.engine.failpoint.reach('before_settle');
  for (const { ref, seen } of pass.notedOf(link)) await pass.engine.store.settleChange(ref, seen, pass.fence);
}
