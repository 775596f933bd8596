import type { Contact, Pair, PlatformRecord } from '../../src/domain/contact.ts';
import type { Form } from '../../src/domain/form.ts';
import type { Facts } from '../../src/domain/plan.ts';
import type { Case, Link } from '../../src/domain/records.ts';

/** How values are compared where it does not matter. */
export const FORM: Form = { name: 'first_last', phone: '+1' };

/** What both sides of `buildLink` agreed on last. */
export const AGREED: Contact = Object.freeze({ name: 'A', email: 'pat@example.com', phone: '' });

/** A Storeganise customer, linked unless told otherwise. */
export const buildCustomer = (name: string, over: Partial<PlatformRecord> = {}): PlatformRecord => ({
  platform: 'storeganise',
  id: 'sg1',
  contact: { ...AGREED, name },
  pointer: '9001',
  updatedAt: '2026-01-05T09:30:00.000Z',
  standing: 'customer',
  ...over,
});

/** The matching Zendesk user. */
export const buildUser = (name: string, over: Partial<PlatformRecord> = {}): PlatformRecord => ({
  ...buildCustomer(name),
  platform: 'zendesk',
  id: '9001',
  pointer: 'sg1',
  ...over,
});

export const buildPair = (storeganise: string, zendesk: string): Pair => ({
  storeganise: buildCustomer(storeganise),
  zendesk: buildUser(zendesk),
});

/** Two linked records that show what was agreed on, but for these values. */
export const buildPairOf = (storeganise: Partial<Contact>, zendesk: Partial<Contact>): Pair => ({
  storeganise: buildCustomer('A', { contact: { ...AGREED, ...storeganise } }),
  zendesk: buildUser('A', { contact: { ...AGREED, ...zendesk } }),
});

/** A complete link whose sides agreed on `AGREED` last. */
export const buildLink = (over: Partial<Link> = {}): Link => ({
  tenant: 'acme',
  id: 'link1',
  since: 5,
  storeganiseId: 'sg1',
  zendeskId: '9001',
  state: 'linked',
  matchedBy: 'email',
  isProven: true,
  base: { ...AGREED },
  pending: {},
  doubts: [],
  fieldCases: {},
  notices: [],
  refused: [],
  left: {},
  isDisabled: false,
  isUnfinished: false,
  isSuspendedByUs: false,
  seen: {},
  equal: true,
  outbox: [],
  revision: 1,
  fence: 1,
  ...over,
});

/** A half link: the customer is known, the Zendesk user is being created. */
export function buildHalfLink(over: Partial<Link> = {}): Link {
  const { zendeskId: _, ...half } = buildLink({ state: 'half', matchedBy: 'created', ...over });
  return half;
}

/** An enabled customer, looked at because an event said so, in an account without a status field. */
export const buildFacts = (over: Partial<Facts> = {}): Facts => ({
  readAt: 0,
  isThorough: false,
  isDisabled: false,
  ...over,
});

/** An open question about a linked customer. */
export const buildCase = (over: Partial<Case> = {}): Case => ({
  tenant: 'acme',
  id: 'case1',
  kind: 'field_conflict',
  subject: 'link1.name',
  since: 5,
  values: { field: 'name', storeganise: 'A', zendesk: 'B' },
  open: true,
  ...over,
});

/** The cases that a link opens with its outbox. */
export const openedBy = ({ outbox }: Link): readonly Case[] =>
  outbox.flatMap((row) => (row.kind === 'case' ? [row.case] : []));

/** The ids of the cases that a link closes with its outbox. */
export const closedBy = ({ outbox }: Link): readonly string[] =>
  outbox.flatMap((row) => (row.kind === 'case_closed' ? [row.caseId] : []));
