import { describe, expect, it } from 'vitest';
import { findBadManners } from '../../src/simulators/storeganise/manners.ts';
import type { SimRequest } from '../../src/simulators/wire.ts';
import { business, get, noon, put, taro } from './storeganise-business.ts';

const secret = 'sim-signing-secret';

describe('storeganise simulator: bodies of events', () => {
  it.each([
    [{ envelopeLacks: ['id', 'created', 'businessCode'] }, ['type', 'apiUrl', 'addonId', 'data']],
    [{ envelopeLacks: ['data'] }, ['id', 'created', 'type', 'businessCode', 'apiUrl', 'addonId']],
    [{ envelopeHasMore: true }, ['id', 'created', 'type', 'businessCode', 'apiUrl', 'addonId', 'data', 'v', 'attempt']],
  ] as const)('with %j have the keys %j', (switches, keys) => {
    const [event] = business({
      switches: { ...switches, envelopeLacks: [...('envelopeLacks' in switches ? switches.envelopeLacks : [])] },
    }).createUser(taro, noon).events;

    expect(Object.keys(JSON.parse(event?.body ?? ''))).toEqual(keys);
    expect(event?.id).toMatch(/^[0-9a-f]{24}$/);
  });

  it.each([
    ['compact', /^\{"id":"[^ ]*"\}\}$/],
    ['pretty', /^\{\n {2}"id": "/],
    ['escaped', /"apiUrl":"https:\\\/\\\/acme/],
  ] as const)('are written %s and signed over their own bytes', (bodyForm, form) => {
    const sg = business({ secret, switches: { bodyForm } });
    const [event] = sg.createUser(taro, noon).events;

    expect(event?.body).toMatch(form);
    expect(JSON.parse(event?.body ?? '')).toMatchObject({
      type: 'user.created',
      apiUrl: 'https://acme.storeganise.com/api',
    });
    const other = business({ secret, switches: { signs: 'reserialised' } });
    const isSame =
      sg.sign(event?.body ?? '', noon)['sg-signature'] === other.sign(event?.body ?? '', noon)['sg-signature'];
    expect(isSame).toBe(bodyForm === 'compact');
  });

  it('are signed as the template would sign them when switched so: the vector of the dossier', () => {
    const sg = business({ secret, switches: { signs: 'reserialised' } });
    const body = String.raw`{"type":"user.created","data":{"userId":"5f0000000000000000000b02","note":"caf\u00e9 \/ x"}}`;

    expect(sg.sign(body, noon)['sg-signature']).toBe('pwlYwyDWUUVQrLE+NgJcu5JtKkDGzBpr5Nqzo4WYIu0=');
    expect(sg.sign('not json', noon)['sg-signature']).toHaveLength(44);
  });

  it('that mention a user say nothing new', () => {
    const sg = business();
    const { id } = sg.createUser(taro, noon);

    expect(sg.mention(id, noon)).toMatchObject([{ type: 'user.updated', recordId: id }]);
    expect(sg.user(id)?.updated).toBe('2026-01-10T12:00:00.123Z');
  });
});

describe('storeganise simulator: manners of its callers', () => {
  const hour = 60 * 60_000;

  function calls(...requests: (readonly [SimRequest, arrivedAt: number, landsAt?: number])[]) {
    const sg = business();
    sg.createUser(taro, noon);
    for (const [request, arrivedAt, landsAt = arrivedAt] of requests) sg.arrive(request, arrivedAt).land(landsAt);
    return findBadManners(sg.calls);
  }

  it.each([
    [
      'calls in series',
      [
        [get('users/x'), 0, 5],
        [get('users/x'), 5, 9],
      ],
      0,
    ],
    [
      'calls that overlap',
      [
        [get('users/x'), 0, 5],
        [get('users/x'), 4, 9],
      ],
      1,
    ],
    ['an include on one record', [[get('users/x?include=customFields'), 0]], 0],
    ['an include on a list', [[get('users?updatedAfter=2026&include=customFields'), 0]], 1],
    [
      'one full sweep a day',
      [
        [get('users'), 0],
        [get('users?limit=100&offset=100'), 1],
        [get('users'), 24 * hour],
      ],
      0,
    ],
    [
      'two full sweeps a day',
      [
        [get('users'), 0],
        [get('users'), 23 * hour],
      ],
      1,
    ],
    [
      'full sweeps of two lists',
      [
        [get('users'), 0],
        [get('unit-rentals'), 1],
      ],
      0,
    ],
    [
      'filtered lists',
      [
        [get('users?updatedAfter=2026'), 0],
        [get('unit-rentals?ownerId=x'), 1],
        [get('users?ids=x'), 2],
      ],
      0,
    ],
  ] as const)('%s', (_name, requests, count) => {
    const at = requests.map(([request, from, to]) => [request, noon + from, noon + (to ?? from)] as const);

    expect(calls(...at)).toHaveLength(count);
  });

  it('a write of what is there already', () => {
    const sg = business();
    const { id } = sg.createUser(taro, noon);
    sg.handle(put(id, { firstName: 'Jiro' }), noon);
    sg.handle(put(id, { firstName: 'Jiro' }), noon + 1);
    sg.handle(put(id, { email: 'nonsense' }), noon + 2);

    expect(findBadManners(sg.calls)).toEqual([`PUT /v1/admin/users/${id} writes what is there already`]);
  });
});
