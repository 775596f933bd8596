import { describe, expect, it } from 'vitest';
import { caseRow } from '../../src/domain/case-row.ts';
import { explainPerson } from '../../src/domain/explain/explain-person.ts';
import type { PersonFacts } from '../../src/domain/explain/person-facts.ts';
import { historyWords, outcomeWords, withWords } from '../../src/domain/explain/words.ts';
import type { Change, HistoryRow } from '../../src/domain/records.ts';
import { spanOf } from '../../src/domain/span.ts';
import { buildCase, buildLink } from '../support/builders.ts';
import {
  buildChange,
  buildDelivery,
  buildPerson,
  explained,
  NOW,
  readCustomer,
  readUser,
} from '../support/person-facts.ts';

const unlinked = (over: Partial<PersonFacts> = {}) => {
  const { link: _, ...facts } = buildPerson({ readings: { storeganise: readCustomer(), zendesk: { kind: 'nobody' } } });
  return explainPerson({ ...facts, changes: { storeganise: buildChange() }, ...over });
};
const noop = (reason: 'disabled' | 'no_email', receivedAt: number) =>
  buildDelivery({ key: reason, receivedAt, outcome: { kind: 'noop', reason } });

describe('the summary', () => {
  it.each<[string, Partial<PersonFacts>, string]>([
    ['of a pair that is the same', {}, 'Linked, and nothing is left to do.'],
    [
      'of a pair that differs names the fields',
      { readings: { storeganise: readCustomer({ name: 'B' }, { pointer: '' }), zendesk: readUser() } },
      'Linked; waiting: name, pointers.',
    ],
    [
      'of a pair with questions names their kinds, those of the business not',
      {
        cases: [
          buildCase({ id: '1', kind: 'field_conflict' }),
          buildCase({ id: '2', kind: 'field_conflict' }),
          buildCase({ id: '3', kind: 'zendesk_user_suspended' }),
          buildCase({ id: '4', kind: 'status_field_missing', subject: 'acme' }),
        ],
      },
      'Linked, and nothing is left to do. A person must decide: field_conflict, zendesk_user_suspended.',
    ],
    [
      'of a pair one side of which could not be read',
      {
        readings: {
          storeganise: readCustomer(),
          zendesk: { kind: 'unread', id: '9001', code: 'zendesk_ECONNREFUSED' },
        },
      },
      'Linked, but not both sides could be read: zendesk_ECONNREFUSED: Zendesk, or the proxy before it, could not be reached or did not answer in time.',
    ],
    [
      'of a pair one of whom is gone',
      { readings: { storeganise: readCustomer(), zendesk: { kind: 'none', id: '9001' } } },
      'Linked, but one of the two records is gone or no customer’s any more.',
    ],
    ['of a half link', { link: buildLink({ state: 'half' }) }, 'Half linked: the other record is being created.'],
    [
      'of a parked link',
      { link: buildLink({ state: 'parked' }) },
      'Parked: the Zendesk user is gone or an agent now, and nothing is written.',
    ],
  ])('%s', (_, facts, summary) => {
    expect(explained(facts).summary).toBe(summary);
  });

  it.each<[string, Partial<PersonFacts>, string]>([
    ['whom nobody told about', {}, 'Not linked: no event about this record ever came in; “sync” looks now.'],
    [
      'who waits for a first look',
      { changes: { storeganise: buildChange({ dirty: 1, done: 0 }) } },
      'Not linked: no look has come to its end yet. Waiting: its turn is now.',
    ],
    [
      'says what the last look came to',
      {
        deliveries: [
          noop('disabled', NOW),
          noop('no_email', NOW - 1),
          buildDelivery({ key: 'z9', receivedAt: NOW + 1 }),
        ],
      },
      'Not linked: disabled when first seen, so nobody is created.',
    ],
    [
      'whose look failed',
      { deliveries: [buildDelivery({ outcome: { kind: 'failed', code: 'parked_takings' } })] },
      'Not linked: parked_takings: it was taken twenty times and never came to an end.',
    ],
    [
      'who is staff',
      { readings: { storeganise: readCustomer({}, { standing: 'out_of_scope' }), zendesk: { kind: 'nobody' } } },
      'Not linked: a Storeganise customer who is staff, an agent or an admin is never linked.',
    ],
    [
      'who is deleted',
      { readings: { storeganise: { kind: 'nobody' }, zendesk: readUser({}, { standing: 'gone' }) } },
      'Not linked: the record is deleted.',
    ],
    [
      'about whom a person is asked',
      {
        deliveries: [buildDelivery({ outcome: { kind: 'held', caseId: 'case1' } })],
        cases: [buildCase({ kind: 'ambiguous_match' })],
      },
      'Not linked: a person must decide first. A person must decide: ambiguous_match.',
    ],
  ])('of somebody unlinked %s', (_, facts, summary) => {
    expect(unlinked(facts).summary).toBe(summary);
  });
});

