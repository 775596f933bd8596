import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStoreganise } from '../../src/connectors/storeganise/storeganise.ts';
import { createZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import type { PlatformRecord } from '../../src/domain/contact.ts';
import { SyncFailure } from '../../src/domain/failures.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { buildAnswer, openRemote } from '../connectors/scripted-transport.ts';
import { buildUser, SETTINGS } from '../connectors/zendesk-account.ts';
import { brokenValue, oddValue } from './odd-values.ts';

const ID = '6100000000001';
const KINDS = ['rate_limited', 'unavailable', 'stale', 'unauthorised', 'rejected'];

const customer = {
  id: 'u1',
  email: 'pat@example.com',
  firstName: 'Pat',
  lastName: 'Doe',
  phone: '03-1234-5678',
  roles: [],
  updated: '2026-01-10T08:00:00.000Z',
  emailConfirmed: '2026-01-10T08:00:00.000Z',
  disabled: false,
  state: 'enabled',
  status: 'x',
  customFields: { zendesk_userId: ID, zendesk_otherEmails: ['a@example.com'], zendesk_otherPhoneNumbers: 'a\nb' },
};
const user = buildUser({ user_fields: { customer_status: 'active', vip: true } });
const identity = { id: 7, type: 'email', value: 'pat@example.com', primary: true };
const rental = { id: 'r1', ownerId: 'u1', state: 'occupied', owner: customer };
const job = {
  id: 'j1',
  state: 'pending',
  ownerId: 'u1',
  result: { ownerId: 'u1', unitRentalId: 'r1' },
  data: { unitRentalId: 'r1', desc: 'a mark' },
  steps: [{ id: 's1', state: 'pending', type: 'start', result: { unitRentalId: 'r1' } }],
};

/** What a call comes to where each of its requests is answered like this: a value, or a failure with a name. */
type Ask = (...answers: readonly HttpAnswer[]) => Promise<unknown>;
const hold = async () => {};
const askZendesk =
  (call: (zendesk: ReturnType<typeof createZendesk>) => Promise<unknown>): Ask =>
  (...answers) =>
    call(createZendesk(openRemote('zendesk', ...answers).remote, SETTINGS));
const askStoreganise =
  (call: (storeganise: ReturnType<typeof createStoreganise>) => Promise<unknown>): Ask =>
  (...answers) =>
    call(createStoreganise(openRemote('storeganise', ...answers).remote, SETTINGS));

const pat: PlatformRecord = {
  platform: 'zendesk',
  id: ID,
  contact: { name: 'Pat Doe', email: 'pat@example.com', phone: '+81312345678' },
  pointer: 'u1',
  updatedAt: '',
  standing: 'customer',
};
const fresh = { name: 'Pat Doe', email: 'pat@example.com', phone: '', pointer: 'u1' };
const task = { title: 'zendesk: a', desc: 'b', targetType: 'user', targetId: 'u1' } as const;
const to = (target: 'zendesk' | 'storeganise', fields: Partial<PlatformRecord['contact']>) => ({ target, fields });

const CALLS: Readonly<Record<string, readonly [good: unknown, ask: Ask]>> = {
  'a Zendesk user': [{ user }, askZendesk((zendesk) => zendesk.read(ID))],
  'a search by address': [{ users: [user] }, askZendesk((zendesk) => zendesk.findByEmail('pat@example.com'))],
  'a search by external id': [{ users: [user] }, askZendesk((zendesk) => zendesk.findByPointer('u1'))],
  'the identities': [{ identities: [identity], next_page: null }, askZendesk((zendesk) => zendesk.readIdentities(ID))],
  'a user just created': [{ user }, askZendesk((zendesk) => zendesk.create(fresh))],
  'a name just written': [{ user }, askZendesk((zendesk) => zendesk.write(pat, to('zendesk', { name: 'A' }), hold))],
  'an address just written': [
    { identities: [identity], identity, user },
    askZendesk((zendesk) => zendesk.write(pat, to('zendesk', { email: 'a@example.com' }), hold)),
  ],
  'a phone just written': [
    { identities: [identity], identity, user },
    askZendesk((zendesk) => zendesk.write(pat, to('zendesk', { phone: '+819012345678' }), hold)),
  ],
  'a customer': [customer, askStoreganise((storeganise) => storeganise.read('u1'))],
  'a customer by address': [customer, askStoreganise((storeganise) => storeganise.findByEmail('pat@example.com'))],
  'a customer just created': [customer, askStoreganise((storeganise) => storeganise.create(fresh))],
  'a customer just written': [
    customer,
    askStoreganise((storeganise) =>
      storeganise.write({ ...pat, platform: 'storeganise', id: 'u1' }, to('storeganise', { name: 'A' }), hold),
    ),
  ],
  'who changed': [[customer], askStoreganise((storeganise) => storeganise.listChanged(undefined, 0))],
  everybody: [[customer], askStoreganise((storeganise) => storeganise.listCustomers(undefined))],
  'which users changed': [
    { users: [user], after_cursor: 'c', end_of_stream: true },
    askZendesk((zendesk) => zendesk.listChanged(undefined, 0)),
  ],
  'the pointers of users': [{ users: [user] }, askZendesk((zendesk) => zendesk.readPointers([ID]))],
  'the rentals': [[rental], askStoreganise((storeganise) => storeganise.readRentals('u1'))],
  'whose a rental is': [rental, askStoreganise((storeganise) => storeganise.readOwnerOfRental('r1'))],
  'whose a job is': [job, askStoreganise((storeganise) => storeganise.readOwnerOfJob('j1'))],
  'a task just posted': [job, askStoreganise((storeganise) => storeganise.postTask(task))],
  'the tasks': [[job], askStoreganise((storeganise) => storeganise.findTask('a mark'))],
  'a task just completed': [job, askStoreganise((storeganise) => storeganise.completeTask('j1'))],
};

/** Enough answers for every request that a call may make. */
const all = (answer: HttpAnswer) => Array.from({ length: 40 }, () => answer);

async function expectClassified(asked: Promise<unknown>): Promise<void> {
  try {
    expectReadable(await asked);
  } catch (error) {
    if (!(error instanceof SyncFailure)) throw error;
    expect(KINDS).toContain(error.kind);
    expect(error.code).toMatch(/^(zendesk|storeganise)_\w+$/);
    expect(Number.isFinite(error.retryAfterMs ?? 0)).toBe(true);
  }
}

/** Records, wherever they are in an answer, hold texts and nothing else, and no agent is a customer. */
function expectReadable(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return;
  if ('contact' in answer) {
    const record = answer as PlatformRecord;
    for (const value of [...Object.values(record.contact), record.id, record.pointer, record.updatedAt]) {
      expect(typeof value).toBe('string');
    }
    expect(['customer', 'out_of_scope', 'gone']).toContain(record.standing);
  }
  for (const part of Object.values(answer)) expectReadable(part);
}

describe('an answer of an odd shape', () => {
  it.each(Object.entries(CALLS))('is read or classified where it should show %s', async (_, [good, ask]) => {
    await expectClassified(ask(...all(buildAnswer(200, good))));
    await fc.assert(
      fc.asyncProperty(brokenValue(good), async (body) => {
        await expectClassified(ask(...all(buildAnswer(200, JSON.stringify(body) ?? ''))));
      }),
      { numRuns: 300 },
    );
  });
});

const status = fc.oneof(
  fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 599),
  fc.nat(999),
);
const body = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'null',
    '{',
    '<!doctype html><h1>no</h1>',
    '{"error":"DuplicateValue"}',
    '{"error":{"title":null}}',
    '[]',
    'x'.repeat(9_000),
  ),
  brokenValue({
    error: 'RecordInvalid',
    description: 'Record validation errors',
    details: {
      email: [{ description: 'Email: pat@example.com is already being used by another user', error: 'DuplicateValue' }],
    },
  }).map((parts) => JSON.stringify(parts) ?? ''),
  oddValue.map((value) => JSON.stringify(value)),
);
const headers = fc.record(
  {
    'retry-after': fc.constantFrom(
      '',
      '0',
      '-1',
      '5',
      '1.5',
      'soon',
      '9'.repeat(400),
      'Thu, 01 Jan 1970 00:00:00 GMT',
      '\u0000',
    ),
    'x-rate-limit-remaining': fc.constantFrom('', '0', '7', '-3', 'NaN', 'many'),
    'content-type': fc.constantFrom('text/html', 'application/json', '', '*/*'),
  },
  { requiredKeys: [] },
);

describe('an error of an odd shape', () => {
  it.each(Object.entries(CALLS))('is classified where an answer should show %s', async (_, [, ask]) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(status, body, headers), { minLength: 1, maxLength: 4 }), async (answers) => {
        const given = answers.map((answer) => buildAnswer(...answer));
        await expectClassified(ask(...given, ...all(given[0] ?? buildAnswer(500))));
      }),
      { numRuns: 300 },
    );
  });
});
