import { describe, expect, it } from 'vitest';
import type { StoreganiseSwitches } from '../../src/simulators/storeganise/storeganise.ts';
import { userFixtures } from '../../src/simulators/storeganise/user-fixtures.ts';
import { business, dataOf, get, json, noon, post, put, read, taro, typesOf } from './storeganise-business.ts';

function oneUser(switches: Partial<StoreganiseSwitches> = {}, more: object = {}) {
  const sg = business({ switches });
  const { id } = sg.createUser({ ...taro, ...more }, noon);
  return { sg, id, shown: (now = noon) => read(sg, `users/${id}?include=customFields`, now) };
}

describe('storeganise simulator: users as they are', () => {
  it('holds all the awkward customers, verbatim and without empty fields', () => {
    const sg = business();
    for (const fresh of userFixtures) sg.createUser(fresh, noon);

    const users = read(sg, 'users?limit=1000');

    expect(users).toHaveLength(userFixtures.length);
    expect(users.map(({ phone }: { phone?: string }) => phone).filter(Boolean)).toHaveLength(12);
    expect(JSON.stringify(users)).not.toMatch(/null|_id|createdAt/);
    expect(users).toContainEqual(expect.objectContaining({ phone: '０９０－１２３４－５６７８' }));
    expect(users).toContainEqual(expect.objectContaining({ email: 'Upper.Case@Example.COM' }));
    expect(users).toContainEqual(expect.objectContaining({ roles: ['admin'] }));
  });

  it('names each edit of staff by its key', () => {
    const { sg, id } = oneUser();

    const events = sg.editUser(
      id,
      { phone: '+81312345678', language: 'ja', roles: ['admin'], emailConfirmed: noon },
      noon,
    );

    expect(dataOf(events)).toEqual([{ userId: id, changedKeys: ['phone', 'language', 'emailConfirmed', 'roles'] }]);
    expect(sg.user(id)).toMatchObject({
      phone: '+81312345678',
      language: 'ja',
      roles: ['admin'],
      emailConfirmed: '2026-01-10T12:00:00.123Z',
    });
    expect(dataOf(sg.editUser(id, { emailConfirmed: null, phone: '' }, noon))).toMatchObject([
      { changedKeys: ['phone', 'emailConfirmed'] },
    ]);
    expect(sg.user(id)).not.toHaveProperty('phone');
    expect(sg.user(id)).not.toHaveProperty('emailConfirmed');
  });

  it('ignores what the API cannot write', () => {
    const { sg, id, shown } = oneUser();

    sg.handle(put(id, { name: 'X', roles: ['admin'], disabled: true, emailConfirmed: 'x', id: 'y' }), noon);

    expect(shown()).toMatchObject({ id, name: 'Taro Yamada', roles: [] });
    expect(shown()).not.toHaveProperty('disabled');
    expect(shown()).not.toHaveProperty('emailConfirmed');
  });

  it.each([
    ['search=taro%40EX', true],
    ['search=phone%3A090', true],
    ['search=companyName%3Aloc', true],
    ['search=zendesk_otherEmails%3Aa%40b.c', true],
    ['search=zendesk_userId%3A1', false],
    ['search=nobody', false],
  ])('with %s finds the user: %s', (query, isFound) => {
    const { sg } = oneUser(
      {},
      { phone: '090', companyName: 'Loc & Stor', customFields: { zendesk_otherEmails: 'a@b.c' } },
    );

    expect(read(sg, `users?${query}`)).toHaveLength(isFound ? 1 : 0);
  });
});

