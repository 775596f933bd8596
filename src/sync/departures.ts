import { FIELDS, type PlatformRecord } from '../domain/contact.ts';
import { dropPending } from '../domain/link-progress.ts';
import { closeNotice, openNotice, personOf } from '../domain/questions.ts';
import type { Link, Notice } from '../domain/records.ts';
import type { Found } from './found.ts';
import { namesAnotherCustomer } from './match-record.ts';
import type { Pass } from './pass.ts';

/**
 * The Zendesk user of a link is deleted, merged away, or an agent now. A survivor is followed; without one the link is
 * parked, and nothing is created until a person says so.
 */
export async function afterDeparture(
  pass: Pass,
  link: Link,
  customer: PlatformRecord,
  user: PlatformRecord | undefined,
  readAt: number,
): Promise<Found> {
  if (user?.standing === 'customer') return resume(link, customer, user, readAt);
  if (user?.standing === 'out_of_scope') return park(link, customer, 'zendesk_user_promoted', readAt);
  const survivor = await findSurvivor(pass, link, customer);
  return survivor
    ? resume(follow(link, survivor, readAt), customer, survivor, readAt)
    : park(link, customer, 'zendesk_user_deleted', readAt);
}

/** The user is back, or was found under another id. */
export function resume(link: Link, customer: PlatformRecord, user: PlatformRecord, readAt: number): Found {
  const open = closeNotice(closeNotice(link, 'zendesk_user_promoted'), 'zendesk_user_deleted');
  const pair = { storeganise: customer, zendesk: user };
  return { kind: 'pair', link: { ...open, state: 'linked' }, pair, lastRead: 'zendesk', readAt, isFirst: true };
}

/** What was agreed with the user who is gone was not agreed with this one: the two are linked afresh. */
export function follow(link: Link, survivor: PlatformRecord, now: number): Link {
  const { storeganise } = link.seen;
  const seen = storeganise === undefined ? {} : { storeganise };
  const told = FIELDS.reduce((draft, field) => dropPending(draft, field, 'replaced', now), link);
  return { ...told, zendeskId: survivor.id, base: {}, doubts: [], left: {}, isSuspendedByUs: false, seen };
}

function park(link: Link, customer: PlatformRecord, notice: Notice, now: number): Found {
  const asked = openNotice(link, notice, personOf(customer), {}, now);
  const caseId = `${link.id}.${notice}`;
  return { kind: 'outcome', outcome: { kind: 'held', caseId }, link: { ...asked, state: 'parked' } };
}

/**
 * Whom a merge event named; else the one active end user who holds the address as any identity and carries no other
 * customer's `external_id` (contract: "Readings of the sync rules").
 */
async function findSurvivor(pass: Pass, link: Link, customer: PlatformRecord): Promise<PlatformRecord | undefined> {
  const { zendesk } = pass.tenant.connectors;
  const { deliveries } = await pass.asked(link);
  const named = deliveries.flatMap(({ mergedWith, recordId }) =>
    mergedWith === undefined ? [] : [mergedWith, recordId],
  );
  const { email } = customer.contact;
  const hits = email === '' ? [] : await zendesk.findByEmail(email);
  const survivors: PlatformRecord[] = [];
  for (const id of new Set([...named, ...hits])) {
    if (id === link.zendeskId) continue;
    const user = await pass.read('zendesk', id);
    if (user?.standing !== 'customer' || (await isAnothers(pass, user, customer.id))) continue;
    const isNamed = named.includes(id);
    if (isNamed || (await holds(pass, user, email))) survivors.push(user);
  }
  return survivors.length === 1 ? survivors[0] : undefined;
}

async function isAnothers(pass: Pass, user: PlatformRecord, customerId: string): Promise<boolean> {
  const link = await pass.engine.store.findLink(pass.refTo('zendesk', user.id));
  if (link && link.storeganiseId !== customerId) return true;
  return namesAnotherCustomer(pass, customerId, user);
}

async function holds(pass: Pass, user: PlatformRecord, email: string): Promise<boolean> {
  if (user.contact.email === email) return true;
  const identities = await pass.tenant.connectors.zendesk.readIdentities(user.id);
  return identities.some(({ type, value }) => type === 'email' && value === email);
}
