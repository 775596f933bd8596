import { describe, expect, it } from 'vitest';
import type { FieldView } from '../../src/domain/explain/explanation.ts';
import type { PersonFacts } from '../../src/domain/explain/person-facts.ts';
import { buildLink } from '../support/builders.ts';
import { buildChange, explained, NOW, readCustomer, readUser, rowOf } from '../support/person-facts.ts';

type Row = [rule: string, facts: Partial<PersonFacts>, state: FieldView['state'], why: string];

const differ = (storeganise: object, zendesk: object): Pick<PersonFacts, 'readings'> => ({
  readings: { storeganise: readCustomer(storeganise), zendesk: readUser(zendesk) },
});
const due = (over = {}) => ({ storeganise: buildChange({ dirty: 4, ...over }) });
const fieldCase = (field: 'name' | 'email' | 'phone', kind: 'field_conflict' | 'rejected_write' | 'email_conflict') => {
  const values = { storeganise: 'B', zendesk: 'C' };
  return { fieldCases: { [field]: { caseId: `link1.${field}.${kind}`, kind, values } } };
};

const LOST = 'Nothing is queued: its event is on the way or was lost; “sync” looks now.';
const TRAVELS = 'Changed in Storeganise since both showed “A”: “B” goes to Zendesk.';

describe('a name', () => {
  it.each<Row>([
    ['that both sides show is in sync', {}, 'in_sync', 'In sync.'],
    [
      'that both show although a question is open says that it closes',
      { ...differ({ name: 'B' }, { name: 'B' }), link: buildLink(fieldCase('name', 'field_conflict')) },
      'in_sync',
      'In sync again: case link1.name.field_conflict closes with the next look.',
    ],
    [
      'changed in Storeganise goes to Zendesk in its turn',
      { ...differ({ name: 'B' }, {}), changes: due() },
      'waiting',
      `${TRAVELS} Waiting: its turn is now.`,
    ],
    [
      'changed in Zendesk goes to Storeganise',
      { ...differ({}, { name: 'B' }), changes: due() },
      'waiting',
      'Changed in Zendesk since both showed “A”: “B” goes to Storeganise. Waiting: its turn is now.',
    ],
    [
      'that waits for a platform says how long and for what',
      { ...differ({ name: 'B' }, {}), changes: due({ notBefore: NOW + 44_000, retries: 3, failure: 'zendesk_503' }) },
      'waiting',
      `${TRAVELS} Waiting: next attempt in 44 s, after zendesk_503: Zendesk answered with an error.`,
    ],
    [
      'that is being worked on says so',
      { ...differ({ name: 'B' }, {}), changes: due({ notBefore: NOW + 1_000, attempts: 1 }) },
      'waiting',
      `${TRAVELS} Waiting: worked on at this moment.`,
    ],
    ['that nobody was told about says so', differ({ name: 'B' }, {}), 'waiting', `${TRAVELS} ${LOST}`],
    [
      'whose change is parked says how to go on',
      { ...differ({ name: 'B' }, {}), changes: due({ parked: true, failure: 'parked_defect' }) },
      'waiting',
      `${TRAVELS} The change is parked: parked_defect: our own code failed three times; the log has the stack; “sync” takes it up again.`,
    ],
    [
      'of a tenant that is not live is kept',
      { ...differ({ name: 'B' }, {}), changes: due(), notLive: 'its add-on is paused' },
      'waiting',
      `${TRAVELS} Kept until acme is live: its add-on is paused.`,
    ],
    [
      'never agreed on goes from Storeganise to Zendesk',
      { ...differ({ name: 'B' }, {}), link: buildLink({ base: {} }), changes: due() },
      'waiting',
      'The two have never agreed: “B” goes to Zendesk. Waiting: its turn is now.',
    ],
    [
      'under way says so',
      {
        ...differ({ name: 'B' }, {}),
        link: buildLink({ pending: { name: { target: 'zendesk', value: 'B', was: 'A' } } }),
        changes: due(),
      },
      'waiting',
      'Being written: “B” goes to Zendesk. Waiting: its turn is now.',
    ],
    [
      'whose write was never answered says for how long it may be ours',
      { link: buildLink({ doubts: [{ side: 'zendesk', field: 'name', value: 'B', until: NOW + 170_000 }] }) },
      'in_sync',
      'In sync. A write of “B” to Zendesk was never answered: for another 3 min that value there may be ours.',
    ],
    [
      'changed on both sides is held',
      { ...differ({ name: 'B' }, { name: 'C' }), link: buildLink(fieldCase('name', 'field_conflict')) },
      'held',
      'Held: changed on both sides, to different values, since both showed “A”. We overwrite neither; the side that is edited next wins.',
    ],
    [
      'changed on both sides just now is about to be asked',
      { ...differ({ name: 'B' }, { name: 'C' }), changes: due() },
      'held',
      'Held: changed on both sides, to different values, since both showed “A”. We overwrite neither; the side that is edited next wins. The question is asked with the next look. Waiting: its turn is now.',
    ],
    [
      'of a question that an edit has decided travels',
      { ...differ({ name: 'B' }, { name: 'D' }), link: buildLink(fieldCase('name', 'field_conflict')), changes: due() },
      'waiting',
      'Decided: “D” goes to Storeganise, and the question closes with it. Waiting: its turn is now.',
    ],
    [
      'that was refused is not tried again',
      { ...differ({ name: 'B' }, { name: 'C' }), link: buildLink(fieldCase('name', 'rejected_write')) },
      'held',
      'Held: Zendesk refused “B”. We do not try that value again; the next one typed is tried at once.',
    ],
    [
      'cleared on one side is kept on the other',
      differ({ name: '' }, {}),
      'left_alone',
      'Blank kept: Storeganise shows nothing, and a blank is neither copied nor refilled. The next value typed on either side travels.',
    ],
    ['blank on both sides is in sync', differ({ name: '' }, { name: '' }), 'in_sync', 'In sync: blank on both sides.'],
  ])('%s', (_, facts, state, why) => {
    expect(rowOf('name', facts)).toMatchObject({ state, why });
  });
});