describe('storeganise simulator: e-mail in use', () => {
  it.each([
    ['409', 409, 'taro@example.com', 'Taro'],
    ['400', 400, 'taro@example.com', 'Taro'],
    ['422', 422, 'taro@example.com', 'Taro'],
    ['ignored', 200, 'taro@example.com', 'Jiro'],
  ] as const)('answered %s', (takenEmail, status, email, firstName) => {
    const { sg, id } = oneUser({ takenEmail });
    sg.createUser({ ...taro, email: 'taken@example.com' }, noon);

    const { response } = sg.handle(put(id, { firstName: 'Jiro', email: 'TAKEN@example.com' }), noon);

    expect([response.status, sg.user(id)?.email, sg.user(id)?.firstName]).toEqual([status, email, firstName]);
    expect(sg.handle(post({ ...taro }), noon).response.status).toBe(status === 200 ? 409 : status);
  });

  it('may differ by case only when switched so', () => {
    const { sg, id } = oneUser({ emailsDifferByCase: true });

    const other = sg.createUser({ ...taro, email: 'Taro@example.com' }, noon);

    expect(read(sg, 'users/Taro%40example.com').id).toBe(other.id);
    expect(read(sg, 'users/taro%40example.com').id).toBe(id);
  });

  it.each([
    [false, true],
    [true, false],
  ])('a change of address takes the confirmation away: %s', (emailChangeUnconfirms, isKept) => {
    const { sg, id, shown } = oneUser({ emailChangeUnconfirms }, { emailConfirmed: noon });

    sg.handle(put(id, { email: 'TARO@example.com' }), noon);
    const afterCase = 'emailConfirmed' in shown();
    sg.handle(put(id, { email: 'new@example.com' }), noon);

    expect([afterCase, 'emailConfirmed' in shown()]).toEqual([true, isKept]);
  });
});

describe('storeganise simulator: phone', () => {
  it.each([
    ['null_or_empty', 200, 200],
    ['null', 200, 400],
    ['empty', 400, 200],
  ] as const)('cleared by %s', (phoneClear, forNull, forEmpty) => {
    for (const [phone, status] of [
      [null, forNull],
      ['', forEmpty],
    ] as const) {
      const { sg, id, shown } = oneUser({ phoneClear }, { phone: '090' });

      const { response } = sg.handle(put(id, { phone }), noon);

      expect([response.status, 'phone' in shown()]).toEqual([status, status !== 200]);
    }
  });

  it('is stored as written, and must be text', () => {
    const { sg, id, shown } = oneUser();

    sg.handle(put(id, { phone: ' +81 (0)90-1234 ' }), noon);

    expect(shown().phone).toBe(' +81 (0)90-1234 ');
    expect(sg.handle(put(id, { phone: 90 }), noon).response.status).toBe(400);
  });
});

describe('storeganise simulator: disabled users', () => {
  it.each([
    ['timestamp', { disabled: '2026-01-10T12:00:01.123Z' }],
    ['boolean', { disabled: true }],
    ['enabled_false', { enabled: false }],
    ['none', {}],
  ] as const)('are marked by %s', (disabledMarker, mark) => {
    const { sg, id, shown } = oneUser({ disabledMarker });
    const before = Object.keys(shown());

    sg.disableUser(id, noon + 1000);
    const { disabled, enabled } = shown(noon + 1000);
    const marked = JSON.parse(JSON.stringify({ disabled, enabled }));
    sg.enableUser(id, noon + 2000);

    expect(marked).toEqual(mark);
    expect(Object.keys(shown(noon + 2000))).toEqual(before);
    expect(shown().isActive, 'isActive is about renting').toBe(false);
  });

  it.each([
    ['user.disabled', ['user.disabled']],
    ['user.updated', ['user.updated']],
    ['both', ['user.disabled', 'user.updated']],
  ] as const)('are told of by %s, once; enabling is an update', (disableEvent, types) => {
    const { sg, id } = oneUser({ disableEvent, disabledMarker: 'none' });

    const disabled = sg.disableUser(id, noon);
    const again = sg.disableUser(id, noon);
    const isDisabled = sg.user(id)?.isDisabled;
    const enabled = sg.enableUser(id, noon);

    expect([typesOf(disabled), again, isDisabled]).toEqual([types, [], true]);
    expect(dataOf(enabled)).toEqual([{ userId: id, changedKeys: ['disabled'] }]);
    expect([sg.enableUser(id, noon), sg.user(id)?.isDisabled]).toEqual([[], false]);
  });
});

describe('storeganise simulator: deleted users', () => {
  it('are gone for reads and writes, free their address, and nobody is told', () => {
    const { sg, id } = oneUser();

    const events = sg.deleteUser(id, noon);

    expect([events, sg.users(), sg.user(id)]).toEqual([[], [], undefined]);
    expect(sg.handle(get(`users/${id}`), noon).response.status).toBe(404);
    expect(sg.handle(get('users/taro%40example.com'), noon).response.status).toBe(404);
    expect(sg.handle(put(id, { firstName: 'X' }), noon).response.status).toBe(404);
    expect(sg.handle(post(taro), noon).response.status).toBe(200);
    expect(() => sg.deleteUser(id, noon)).toThrow('Not found');
  });
});

