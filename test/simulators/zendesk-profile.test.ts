import { describe, expect, it } from 'vitest';
import {
  customerStatusField,
  type ZendeskOptions,
  type ZendeskSwitches,
} from '../../src/simulators/zendesk/zendesk.ts';
import { account, found, get, json, noon, post, put, saidBy, typesOf } from './zendesk-account.ts';

const userFields = [customerStatusField, { key: 'vip', type: 'checkbox' }, { key: 'shoe_size' }] as const;

function pat(switches: Partial<ZendeskSwitches> = {}, more: Partial<ZendeskOptions> = {}) {
  const zendesk = account({ userFields, switches, ...more });
  const { id } = zendesk.createUser({ name: 'Pat', email: 'pat@example.com' }, noon);
  const send = (user: object) => zendesk.handle(put(id, user), noon + 1000);
  const shown = () => json(zendesk.handle(get(`/api/v2/users/${id}`), noon).response).user;
  return { zendesk, id, send, shown };
}

describe('zendesk simulator: user fields', () => {
  it('are listed on every user, unset ones too', () => {
    expect(pat().shown().user_fields).toEqual({ customer_status: null, vip: false, shoe_size: null });
  });

  it.each([
    ['a tag', { customer_status: 'active' }, 'active', ['custom_field_changed']],
    ['null', { customer_status: null }, null, []],
    ['a tag with another spelling', { customer_status: 'Active' }, null, []],
    ['a key that is none', { customer_stats: 'active' }, null, []],
  ])('take %s', (_name, user_fields, value, types) => {
    const { send, shown } = pat();

    const { response, events } = send({ user_fields });

    expect([response.status, json(response).user.user_fields.customer_status]).toEqual([200, value]);
    expect([shown().user_fields.customer_status, typesOf(events)]).toEqual([value, types]);
  });

  it('merge per key and say what changed, by number, title and type', () => {
    const { zendesk, send, shown } = pat();
    send({ user_fields: { customer_status: 'new_prospect', vip: true } });

    const { events } = send({ user_fields: { customer_status: 'active' } });

    expect(shown().user_fields).toEqual({ customer_status: 'active', vip: true, shoe_size: null });
    expect(saidBy(events)).toEqual([
      {
        current: 'active',
        previous: 'new_prospect',
        custom_field: { id: '6300000000001', title: 'Customer Status', type: 'dropdown' },
      },
    ]);
    expect(zendesk.calls.findLast((call) => call.write)).toMatchObject({
      changedFields: ['user_fields.customer_status'],
    });
  });

  it.each([
    ['dropped', 200, undefined],
    ['refused', 422, 'InvalidValue'],
  ] as const)('whose tag is unknown are %s', (unknownOption, status, error) => {
    const { zendesk, send, shown } = pat({ unknownOption });
    send({ user_fields: { customer_status: 'active' } });

    const { response, events } = send({ user_fields: { customer_status: 'sleeping' } });

    expect([response.status, json(response).details?.customer_status[0].error]).toEqual([status, error]);
    expect([shown().user_fields.customer_status, events]).toEqual(['active', []]);
    expect(zendesk.calls.filter(({ changed }) => changed)).toHaveLength(1);
  });

  it('ride in a create', () => {
    const { zendesk } = pat();
    const user = { name: 'Other', user_fields: { customer_status: 'active', nobody: 1 }, suspended: true, notes: 'n' };

    const { response, events } = zendesk.handle(post(user), noon);

    expect(json(response).user).toMatchObject({
      suspended: true,
      notes: 'n',
      user_fields: { customer_status: 'active' },
    });
    expect(typesOf(events)).toEqual(['created']);
    zendesk.setSwitches({ otherEventsOnCreate: true });
    expect(typesOf(zendesk.handle(post({ ...user, tags: ['t'] }), noon).events)).toEqual([
      'created',
      'notes_changed',
      'suspended_changed',
      'custom_field_changed',
      'tags_changed',
    ]);
  });

  it.each([
    ['is removed', 'removeUserField', ['customer_status']],
    ['is made inactive', 'setUserFieldActive', ['customer_status', false]],
  ] as const)('are absent when the field %s, and writes are ignored', (_name, act, values) => {
    const { zendesk, send, shown } = pat();
    send({ user_fields: { customer_status: 'active' } });

    (zendesk[act] as (...values: unknown[]) => void)(...values);
    const { response, events } = send({ user_fields: { customer_status: 'deactivated' } });

    expect([response.status, events, 'customer_status' in shown().user_fields]).toEqual([200, [], false]);
  });

  it('lose a value whose option is removed', () => {
    const { zendesk, send, shown } = pat();
    send({ user_fields: { customer_status: 'active' } });

    zendesk.removeUserFieldOption('customer_status', 'active');

    expect(shown().user_fields.customer_status).toBe(null);
  });

  it('are described with their tags, by number and by key', () => {
    const { zendesk } = pat();
    const read = (tail: string) => json(zendesk.handle(get(`/api/v2/user_fields${tail}`), noon).response);

    expect(read('').user_fields.map(({ key }: { key: string }) => key)).toEqual([
      'customer_status',
      'vip',
      'shoe_size',
    ]);
    expect(read('/customer_status').user_field).toEqual(read('/6300000000001.json').user_field);
    expect(read('/customer_status').user_field.custom_field_options.map((o: { value: string }) => o.value)).toEqual([
      'new_prospect',
      'active',
      'deactivated',
    ]);
    expect(read('/nobody').error).toBe('RecordNotFound');
  });

  it('name themselves `field` in events when switched so', () => {
    const { send } = pat({ customFieldEventKey: 'field' });

    expect(saidBy(send({ user_fields: { vip: true } }).events)).toMatchObject([
      { current: true, previous: '', field: { type: 'checkbox' } },
    ]);
  });

  it('must come as an object', () => {
    const { response } = pat().send({ user_fields: ['x'] });

    expect([response.status, json(response).error.message]).toEqual([
      400,
      expect.stringContaining('must be an object'),
    ]);
  });
});