describe('an address', () => {
  const taken = {
    ...differ({ email: 'new@example.com' }, {}),
    link: buildLink(fieldCase('email', 'email_conflict')),
  };

  it('that is taken names who has it', () => {
    const holders = [{ platform: 'zendesk', id: '9002', name: 'Somebody Else' }] as const;

    expect(rowOf('email', { ...taken, holders })).toMatchObject({
      state: 'held',
      storeganise: 'new@example.com',
      zendesk: 'pat@example.com',
      base: 'pat@example.com',
      why: 'Held: “new@example.com” from Storeganise is taken in Zendesk by “Somebody Else” (9002). We take it from nobody; once it is free, or either side changes, we try again.',
    });
  });

  it('that is taken by somebody whom nobody finds says that', () => {
    expect(rowOf('email', taken)?.why).toContain('taken in Zendesk by somebody whom a search does not show.');
  });

  it('of an unproven link is held until a person agrees', () => {
    const facts = { ...differ({ email: 'new@example.com' }, {}), link: buildLink({ isProven: false }), changes: due() };

    expect(rowOf('email', facts)).toMatchObject({
      state: 'held',
      why: expect.stringMatching(
        /^Held: “new@example.com” was typed in Storeganise, and nothing proves .*“cases agree”/,
      ),
    });
  });

  it('of an unproven link travels once the customer has confirmed it', () => {
    const readings = {
      storeganise: readCustomer({ email: 'new@example.com' }, { isConfirmed: true }),
      zendesk: readUser(),
    };

    expect(rowOf('email', { readings, link: buildLink({ isProven: false }), changes: due() })?.state).toBe('waiting');
  });
});

describe('a phone', () => {
  it('that is no number is left alone, and shown as such', () => {
    const readings = { storeganise: readCustomer({}, { hasUnreadablePhone: true }), zendesk: readUser() };

    expect(rowOf('phone', { readings })).toMatchObject({
      state: 'left_alone',
      storeganise: '(unreadable)',
      zendesk: '',
      why: 'Unreadable: the phone in Storeganise is a text that is no valid number, so neither side is written.',
    });
  });
});

describe('a field whose other side could not be read', () => {
  const readings = {
    storeganise: readCustomer({ name: 'B' }),
    zendesk: { kind: 'unread', id: '9001', code: 'zendesk_504' },
  } as const;

  it('tells which, and what has moved since', () => {
    expect(rowOf('name', { readings, changes: due() })).toEqual({
      field: 'name',
      storeganise: 'B',
      base: 'A',
      state: 'unknown',
      why: 'Changed in Storeganise since both showed “A”. Waiting: its turn is now. Zendesk could not be read (zendesk_504).',
    });
    expect(rowOf('phone', { readings })?.why).toBe('Zendesk could not be read (zendesk_504).');
  });

  it('tells that it was held, and what was on its way', () => {
    const pending = { name: { target: 'zendesk', value: 'B', was: 'A' } } as const;
    const link = buildLink({ ...fieldCase('email', 'email_conflict'), pending });

    expect(rowOf('email', { readings, link })).toMatchObject({
      state: 'held',
      why: 'Zendesk could not be read (zendesk_504). Held when last seen: email_conflict.',
    });
    expect(rowOf('name', { readings, link })?.why).toContain(
      'Zendesk could not be read (zendesk_504). “B” was on its way there.',
    );
  });
});

describe('the rows of somebody', () => {
  const states = (over: Partial<PersonFacts>) => explained(over).fields.map(({ field, state }) => `${field} ${state}`);

  it('linked are eight', () => {
    expect(states({})).toEqual([
      'name in_sync',
      'email in_sync',
      'phone in_sync',
      'status left_alone',
      'suspension in_sync',
      'other_emails in_sync',
      'other_phones in_sync',
      'pointers in_sync',
    ]);
  });

  it.each([
    ['half linked', 'half', 'waiting', 'Goes into the new record.'],
    ['parked', 'parked', 'left_alone', 'Parked: nothing is written on either side.'],
  ] as const)('%s say so', (_, state, expected, why) => {
    expect(rowOf('name', { link: buildLink({ state }) })).toMatchObject({ state: expected, why });
  });

  it.each([
    ['deleted', { kind: 'none', id: '9001' }, 'The Zendesk user is gone.'],
    ['deleted softly', readUser({}, { standing: 'gone' }), 'The Zendesk user is gone.'],
    ['an agent', readUser({}, { standing: 'out_of_scope' }), 'In Zendesk this is staff, an agent or an admin now.'],
  ] as const)('who is %s say so', (_, zendesk, why) => {
    expect(rowOf('name', { readings: { storeganise: readCustomer(), zendesk } })).toMatchObject({
      state: 'unknown',
      why,
    });
  });
});
