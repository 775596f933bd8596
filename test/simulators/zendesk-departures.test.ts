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

function pat(switches: Partial<ZendeskSwitches> = {}) {
  const zendesk = account({ switches });
  const fresh = { name: 'Pat', email: 'pat@example.com', phone: '+81311111111', external_id: 'sg-1', notes: 'n' };
  const { id } = zendesk.createUser(fresh, noon);
  zendesk.addIdentity(id, 'email', 'second@example.com', noon);
  const shown = () => json(zendesk.handle(get(`/api/v2/users/${id}`), noon).response).user;
  return { zendesk, id, shown };
}

/** Pat, and Win with an address and `external_id` of her own. */
function two(switches: Partial<ZendeskSwitches> = {}) {
  const { zendesk, id: loser } = pat(switches);
  const { id: winner } = zendesk.createUser({ name: 'Win', email: 'win@example.com', external_id: 'sg-2' }, noon);
  const merge = () => zendesk.handle(mergeRequest(loser, winner), noon + 1000);
  return { zendesk, loser, winner, merge };
}

const mergeRequest = (loser: string, winner: string) => ({
  ...write('PUT', `/api/v2/users/${loser}/merge`, {}),
  body: `{"user":{"id":${winner}}}`,
});
const remove = (path: string) => ({ ...get(path), method: 'DELETE' });

describe('zendesk simulator: soft deletion', () => {
  it('answers 200 with the user inactive and frees address, number and external_id at once', () => {
    const { zendesk, id, shown } = pat();

    const { response } = zendesk.handle(remove(`/api/v2/users/${id}`), noon + 1000);
    const again = zendesk.handle(post({ name: 'Pat', email: 'pat@example.com', external_id: 'sg-1' }), noon + 1000);

    const gone = {
      active: false,
      email: null,
      external_id: null,
      verified: false,
      phone: null,
      name: 'Pat',
      notes: 'n',
    };
    expect([response.status, json(response).user]).toEqual([200, expect.objectContaining(gone)]);
    expect([again.response.status, shown()]).toEqual([201, expect.objectContaining(gone)]);
    expect(zendesk.calls[0]).toMatchObject({ method: 'DELETE', recordId: id, changed: true, bookkeeping: false });
    const second = zendesk.handle(post({ name: 'Other', email: 'second@example.com', phone: '+81311111111' }), noon);
    expect(json(second.response).user.shared_phone_number).toBe(false);
  });

  it.each([
    ['both', ['active_changed', 'deleted']],
    ['deleted', ['deleted']],
    ['active_changed', ['active_changed']],
  ] as const)('tells of it by %s, with an empty address', (deleteEvents, types) => {
    const { zendesk, id } = pat({ deleteEvents });

    const events = zendesk.deleteUser(id, noon + 1000);

    expect(typesOf(events)).toEqual(types);
    expect(events.map(({ body }) => JSON.parse(body).detail.email)).toEqual(types.map(() => ''));
    if (types[0] === 'active_changed') expect(saidBy(events)[0]).toEqual({ current: false, previous: true });
    if (types[0] === 'deleted') expect(events[0]?.body).toContain('"event": { },');
  });

  it('vanishes from search, unless switched so, and only when the index has noticed', () => {
    const { zendesk, id } = pat();
    zendesk.setSearchLag({ query: [60_000, 60_000], externalId: [0, 0] });
    zendesk.deleteUser(id, noon + 1000);

    expect(found(zendesk, 'query=pat', noon + 2000)).toEqual(['Pat']);
    expect(found(zendesk, 'external_id=sg-1', noon + 2000)).toEqual([]);
    expect(found(zendesk, 'query=pat', noon + 61_000)).toEqual([]);
    zendesk.setSwitches({ searchFindsInactive: true });
    expect(found(zendesk, 'query=pat', noon + 61_000)).toEqual(['Pat']);
  });

  it.each([404, 422] as const)('answers later writes %i', (deletedUserUpdate) => {
    const { zendesk, id } = pat({ deletedUserUpdate });
    const path = `/api/v2/users/${id}`;
    const identity = identityId(zendesk, id, 'second@example.com');
    zendesk.deleteUser(id, noon);

    const writes = [
      put(id, { name: 'X' }),
      write('POST', `${path}/identities`, { identity: { type: 'email', value: 'x@example.com' } }),
      write('PUT', `${path}/identities/${identity}/make_primary`, {}),
      remove(path),
      mergeRequest(id, id),
    ];

    expect(writes.map((request) => zendesk.handle(request, noon).response.status)).toEqual(
      writes.map(() => deletedUserUpdate),
    );
    expect(() => zendesk.editUser(id, { name: 'X' }, noon)).toThrow();
    expect(json(onIdentities(zendesk, id, 'GET', '').response).identities).toEqual([]);
  });

  it('refuses an update that lands after the user was deleted', () => {
    const { zendesk, id } = pat();

    const hanging = zendesk.arrive(put(id, { name: 'X' }), noon);
    zendesk.deleteUser(id, noon);

    expect(hanging.land(noon + 9000).response.status).toBe(404);
  });

  it('is listed among the deleted users and can be made permanent', () => {
    const { zendesk, id } = pat();
    const status = (path: string) => zendesk.handle(get(path), noon).response.status;
    const early = zendesk.handle(remove(`/api/v2/deleted_users/${id}`), noon).response.status;
    zendesk.deleteUser(id, noon);

    const listed = json(zendesk.handle(get('/api/v2/deleted_users'), noon).response);
    const purged = zendesk.handle(remove(`/api/v2/deleted_users/${id}`), noon);

    expect([early, listed.count, listed.deleted_users[0].name]).toEqual([404, 1, 'Pat']);
    expect([purged.response.status, purged.events]).toEqual([200, []]);
    expect([status(`/api/v2/users/${id}`), status(`/api/v2/users/${id}/identities`)]).toEqual([404, 404]);
    expect(json(zendesk.handle(get(`/api/v2/deleted_users/${id}`), noon).response).deleted_user).toMatchObject({
      name: 'Permanently Deleted User',
      email: null,
    });
    expect([zendesk.users(), zendesk.user(id)]).toEqual([[], undefined]);
  });

  it('says `deleted` only when it is permanent, when switched so', () => {
    const { zendesk, id } = pat({ deleteEvents: 'active_changed' });
    zendesk.deleteUser(id, noon);

    expect(typesOf(zendesk.purgeUser(id, noon))).toEqual(['deleted']);
    expect(() => pat().zendesk.purgeUser(id, noon)).toThrow('Not found');
  });
});

