import { describe, expect, it } from 'vitest';
import { addonId, business, get, json, noon, post, put, taro, write } from './storeganise-business.ts';

describe('storeganise simulator: door', () => {
  it.each([
    ['no credential', undefined],
    ['another scheme', 'ApiKey key'],
    ['another key', `Addon ${addonId}|other`],
    ['another add-on', 'Addon 5f0000000000000000000a02|key'],
  ])('answers 401 for %s', (_name, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };

    const { response } = business().handle({ ...get('users'), headers }, noon);

    expect(response.status).toBe(401);
    expect(json(response).error.message).toBeTypeOf('string');
  });

  it('answers 404 JSON for an unknown route and for an unknown user', () => {
    const sg = business();

    for (const path of ['unit-rents', 'users/nobody%40example.com', 'unit-rentals/5f', 'jobs/5f', 'units/5f']) {
      const { response } = sg.handle(get(path), noon);
      expect([response.status, json(response)]).toEqual([404, { error: { message: 'Not found' } }]);
    }
  });
});

describe('storeganise simulator: users', () => {
  it('shows a user by id and by e-mail, custom fields only on request', () => {
    const sg = business();
    const { id } = sg.createUser({ ...taro, customFields: { zendesk_userId: '9001' } }, noon);

    const plain = json(sg.handle(get(`users/${id}`), noon).response);
    const full = json(sg.handle(get('users/Taro%40example.com?include=customFields'), noon).response);

    expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(plain).toMatchObject({ id, name: 'Taro Yamada', created: '2026-01-10T12:00:00.123Z' });
    expect(plain).not.toHaveProperty('customFields');
    expect(plain).not.toHaveProperty('phone');
    expect(full).toMatchObject({ id, customFields: { zendesk_userId: '9001' } });
  });

  it('updates in part, recomputes the name, merges custom fields and answers the whole object', () => {
    const sg = business();
    const { id } = sg.createUser(
      { ...taro, customFields: { zendesk_userId: '1', zendesk_otherEmails: ['a@b.c'] } },
      noon,
    );

    const { response, events } = sg.handle(
      put(id, { firstName: 'Jiro', customFields: { zendesk_userId: null, zendesk_otherPhoneNumbers: ['+81'] } }),
      noon + 10,
    );

    expect(json(response)).toMatchObject({ name: 'Jiro Yamada', updated: '2026-01-10T12:00:00.133Z' });
    expect(json(response).customFields).toEqual({ zendesk_otherEmails: ['a@b.c'], zendesk_otherPhoneNumbers: ['+81'] });
    expect(JSON.parse(events[0]?.body ?? '').data).toEqual({
      userId: id,
      changedKeys: ['firstName', 'customFields.zendesk_userId', 'customFields.zendesk_otherPhoneNumbers'],
    });
  });

  it('sets updated on a PUT that changes nothing and emits no event', () => {
    const sg = business();
    const { id } = sg.createUser(taro, noon);

    const { response, events } = sg.handle(put(id, taro), noon + 10);

    expect(json(response).updated).toBe('2026-01-10T12:00:00.133Z');
    expect(events).toEqual([]);
    expect(sg.calls.at(-1)).toMatchObject({ write: true, changed: false, recordId: id });
  });

  it('answers 409 for an e-mail in use whatever its case, on creation too', () => {
    const sg = business();
    sg.createUser(taro, noon);
    const { id } = sg.createUser({ ...taro, email: 'jiro@example.com' }, noon);

    const update = sg.handle(put(id, { email: 'TARO@example.com' }), noon).response;
    const creation = sg.handle(post({ ...taro, email: 'Jiro@example.com' }), noon).response;

    expect([update.status, creation.status]).toEqual([409, 409]);
    expect(() => sg.editUser(id, { email: 'taro@example.com' }, noon)).toThrow('Email already exists');
  });

  it('refuses a create that lands after its e-mail was taken', () => {
    const sg = business();

    const hanging = sg.arrive(post(taro), noon);
    sg.createUser(taro, noon + 1000);

    expect(hanging.land(noon + 9000).response.status).toBe(409);
    expect(sg.users()).toHaveLength(1);
  });

  it('requires first name, last name and e-mail on creation', () => {
    const { response } = business().handle(post({ ...taro, lastName: '' }), noon);

    expect([response.status, json(response).error.message]).toEqual([400, 'lastName is required']);
  });

  it('ignores custom fields that are not defined', () => {
    const sg = business({ switches: { definedFields: [] } });
    const { id } = sg.createUser(taro, noon);

    const { response, events } = sg.handle(put(id, { customFields: { zendesk_userId: '1' } }), noon);

    expect([response.status, json(response).customFields, events]).toEqual([200, {}, []]);
  });

  it('lists a bare array, filtered by the parameters it knows and by nothing else', () => {
    const sg = business();
    const first = sg.createUser({ ...taro, customFields: { zendesk_userId: '123' } }, noon);
    const second = sg.createUser({ ...taro, firstName: 'Jiro', email: 'jiro@example.com' }, noon + 10);
    const list = (query: string) =>
      json(sg.handle(get(`users?${query}`), noon + 20).response).map(({ id }: { id: string }) => id);

    expect(list('ownerId=nobody')).toEqual([second.id, first.id]);
    expect(list('search=yamada')).toEqual([second.id, first.id]);
    expect(list('search=zendesk_userId%3A123')).toEqual([first.id]);
    expect(list(`ids=${first.id}`)).toEqual([first.id]);
    expect(list('updatedAfter=2026-01-10T12%3A00%3A00.123Z')).toEqual([second.id]);
    expect(list('limit=1&offset=1')).toEqual([first.id]);
  });

  it('shows reads as they were when reads lag, while a PUT answers the new state', () => {
    const sg = business({ switches: { readLagMs: 5000 } });
    const { id } = sg.createUser({ ...taro, created: noon - 60_000 }, noon);

    const write = sg.handle(put(id, { firstName: 'Jiro' }), noon).response;
    const read = (now: number) => json(sg.handle(get(`users/${id}`), now).response).firstName;

    expect(json(write).firstName).toBe('Jiro');
    expect([read(noon), read(noon + 4999), read(noon + 5000)]).toEqual(['Taro', 'Taro', 'Jiro']);
  });

  it('logs writes with what changed', () => {
    const sg = business();
    const { id } = sg.createUser(taro, noon);

    sg.handle(put(id, { firstName: 'Jiro' }), noon);

    expect(sg.calls).toEqual([
      {
        at: noon,
        method: 'PUT',
        path: `/v1/admin/users/${id}`,
        status: 200,
        write: true,
        changed: true,
        changedFields: ['firstName'],
        bookkeeping: false,
        recordId: id,
        before: { firstName: 'Taro' },
        after: { firstName: 'Jiro' },
      },
    ]);
  });
});