describe('storeganise simulator: reads that lag', () => {
  it('show creation, edit, disabling and deletion later, in answers and in lists', () => {
    const sg = business({ switches: { readLagMs: 5000 } });
    const { id } = sg.createUser(taro, noon);
    const seen = (now: number) => read(sg, 'users', now).map((user: { firstName: string }) => user.firstName);
    sg.editUser(id, { firstName: 'Jiro' }, noon + 10_000);
    sg.deleteUser(id, noon + 20_000);

    expect([seen(noon + 4999), seen(noon + 5000), seen(noon + 15_000), seen(noon + 25_000)]).toEqual([
      [],
      ['Taro'],
      ['Jiro'],
      [],
    ]);
    expect(sg.handle(get('users/taro%40example.com'), noon + 5000).response.status).toBe(200);
  });

  it('still know the past when the lag begins later', () => {
    const { sg, id, shown } = oneUser();
    sg.editUser(id, { firstName: 'Jiro' }, noon + 60_000);

    sg.setSwitches({ readLagMs: 30_000 });

    expect([shown(noon + 80_000).firstName, shown(noon + 90_000).firstName]).toEqual(['Taro', 'Jiro']);
  });
});

describe('storeganise simulator: lists', () => {
  const page = (switches: Partial<StoreganiseSwitches>, query: string) => {
    const sg = business({ switches });
    for (const index of [1, 2, 3, 4, 5]) {
      sg.createUser({ ...taro, firstName: `T${index}`, email: `t${index}@example.com` }, noon + index);
    }
    return read(sg, `users?${query}`, noon + 10).map((user: { firstName: string }) => user.firstName);
  };

  it.each([
    ['newest first', {}, '', ['T5', 'T4', 'T3', 'T2', 'T1']],
    ['the default limit', { defaultLimit: 2 }, '', ['T5', 'T4']],
    ['limit and offset', {}, 'limit=2&offset=2', ['T3', 'T2']],
    ['an overlap', { pagesOverlap: true }, 'limit=2&offset=2', ['T4', 'T3']],
    ['no limit at all', { limitIgnored: true }, 'limit=2&offset=4', ['T5', 'T4', 'T3', 'T2', 'T1']],
    ['nonsense for a limit', {}, 'limit=x&offset=-1', ['T5', 'T4', 'T3', 'T2', 'T1']],
  ] as const)('know %s', (_name, switches, query, names) => {
    expect(page(switches, query)).toEqual(names);
  });

  it('lose nobody to an overlap', () => {
    const names = [0, 2, 4].flatMap((offset) => page({ pagesOverlap: true }, `limit=2&offset=${offset}`));

    expect(new Set(names).size).toBe(5);
  });

  it('show custom fields always when switched so', () => {
    const { sg } = oneUser({ customFieldsAlways: true });

    expect(read(sg, 'users')[0].customFields).toEqual({});
    expect(json(sg.handle(get('users'), noon).response)).toHaveLength(1);
  });
});

describe('storeganise simulator: echoes', () => {
  it.each([
    [{}, ['user.updated'], { changedKeys: ['customFields.zendesk_userId'] }],
    [{ changedKeys: 'absent' }, ['user.updated'], {}],
    [{ changedKeys: 'empty' }, ['user.updated'], { changedKeys: [] }],
    [{ echoes: false }, [], undefined],
  ] as const)('with %j are %j', (switches, types, more) => {
    const { sg, id } = oneUser(switches);

    const { events } = sg.handle(put(id, { customFields: { zendesk_userId: '9001' } }), noon);

    expect(typesOf(events)).toEqual(types);
    expect(dataOf(events)).toEqual(more === undefined ? [] : [{ userId: id, ...more }]);
    expect(sg.handle(post({ ...taro, email: 'x@example.com' }), noon).events).toHaveLength(types.length);
  });

  it('come for each user of a bulk edit', () => {
    const sg = business();
    const ids = Array.from({ length: 500 }, (_, index) => sg.createUser({ ...taro, email: `${index}@x.co` }, noon).id);

    const events = sg.editUsers(ids, { language: 'ja' }, noon);

    expect([events.length, new Set(events.map(({ id }) => id)).size]).toEqual([500, 500]);
  });
});
