import type { Pair } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import { planSync } from '../domain/plan.ts';
import type { Link } from '../domain/records.ts';
import { hashValue } from '../domain/value-hash.ts';
import { applyPlan } from './apply-plan.ts';
import { endPass, endUnlinked, flushOutbox, settle } from './end-pass.ts';
import { findPair, readPair } from './find-pair.ts';
import type { Found } from './found.ts';
import type { Pass } from './pass.ts';

/** One record may have changed: makes it and its counterpart the same, or says by name why not. */
export async function syncContact(pass: Pass): Promise<void> {
  const link = await takeLink(pass);
  if (link && (await isOnlyEcho(pass, link))) return endUnlinked(pass, { kind: 'noop', reason: 'echo' });

  const found = await findOrReadPair(pass, link);
  if (found.kind === 'outcome') return endUnlinked(pass, found.outcome, found.question);

  const decided = await decide(pass, found);
  const applied = await applyPlan(pass, decided.plan, decided.pair);
  await endPass(pass, applied);
  await settle(pass, applied.link);
}

/** The link of this record, if it has one, with this pass's fence on it and nothing left over from the last pass. */
async function takeLink(pass: Pass): Promise<Link | undefined> {
  const { store } = pass.engine;
  const link = await store.findLink(pass.change);
  if (!link) return undefined;
  return flushOutbox(pass, await store.takeLink(link, pass.fence));
}

const findOrReadPair = (pass: Pass, link: Link | undefined): Promise<Found> =>
  link?.state === 'linked' ? readPair(pass, link) : findPair(pass, link);

/** A plan that writes to the record read first is made again after a fresh look at it: the target is read last. */
async function decide(pass: Pass, found: Found & { kind: 'pair' }) {
  const { link, pair, lastRead, readAt } = found;
  const plan = planSync(link, pair, readAt);
  const stale = plan.operations.find(({ target, fields }) => target !== lastRead && Object.keys(fields).length > 0);
  if (!stale) return { plan, pair };
  const target = await pass.read(stale.target, pair[stale.target].id, link);
  if (!target) throw new SyncFailure('unavailable', `${stale.target}_gone_meanwhile`);
  const fresh: Pair = { ...pair, [stale.target]: target };
  return { plan: planSync(link, fresh, readAt), pair: fresh };
}

/**
 * Whether every mark since the last settling came from an event that says what the base says already. A mark of the
 * sweep, the command line or a second look comes without a delivery, so the count tells.
 */
async function isOnlyEcho(pass: Pass, link: Link): Promise<boolean> {
  const { change, engine } = pass;
  const isQuiet = link.state === 'linked' && link.equal && link.doubts.length === 0;
  if (!isQuiet || Object.keys(link.pending).length > 0 || Object.keys(link.fieldCases).length > 0) return false;
  const covered = await engine.store.coveredDeliveries(change, change.dirty);
  const recent = covered.filter(({ mark }) => mark !== undefined && mark > change.done);
  return (
    recent.length === change.dirty - change.done &&
    recent.every(({ hint }) => {
      if (!hint) return false;
      const base = link.base[hint.field];
      return base !== undefined && hint.current === hashValue(engine.hashKey, change.tenant, hint.field, base);
    })
  );
}
