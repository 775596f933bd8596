import type { Pair, PlatformRecord } from './contact.ts';
import { addDoubt } from './doubts.ts';
import { dropPending, withHistory, withRows } from './link-progress.ts';
import type { Via } from './match.ts';
import type { Link, OutboxRow } from './records.ts';

/** The id of the question whom a record belongs to; made from the record, so it is asked once. */
export const matchCaseId = (tenant: string, { platform, id }: Pick<PlatformRecord, 'platform' | 'id'>): string =>
  `${tenant}.match.${platform}.${id}`;

/** Whoever is linked has been found: the question whom they belong to is answered. */
const answered = (tenant: string, pair: Pair): readonly OutboxRow[] =>
  [pair.storeganise, pair.zendesk].map((record) => ({ kind: 'case_closed', caseId: matchCaseId(tenant, record) }));

type Origin = { readonly tenant: string; readonly id: string; readonly fence: number };

const blankLink = ({ tenant, id, fence }: Origin) => ({
  tenant,
  id,
  base: {},
  pending: {},
  doubts: [],
  fieldCases: {},
  pointerRefused: [],
  seen: {},
  equal: false,
  outbox: [],
  revision: 0,
  fence,
});

/** A new link between two people who exist on both sides; nothing is agreed yet. Revision 0: not stored yet. */
export function draftLink(origin: Origin, pair: Pair, via: Via): Link {
  const ids = { storeganiseId: pair.storeganise.id, zendeskId: pair.zendesk.id };
  return withRows({ ...blankLink(origin), ...ids, state: 'linked', matchedBy: via }, ...answered(origin.tenant, pair));
}

/**
 * The intent to create the Zendesk user of a customer. It is stored before the create, holds its keys, and already
 * takes what the create writes for the base: if the answer is lost, an agent's later edit is not taken for the first link.
 */
export function draftHalfLink(origin: Origin, customer: PlatformRecord, now: number): Link {
  return intendCreate(
    {
      ...blankLink(origin),
      storeganiseId: customer.id,
      state: 'half',
      matchedBy: 'created',
      intent: { email: customer.contact.email, since: now },
    },
    customer,
    now,
  );
}

/**
 * The half link of a create that is about to be sent (again): its keys stay, its name is the present one. An earlier
 * create may still land, so the name that it carried stays in doubt.
 */
export function intendCreate(half: Link, customer: PlatformRecord, now: number): Link {
  const { name } = customer.contact;
  const earlier = half.pending.name;
  if (earlier?.value === name) return half;
  const replaced = dropPending(half, 'name', 'replaced', now);
  const doubts = earlier ? addDoubt(half.doubts, 'zendesk', 'name', earlier.value, now) : half.doubts;
  if (name === '') return { ...replaced, doubts, base: {} };
  const pending = { name: { target: 'zendesk', value: name, was: '', first: true } } as const;
  return { ...replaced, doubts, base: { name }, pending };
}

/** The platform refused the create: what it carried was never written, and whom it collided with decides afresh. */
export const refuseCreate = (half: Link): Link => ({ ...half, base: {}, pending: {} });

/** The Zendesk user exists by our own create: its answer is what both sides agree on. */
export function settleCreate(half: Link, pair: Pair, now: number): Link {
  const { zendesk } = pair;
  const linked: Link = { ...half, zendeskId: zendesk.id, state: 'linked', seen: { zendesk: zendesk.updatedAt } };
  const line = { field: 'record', side: 'zendesk', before: '', after: zendesk.id, why: 'created' } as const;
  const settled = withHistory(dropPending(linked, 'name', 'written', now), line, now);
  return withRows({ ...settled, base: { name: zendesk.contact.name } }, ...answered(half.tenant, pair));
}

/**
 * A half link whose other record was found. If it carries our `external_id`, our create was carried out and only its
 * answer was lost; anybody else existed before, so that the first link is decided afresh.
 */
export function completeLink(half: Link, pair: Pair, via: Via): Link {
  const isOurs = pair.zendesk.pointer.toLowerCase() === pair.storeganise.id.toLowerCase() && half.pending.name;
  const linked: Link = { ...half, zendeskId: pair.zendesk.id, state: 'linked', matchedBy: isOurs ? 'created' : via };
  return withRows(isOurs ? linked : { ...linked, base: {}, pending: {}, doubts: [] }, ...answered(half.tenant, pair));
}
