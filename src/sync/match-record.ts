import { otherPlatform, type PlatformRecord } from '../domain/contact.ts';
import { type Candidate, judgeMatch, type MatchVerdict, type Via } from '../domain/match.ts';
import type { Link } from '../domain/records.ts';
import { idOn, type Pass } from './pass.ts';

/** Our own pointer first, then the other side's, then the address; the first step that says anything decides. */
export async function matchRecord(pass: Pass, source: PlatformRecord, half: Link | undefined): Promise<MatchVerdict> {
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
      const candidate = await look(pass, source, half, id, via, emails);
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
  half: Link | undefined,
  id: string,
  via: Via,
  emails: readonly string[],
): Promise<Candidate | undefined> {
  const platform = otherPlatform(source.platform);
  const record = await pass.read(platform, id);
  if (!record) return undefined;
  const link = await pass.engine.store.findLink(pass.refTo(platform, id));
  const linkedTo = link && link.state !== 'parked' ? idOn(link, source.platform) : undefined;
  const isLinkedElsewhere = linkedTo !== undefined && linkedTo !== source.id;
  return {
    record,
    via,
    isAwaited: isOpenIntent(via === 'external_id' ? half : link),
    holdsEmail: await holdsEmail(pass, record, emails),
    isLinkedElsewhere,
    namesAnother: await namesAnotherCustomer(pass, source.id, record),
  };
}

/** A create that was sent and may have been carried out. */
const isOpenIntent = (link: Link | undefined) => link?.state === 'half' && link.pending.email !== undefined;

async function holdsEmail(
  pass: Pass,
  record: PlatformRecord,
  emails: readonly string[],
): Promise<Candidate['holdsEmail']> {
  if (emails.includes(record.contact.email)) return 'primary';
  if (record.platform === 'storeganise' || record.standing === 'gone') return 'no';
  const identities = await pass.tenant.connectors.zendesk.readIdentities(record.id);
  const isHeld = identities.some(({ type, value }) => type === 'email' && emails.includes(value));
  return isHeld ? 'secondary' : 'no';
}

/** A pointer to somebody else counts only where that somebody exists: other integrations use the field as well. */
export async function namesAnotherCustomer(
  pass: Pass,
  customerId: string,
  { platform, pointer }: PlatformRecord,
): Promise<boolean> {
  const isOwn = pointer === '' || pointer.toLowerCase() === customerId.toLowerCase();
  if (isOwn || platform === 'storeganise') return false;
  return (await pass.tenant.connectors.storeganise.read(pointer)) !== undefined;
}
