import { describe, expect, it } from 'vitest';
import type { ZendeskSwitches } from '../../src/simulators/zendesk/zendesk.ts';
import {
  account,
  found,
  get,
  held,
  identityId,
  json,
  noon,
  onIdentities,
  post,
  put,
  saidBy,
  typesOf,
  write,
} from './zendesk-account.ts';

/** Pat with a primary and a secondary address, and a stranger. */
function pat(switches: Partial<ZendeskSwitches> = {}) {
  const zendesk = account({ switches });
  const { id } = zendesk.createUser({ name: 'Pat', email: 'first@example.com' }, noon);
  zendesk.addIdentity(id, 'email', 'second@example.com', noon);
  const other = zendesk.createUser({ name: 'Other', email: 'other@example.com' }, noon);
  zendesk.addIdentity(other.id, 'email', 'other2@example.com', noon);
  const on = (method: string, value: string, tail = '', identity?: object) =>
    onIdentities(zendesk, id, method, `/${identityId(zendesk, id, value)}${tail}`, identity);
  return { zendesk, id, on };
}

describe('zendesk simulator: identities through the API', () => {
  it('lists page by page, in the offset form and in the cursor form, and shows one', () => {
    const { zendesk, id, on } = pat();
    const path = `/api/v2/users/${id}/identities`;

    const offset = json(zendesk.handle(get(`${path}?per_page=1&page=2`), noon).response);
    const cursor = json(zendesk.handle(get(`${path}?page[size]=1`), noon).response);
    const one = json(on('GET', 'second@example.com').response).identity;

    expect([offset.count, offset.next_page, offset.identities[0].value]).toEqual([2, null, 'second@example.com']);
    expect([cursor.meta.has_more, cursor.identities[0].value]).toEqual([true, 'first@example.com']);
    expect(one).toMatchObject({ type: 'email', value: 'second@example.com', primary: false, verified: false });
    expect(Object.keys(one)).toEqual([
      'url',
      'id',
      'user_id',
      'type',
      'value',
      'verified',
      'primary',
      'created_at',
      'updated_at',
      'undeliverable_count',
      'deliverable_state',
    ]);
  });

  it('adds an address that becomes primary only when the creation says so', () => {
    const { zendesk, id } = pat();

    const plain = onIdentities(zendesk, id, 'POST', '', { type: 'email', value: ' Third@Example.com ' });
    const primary = onIdentities(zendesk, id, 'POST', '', {
      type: 'email',
      value: 'fourth@example.com',
      primary: true,
    });

    expect([plain.response.status, typesOf(plain.events)]).toEqual([201, ['identity_created']]);
    expect(typesOf(primary.events)).toEqual(['identity_created', 'identity_changed', 'identity_changed']);
    expect(held(zendesk, id)).toEqual([
      'first@example.com',
      'fourth@example.com*',
      'second@example.com',
      'third@example.com',
    ]);
  });

  it('changes a value in place, says what it was, and frees the old address', () => {
    const { zendesk, id, on } = pat();

    const { response, events } = on('PUT', 'first@example.com', '', { value: 'new@example.com' });
    zendesk.createUser({ name: 'Heir', email: 'first@example.com' }, noon);

    expect([response.status, json(response).identity.value]).toEqual([200, 'new@example.com']);
    expect(saidBy(events)).toMatchObject([
      {
        current: { value: 'new@example.com', primary: true, type: 'email' },
        previous: { value: 'first@example.com', primary: true },
      },
    ]);
    expect(zendesk.user(id)?.email).toBe('new@example.com');
  });

  it('does not let a PUT move the primary mark, and warns', () => {
    const { zendesk, id, on } = pat();

    const { response } = on('PUT', 'second@example.com', '', { primary: true });

    expect([response.status, json(response).identity.primary]).toEqual([200, false]);
    expect(response.headers['x-zendesk-api-warn']).toContain(':unpermitted_keys=>["primary"]');
    expect(zendesk.user(id)?.email).toBe('first@example.com');
  });

  it('verifies by flag and by address, silently', () => {
    const { zendesk, id, on } = pat();

    const flagged = on('PUT', 'first@example.com', '', { verified: true });
    const verified = on('PUT', 'second@example.com', '/verify');

    expect([flagged.events, verified.events]).toEqual([[], []]);
    expect(json(verified.response).identity.verified).toBe(true);
    expect(zendesk.user(id)).toMatchObject({ verified: true, identities: [{ verified: true }, { verified: true }] });
  });

  it('mails the customer for each new address without skip_verify_email, and on request', () => {
    const { zendesk, id, on } = pat();

    onIdentities(zendesk, id, 'POST', '', { type: 'email', value: 'q@example.com', skip_verify_email: true });
    onIdentities(zendesk, id, 'POST', '', { type: 'email', value: 'loud@example.com' });
    on('PUT', 'first@example.com', '', { value: 'louder@example.com' });
    on('PUT', 'louder@example.com', '', { value: 'quiet@example.com', skip_verify_email: true });
    on('PUT', 'quiet@example.com', '', { value: 'Quiet@example.com' });
    on('PUT', 'quiet@example.com', '', { verified: true });
    on('PUT', 'second@example.com', '/request_verification');

    expect(zendesk.mails.map(({ to }) => to)).toEqual(['loud@example.com', 'louder@example.com', 'second@example.com']);
  });

  it('deletes a secondary address with 204 and frees it', () => {
    const { zendesk, id, on } = pat();

    const { response, events } = on('DELETE', 'second@example.com');
    zendesk.createUser({ name: 'Heir', email: 'second@example.com' }, noon);

    expect([response.status, response.body]).toEqual([204, '']);
    expect(saidBy(events)).toMatchObject([{ identity: { value: 'second@example.com', primary: false } }]);
    expect(zendesk.user(id)?.updated_at).toBe('2026-01-10T12:00:01Z');
  });

  it.each([
    ['promotes', ['second@example.com*'], 'second@example.com', ['identity_deleted', 'identity_changed']],
    ['leaves_none', ['second@example.com'], null, ['identity_deleted']],
  ] as const)('when the primary address is deleted, %s', (primaryDeleted, left, email, types) => {
    const { zendesk, id, on } = pat({ primaryDeleted });

    const { events } = on('DELETE', 'first@example.com');

    expect([held(zendesk, id), zendesk.user(id)?.email, typesOf(events)]).toEqual([left, email, types]);
    expect(JSON.parse(events[0]?.body ?? '').detail.email).toBe(email ?? '');
  });

  it('does not leave a user without address and phone', () => {
    const { zendesk, id, on } = pat();
    on('DELETE', 'second@example.com');

    const refused = on('DELETE', 'first@example.com').response;
    zendesk.editUser(id, { phone: '+819012345678' }, noon);
    const allowed = on('DELETE', 'first@example.com').response;

    expect([refused.status, json(refused).error, allowed.status]).toEqual([422, 'RecordInvalid', 204]);
    expect(zendesk.user(id)).toMatchObject({ email: null, phone: '+819012345678' });
  });

  it.each([
    ['a primary address of another user', 'POST', 'other@example.com'],
    ['a secondary address of another user', 'POST', 'Other2@example.com'],
    ['an address of the user itself', 'POST', 'second@example.com'],
    ['another user’s address, typed over one', 'PUT', 'other2@example.com'],
    ['the user’s other address, typed over one', 'PUT', 'second@example.com'],
  ])('refuses %s', (_name, method, value) => {
    const { zendesk, id, on } = pat();
    const before = held(zendesk, id);

    const { response } =
      method === 'POST'
        ? onIdentities(zendesk, id, 'POST', '', { type: 'email', value })
        : on('PUT', 'first@example.com', '', { value });

    expect([response.status, json(response).details.value[0].error]).toEqual([422, 'DuplicateValue']);
    expect(held(zendesk, id)).toEqual(before);
  });

  it.each([
    ['no body', {}, 400],
    ['a value that is no text', { identity: { type: 'email', value: 7 } }, 400],
    ['a malformed address', { identity: { type: 'email', value: 'badmail' } }, 422],
    ['a type that nobody may add', { identity: { type: 'google', value: 'x@example.com' } }, 422],
  ])('refuses %s with %s', (_name, body, status) => {
    const { zendesk, id } = pat();

    const { response } = zendesk.handle(write('POST', `/api/v2/users/${id}/identities`, body), noon);

    expect(response.status).toBe(status);
  });

  it.each(['GET', 'PUT', 'DELETE'])('answers 404 for %s of an identity of another user', (method) => {
    const { zendesk, id } = pat();
    const stranger = zendesk.users().find(({ name }) => name === 'Other');
    const foreign = stranger?.identities[0]?.id ?? '';

    const { response } = onIdentities(zendesk, id, method, `/${foreign}`, { value: 'x@example.com' });

    expect(response.status).toBe(404);
  });

  it('counts identity calls towards the five updates a minute when switched so', () => {
    const { on } = pat({ identityWritesCount: true });
    const statuses = [1, 2, 3, 4, 5, 6].map(() => on('PUT', 'first@example.com', '/verify').response.status);

    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('spells events of identities as other sources have it when switched so', () => {
    const { on } = pat({ identityEventKey: 'current', identityTypeCase: 'upper', eventOnVerify: true });

    const verified = on('PUT', 'second@example.com', '/verify').events;
    const deleted = on('DELETE', 'second@example.com').events;

    expect(typesOf(verified)).toEqual(['identity_changed']);
    expect(saidBy(deleted)).toMatchObject([{ current: { type: 'EMAIL', value: 'second@example.com' } }]);
  });

  it('makes an address primary that landed late only if it is still there', () => {
    const { zendesk, id } = pat();
    const path = `/api/v2/users/${id}/identities/${identityId(zendesk, id, 'second@example.com')}/make_primary`;

    const hanging = zendesk.arrive(write('PUT', path, {}), noon);
    zendesk.removeIdentity(id, 'second@example.com', noon);

    expect(hanging.land(noon + 9000).response.status).toBe(404);
  });
});

describe('zendesk simulator: an e-mail in a plain update', () => {
  it('is verified as the update says, and nothing else', () => {
    const { zendesk, id } = pat();

    zendesk.handle(put(id, { email: 'third@example.com', verified: true }), noon);

    expect(zendesk.user(id)?.identities).toMatchObject([
      { value: 'first@example.com', verified: false },
      { value: 'second@example.com', verified: false },
      { value: 'third@example.com', verified: true },
    ]);
  });

  it('that the user holds as a secondary address changes nothing', () => {
    const { zendesk, id } = pat();

    const { response, events } = zendesk.handle(put(id, { email: 'SECOND@example.com' }), noon);

    expect([json(response).user.email, events]).toEqual(['first@example.com', []]);
    expect(zendesk.mails).toEqual([]);
  });

  it('that is taken refuses only itself when switched so', () => {
    const { zendesk, id } = pat({ takenEmailRefuses: 'e-mail' });

    const { response, events } = zendesk.handle(put(id, { name: 'Patricia', email: 'other2@example.com' }), noon);

    expect([response.status, json(response).details.email[0].error]).toEqual([422, 'DuplicateValue']);
    expect([zendesk.user(id)?.name, typesOf(events)]).toEqual(['Patricia', ['name_changed']]);
    expect(zendesk.calls.at(-1)).toMatchObject({ status: 422, changed: true });
  });
});

describe('zendesk simulator: what agents do to addresses', () => {
  it('an edited e-mail becomes primary and the old one stays', () => {
    const { zendesk, id } = pat();

    const fresh = zendesk.editUser(id, { email: 'Third@example.com', name: 'Patricia' }, noon);
    const known = zendesk.editUser(id, { email: 'second@example.com' }, noon);

    expect(typesOf(fresh)).toEqual(['identity_created', 'identity_changed', 'identity_changed', 'name_changed']);
    expect(typesOf(known)).toEqual(['identity_changed', 'identity_changed']);
    expect(held(zendesk, id)).toEqual(['first@example.com', 'second@example.com*', 'third@example.com']);
    expect(zendesk.editUser(id, { email: 'second@example.com' }, noon)).toEqual([]);
  });

  it.each([
    ['addIdentity', ['email', 'other@example.com'], 'already being used'],
    ['changeIdentity', ['second@example.com', 'other2@example.com'], 'already being used'],
    ['editUser', [{ email: 'nonsense' }], 'not properly formatted'],
    ['makePrimary', ['nobody@example.com'], 'Not found'],
    ['removeIdentity', ['nobody@example.com'], 'Not found'],
    ['verifyIdentity', ['nobody@example.com'], 'Not found'],
  ] as const)('%s tells a person what the platform refuses', (act, values, message) => {
    const { zendesk, id } = pat();
    const run = zendesk[act] as (id: string, ...rest: unknown[]) => unknown;

    expect(() => run(id, ...values, noon)).toThrow(message);
  });

  it('an address moves from one user to another in two steps, and search follows', () => {
    const { zendesk, id } = pat();
    const other = zendesk.users().find(({ name }) => name === 'Other')?.id ?? '';

    zendesk.removeIdentity(id, 'second@example.com', noon);
    zendesk.addIdentity(other, 'email', 'second@example.com', noon);

    expect(found(zendesk, 'query=email%3Asecond%40example.com', noon)).toEqual(['Other']);
    expect(found(zendesk, 'query=email%3Afirst%40example.com', noon)).toEqual(['Pat']);
  });

  it('a plain value given at creation is trimmed, in lower case and verified only when said so', () => {
    const zendesk = account();

    zendesk.handle(post({ name: 'Pat', email: ' P@Example.com', verified: true }), noon);

    expect(zendesk.users()).toMatchObject([{ email: 'p@example.com', verified: true }]);
  });
});

describe('zendesk simulator: identities of a new user', () => {
  const fresh = (identities: unknown) => post({ name: 'New', email: 'new@example.com', identities });

  it('come along with the user, primary first of each type', () => {
    const { zendesk } = pat();

    const { response, events } = zendesk.handle(
      fresh([
        { type: 'email', value: 'New2@example.com' },
        { type: 'phone_number', value: '+81' },
        { type: 'email', value: 'new@example.com' },
      ]),
      noon,
    );

    expect([response.status, json(response).user.phone, response.headers['x-zendesk-api-warn']]).toEqual([
      201,
      '+81',
      undefined,
    ]);
    expect(typesOf(events)).toEqual(['created', 'identity_created', 'identity_created', 'identity_created']);
    const id = zendesk.users().find(({ name }) => name === 'New')?.id ?? '';
    expect(held(zendesk, id)).toEqual(['+81*', 'new2@example.com', 'new@example.com*']);
  });

  it.each([
    ['a taken address', [{ type: 'email', value: 'other2@example.com' }], 422],
    ['a malformed address', [{ type: 'email', value: 'x' }], 422],
    ['another type', [{ type: 'google', value: 'x' }], 422],
    ['no value', [{ type: 'email' }], 400],
    ['no list', 'x', 400],
  ])('with %s refuse the creation', (_name, identities, status) => {
    const { zendesk } = pat();

    expect(zendesk.handle(fresh(identities), noon).response.status).toBe(status);
    expect(zendesk.users()).toHaveLength(2);
  });
});

describe('zendesk simulator: show_many', () => {
  it('shows by id and by external_id, whatever its case, and leaves out what is not there', () => {
    const { zendesk, id } = pat();
    zendesk.editUser(id, { external_id: 'SG-1' }, noon);
    const count = (query: string) => json(zendesk.handle(get(`/api/v2/users/show_many?${query}`), noon).response).count;

    expect([count(`ids=${id},${id},1`), count('external_ids=sg-1,sg-2'), count('ids=1')]).toEqual([1, 1, 0]);
    expect(zendesk.handle(get('/api/v2/users/show_many'), noon).response.status).toBe(400);
    const tooMany = Array.from({ length: 101 }, (_, index) => index + 1).join(',');
    expect(zendesk.handle(get(`/api/v2/users/show_many?ids=${tooMany}`), noon).response.status).toBe(400);
  });
});
