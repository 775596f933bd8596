// Questions for a person. What a link asks goes into its outbox with an id made of what it is about, so that asking
// twice is asking once.
import { type Field, type Pair, PLATFORMS, type PlatformRecord } from './contact.ts';
import {
  type Case,
  type CaseKind,
  type FieldCase,
  type Link,
  type Notice,
  type OutboxRow,
  TENANT_NOTICES,
  type TenantNotice,
} from './records.ts';

/** The link with more outbox rows. */
export const withRows = (link: Link, ...rows: readonly OutboxRow[]): Link => ({
  ...link,
  outbox: [...link.outbox, ...rows],
});

/** What both sides show of a field. */
export const valuesOf = (pair: Pair, field: Field): FieldCase['values'] => ({
  storeganise: pair.storeganise.contact[field],
  zendesk: pair.zendesk.contact[field],
});

/** The person as a manager knows them. */
export const personOf = ({ id, platform, contact }: PlatformRecord): NonNullable<Case['person']> => ({
  ...(platform === 'storeganise' ? { storeganiseId: id } : {}),
  name: contact.name || contact.email || contact.phone,
  email: contact.email,
});

const fieldCaseId = (link: Link, field: Field, kind: CaseKind) => `${link.id}.${field}.${kind}`;

/** Opens the question about a field, or brings its two values up to date; unchanged values change nothing. */
export function openFieldCase(link: Link, field: Field, kind: FieldCase['kind'], pair: Pair, now: number): Link {
  const values = valuesOf(pair, field);
  const open = link.fieldCases[field];
  if (open?.kind === kind && PLATFORMS.every((side) => open.values[side] === values[side])) return link;
  const caseId = fieldCaseId(link, field, kind);
  const asked: Case = {
    tenant: link.tenant,
    id: caseId,
    kind,
    subject: `${link.id}.${field}`,
    person: personOf(pair.storeganise),
    since: now,
    values: { field, ...values },
    open: true,
  };
  const cleared = open && open.kind !== kind ? closeFieldCase(link, field) : link;
  const fieldCases = { ...link.fieldCases, [field]: { caseId, kind, values } };
  return { ...withRows(cleared, { kind: 'case', case: asked }), fieldCases };
}

/** Closes the question about a field, if there is one. */
export function closeFieldCase(link: Link, field: Field): Link {
  const { [field]: open, ...fieldCases } = link.fieldCases;
  if (!open) return link;
  return { ...withRows(link, { kind: 'case_closed', caseId: open.caseId }), fieldCases };
}

/** Opens a question about the link as a whole; once open it stays as it is. */
export function openNotice(
  link: Link,
  kind: Notice,
  person: Case['person'],
  values: Case['values'],
  now: number,
): Link {
  if (link.notices.includes(kind)) return link;
  const asked: Case = {
    tenant: link.tenant,
    id: `${link.id}.${kind}`,
    kind,
    subject: link.id,
    ...(person ? { person } : {}),
    since: now,
    values,
    open: true,
  };
  return { ...withRows(link, { kind: 'case', case: asked }), notices: [...link.notices, kind] };
}

/** Closes a question about the link as a whole, if it is open. */
export function closeNotice(link: Link, kind: Notice): Link {
  if (!link.notices.includes(kind)) return link;
  const closed = withRows(link, { kind: 'case_closed', caseId: `${link.id}.${kind}` });
  return { ...closed, notices: link.notices.filter((open) => open !== kind) };
}

const tenantNotices: ReadonlySet<CaseKind> = new Set(TENANT_NOTICES);

/** Whether such a question is about the business as a whole, and not about one of its customers. */
export const isAboutBusiness = (kind: CaseKind): kind is TenantNotice => tenantNotices.has(kind);

const tenantCaseId = (tenant: string, kind: TenantNotice, about: string) =>
  about === tenant ? `${tenant}.${kind}` : `${tenant}.${kind}.${about}`;

/** The question about the business, or about a part of it such as one setting; asked once however often it comes up. */
export const askTenant = (
  tenant: string,
  kind: TenantNotice,
  values: Case['values'],
  now: number,
  about = tenant,
): OutboxRow & { kind: 'case' } => ({
  kind: 'case',
  case: { tenant, id: tenantCaseId(tenant, kind, about), kind, subject: about, since: now, values, open: true },
});

export const answerTenant = (
  tenant: string,
  kind: TenantNotice,
  about = tenant,
): OutboxRow & { kind: 'case_closed' } => ({
  kind: 'case_closed',
  caseId: tenantCaseId(tenant, kind, about),
});

/** The id of the question whom a record belongs to; made from the record, so it is asked once. */
export const matchCaseId = (tenant: string, { platform, id }: Pick<PlatformRecord, 'platform' | 'id'>): string =>
  `${tenant}.match.${platform}.${id}`;
