import type { Platform } from '../../domain/contact.ts';
import type { TenantCode } from '../../simulators/tenants.ts';
import type { Shown } from './control.ts';
import type { Fact, Hands } from './hands.ts';

/** One thing that a person does, and what is true once both platforms have come to rest. */
export type Step = {
  readonly tenant: TenantCode;
  /** Who it is about, by e-mail address. */
  readonly person: string;
  /** What happens, and what follows from it. */
  readonly tells: readonly [act: string, effect: string];
  readonly act: (hands: Hands) => Promise<readonly Fact[]>;
  /** The one record on each side that holds the address; absent where there must be none. */
  readonly leaves: Partial<Readonly<Record<Platform, Shown>>>;
  /** How often the service writes a change to each side; notes of who belongs to whom are not counted. */
  readonly writes: Readonly<Record<Platform, number>>;
};

const PAT = 'pat@example.com';
const KIM = 'kim@example.com';
const HANAKO = 'hanako@example.com';

/** What the demo plays, in this order. */
export const story: readonly Step[] = [
  {
    tenant: 'acme',
    person: PAT,
    tells: ['Pat Doe opens an account in Storeganise.', 'Zendesk gets a user for Pat.'],
    act: (hands) => hands.create('storeganise', { firstName: 'Pat', lastName: 'Doe', email: PAT }),
    leaves: {
      storeganise: { 'first name': 'Pat', 'last name': 'Doe', 'e-mail': PAT },
      zendesk: { name: 'Pat Doe', 'e-mail': PAT },
    },
    writes: { storeganise: 0, zendesk: 1 },
  },
  {
    tenant: 'acme',
    person: PAT,
    tells: ['An agent corrects the name in Zendesk to "Patricia Doe".', 'Storeganise gets the new first name.'],
    act: (hands) => hands.edit('zendesk', { name: 'Patricia Doe' }),
    leaves: {
      storeganise: { 'first name': 'Patricia', 'last name': 'Doe', 'e-mail': PAT },
      zendesk: { name: 'Patricia Doe', 'e-mail': PAT },
    },
    writes: { storeganise: 1, zendesk: 0 },
  },
  {
    tenant: 'acme',
    person: PAT,
    tells: ['Staff change the last name in Storeganise to "Miller".', 'Zendesk shows the new name.'],
    act: (hands) => hands.edit('storeganise', { lastName: 'Miller' }),
    leaves: {
      storeganise: { 'first name': 'Patricia', 'last name': 'Miller', 'e-mail': PAT },
      zendesk: { name: 'Patricia Miller', 'e-mail': PAT },
    },
    writes: { storeganise: 0, zendesk: 1 },
  },
  {
    tenant: 'sakura',
    person: HANAKO,
    tells: ['山田 花子 opens an account at the Japanese business.', 'Zendesk shows the last name first.'],
    act: (hands) => hands.create('storeganise', { firstName: '花子', lastName: '山田', email: HANAKO }),
    leaves: {
      storeganise: { 'first name': '花子', 'last name': '山田', 'e-mail': HANAKO },
      zendesk: { name: '山田 花子', 'e-mail': HANAKO },
    },
    writes: { storeganise: 0, zendesk: 1 },
  },
  {
    tenant: 'sakura',
    person: HANAKO,
    tells: ['An agent changes the name in Zendesk to "佐藤 花子".', 'Storeganise gets the new last name.'],
    act: (hands) => hands.edit('zendesk', { name: '佐藤 花子' }),
    leaves: {
      storeganise: { 'first name': '花子', 'last name': '佐藤', 'e-mail': HANAKO },
      zendesk: { name: '佐藤 花子', 'e-mail': HANAKO },
    },
    writes: { storeganise: 1, zendesk: 0 },
  },
  {
    tenant: 'acme',
    person: KIM,
    tells: [
      'A stranger writes to support; Zendesk knows her as "kim".',
      'Storeganise has no such customer: nothing is done.',
    ],
    act: (hands) => hands.create('zendesk', { name: 'kim', email: KIM }),
    leaves: { zendesk: { name: 'kim', 'e-mail': KIM } },
    writes: { storeganise: 0, zendesk: 0 },
  },
  {
    tenant: 'acme',
    person: KIM,
    tells: [
      'She opens an account in Storeganise as Kim Lee, with the same e-mail address.',
      'Her Zendesk user is found, not doubled, and gets the better name.',
    ],
    act: (hands) => hands.create('storeganise', { firstName: 'Kim', lastName: 'Lee', email: KIM }),
    leaves: {
      storeganise: { 'first name': 'Kim', 'last name': 'Lee', 'e-mail': KIM },
      zendesk: { name: 'Kim Lee', 'e-mail': KIM },
    },
    writes: { storeganise: 0, zendesk: 1 },
  },
  {
    tenant: 'acme',
    person: PAT,
    tells: ['Storeganise sends an event of a kind that we do not know.', 'It is counted and dropped.'],
    act: (hands) => hands.sendUnknownEvent(),
    leaves: {
      storeganise: { 'first name': 'Patricia', 'last name': 'Miller', 'e-mail': PAT },
      zendesk: { name: 'Patricia Miller', 'e-mail': PAT },
    },
    writes: { storeganise: 0, zendesk: 0 },
  },
];
