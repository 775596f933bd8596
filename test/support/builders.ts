import type { Pair, PlatformRecord } from '../../src/domain/contact.ts';
import type { Link } from '../../src/domain/records.ts';

/** A Storeganise customer, linked unless told otherwise. */
export const buildCustomer = (name: string, over: Partial<PlatformRecord> = {}): PlatformRecord => ({
  platform: 'storeganise',
  id: 'sg1',
  contact: { name, email: 'pat@example.com' },
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

/** A complete link whose sides agreed on `A` last. */
export const buildLink = (over: Partial<Link> = {}): Link => ({
  tenant: 'acme',
  id: 'link1',
  storeganiseId: 'sg1',
  zendeskId: '9001',
  state: 'linked',
  matchedBy: 'email',
  base: { name: 'A' },
  pending: {},
  doubts: [],
  fieldCases: {},
  pointerRefused: [],
  seen: {},
  equal: true,
  outbox: [],
  revision: 1,
  fence: 1,
  ...over,
});
