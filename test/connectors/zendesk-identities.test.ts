import { describe, expect, it } from 'vitest';
import { buildAnswer, callsOf } from './scripted-transport.ts';
import { openZendesk, USERS } from './zendesk-account.ts';

const page = (identities: readonly unknown[], next: string | null = null) =>
  buildAnswer(200, { identities, next_page: next, previous_page: null, count: 99 });
const email = (id: number, value: string, over: object = {}) => ({ id, type: 'email', value, primary: false, ...over });
const readShown = (...identities: readonly unknown[]) => openZendesk(page(identities)).zendesk.readIdentities('61');

describe('the ways to reach a user', () => {
  it('are all identities that are e-mails or numbers', async () => {
    const identities = [
      { id: 1, type: 'email', value: 'Pat@Example.com', primary: true, verified: true },
      { id: 2, type: 'phone_number', value: '+81312345678', primary: true },
      { id: 3, type: 'email', value: 'pat.doe@example.com', deliverable_state: 'undeliverable' },
      { id: 4, type: 'later', value: null },
      { id: 5, type: 'google', value: 'other@example.com' },
    ];
    const { zendesk, requests } = openZendesk(page(identities));

    expect(await zendesk.readIdentities('61')).toEqual([
      { id: '1', type: 'email', value: 'pat@example.com', primary: true },
      { id: '2', type: 'phone', value: '+81312345678', primary: true },
      { id: '3', type: 'email', value: 'pat.doe@example.com', primary: false },
    ]);
    expect(callsOf(requests, USERS)).toEqual([['GET', '/61/identities']]);
  });

  it.each<[string, object, object]>([
    ['a type in capitals', { id: 1, type: 'EMAIL', value: 'A@X.example' }, { type: 'email', value: 'a@x.example' }],
    ['a number in capitals', { id: 1, type: 'Phone_Number', value: '+81312345678' }, { type: 'phone' }],
    ['a number as typed', { id: 1, type: 'phone_number', value: '03-1234-5678' }, { value: '+81312345678' }],
    [
      'a number with an extension',
      { id: 1, type: 'phone_number', value: '+14155552671x123' },
      { value: '+14155552671' },
    ],
    ['a number that cannot be read', { id: 1, type: 'phone_number', value: 'reception' }, { type: 'phone', value: '' }],
    ['no word on being primary', email(1, 'a@x.example', { primary: null }), { primary: false }],
    ['a null for a value', email(1, 'x', { value: null }), { value: '' }],
    ['an id as text', email(1, 'a@x.example', { id: '6200000000009' }), { id: '6200000000009' }],
    ['further keys', email(1, 'a@x.example', { later: {}, verification_method: 'low' }), { value: 'a@x.example' }],
  ])('take an identity with %s', async (_, identity, expected) => {
    expect(await readShown(identity)).toMatchObject([expected]);
  });

  it.each([
    'twitter',
    'facebook',
    'google',
    'agent_forwarding',
    'any_channel',
    'foreign',
    'sdk',
    'messaging',
    'microsoft',
  ])('ignore an identity of type %s', async (type) => {
    expect(await readShown({ id: 1, type, value: 'pat@example.com' })).toEqual([]);
  });

  it('are read page by page, until there is no next one', async () => {
    const { zendesk, requests } = openZendesk(
      page([email(1, 'a@x.example')], 'https://elsewhere.example/page2'),
      page([email(2, 'b@x.example')], 'https://elsewhere.example/page3'),
      page([email(3, 'c@x.example')]),
    );

    expect((await zendesk.readIdentities('61')).map(({ value }) => value)).toEqual([
      'a@x.example',
      'b@x.example',
      'c@x.example',
    ]);
    expect(callsOf(requests, USERS).map(([, path]) => path)).toEqual([
      '/61/identities',
      '/61/identities?page=2',
      '/61/identities?page=3',
    ]);
  });

  it('are not read without end', async () => {
    const endless = Array.from({ length: 20 }, () => page([email(1, 'a@x.example')], 'https://x.example/next'));
    const { zendesk, requests } = openZendesk(...endless);

    await zendesk.readIdentities('61');

    expect(requests.length).toBeLessThanOrEqual(10);
  });

  it('are not known where a page fails', async () => {
    const { zendesk } = openZendesk(page([email(1, 'a@x.example')], 'https://x.example/next'), buildAnswer(503));

    await expect(zendesk.readIdentities('61')).rejects.toMatchObject({ kind: 'unavailable', code: 'zendesk_503' });
  });

  it.each<[string, unknown]>([
    ['no list', {}],
    ['an identity without a type', { identities: [{ id: 1, value: 'x' }] }],
    ['an identity without an id', { identities: [{ type: 'email', value: 'x' }] }],
    ['an id that leads elsewhere', { identities: [{ id: '../../x', type: 'email', value: 'x' }] }],
    ['an identity that is null', { identities: [null] }],
    ['a value that is an object', { identities: [email(1, 'x', { value: { at: 'x' } })] }],
  ])('are odd with %s, and asked for again later', async (_, answer) => {
    await expect(openZendesk(buildAnswer(200, answer)).zendesk.readIdentities('61')).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'zendesk_odd_identities',
    });
  });
});
