import type { PlatformRecord } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import { hasUnknownPointer, noteForeignPointer } from '../domain/foreign-pointer.ts';
import { carryOver } from '../domain/form.ts';
import { planSync } from '../domain/plan.ts';
import type { Link } from '../domain/records.ts';
import { applyPlan } from './apply-plan.ts';
import { hearEcho, isOnlyEcho } from './echo.ts';
import { endPass, endUnlinked, flushOutbox, settle } from './end-pass.ts';
import { findPair, readPair } from './find-pair.ts';
import type { Found } from './found.ts';
import { namesAnotherCustomer } from './match-record.ts';
import type { Asked, Pass } from './pass.ts';
import { readFacts } from './read-facts.ts';
import { lookAgainIfLagging } from './second-look.ts';
import { wakeHeldAddresses } from './wake-held.ts';

/** One record may have changed: makes it and its counterpart the same, or says by name why not. */
export async function syncContact(pass: Pass): Promise<void> {
  const asked = await pass.asked(undefined);
  const link = await hearOwnWrites(pass, asked, await takeLink(pass, asked));
  if (link && isOnlyEcho(pass, link, asked)) return endUnlinked(pass, { outcome: { kind: 'noop', reason: 'echo' } });

  const found = await findOrReadPair(pass, link);
  if (found.kind === 'outcome') {
    await wakeHeldAddresses(pass, asked);
    await lookAgainIfLagging(pass, asked);
    return endUnlinked(pass, found);
  }
  const wasUnfinished = link?.state === 'linked' && link.isUnfinished;
  const decided = await decide(pass, found, found.isFirst || wasUnfinished);
  const applied = await applyPlan(pass, decided.plan, decided.pair, decided.facts.isThorough);
  await endPass(pass, applied, decided);
  await wakeHeldAddresses(pass, decided.asked, found.link, applied);
  await lookAgainIfLagging(pass, decided.asked);
  await settle(pass, applied.link);
}

/** The link of this record, if it has one, with this pass's fence on it and nothing left over from the last pass. */
async function takeLink(pass: Pass, asked: Asked): Promise<Link | undefined> {
  const { store } = pass.engine;
  const link = (await store.findLink(pass.change)) ?? (await findMergedLink(pass, asked));
  if (!link) return undefined;
  return flushOutbox(pass, await store.takeLink(link, pass.fence));
}

/** What the events tell about our own last write is remembered before anything else is decided. */
async function hearOwnWrites(pass: Pass, asked: Asked, link: Link | undefined): Promise<Link | undefined> {
  const heard = link && hearEcho(pass, link, asked);
  return heard && heard !== link ? flushOutbox(pass, await pass.save(heard)) : link;
}

/** Which of two merged users an event is about is not told (Zendesk dossier §7.6): the other may be the linked one. */
async function findMergedLink(pass: Pass, { deliveries }: Asked): Promise<Link | undefined> {
  const merged = deliveries.find(({ mergedWith }) => mergedWith !== undefined)?.mergedWith;
  return merged === undefined ? undefined : pass.engine.store.findLink(pass.refTo('zendesk', merged));
}

const findOrReadPair = (pass: Pass, link: Link | undefined): Promise<Found> =>
  link?.state === 'linked' || link?.state === 'parked' ? readPair(pass, link) : findPair(pass, link);

/** A plan that writes to the record read first is made again after a fresh look at it: the target is read last. */
async function decide(pass: Pass, found: Found & { kind: 'pair' }, isWhole: boolean) {
  const { lastRead, readAt } = found;
  const { form } = pass.tenant;
  const known = await lookAtPointer(pass, found);
  const { link, pair: shown } = carryOver(known, found.pair, form);
  const asked = await pass.asked(link);
  const { pair, facts } = await readFacts(pass, link, shown, { asked, readAt, isWhole });
  const plan = planSync(link, pair, facts);
  const stale = plan.operations.find(({ target, fields }) => target !== lastRead && Object.keys(fields).length > 0);
  if (!stale) return { plan, pair, facts, asked };
  const target = await pass.read(stale.target, pair[stale.target].id, link);
  if (!target) throw new SyncFailure('unavailable', `${stale.target}_gone_meanwhile`);
  const fresh = carryOver(known, { ...pair, [stale.target]: keepIdentities(target, pair[stale.target]) }, form);
  return { plan: planSync(fresh.link, fresh.pair, facts), pair: fresh.pair, facts, asked };
}

const keepIdentities = (record: PlatformRecord, { identities }: PlatformRecord): PlatformRecord =>
  identities ? { ...record, identities } : record;

/** Whose `external_id` stands where ours should be is looked up once for each value. */
async function lookAtPointer(pass: Pass, { link, pair, readAt }: Found & { kind: 'pair' }): Promise<Link> {
  const isUnknown = hasUnknownPointer(link, pair);
  const isCustomer = isUnknown && (await namesAnotherCustomer(pass, pair.storeganise.id, pair.zendesk));
  return noteForeignPointer(link, pair, isCustomer, readAt);
}
