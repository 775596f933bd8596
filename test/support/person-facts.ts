import type { Contact } from '../../src/domain/contact.ts';
import { explainPerson } from '../../src/domain/explain/explain-person.ts';
import type { Explanation, FieldView } from '../../src/domain/explain/explanation.ts';
import type { PersonFacts, Reading } from '../../src/domain/explain/person-facts.ts';
import type { Change, Delivery } from '../../src/domain/records.ts';
import { AGREED, buildCustomer, buildLink, buildUser, FORM } from './builders.ts';

export const NOW = Date.parse('2026-01-10T08:05:00Z');

/** The customer of `buildLink` as it was read now. */
export const readCustomer = (contact: Partial<Contact> = {}, over: object = {}): Reading => ({
  kind: 'read',
  record: buildCustomer('A', { isBarred: false, contact: { ...AGREED, ...contact }, ...over }),
});

/** The user of `buildLink` as it was read now. */
export const readUser = (contact: Partial<Contact> = {}, over: object = {}): Reading => ({
  kind: 'read',
  record: buildUser('A', { isBarred: false, identities: [], contact: { ...AGREED, ...contact }, ...over }),
});

export const buildChange = (over: Partial<Change> = {}): Change => ({
  tenant: 'acme',
  platform: 'storeganise',
  recordId: 'sg1',
  dirty: 3,
  done: 3,
  readyAt: NOW - 180_000,
  notBefore: 0,
  looks: [],
  lookMarks: [],
  attempts: 0,
  retries: 0,
  isTold: false,
  staleReads: 0,
  defects: 0,
  parked: false,
  fence: 1,
  ...over,
});

export const buildDelivery = (over: Partial<Delivery> = {}): Delivery => ({
  tenant: 'acme',
  platform: 'zendesk',
  recordId: '9001',
  key: 'z1',
  type: 'user.name_changed',
  receivedAt: NOW,
  ...over,
});

/** A linked customer, the same on both sides, with nothing queued; no status is kept. */
export const buildPerson = (over: Partial<PersonFacts> = {}): PersonFacts => ({
  tenant: 'acme',
  form: FORM,
  asked: 'sg1',
  now: NOW,
  readings: { storeganise: readCustomer(), zendesk: readUser() },
  link: buildLink({ since: NOW - 3 * 86_400_000 }),
  rentals: { states: [] },
  isDisabled: false,
  changes: { storeganise: buildChange(), zendesk: buildChange({ platform: 'zendesk', recordId: '9001' }) },
  cases: [],
  holders: [],
  deliveries: [],
  history: [],
  others: [],
  searched: ['our links: Storeganise customer sg1'],
  ...over,
});

/** The explanation of a person who differs from `buildPerson` so. */
export const explained = (over: Partial<PersonFacts> = {}): Explanation => explainPerson(buildPerson(over));

/** One row of that explanation. */
export const rowOf = (field: FieldView['field'], over: Partial<PersonFacts> = {}): FieldView | undefined =>
  explained(over).fields.find((row) => row.field === field);