describe('zendesk simulator: merge', () => {
  it('moves addresses and numbers, loses the rest, and leaves an inactive loser', () => {
    const { zendesk, loser, winner, merge } = two();

    const { response } = merge();

    expect([response.status, json(response).user.name]).toEqual([200, 'Win']);
    expect(held(zendesk, winner)).toEqual([
      '+81311111111*',
      'pat@example.com',
      'second@example.com',
      'win@example.com*',
    ]);
    expect(zendesk.user(winner)).toMatchObject({ external_id: 'sg-2', phone: '+81311111111', notes: null });
    expect(zendesk.user(loser)).toMatchObject({ active: false, external_id: null, email: null });
    expect(found(zendesk, 'query=pat%40example.com', noon + 1000)).toEqual(['Win']);
    expect(zendesk.calls[0]).toMatchObject({ recordId: loser, changed: true });
  });

  it('gives a winner without address the first one', () => {
    const { zendesk, loser } = two();
    const { id } = zendesk.createUser({ name: 'Bare' }, noon);

    zendesk.mergeUsers(loser, id, noon);

    expect(zendesk.user(id)?.email).toBe('pat@example.com');
  });

  it.each([
    ['loser', [['loser', 'winner']]],
    ['winner', [['winner', 'loser']]],
    [
      'both',
      [
        ['loser', 'winner'],
        ['winner', 'loser'],
      ],
    ],
    ['none', []],
  ] as const)('is told as an event of %s', (mergedEventOn, expected) => {
    const { zendesk, loser, winner } = two({ mergedEventOn });
    const names = new Map([
      [loser, 'loser'],
      [winner, 'winner'],
    ]);

    const events = zendesk.mergeUsers(loser, winner, noon).filter(({ type }) => type === 'user.merged');

    const said = events.map((event) => [names.get(event.recordId), names.get(JSON.parse(event.body).event.user.id)]);
    expect(said).toEqual(expected);
  });

  it('also tells of what moved and of the end, unless switched off', () => {
    const loud = two({ mergedEventOn: 'none' });
    const quiet = two({ mergedEventOn: 'none', otherEventsOnMerge: false });

    const events = loud.zendesk.mergeUsers(loud.loser, loud.winner, noon);

    expect(events.map(({ type, recordId }) => [type.slice(5), recordId === loud.winner])).toEqual([
      ['identity_created', true],
      ['identity_created', true],
      ['identity_created', true],
      ['active_changed', false],
      ['deleted', false],
    ]);
    expect(quiet.zendesk.mergeUsers(quiet.loser, quiet.winner, noon)).toEqual([]);
  });

  it('may leave the numbers behind, and a loser that nobody can read', () => {
    const { zendesk, loser, winner, merge } = two({ mergeMovesPhones: false, mergedLoser: 'gone' });

    merge();

    expect(held(zendesk, winner)).toEqual(['pat@example.com', 'second@example.com', 'win@example.com*']);
    expect(zendesk.handle(get(`/api/v2/users/${loser}`), noon).response.status).toBe(404);
  });

  it('is refused with oneself, with agents, with nobody, and cannot be undone', () => {
    const { zendesk, loser, winner } = two();
    const agent = zendesk.createUser({ name: 'Agent', role: 'agent' }, noon).id;
    const status = (from: string, to: string) => zendesk.handle(mergeRequest(from, to), noon).response.status;

    expect([status(loser, loser), status(loser, agent), status(agent, winner), status(loser, '1')]).toEqual([
      422, 422, 422, 404,
    ]);
    expect(zendesk.handle(write('PUT', `/api/v2/users/${loser}/merge`, { user: {} }), noon).response.status).toBe(400);
    zendesk.mergeUsers(loser, winner, noon);
    expect([status(loser, winner), status(winner, loser)]).toEqual([404, 404]);
  });
});

