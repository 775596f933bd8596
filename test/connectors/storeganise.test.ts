import { describe, expect, it } from 'vitest';
import { buildCustomer } from '../support/builders.ts';
import { hold } from './hold.ts';
import { BASES, buildAnswer } from './scripted-transport.ts';
import { buildUser, ID, openStoreganise as open } from './storeganise-business.ts';

const readShown = (user: object) => open(buildAnswer(200, user)).storeganise.read(ID);

describe('reading a customer', () => {
  it('shows what the sync looks at', async () => {
    const { storeganise, requests } = open(buildAnswer(200, buildUser()));

    expect(await storeganise.read(ID)).toEqual({
      platform: 'storeganise',
      id: ID,
      contact: { name: 'Yamada Taro', email: 'taro@example.com', phone: '+819012345678' },
      typed: { name: { firstName: 'Taro', lastName: 'Yamada' }, phone: '090-1234-5678' },
      pointer: '9001',
      updatedAt: '2026-01-05T09:29:59.900Z',
      standing: 'customer',
      isConfirmed: true,
      lists: { emails: [], phones: ['+81312345678'] },
    });
    expect(requests).toMatchObject([{ method: 'GET', url: `${BASES.storeganise}/users/${ID}?include=customFields` }]);
  });

  it.each<[string, object, object]>([
    ['no optional field at all', { id: ID }, { contact: { name: '', email: '' }, pointer: '', updatedAt: '' }],
    [
      'null for every optional field',
      { id: ID, email: null, firstName: null, lastName: null, roles: null, updated: null, customFields: null },
      { contact: { name: '', email: '' }, pointer: '', updatedAt: '', standing: 'customer' },
    ],
    ['unknown fields', buildUser({ disabled: 'x', billing: null, blockedReason: {} }), { standing: 'customer' }],
    ['an address in capitals', buildUser({ email: ' Taro@Example.COM ' }), { contact: { email: 'taro@example.com' } }],
    ['the marker as last name', buildUser({ lastName: 'unknown' }), { contact: { name: 'Taro' } }],
    ['a last name only', buildUser({ firstName: '' }), { contact: { name: 'Yamada' } }],
    ['roles', buildUser({ roles: ['admin'] }), { standing: 'out_of_scope' }],
    ['no activity', buildUser({ isActive: false }), { standing: 'customer' }],
    ['no custom fields', buildUser({ customFields: {} }), { pointer: '' }],
    ['a pointer set to null', buildUser({ customFields: { zendesk_userId: null } }), { pointer: '' }],
    ['a pointer with blanks', buildUser({ customFields: { zendesk_userId: ' 9001 ' } }), { pointer: '9001' }],
    ['a pointer as number', buildUser({ customFields: { zendesk_userId: 9001 } }), { pointer: '9001' }],
    ['a pointer of another type', buildUser({ customFields: { zendesk_userId: { id: 9001 } } }), { pointer: '' }],
  ])('takes a record with %s', async (_, user, expected) => {
    expect(await readShown(user)).toMatchObject(expected);
  });

  it('keeps every digit of a pointer that is a long number', async () => {
    const body = JSON.stringify(buildUser()).replace('"9001"', '90071992547409931234');

    expect(await open(buildAnswer(200, body)).storeganise.read(ID)).toMatchObject({ pointer: '90071992547409931234' });
  });

  it.each([
    ['no id', buildUser({ id: undefined })],
    ['an empty id', buildUser({ id: '' })],
    ['an id that is a number', buildUser({ id: 7 })],
    ['an address that is an object', buildUser({ email: { value: 'taro@example.com' } })],
    ['a name by language', buildUser({ firstName: { en: 'Taro' } })],
    ['a moment that is a number', buildUser({ updated: 1 })],
    ['roles that are no list', buildUser({ roles: 'admin' })],
    ['custom fields that are a text', buildUser({ customFields: 'none' })],
    ['a list of records', [buildUser()]],
    ['an envelope', { user: buildUser() }],
    ['nothing', {}],
  ])('calls a record odd with %s, and tries again later', async (_, user) => {
    await expect(readShown(user)).rejects.toMatchObject({
      name: 'SyncFailure',
      kind: 'unavailable',
      code: 'storeganise_odd_user',
    });
  });

  it('is not misled by keys of an object’s own machinery', async () => {
    const body = JSON.stringify(buildUser()).replace('{', '{"__proto__":{"polluted":1},"constructor":{"x":1},');

    const record = await open(buildAnswer(200, body)).storeganise.read(ID);

    expect(record).toMatchObject({ id: ID, standing: 'customer' });
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('finds nobody with 404, nor where another one is answered', async () => {
    expect(await open(buildAnswer(404, { error: { message: 'not found' } })).storeganise.read(ID)).toBeUndefined();
    expect(await readShown(buildUser({ id: '5f0000000000000000000b02' }))).toBeUndefined();
  });

  it.each(['', '.', '..', '../x', 'a/b?c#d', 'taro@example.com', '%2e%2e', 'a b', 'x'.repeat(65)])(
    'asks for no id that cannot be one: %j',
    async (id) => {
      const { storeganise, requests } = open();

      expect(await storeganise.read(id)).toBeUndefined();
      expect(requests).toEqual([]);
    },
  );

  it.each([401, 403, 429, 500])('passes on what went wrong with %i', async (status) => {
    const { storeganise } = open(buildAnswer(status));

    await expect(storeganise.read(ID)).rejects.toMatchObject({ code: `storeganise_${status}` });
  });
});

describe('finding a customer', () => {
  it('by address asks for exactly this address', async () => {
    const { storeganise, requests } = open(buildAnswer(200, buildUser({ email: 'Pat+1@Example.com' })));

    expect(await storeganise.findByEmail('pat+1@example.com')).toEqual([ID]);
    expect(requests[0]?.url).toBe(`${BASES.storeganise}/users/pat%2B1%40example.com?include=customFields`);
  });

  it.each([
    ['another address', buildAnswer(200, buildUser())],
    ['404', buildAnswer(404)],
  ])('by address finds nobody with %s', async (_, answer) => {
    expect(await open(answer).storeganise.findByEmail('pat@example.com')).toEqual([]);
  });

  it.each(['../x@example.com', 'a/b?c#d@example.com', '%2e%2e@example.com', 'a b&c=d@example.com'])(
    'by address stays below the users: %s',
    async (email) => {
      const { storeganise, requests } = open(buildAnswer(404));

      await storeganise.findByEmail(email);

      const url = new URL(requests[0]?.url ?? '');
      expect(url.pathname).toBe(`/api/v1/admin/users/${encodeURIComponent(email)}`);
      expect(url.search).toBe('?include=customFields');
    },
  );

  it.each(['.', '..'])('by an address that would leave the path asks nothing: %s', async (email) => {
    const { storeganise, requests } = open(buildAnswer(404));

    expect(await storeganise.findByEmail(email)).toEqual([]);

    expect(requests.map(({ url }) => url)).toEqual([]);
  });

  it('by pointer asks nothing', async () => {
    const { storeganise, requests } = open();

    expect(await storeganise.findByPointer('9001')).toEqual([]);
    expect(requests).toEqual([]);
  });
});

describe('writing a customer', () => {
  const shown = (id: string) => buildCustomer('Yamada Taro', { id });

  it.each<[string, Parameters<ReturnType<typeof open>['storeganise']['write']>[1], object]>([
    [
      'a name that can be split',
      { target: 'storeganise', fields: { name: 'Yamada Hanako' } },
      { lastName: 'Yamada', firstName: 'Hanako' },
    ],
    [
      'a name that cannot',
      { target: 'storeganise', fields: { name: 'Juan de la Cruz' } },
      { lastName: 'unknown', firstName: 'Juan de la Cruz' },
    ],
    [
      'the pointer alone',
      { target: 'storeganise', fields: {}, pointer: '9001' },
      { customFields: { zendesk_userId: '9001' } },
    ],
  ])('sends %s and nothing else', async (_, operation, body) => {
    const { storeganise, requests } = open(buildAnswer(200, buildUser()));

    expect(await storeganise.write(shown(ID), operation, hold)).toMatchObject({ kind: 'answered', record: { id: ID } });

    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'PUT', url: `${BASES.storeganise}/users/${ID}` });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual(body);
  });

  const rename = { target: 'storeganise', fields: { name: 'Yamada Hanako' } } as const;

  it.each([
    ['an empty answer', buildAnswer(200)],
    ['HTML', buildAnswer(200, '<html></html>')],
    ['another record', buildAnswer(200, buildUser({ id: '5f0000000000000000000b02' }))],
    ['a record without custom fields', buildAnswer(200, buildUser({ customFields: undefined }))],
    ['a broken record', buildAnswer(200, buildUser({ email: 7 }))],
    ['500', buildAnswer(500)],
    ['no answer', { kind: 'no_answer', sent: true, reason: 'ETIMEDOUT' } as const],
  ])('does not know with %s', async (_, answer) => {
    expect(await open(answer).storeganise.write(shown(ID), rename, hold)).toMatchObject({
      kind: 'unknown',
      failure: { kind: 'unavailable' },
    });
  });

  it.each([
    ['a refusal', buildAnswer(400), 'rejected'],
    ['a taken value', buildAnswer(409), 'rejected'],
    ['nobody there', buildAnswer(404), 'rejected'],
    ['refused credentials', buildAnswer(403), 'unauthorised'],
    ['too many calls', buildAnswer(429), 'rate_limited'],
    ['a request that never left', { kind: 'no_answer', sent: false, reason: 'ECONNREFUSED' } as const, 'unavailable'],
  ])('knows that nothing was written with %s', async (_, answer, kind) => {
    await expect(open(answer).storeganise.write(shown(ID), rename, hold)).rejects.toMatchObject({
      name: 'SyncFailure',
      kind,
    });
  });

  it.each(['../x', 'a/b?c#d', '..%2fx'])('stays below the users: %s', async (id) => {
    const { storeganise, requests } = open(buildAnswer(404));

    await expect(storeganise.write(shown(id), rename, hold)).rejects.toMatchObject({ kind: 'rejected' });

    expect(requests[0]?.url).toBe(`${BASES.storeganise}/users/${encodeURIComponent(id)}`);
  });
});
