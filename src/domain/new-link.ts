import { FIELDS, type Field, otherPlatform, type Pair, type Platform, type PlatformRecord } from './contact.ts';
import { addDoubt } from './doubts.ts';
import { dropPending, withHistory } from './link-progress.ts';
import type { Via } from './match.ts';
import { closeNotice, matchCaseId, withRows } from './questions.ts';
import type { Link, OutboxRow } from './records.ts';

/** Whoever is linked has been found: the question whom they belong to is answered. */
const answered = (tenant: string, pair: Pair): readonly OutboxRow[] =>
  [pair.storeganise, pair.zendesk].map((record) => ({ kind: 'case_closed', caseId: matchCaseId(tenant, record) }));

type Origin = Pick<Link, 'tenant' | 'id' | 'since' | 'fence'>;

const blankLink = ({ tenant, id, since, fence }: Origin) => ({
  tenant,
  id,
  since,
  isProven: false,
  base: {},
  pending: {},
  doubts: [],
  fieldCases: {},
  notices: [],
  refused: [],
  left: {},
  isDisabled: false,
  isSuspendedByUs: false,
  seen: {},
  equal: false,
  isUnfinished: false,
  outbox: [],
  revision: 0,
  fence,
});

const idKey = { storeganise: 'storeganiseId', zendesk: 'zendeskId' } as const satisfies Record<Platform, keyof Link>;

/** A new link between two people who exist on both sides; nothing is agreed yet. Revision 0: not stored yet. */
export function draftLink(origin: Origin, pair: Pair, via: Via): Link {
  const ids = { storeganiseId: pair.storeganise.id, zendeskId: pair.zendesk.id };
  return withRows({ ...blankLink(origin), ...ids, state: 'linked', matchedBy: via }, ...answered(origin.tenant, pair));
}

/**
 * The intent to create the other record of a person. It is stored before the create, holds its keys, and already takes
 * what the create writes for the base: if the answer is lost, a later edit there is not taken for the first link.
 */
export function draftHalfLink(origin: Origin, source: PlatformRecord): Link {
  const half: Link = {
    ...blankLink(origin),
    [idKey[source.platform]]: source.id,
    state: 'half',
    matchedBy: 'created',
  };
  return intendCreate(half, source, origin.since);
}

/**
 * The half link of a create that is about to be sent (again): its keys stay, its other values are the present ones. An
 * earlier create may still land, so what it carried stays in doubt.
 */
export function intendCreate(half: Link, source: PlatformRecord, now: number): Link {
  const intent = half.intent ?? { email: source.contact.email, since: now };
  return FIELDS.reduce<Link>((draft, field) => intendField(draft, field, source, now), { ...half, intent });
}

function intendField(half: Link, field: Field, source: PlatformRecord, now: number): Link {
  const target = otherPlatform(source.platform);
  const value = (field === 'email' ? half.intent?.email : undefined) ?? source.contact[field];
  const earlier = half.pending[field];
  if ((earlier?.value ?? '') === value) return half;
  const replaced = dropPending(half, field, 'replaced', now);
  const doubts = earlier ? addDoubt(half.doubts, target, field, earlier.value, now) : half.doubts;
  const { [field]: _, ...base } = half.base;
  if (value === '') return { ...replaced, doubts, base };
  const pending = { ...replaced.pending, [field]: { target, value, was: '', first: true as const } };
  return { ...replaced, doubts, base: { ...base, [field]: value }, pending };
}

/** The platform refused the create: what it carried was never written, and whom it collided with decides afresh. */
export const refuseCreate = (half: Link): Link => ({ ...half, base: {}, pending: {} });

/** The other record exists by our own create: its answer is what both sides agree on. */
export function settleCreate(half: Link, pair: Pair, created: Platform, now: number): Link {
  const record = pair[created];
  const linked: Link = {
    ...half,
    [idKey[created]]: record.id,
    state: 'linked',
    isProven: created === 'zendesk',
    seen: { [created]: record.updatedAt },
  };
  const line = { field: 'record', side: created, before: '', after: record.id, why: 'created' } as const;
  const settled = FIELDS.reduce((draft, field) => dropPending(draft, field, 'written', now), linked);
  const found = closeNotice(withHistory(settled, line, now), 'zendesk_user_deleted');
  return withRows({ ...found, base: record.contact }, ...answered(half.tenant, pair));
}

/**
 * A half link whose other record was found. If it carries our pointer, our create was carried out and only its answer
 * was lost; anybody else existed before, so that the first link is decided afresh.
 */
export function completeLink(half: Link, pair: Pair, via: Via): Link {
  const created: Platform = half.zendeskId === undefined ? 'zendesk' : 'storeganise';
  const source = pair[otherPlatform(created)];
  const isOurs = pair[created].pointer.toLowerCase() === source.id.toLowerCase() && half.pending.email !== undefined;
  const linked: Link = { ...half, [idKey[created]]: pair[created].id, state: 'linked' };
  const completed: Link = isOurs
    ? { ...linked, matchedBy: 'created', isProven: created === 'zendesk' }
    : { ...linked, matchedBy: via, base: {}, pending: {}, doubts: [] };
  return withRows(closeNotice(completed, 'zendesk_user_deleted'), ...answered(half.tenant, pair));
}
