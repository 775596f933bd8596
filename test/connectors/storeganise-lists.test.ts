import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/contact.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { buildCustomer } from '../support/builders.ts';
import { hold } from './hold.ts';
import { BASES, buildAnswer, callsOf, LOST } from './scripted-transport.ts';
import { buildUser, ID, openStoreganise } from './storeganise-business.ts';

const LISTS = { emails: ['a@x.example', 'b@x.example'], phones: ['+81312345678'] };
const OK = buildAnswer(200, buildUser());
const REFUSED = buildAnswer(400, { error: { message: 'expected a string' } });

const asList = { zendesk_otherEmails: LISTS.emails, zendesk_otherPhoneNumbers: LISTS.phones };
const asText = { zendesk_otherEmails: 'a@x.example\nb@x.example', zendesk_otherPhoneNumbers: '+81312345678' };

function opening(...answers: readonly HttpAnswer[]) {
  const { storeganise, requests } = openStoreganise(...answers);
  const writing = (rest: Partial<Operation> = { lists: LISTS }) =>
    storeganise.write(buildCustomer('A', { id: ID }), { target: 'storeganise', fields: {}, ...rest }, hold);
  const sent = () =>
    callsOf(requests, `${BASES.storeganise}/users`).map(([method, path, body]) => {
      expect([method, path]).toEqual(['PUT', `/${ID}`]);
      return (body as { customFields: object }).customFields;
    });
  return { writing, sent };
}

describe('lists of a customer', () => {
  it('are sent as lists', async () => {
    const { writing, sent } = opening(OK);

    expect(await writing()).toMatchObject({ kind: 'answered' });

    expect(sent()).toEqual([asList]);
  });

  it.each<[string, Partial<Operation>, object]>([
    ['one of them', { lists: { phones: LISTS.phones } }, { zendesk_otherPhoneNumbers: LISTS.phones }],
    ['one of them, emptied', { lists: { emails: [] } }, { zendesk_otherEmails: [] }],
    ['the pointer with them', { pointer: '9001', lists: LISTS }, { zendesk_userId: '9001', ...asList }],
  ])('are sent as far as they changed: %s', async (_, rest, customFields) => {
    const { writing, sent } = opening(OK);

    await writing(rest);

    expect(sent()).toEqual([customFields]);
  });

  it('are sent as lines of text where lists are refused, and from then on at once', async () => {
    const { writing, sent } = opening(REFUSED, OK, OK);

    expect(await writing()).toMatchObject({ kind: 'answered' });
    await writing({ lists: { emails: [] } });

    expect(sent()).toEqual([asList, asText, { zendesk_otherEmails: '' }]);
  });

  it('that are refused in both forms are refused, and tried in both again', async () => {
    const { writing, sent } = opening(REFUSED, REFUSED, REFUSED, OK);

    await expect(writing()).rejects.toMatchObject({ kind: 'rejected' });
    await writing();

    expect(sent()).toEqual([asList, asText, asList, asText]);
  });

  it.each<[string, HttpAnswer, string]>([
    ['credentials', buildAnswer(401), 'unauthorised'],
    ['too many calls', buildAnswer(429), 'rate_limited'],
    ['a request that never left', { ...LOST, sent: false } as HttpAnswer, 'unavailable'],
  ])('are not sent in another form because of %s', async (_, answer, kind) => {
    const { writing, sent } = opening(answer);

    await expect(writing()).rejects.toMatchObject({ kind });

    expect(sent()).toHaveLength(1);
  });

  it.each([
    ['lists', [LOST]],
    ['text', [REFUSED, LOST]],
  ])('are not known to be written where no answer comes: as %s', async (_, answers) => {
    const { writing, sent } = opening(...answers);

    expect(await writing()).toMatchObject({ kind: 'unknown' });

    expect(sent()).toHaveLength(answers.length);
  });
});

describe('a customer', () => {
  it('gets name and phone in one call', async () => {
    const { storeganise, requests } = openStoreganise(OK);

    await storeganise.write(
      buildCustomer('A', { id: ID }),
      {
        target: 'storeganise',
        fields: { name: 'Yamada Hanako', phone: '+81312345678' },
      },
      hold,
    );

    expect(callsOf(requests, BASES.storeganise)).toEqual([
      ['PUT', `/users/${ID}`, { firstName: 'Hanako', lastName: 'Yamada', phone: '+81312345678' }],
    ]);
  });
});
