import { describe, expect, it } from 'vitest';
import type { FieldView } from '../../src/domain/explain/explanation.ts';
import type { PersonFacts } from '../../src/domain/explain/person-facts.ts';
import { buildLink } from '../support/builders.ts';
import { buildChange, readCustomer, readUser, rowOf } from '../support/person-facts.ts';

type Row = [rule: string, facts: Partial<PersonFacts>, state: FieldView['state'], why: string];

const due = { storeganise: buildChange({ dirty: 4 }) };
const TURN = 'Waiting: its turn is now.';

describe('the status', () => {
  const statusKey = 'customer_status';
  const shows = (status: string) => ({ storeganise: readCustomer(), zendesk: readUser({}, { status }) });

  it.each<Row>([
    ['is not kept where no field is named', {}, 'left_alone', 'Not kept: the settings name no status field.'],
    [
      'in sync says what it follows from',
      { statusKey, readings: shows('active'), rentals: { states: ['occupied', 'ended'] } },
      'in_sync',
      'In sync: active follows from an active rental.',
    ],
    [
      'of a disabled customer who still rents says so',
      { statusKey, isDisabled: true, readings: shows('active'), rentals: { states: ['reserved'] } },
      'in_sync',
      'In sync: active follows from a rental that is active although the account is disabled.',
    ],
    [
      'that Zendesk does not show yet is to be written',
      { statusKey, readings: shows('active'), rentals: { states: ['ended'] }, changes: due },
      'waiting',
      `To be written: deactivated follows from rentals that have ended. ${TURN}`,
    ],
    [
      'of a disabled customer follows from that',
      { statusKey, isDisabled: true, readings: shows(''), changes: due },
      'waiting',
      `To be written: deactivated follows from the account being disabled. ${TURN}`,
    ],
    [
      'is left alone while a rental is in a state that we do not know',
      { statusKey, readings: shows('active'), rentals: { states: ['frozen'] } },
      'left_alone',
      'A rental is in a state that we do not know, so no status is written.',
    ],
    [
      'is left alone where the user has no such field',
      { statusKey },
      'left_alone',
      'The Zendesk user has no field “customer_status”: new_prospect follows from there being no rental that began.',
    ],
    [
      'is not known where the rentals could not be read',
      { statusKey, rentals: { code: 'storeganise_500' } },
      'unknown',
      'The rentals could not be read: storeganise_500: Storeganise answered with an error.',
    ],
    [
      'goes into a record that is being created',
      { statusKey, link: buildLink({ state: 'half' }) },
      'waiting',
      'Goes into the new record: new_prospect follows from there being no rental that began.',
    ],
  ])('%s', (_, facts, state, why) => {
    expect(rowOf('status', facts)).toMatchObject({ state, why });
  });

  it('shows the rentals that it comes from', () => {
    const states = ['occupied', 'ended', 'occupied'];

    expect(rowOf('status', { rentals: { states } })?.storeganise).toBe('1 ended, 2 occupied');
    expect(rowOf('status', { rentals: { states: [] } })?.storeganise).toBe('no rental');
  });
});

