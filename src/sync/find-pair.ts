import { otherPlatform, type Pair, type PlatformRecord } from '../domain/contact.ts';
import type { Candidate } from '../domain/match.ts';
import { completeLink, draftLink } from '../domain/new-link.ts';
import type { Link } from '../domain/records.ts';
import { createCounterpart } from './create-counterpart.ts';
import { afterDeparture, follow, resume } from './departures.ts';
import { type Found, held, noop } from './found.ts';
import { matchRecord } from './match-record.ts';
import { idOn, type Pass } from './pass.ts';
import { judgeDisabled } from './read-facts.ts';

/** Both records of a complete link, the one that may have changed first. */
export async function readPair(pass: Pass, link: Link): Promise<Found> {
  const source = pass.change.platform;
  const target = otherPlatform(source);
  const [sourceId, targetId] = [idOn(link, source), idOn(link, target)];
  if (sourceId === undefined || targetId === undefined) return noop('record_gone');
  await pass.note(target, targetId);
  const readAt = pass.engine.clock.now();
  const first = await pass.read(source, sourceId, link);
  const last = await pass.read(target, targetId, link);
  const customer = source === 'storeganise' ? first : last;
  const user = source === 'storeganise' ? last : first;
  if (!customer || customer.standing === 'gone') return noop('record_gone');
  if (customer.standing !== 'customer') return noop('out_of_scope');
  if (user?.standing !== 'customer' || link.state === 'parked')
    return afterDeparture(pass, link, customer, user, readAt);
  return { kind: 'pair', link, pair: pairOf(customer, user), lastRead: target, readAt, isFirst: false };
}

/** Finds the person on the other platform, or makes them there; a half link says that this was begun before. */
export async function findPair(pass: Pass, half: Link | undefined): Promise<Found> {
  const { platform, recordId } = pass.change;
  const readAt = pass.engine.clock.now();
  const source = await pass.read(platform, recordId);
  if (!source || source.standing === 'gone') return noop('record_gone');
  if (source.standing !== 'customer') return noop('out_of_scope');
  const verdict = await matchRecord(pass, source, half);
  if (verdict.kind === 'ambiguous') {
    // Two Zendesk users and one customer: that customer's own link asks about it.
    if (platform === 'zendesk' && verdict.candidates.every(({ isLinkedElsewhere }) => isLinkedElsewhere)) {
      return noop('linked_elsewhere');
    }
    const candidates = verdict.candidates.map(({ record }) => record.id).join(' ');
    const kind = verdict.candidates.some(({ namesAnother }) => namesAnother) ? 'external_id_taken' : 'ambiguous_match';
    return held(pass.tenant.code, source, { kind, values: { candidates }, since: readAt });
  }
  if (verdict.kind === 'match') return join(pass, source, verdict.candidate, half, readAt);
  if (platform === 'zendesk' && !pass.tenant.createsCustomers && !half) return noop('no_match');
  const change = platform === 'storeganise' ? pass.change : undefined;
  if (platform === 'storeganise' && !half && (await judgeDisabled(pass, source, change))) return noop('disabled');
  return createCounterpart(pass, source, half, readAt);
}

/** Links the source with the candidate: completes the half link of either, or drafts a new one. */
async function join(
  pass: Pass,
  source: PlatformRecord,
  { record, via }: Candidate,
  half: Link | undefined,
  readAt: number,
): Promise<Found> {
  const pair = source.platform === 'storeganise' ? pairOf(source, record) : pairOf(record, source);
  const known = await meet(pass, half, await findOther(pass, record));
  if (known?.state === 'parked')
    return resume(follow(known, pair.zendesk, readAt), pair.storeganise, pair.zendesk, readAt);
  const origin = { tenant: pass.tenant.code, id: pass.engine.random.id(), since: readAt, fence: pass.fence };
  const link = known ? completeLink(known, pair, via) : draftLink(origin, pair, via);
  return { kind: 'pair', link, pair, lastRead: record.platform, readAt, isFirst: true };
}

async function findOther(pass: Pass, record: PlatformRecord): Promise<Link | undefined> {
  const link = await pass.engine.store.findLink(pass.refTo(record.platform, record.id));
  const isOpen = link?.state === 'half' || link?.state === 'parked';
  return isOpen ? pass.engine.store.takeLink(link, pass.fence) : undefined;
}

/** Half links of one person that meet: the one with the customer survives, the other gives up its id first. */
async function meet(pass: Pass, half: Link | undefined, other: Link | undefined): Promise<Link | undefined> {
  if (!half || !other) return half ?? other;
  const [survivor, loser] = half.storeganiseId === undefined ? [other, half] : [half, other];
  const { storeganiseId: _, zendeskId: __, ...nobody } = loser;
  await pass.save({ ...nobody, state: 'gone', pending: {}, doubts: [] });
  return survivor;
}

const pairOf = (storeganise: PlatformRecord, zendesk: PlatformRecord): Pair => ({ storeganise, zendesk });
