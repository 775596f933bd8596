import { FIELDS } from '../domain/contact.ts';
import { closePass, withRows } from '../domain/link-progress.ts';
import type { Case, Link, OutboxRow, Outcome } from '../domain/records.ts';
import type { Applied } from './apply-plan.ts';
import type { Pass } from './pass.ts';

/** The last compare-and-set of a pass: base, pending, and in the outbox all that is still to be carried out. */
export async function endPass(pass: Pass, applied: Applied): Promise<void> {
  const { clock, failpoint } = pass.engine;
  await failpoint.reach('before_end');
  const closed = closePass(applied.link, applied.pair, clock.now());
  const outcome = outcomeOf(applied);
  const ended = await pass.save(withRows(closed, ...(await outcomeRows(pass, closed, outcome))));
  await flushOutbox(pass, ended);
  pass.engine.log.info(
    { tenant: pass.tenant.code, link: ended.id, platform: pass.change.platform, outcome },
    'pass ended',
  );
}

function outcomeOf({ link, pair, isChanged }: Applied): Outcome {
  const [open] = FIELDS.flatMap((field) => link.fieldCases[field] ?? []);
  if (open) return { kind: 'held', caseId: open.caseId };
  if (isChanged) return { kind: 'applied' };
  const isBlank = FIELDS.some((field) => pair.storeganise.contact[field] !== pair.zendesk.contact[field]);
  return { kind: 'noop', reason: isBlank ? 'blank_kept' : 'in_sync' };
}

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

/** The end of a pass that left no link behind, or had nothing to change on it. */
export async function endUnlinked(pass: Pass, outcome: Outcome, question?: Case): Promise<void> {
  const { store, log } = pass.engine;
  if (question) await store.deliverRow(question.tenant, { kind: 'case', case: question });
  await recordOutcomes(pass, outcome);
  log.info({ tenant: pass.tenant.code, platform: pass.change.platform, outcome }, 'pass ended');
  await settle(pass, undefined);
}

/** Ends the deliveries of the changed record alone. */
export async function recordOutcomes(pass: Pass, outcome: Outcome): Promise<void> {
  const rows = await outcomeRows(pass, undefined, outcome);
  for (const row of rows) await pass.engine.store.deliverRow(pass.tenant.code, row);
}

/** Both changes are answered up to the marks that were noted before reading; later marks stay. */
export async function settle(pass: Pass, link: Link | undefined): Promise<void> {
  await pass.engine.failpoint.reach('before_settle');
  for (const { ref, seen } of pass.notedOf(link)) await pass.engine.store.settleChange(ref, seen, pass.fence);
}