describe('the suspension', () => {
  const suspended = { storeganise: readCustomer(), zendesk: readUser({}, { isBarred: true }) };

  it.each<Row>([
    ['of nobody disabled or suspended is in sync', {}, 'in_sync', 'In sync.'],
    [
      'of a customer just disabled is to come',
      { isDisabled: true, changes: due },
      'waiting',
      `Disabled in Storeganise: the Zendesk user is to be suspended. ${TURN}`,
    ],
    [
      'of ours is in sync',
      { isDisabled: true, readings: suspended, link: buildLink({ isDisabled: true, isSuspendedByUs: true }) },
      'in_sync',
      'In sync: suspended by us, once, because the customer was disabled.',
    ],
    [
      'lifted by an agent is left alone',
      { isDisabled: true, link: buildLink({ isDisabled: true, isSuspendedByUs: true }) },
      'left_alone',
      'Somebody lifted the suspension; we suspend once for each time a customer is disabled.',
    ],
    [
      'of a customer enabled again is never lifted',
      { readings: suspended, link: buildLink({ isSuspendedByUs: true }) },
      'left_alone',
      'Suspended by us while the customer was disabled; we never lift a suspension.',
    ],
    [
      'by an agent is for a person to know',
      { readings: suspended },
      'held',
      'Held: somebody suspended the user in Zendesk, and Storeganise has no way to disable a customer for that.',
    ],
    [
      'that Zendesk refused is held',
      { isDisabled: true, link: buildLink({ isDisabled: true, notices: ['suspension_refused'] }) },
      'held',
      'Held: Zendesk refused the suspension.',
    ],
    [
      'whose note Zendesk refused is held',
      { isDisabled: true, link: buildLink({ isDisabled: true, notices: ['suspension_note_refused'] }) },
      'held',
      'Held: suspended by us, but Zendesk refused the note that says why.',
    ],
  ])('%s', (_, facts, state, why) => {
    expect(rowOf('suspension', facts)).toMatchObject({ state, why });
  });

  it('says where only events tell that a customer is disabled', () => {
    const { record } = readCustomer() as { record: { isBarred?: boolean } };
    const { isBarred: _, ...silent } = record;
    const readings = { storeganise: { kind: 'read', record: silent } as never, zendesk: readUser() };

    expect(rowOf('suspension', { isDisabled: true, readings })?.storeganise).toBe('disabled, as far as events tell');
  });
});

describe('the lists and pointers', () => {
  const identities = [
    { id: '1', type: 'email', value: 'pat@example.com', primary: true },
    { id: '2', type: 'email', value: 'second@example.com', primary: false },
    { id: '3', type: 'phone', value: '+12125550123', primary: false },
  ] as const;
  const withIdentities = (over: object = {}) => ({
    storeganise: readCustomer({}, over),
    zendesk: readUser({}, { identities }),
  });

  it.each<[FieldView['field'], string, Partial<PersonFacts>, object]>([
    [
      'other_emails',
      'on their way',
      { readings: withIdentities(), changes: due },
      {
        storeganise: '',
        zendesk: 'second@example.com',
        state: 'waiting',
        why: `Zendesk’s list goes to Storeganise. ${TURN}`,
      },
    ],
    [
      'other_phones',
      'the same on both sides',
      { readings: withIdentities({ lists: { phones: ['+12125550123'] } }) },
      { storeganise: '+12125550123', zendesk: '+12125550123', state: 'in_sync' },
    ],
    [
      'other_emails',
      'not kept by Storeganise',
      { readings: withIdentities(), link: buildLink({ refused: ['lists'] }) },
      { state: 'left_alone', why: 'Storeganise does not keep the list: the customer field is missing there.' },
    ],
    [
      'other_emails',
      'of identities that could not be read',
      { readings: { storeganise: readCustomer(), zendesk: readUser({}, { identities: undefined }) } },
      { state: 'unknown', why: 'Zendesk’s identities could not be read.' },
    ],
    ['pointers', 'at each other', {}, { storeganise: '9001', zendesk: 'sg1', state: 'in_sync' }],
    [
      'pointers',
      'not written yet',
      { readings: { storeganise: readCustomer({}, { pointer: '' }), zendesk: readUser() } },
      { state: 'waiting', why: expect.stringMatching(/^One does not point at the other yet\. /) },
    ],
    [
      'pointers',
      'not kept by Storeganise',
      {
        readings: { storeganise: readCustomer({}, { pointer: '' }), zendesk: readUser() },
        link: buildLink({ refused: ['pointer_storeganise'] }),
      },
      { state: 'left_alone', why: 'Storeganise does not keep zendesk_userId; we go by our own link.' },
    ],
    [
      'pointers',
      'of another integration',
      { readings: { storeganise: readCustomer(), zendesk: readUser({}, { pointer: 'crm-7' }) } },
      { state: 'left_alone', why: 'The external id “crm-7” is not ours; we leave it and go by our own link.' },
    ],
    [
      'pointers',
      'at another customer',
      {
        readings: { storeganise: readCustomer(), zendesk: readUser({}, { pointer: 'sg2' }) },
        link: buildLink({ foreignPointer: { value: 'sg2', isCustomer: true } }),
      },
      { state: 'held', why: 'Held: the external id “sg2” names another customer.' },
    ],
  ])('%s %s', (field, _, facts, expected) => {
    expect(rowOf(field, facts)).toMatchObject(expected);
  });
});