describe('who it is', () => {
  it.each<[string, PersonFacts['readings']['zendesk'], object]>([
    ['read', readUser(), { id: '9001', name: 'A', says: 'read now' }],
    [
      'an agent',
      readUser({}, { standing: 'out_of_scope' }),
      { says: 'read now: an agent or admin, never linked or written' },
    ],
    ['deleted', readUser({}, { standing: 'gone' }), { says: 'read now: deleted' }],
    [
      'gone for good',
      { kind: 'none', id: '9001' },
      { id: '9001', says: 'read now: there is no such Zendesk user any more' },
    ],
    [
      'not readable',
      { kind: 'unread', id: '9001', code: 'not_called' },
      { id: '9001', says: 'could not be read: not_called: the tenant’s state or settings allow no call' },
    ],
  ])('on a side where it is %s', (_, zendesk, shown) => {
    expect(explained({ readings: { storeganise: readCustomer(), zendesk } }).records.zendesk).toMatchObject(shown);
  });

  it('is nobody yet on the side that is being created, or nobody at all', () => {
    const readings = { storeganise: readCustomer(), zendesk: { kind: 'nobody' } } as const;

    expect(explained({ readings, link: buildLink({ state: 'half' }) }).records.zendesk).toEqual({
      says: 'being created',
    });
    expect(unlinked().records.zendesk).toEqual({ says: 'nobody is linked there' });
  });
});

describe('the link', () => {
  const since = NOW - 3 * 86_400_000;
  it.each<[string, Partial<PersonFacts>, boolean, string]>([
    [
      'that a person may trust',
      { link: buildLink({ since, matchedBy: 'created' }) },
      true,
      'Linked for 3 d: one of the two was created by us; proven.',
    ],
    [
      'that rests on the address alone',
      { link: buildLink({ since, isProven: false }) },
      false,
      'Linked for 3 d: found by the e-mail address; not proven: a new address goes to Zendesk only after a person agrees.',
    ],
    [
      'whose customer has confirmed the address',
      {
        link: buildLink({ since, isProven: false, matchedBy: 'pointer' }),
        readings: { storeganise: readCustomer({}, { isConfirmed: true }), zendesk: readUser() },
      },
      true,
      'Linked for 3 d: found by the Zendesk id in Storeganise; proven by the address that the customer confirmed.',
    ],
    [
      'that is parked',
      { link: buildLink({ since, state: 'parked', matchedBy: 'external_id' }) },
      true,
      'Parked: the Zendesk user is gone or an agent now, and nothing is written. Linked 3 d ago: found by the external id in Zendesk; proven.',
    ],
  ])('%s', (_, facts, isProven, says) => {
    expect(explained(facts).link).toMatchObject({ id: 'link1', since, isProven, says });
  });

  it('that is half tells what is being created, and whether it was sent', () => {
    const { zendeskId: _, ...half } = buildLink({ state: 'half', isProven: false });
    const intent = { email: 'pat@example.com', since: NOW - 180_000 };
    const pending = { email: { target: 'zendesk', value: 'pat@example.com', was: '' } } as const;
    const changes = { storeganise: buildChange({ dirty: 4 }) };

    expect(explained({ link: { ...half, intent }, changes }).link?.says).toBe(
      'Half linked: the Zendesk user has been in the making for 3 min. Waiting: its turn is now.',
    );
    expect(explained({ link: { ...half, intent, pending }, changes }).link?.says).toContain(
      ' It was sent at least once; every repetition uses the same keys.',
    );
    expect(explained({ link: { ...half, intent }, isDisabled: true }).link?.says).toContain(
      'The customer is disabled, so nobody is created.',
    );
  });
});

describe('the queue', () => {
  it.each<[string, Partial<Change>, object]>([
    ['with nothing in it', {}, { says: 'nothing waits', isParked: false, dirty: 3, done: 3 }],
    ['with a later look', { looks: [NOW - 1, NOW + 59_000] }, { says: 'nothing waits; looked at once more in 59 s' }],
    ['with a mark', { dirty: 4 }, { says: 'has waited for 3 min; its turn is now' }],
    [
      'with a mark that waits for a platform',
      { dirty: 4, retries: 1, notBefore: NOW + 9_000, failure: 'zendesk_429' },
      {
        says: 'has waited for 3 min, 1 attempt in vain; next attempt in 9 s, after zendesk_429: Zendesk asked us to wait',
        nextAttemptAt: NOW + 9_000,
        failure: 'zendesk_429',
      },
    ],
    [
      'with a parked mark',
      { dirty: 4, parked: true, failure: 'parked_defect' },
      {
        isParked: true,
        says: 'parked: parked_defect: our own code failed three times; the log has the stack; a new event or “sync” takes it up again',
      },
    ],
  ])('%s', (_, change, shown) => {
    expect(explained({ changes: { storeganise: buildChange(change) } }).queue).toMatchObject([shown]);
  });
});

