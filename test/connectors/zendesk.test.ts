import { describe, expect, it } from 'vitest';
import type { ZendeskConnector } from '../../src/connectors/connector.ts';
import { buildAnswer } from './scripted-transport.ts';
import { buildUser, openZendesk, USERS } from './zendesk-account.ts';

const BIG_ID = '90071992547409931234';

const readShown = (answer: unknown) => openZendesk(buildAnswer(200, answer)).zendesk.read('6100000000001');

describe('reading a user', () => {
  it('shows what the sync looks at', async () => {
    const { zendesk, requests } = openZendesk(buildAnswer(200, { user: buildUser() }));

    expect(await zendesk.read('6100000000001')).toEqual({
      platform: 'zendesk',
      id: '6100000000001',
      contact: { name: 'Pat Doe', email: 'pat@example.com', phone: '' },
      typed: { name: 'Pat Doe', phone: '' },
      pointer: 'sg-42',
      updatedAt: '2026-01-10T08:00:01Z',
      standing: 'customer',
      isBarred: false,
      notes: '',
      status: '',
    });
    expect(requests).toMatchObject([{ method: 'GET', url: `${USERS}/6100000000001` }]);
  });

  it.each<[string, object, object]>([
    ['only what is needed', { id: 1, role: 'end-user' }, { contact: { name: '', email: '' }, pointer: '' }],
    [
      'null for every optional field',
      buildUser({ name: null, email: null, external_id: null, updated_at: null }),
      { contact: { name: '', email: '' }, pointer: '', updatedAt: '' },
    ],
    ['empty texts', buildUser({ email: '', external_id: '' }), { contact: { email: '' }, pointer: '' }],
    ['unknown fields', buildUser({ later: { x: [1] } }), { standing: 'customer' }],
    ['an id as text', buildUser({ id: '6100000000001' }), { id: '6100000000001' }],
    ['an external id as number', buildUser({ external_id: 42 }), { pointer: '42' }],
    ['an external id with blanks', buildUser({ external_id: ' sg-42 ' }), { pointer: 'sg-42' }],
    ['an address in capitals', buildUser({ email: ' Pat@Example.COM' }), { contact: { email: 'pat@example.com' } }],
    ['a name with odd spaces', buildUser({ name: ' Pat\u00a0\u3000Doe\n' }), { contact: { name: 'Pat Doe' } }],
    ['a lone surrogate in its name', buildUser({ name: 'Pat \ud800 Doe' }), { contact: { name: 'Pat \ufffd Doe' } }],
    ['no word on being active', buildUser({ active: undefined }), { standing: 'customer' }],
    ['a deletion', buildUser({ active: false, email: null, external_id: null }), { standing: 'gone' }],
    ['the role of an agent', buildUser({ role: 'agent' }), { standing: 'out_of_scope' }],
    ['the role of an admin', buildUser({ role: 'admin' }), { standing: 'out_of_scope' }],
    ['a role that we do not know', buildUser({ role: 'custom' }), { standing: 'out_of_scope' }],
    ['a deleted agent', buildUser({ role: 'agent', active: false }), { standing: 'gone' }],
  ])('takes a record with %s', async (_, user, expected) => {
    expect(await readShown({ user })).toMatchObject(expected);
  });

  it('keeps every digit of ids', async () => {
    const body = JSON.stringify({ user: buildUser({ external_id: 7 }) })
      .replace('6100000000001', BIG_ID)
      .replace('"external_id":7', `"external_id":${BIG_ID}`);
    const { zendesk, requests } = openZendesk(buildAnswer(200, body));

    expect(await zendesk.read(BIG_ID)).toMatchObject({ id: BIG_ID, pointer: BIG_ID });
    expect(requests[0]?.url).toBe(`${USERS}/${BIG_ID}`);
  });

  it.each<[string, unknown]>([
    ['no user', {}],
    ['a user that is null', { user: null }],
    ['a user that is a list', { user: [buildUser()] }],
    ['a user without envelope', buildUser()],
    ['an anonymous user', { user: buildUser({ id: null, name: 'Anonymous user' }) }],
    ['an id with letters', { user: buildUser({ id: '61x' }) }],
    ['an id that is a fraction', { user: buildUser({ id: 1.5 }) }],
    ['a negative id', { user: buildUser({ id: -1 }) }],
    ['an id that leads elsewhere', { user: buildUser({ id: '../x' }) }],
    ['a name that is an object', { user: buildUser({ name: { first: 'Pat' } }) }],
    ['an address that is a list', { user: buildUser({ email: ['pat@example.com'] }) }],
    ['no role', { user: buildUser({ role: undefined }) }],
    ['a role that is a number', { user: buildUser({ role: 4 }) }],
    ['a word for being active', { user: buildUser({ active: 'yes' }) }],
  ])('calls a record odd with %s, and tries again later', async (_, answer) => {
    await expect(readShown(answer)).rejects.toMatchObject({
      name: 'SyncFailure',
      kind: 'unavailable',
      code: 'zendesk_odd_user',
    });
  });

  it('is not misled by keys of an object’s own machinery', async () => {
    const body = JSON.stringify({ user: buildUser() }).replaceAll('{"', '{"__proto__":{"polluted":1},"');

    expect(await openZendesk(buildAnswer(200, body)).zendesk.read('6100000000001')).toMatchObject({
      standing: 'customer',
    });
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('finds nobody with 404', async () => {
    expect(await openZendesk(buildAnswer(404, { error: 'RecordNotFound' })).zendesk.read('61')).toBeUndefined();
  });

  it.each(['', '.', '..', '../x', 'a/b?c#d', '61?x', '61/identities', '-1', '6.1', '１２', '1'.repeat(31)])(
    'asks for no id that cannot be one: %j',
    async (id) => {
      const { zendesk, requests } = openZendesk();

      expect(await zendesk.read(id)).toBeUndefined();
      expect(requests).toEqual([]);
    },
  );

  it.each([401, 403, 429, 500])('passes on what went wrong with %i', async (status) => {
    await expect(openZendesk(buildAnswer(status)).zendesk.read('61')).rejects.toMatchObject({
      code: `zendesk_${status}`,
    });
  });
});

describe('finding users', () => {
  it.each<[string, (zendesk: ZendeskConnector) => Promise<readonly string[]>, string]>([
    ['an address', (zendesk) => zendesk.findByEmail('pat+1@example.com'), 'query=email%3Apat%2B1%40example.com'],
    ['a hostile address', (zendesk) => zendesk.findByEmail('a b&role=x#y'), 'query=email%3Aa%20b%26role%3Dx%23y'],
    ['a pointer', (zendesk) => zendesk.findByPointer('sg-42'), 'external_id=sg-42'],
    ['a hostile pointer', (zendesk) => zendesk.findByPointer('a&b=c#d/../e'), 'external_id=a%26b%3Dc%23d%2F..%2Fe'],
  ])('by %s searches for exactly that', async (_, find, query) => {
    const { zendesk, requests } = openZendesk(buildAnswer(200, { users: [], count: 0, next_page: null }));

    expect(await find(zendesk)).toEqual([]);
    expect(requests.map(({ url }) => url)).toEqual([`${USERS}/search?${query}`]);
  });

  it('gives each id once, with every digit, without those of deleted users', async () => {
    const users = `[{"id":61},{"id":${BIG_ID}},{"id":62,"active":false},{"id":"61","active":true}]`;

    expect(await openZendesk(buildAnswer(200, `{"users":${users}}`)).zendesk.findByEmail('pat@example.com')).toEqual([
      '61',
      BIG_ID,
    ]);
  });

  it.each<[string, unknown]>([
    ['no list', {}],
    ['a list that is null', { users: null }],
    ['a hit without an id', { users: [{ name: 'Pat' }] }],
    ['a hit that is null', { users: [null] }],
    ['an id that leads elsewhere', { users: [{ id: '../x' }] }],
  ])('calls an answer odd with %s, and tries again later', async (_, answer) => {
    const { zendesk } = openZendesk(buildAnswer(200, answer));

    await expect(zendesk.findByEmail('pat@example.com')).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'zendesk_odd_search',
    });
  });

  it('does not take an outage of the search for an empty answer', async () => {
    const answer = buildAnswer(200, { error: 'unavailable', users: [] });

    await expect(openZendesk(answer).zendesk.findByEmail('pat@example.com')).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });
});
