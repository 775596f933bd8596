import { otherPlatform, type Pair, type PlatformRecord } from '../domain/contact.ts';
import { type Candidate, judgeMatch, type MatchVerdict, type Via } from '../domain/match.ts';
import { completeLink, draftLink } from '../domain/new-link.ts';
import type { Link } from '../domain/records.ts';
import { createInZendesk } from './create-in-zendesk.ts';
import { type Found, held, noop } from './found.ts';
import { idOn, type Pass } from './pass.ts';

/** Both records of a complete link, the one that may have changed first. */
export async function readPair(pass: Pass, link: Link): Promise<Found> {
  const source = pass.change.platform;
  const target = otherPlatform(source);
  const counterpart = idOn(link, target);
  if (counterpart === undefined) return noop('record_gone');
  await pass.note(target, counterpart);
  const readAt = pass.engine.clock.now();
  const first = await pass.read(source, pass.change.recordId, link);
  const last = await pass.read(target, counterpart, link);
  if (!first || !last || first.standing === 'gone' || last.standing === 'gone') return noop('record_gone');
  if (first.standing !== 'customer' || last.standing !== 'customer') return noop('out_of_scope');
  return { kind: 'pair', link, pair: pairOf(first, last), lastRead: target, readAt };
}

/** Finds the person on the other platform, or makes them there; a half link says that this was begun before. */
export async function findPair(pass: Pass, half: Link | undefined): Promise<Found> {
  const { platform, recordId } = pass.change;
  const readAt = pass.engine.clock.now();
  const source = await pass.read(platform, recordId);
  if (!source || source.standing === 'gone') return noop('record_gone');
  if (source.standing !== 'customer') return noop('out_of_scope');
  const verdict = await match(pass, source, half);
  if (verdict.kind === 'ambiguous') {
    const candidates = verdict.candidates.map(({ record }) => record.id).join(' ');
    return held(pass.tenant.code, source, { kind: 'ambiguous_match', values: { candidates }, since: readAt });
  }
  if (verdict.kind === 'match') return join(pass, source, verdict.candidate, half, readAt);
  if (platform === 'zendesk') return noop('no_match');
  return createInZendesk(pass, source, half, readAt);
}

/** Our own pointer first, then the other side's, then the address; the first step that says anything decides. */
async function match(pass: Pass, source: PlatformRecord, half: Link | undefined): Promise<MatchVerdict> {
  const connector = pass.tenant.connectors[otherPlatform(source.platform)];
  const emails = [...new Set([half?.intent?.email ?? '', source.contact.email])].filter((email) => email !== '');
  const steps: readonly (readonly [Via, () => Promise<readonly string[]>])[] = [
    ['pointer', async () => (source.pointer === '' ? [] : [source.pointer])],
    ['external_id', () => connector.findByPointer(source.id)],
    ...emails.map((email) => ['email', () => connector.findByEmail(email)] as const),
  ];
  for (const [via, find] of steps) {
    const candidates: Candidate[] = [];
    for (const id of await find()) {
      const candidate = await look(pass, source, id, via, emails);
      if (candidate) candidates.push(candidate);
    }
    const verdict = judgeMatch(source, candidates);
    if (verdict.kind !== 'none') return verdict;
  }
  return { kind: 'none' };
}

/** What is known about one candidate, from a read of its own: what a search shows proves nothing. */
async function look(
  pass: Pass,
  source: PlatformRecord,
  id: string,
  via: Via,
  emails: readonly string[],
): Promise<Candidate | undefined> {
  const platform = otherPlatform(source.platform);
  const record = await pass.read(platform, id);
  if (!record) return undefined;
  const link = await pass.engine.store.findLink(pass.refTo(platform, id));
  const linkedTo = link && idOn(link, source.platform);
  return {
    record,
    via,
    isAwaited: link?.state === 'half',
    holdsEmail: await holdsEmail(pass, record, emails),
    belongsElsewhere: (linkedTo !== undefined && linkedTo !== source.id) || (await namesAnother(pass, source, record)),
  };
}

async function holdsEmail(
  pass: Pass,
  record: PlatformRecord,
  emails: readonly string[],
): Promise<Candidate['holdsEmail']> {
  if (emails.includes(record.contact.email)) return 'primary';
  if (record.standing === 'gone') return 'no';
  const others = await pass.tenant.connectors[record.platform].otherEmails(record.id);
  return others.some((email) => emails.includes(email)) ? 'secondary' : 'no';
}

/** A pointer to somebody else counts only where that somebody exists: other integrations use the field as well. */
async function namesAnother(
  pass: Pass,
  source: PlatformRecord,
  { platform, pointer }: PlatformRecord,
): Promise<boolean> {
  const isOwn = pointer === '' || pointer.toLowerCase() === source.id.toLowerCase();
  if (isOwn || platform === 'storeganise') return false;
  const named = await pass.tenant.connectors.storeganise.read(pointer);
  return named !== undefined;
}

/** Links the source with the candidate: completes the half link of either, or drafts a new one. */
async function join(
  pass: Pass,
  source: PlatformRecord,
  { record, via }: Candidate,
  half: Link | undefined,
  readAt: number,
): Promise<Found> {
  const pair = pairOf(source, record);
  const known = half ?? (await takeHalfLink(pass, record));
  const origin = { tenant: pass.tenant.code, id: pass.engine.random.id(), fence: pass.fence };
  const link = known ? completeLink(known, pair, via) : draftLink(origin, pair, via);
  return { kind: 'pair', link, pair, lastRead: record.platform, readAt };
}

async function takeHalfLink(pass: Pass, record: PlatformRecord): Promise<Link | undefined> {
  const link = await pass.engine.store.findLink(pass.refTo(record.platform, record.id));
  return link?.state === 'half' ? pass.engine.store.takeLink(link, pass.fence) : undefined;
}

const pairOf = (one: PlatformRecord, other: PlatformRecord): Pair =>
  one.platform === 'storeganise' ? { storeganise: one, zendesk: other } : { storeganise: other, zendesk: one };