describe('what happened', () => {
  it('is told in the order of time, with what came of it', () => {
    const deliveries = [
      buildDelivery({ key: '3', receivedAt: NOW, outcome: { kind: 'held', caseId: 'case1' } }),
      buildDelivery({ key: '2', receivedAt: NOW - 1, outcome: { kind: 'held', caseId: 'old' } }),
      buildDelivery({ key: '1', receivedAt: NOW - 2, outcome: { kind: 'noop', reason: 'echo' } }),
    ];

    expect(explained({ deliveries, cases: [buildCase()] }).deliveries).toEqual([
      {
        at: NOW - 2,
        platform: 'zendesk',
        type: 'user.name_changed',
        key: '1',
        outcome: 'noop',
        says: 'echo: the echo of our own write',
      },
      expect.objectContaining({ outcome: 'held', says: 'was for a person to decide, and is answered: old' }),
      expect.objectContaining({ outcome: 'held', says: 'field_conflict: a person must decide' }),
    ]);
  });

  it.each([
    [undefined, { outcome: 'waiting', says: 'not worked on yet' }],
    [{ kind: 'applied' }, { outcome: 'applied', says: 'the other side was brought up to date' }],
    [
      { kind: 'failed', code: 'parked_defect' },
      { outcome: 'failed', says: expect.stringMatching(/^parked_defect: our own/) },
    ],
  ] as const)('%j', (outcome, words) => {
    expect(outcomeWords(outcome, [])).toEqual(words);
  });

  it.each<[Partial<HistoryRow>, string]>([
    [{ why: 'created', field: 'record', before: '', after: '9001' }, 'created the Zendesk user 9001'],
    [{ why: 'written' }, 'wrote name in Zendesk: “A” → “B”'],
    [{ why: 'written', after: '' }, 'wrote name in Zendesk: “A” → nothing'],
    [{ why: 'replaced' }, 'gave up writing name in Zendesk: “A” → “B”, which is not known to have arrived'],
  ])('%j', (row, words) => {
    const whole = {
      tenant: 'acme',
      id: '1',
      linkId: 'link1',
      at: NOW,
      field: 'name',
      side: 'zendesk',
      before: 'A',
      after: 'B',
    };

    expect(historyWords({ ...whole, ...row } as HistoryRow)).toBe(words);
  });
});

describe('a code', () => {
  it.each([
    ['zendesk_401', 'Zendesk refuses our credentials, or the proxy has no connection'],
    ['storeganise_429', 'Storeganise asked us to wait'],
    ['zendesk_504', 'Zendesk gave the proxy no answer'],
    ['storeganise_500', 'Storeganise answered with an error'],
    ['storeganise_ETIMEDOUT', 'Storeganise could not be reached, or did not answer in time'],
    ['zendesk_200_odd', 'Zendesk answered something that its API does not say'],
    ['zendesk_odd_user', 'Zendesk answered something that its API does not say'],
    ['zendesk_stale_read', 'Zendesk showed an older state than it had answered before'],
    ['storeganise_duplicate_hidden', 'somebody holds the address whom search does not show yet'],
    ['defect', 'our own code failed; the log has the stack'],
  ])('%s is spelled out', (code, words) => {
    expect(withWords(code)).toBe(`${code}: ${words}`);
  });

  it('that nobody knows is shown as it is', () => {
    expect(withWords('something_new')).toBe('something_new');
  });
});

describe('a row of a case', () => {
  it.each([
    [{ person: { storeganiseId: 'sg1', name: 'A', email: '' } }, 'sg1'],
    [{ subject: 'zendesk.61' }, '61'],
    [{ subject: 'storeganise.sg7', person: { name: 'A', email: '' } }, 'sg7'],
    [{ subject: 'acme' }, 'acme'],
  ])('%j is about whom “explain” can be asked', (question, subject) => {
    expect(caseRow(buildCase(question)).subject).toBe(subject);
  });

  it.each([
    ['unproven_email_change', /^If the change is right: npm run cli -- cases agree case1\. /],
    ['zendesk_user_deleted', /^To have the Zendesk user created again: npm run cli -- cases create case1\. /],
    ['field_conflict', /^Type the right value on either side\./],
  ] as const)('of %s recommends what to do', (kind, action) => {
    expect(caseRow(buildCase({ kind })).action).toMatch(action);
  });
});

describe('a length of time', () => {
  it.each([
    [-5, '0 s'],
    [900, '1 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [7_200_000, '2 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 d'],
    [400 * 86_400_000, '400 d'],
  ])('of %d ms is %s', (ms, said) => {
    expect(spanOf(ms)).toBe(said);
  });
});