describe('storeganise simulator: call log', () => {
  it.each([
    ['a pointer', { customFields: { zendesk_userId: '1' } }, ['customFields.zendesk_userId'], true],
    [
      'a pointer along with a name',
      { firstName: 'Jiro', customFields: { zendesk_userId: '1' } },
      ['firstName', 'customFields.zendesk_userId'],
      false,
    ],
    ['nothing', { firstName: 'Taro' }, [], false],
  ])('tells a write of %s', (_name, body, changedFields, bookkeeping) => {
    const sg = business();
    const { id } = sg.createUser(taro, noon);

    sg.handle(put(id, body), noon);

    expect(sg.calls.at(-1)).toMatchObject({ changedFields, bookkeeping, changed: changedFields.length > 0 });
  });
});

describe('storeganise simulator: add-on record', () => {
  it('shows its settings in clear and merges new ones', () => {
    const sg = business({ settings: { zendesk_instance: 'acme' } });

    sg.handle(write('PUT', `addons/${addonId}`, { customFields: { zendesk_webhookSecret: 's' } }), noon);
    const { response } = sg.handle(get(`addons/${addonId}`), noon);

    expect(json(response).customFields).toEqual({ zendesk_instance: 'acme', zendesk_webhookSecret: 's' });
  });
});

describe('storeganise simulator: events', () => {
  it('wraps ids in the envelope of the add-on, as compact JSON', () => {
    const sg = business();

    const { id, events } = sg.createUser(taro, noon);

    expect(events[0]).toMatchObject({ type: 'user.created', recordId: id, at: noon });
    expect(events[0]?.body).toBe(
      `{"id":"${events[0]?.id}","created":"2026-01-10T12:00:00.123Z","type":"user.created","businessCode":"acme",` +
        `"apiUrl":"https://acme.storeganise.com/api","addonId":"${addonId}","data":{"userId":"${id}"}}`,
    );
  });

  it.each([
    [
      '{"id":"5f0000000000000000000e01","created":"2026-01-05T09:30:00.000Z","type":"user.updated","businessCode":"acme","apiUrl":"https://acme.storeganise.com/api","addonId":"5f0000000000000000000a01","data":{"userId":"5f0000000000000000000b01","changedKeys":["phone","customFields.zendesk_userId"]}}',
      'boT03c6LAz+92PvLL1TKFa2Bse7va2sXGQOP1Hg88d8=',
    ],
    [
      String.raw`{"type":"user.created","data":{"userId":"5f0000000000000000000b02","note":"caf\u00e9 \/ x"}}`,
      'ezBbC4F1QbJv+fzMRmEKdbuA2G7d7wRbJO8dcHD6GMc=',
    ],
  ])('signs the raw body as the vectors of the dossier do', (body, signature) => {
    expect(business({ secret: 'sim-signing-secret' }).sign(body, noon)['sg-signature']).toBe(signature);
  });
});