describe('zendesk simulator: roles', () => {
  it('move both ways with their event, and agents send events as customers do', () => {
    const { zendesk, id, shown } = pat();

    const promoted = zendesk.editUser(id, { role: 'agent' }, noon);
    const renamed = zendesk.handle(put(id, { name: 'Agent Pat' }), noon).events;
    const role = shown().role;
    const demoted = zendesk.handle(put(id, { role: 'end-user' }), noon).events;

    expect(saidBy([...promoted, ...demoted])).toEqual([
      { current: 'agent', previous: 'end-user' },
      { current: 'end-user', previous: 'agent' },
    ]);
    expect([role, typesOf(renamed), JSON.parse(renamed[0]?.body ?? '').detail.role]).toEqual([
      'agent',
      ['name_changed'],
      'agent',
    ]);
    expect(zendesk.handle(put(id, { role: 'king' }), noon).response.status).toBe(422);
  });

  it('an agent may hold the address of a customer', () => {
    const { zendesk } = pat();
    zendesk.createUser({ name: 'Agent', email: 'customer@example.com', role: 'agent' }, noon);

    const { response } = zendesk.handle(post({ name: 'Customer', email: 'customer@example.com' }), noon);

    expect(json(response).details.email[0].error).toBe('DuplicateValue');
    expect(found(zendesk, 'query=email%3Acustomer%40example.com', noon)).toEqual(['Agent']);
    expect(found(zendesk, 'query=role%3Aend-user%20email%3Acustomer%40example.com', noon)).toEqual([]);
  });
});

describe('zendesk simulator: external_id', () => {
  it('is unique whatever its case, may change case, and is cleared by null', () => {
    const { zendesk, id, shown } = pat();
    const other = zendesk.createUser({ name: 'Other' }, noon).id;

    const taken = zendesk.handle(put(other, { external_id: 'SG-1' }), noon).response;
    const recased = zendesk.handle(put(id, { external_id: 'SG-1' }), noon);
    const cleared = zendesk.handle(put(id, { external_id: null }), noon);
    const free = zendesk.handle(put(other, { external_id: 'sg-1' }), noon).response;

    expect([taken.status, json(taken).details.external_id[0].error, free.status]).toEqual([422, 'DuplicateValue', 200]);
    expect(saidBy([...recased.events, ...cleared.events])).toEqual([
      { current: 'SG-1', previous: 'sg-1' },
      { current: '', previous: 'SG-1' },
    ]);
    expect(shown().external_id).toBe(null);
    expect(() => zendesk.editUser(id, { external_id: 'SG-1' }, noon)).toThrow('already been taken');
  });
});