describe('zendesk simulator: suspension', () => {
  it('comes and goes through the API with its event, and stops nothing else', () => {
    const { zendesk, send, shown } = pat();

    const suspended = send({ suspended: true });
    const renamed = send({ name: 'Patricia', suspended: true });
    const back = send({ suspended: false });

    expect(saidBy(suspended.events)).toEqual([{ current: true, previous: false }]);
    expect([typesOf(renamed.events), found(zendesk, 'query=patricia', noon + 1000)]).toEqual([
      ['name_changed'],
      ['Patricia'],
    ]);
    expect([saidBy(back.events), shown().suspended]).toEqual([[{ current: false, previous: true }], false]);
  });

  it('comes and goes by an agent, once', () => {
    const { zendesk, id } = pat();

    const events = [zendesk.suspend(id, noon), zendesk.suspend(id, noon), zendesk.unsuspend(id, noon)];

    expect(events.map(typesOf)).toEqual([['suspended_changed'], [], ['suspended_changed']]);
    expect(zendesk.user(id)?.suspended).toBe(false);
  });

  it.each([
    ['forbidden', 403],
    ['invalid', 422],
    ['allowed', 200],
  ] as const)('of an agent is %s', (suspendStaff, status) => {
    const { zendesk, id, send } = pat({ suspendStaff });
    zendesk.editUser(id, { role: 'agent' }, noon);

    const { response } = send({ suspended: true, name: 'X' });

    expect([response.status, zendesk.user(id)?.name]).toEqual([status, status === 200 ? 'X' : 'Pat']);
    if (status === 200) return;
    expect(() => zendesk.suspend(id, noon)).toThrow();
    expect(() => zendesk.editUser(id, { suspended: true, email: 'x@example.com' }, noon)).toThrow();
    expect(zendesk.user(id)?.email).toBe('pat@example.com');
  });
});

describe('zendesk simulator: texts and tags', () => {
  it.each([
    ['notes', 'notes_changed'],
    ['details', 'details_changed'],
    ['alias', 'alias_changed'],
  ])('%s are replaced as a whole and tell of it', (key, type) => {
    const { send, shown } = pat();
    const text = 'first line\n\n  second — 山田 ';

    const { events } = send({ [key]: text });

    expect([shown()[key], typesOf(events), saidBy(events)]).toEqual([text, [type], [{ current: text, previous: '' }]]);
    expect(saidBy(send({ [key]: null }).events)).toEqual([{ current: '', previous: text }]);
  });

  it('notes beyond the limit are refused', () => {
    const { send } = pat();

    expect(send({ notes: 'x'.repeat(65_536) }).response.status).toBe(422);
    expect(send({ notes: 'x'.repeat(65_535) }).response.status).toBe(200);
  });

  it('tags are replaced as a list and tell what came and went', () => {
    const { send, shown } = pat();
    send({ tags: ['a', 'b'] });

    const { events } = send({ tags: ['b', 'c'] });

    expect([shown().tags, saidBy(events)]).toEqual([
      ['b', 'c'],
      [{ added: { tags: ['c'] }, removed: { tags: ['a'] } }],
    ]);
    expect(send({ tags: 'a' }).response.status).toBe(400);
  });

  it('tags are absent where tagging is off', () => {
    const { send, shown } = pat({ userTagging: false });

    expect([send({ tags: ['a'] }).events, 'tags' in shown()]).toEqual([[], false]);
  });

  it('users keep the recorded order of keys', () => {
    expect(Object.keys(pat().shown()).join(' ')).toBe(
      'id url name email created_at updated_at time_zone iana_time_zone phone shared_phone_number photo locale_id ' +
        'locale organization_id role verified external_id tags alias active shared shared_agent last_login_at ' +
        'two_factor_auth_enabled signature details notes role_type custom_role_id moderator ticket_restriction ' +
        'only_private_comments restricted_agent suspended default_group_id report_csv user_fields',
    );
  });

  it('an agent edits all of them at once, and the same again is nothing', () => {
    const { zendesk, id } = pat();
    const edit = {
      name: 'Patricia',
      details: 'd',
      notes: 'n',
      external_id: 'sg-1',
      role: 'agent',
      tags: ['t'],
      user_fields: { customer_status: 'active' },
    } as const;

    const events = zendesk.editUser(id, { ...edit, tags: ['t'] }, noon);

    expect(typesOf(events)).toEqual([
      'name_changed',
      'external_id_changed',
      'role_changed',
      'details_changed',
      'notes_changed',
      'custom_field_changed',
      'tags_changed',
    ]);
    expect(zendesk.user(id)).toMatchObject({ ...edit, user_fields: { customer_status: 'active', vip: false } });
    expect(zendesk.editUser(id, { ...edit, tags: ['t'] }, noon + 5000)).toEqual([]);
    expect(zendesk.user(id)?.updated_at).toBe('2026-01-10T12:00:00Z');
  });
});

describe('zendesk simulator: another host in links', () => {
  it('names the alias of the account', () => {
    const { zendesk, shown } = pat({}, { aliasHost: 'support.acme.example' });
    zendesk.createUser({ name: 'Pat' }, noon);

    const { response } = zendesk.handle(get('/api/v2/users/search?query=pat&per_page=1'), noon);

    expect(shown().url).toMatch(/^https:\/\/support\.acme\.example\/api\/v2\/users\/\d+\.json$/);
    expect(json(response).next_page).toMatch(/^https:\/\/support\.acme\.example\/api\/v2\/users\/search\?/);
  });
});
