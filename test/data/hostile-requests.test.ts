import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoor, signedByStoreganise, signedByZendesk } from '../http/door-server.ts';
import { NO_JSON, OTHER_JSON, RAW_REQUESTS, TRICKS } from './hostile-requests.ts';

type Door = Awaited<ReturnType<typeof openDoor>>;
type Sign = (body: Uint8Array) => Record<string, string>;

let door: Door;
let good = 0;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const WAYS: readonly (readonly [path: string, sign: Sign])[] = [
  ['/addon/storeganise', signedByStoreganise],
  ['/addon/storeganise/acme', signedByStoreganise],
  ['/addon/zendesk/acme', signedByZendesk],
];

const bytesOf = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));
const short = (body: Uint8Array) => Buffer.from(body).toString('latin1').slice(0, 60);

/** The door is still there, and what is good still comes in. */
async function expectAlive() {
  good += 1;
  const body = bytesOf({ id: `good${good}`, type: 'zen:event-type:user.created', detail: { id: '61' } });
  expect((await door.post('/addon/zendesk/acme', body, signedByZendesk(body))).status).toBe(200);
  expect(door.kept.pop()).toMatchObject({ key: `good${good}` });
}

/** Nothing was kept, no surprise was logged, and each line of the log is one line of JSON. */
function expectNothing() {
  expect(door.kept).toEqual([]);
  for (const line of door.lines.splice(0)) {
    expect(line.trimEnd()).not.toMatch(/[\n\r]/);
    expect(JSON.parse(line).level).toBeLessThan(50);
  }
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
}

describe('a body', () => {
  it.each(WAYS)('that is no JSON is refused and not kept, although it is signed: %s', async (path, sign) => {
    for (const body of NO_JSON.map((one) => new Uint8Array(one))) {
      const { status } = await door.post(path, body, sign(body));
      expect({ body: short(body), status }).toEqual({ body: short(body), status: 400 });
    }
    expectNothing();
    await expectAlive();
  });

  it.each(WAYS)('that says nothing of ours is answered and not kept: %s', async (path, sign) => {
    for (const body of OTHER_JSON.map((one) => new Uint8Array(one))) {
      const { status } = await door.post(path, body, sign(body));
      expect({ body: short(body), status }).toEqual({ body: short(body), status: 200 });
    }
    expectNothing();
    await expectAlive();
  });

  it.each(WAYS)('that is good but not signed is refused and not kept: %s', async (path, sign) => {
    const body = bytesOf({ id: 'x', type: 'zen:event-type:user.created', detail: { id: '61' }, addonId: 'a01' });
    const signed = Object.entries(sign(body));
    for (const [name, value] of signed) {
      for (const forged of [
        '',
        'AAAA',
        `${value}=`,
        ` ${value.slice(1)}`,
        value.toLowerCase(),
        value.replace(/./, '*'),
      ]) {
        const headers = { ...Object.fromEntries(signed), [name]: forged };
        expect({ forged, status: (await door.post(path, body, headers)).status }).toEqual({ forged, status: 401 });
      }
    }
    expectNothing();
  });
});

const POISON = 'POISON <b>\u202e\u0000\r\nSet-Cookie: a=b';
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e21,
    '',
    ' ',
    [],
    {},
    [[]],
    POISON,
    `../${POISON}`,
    { $ne: POISON },
    [POISON],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

type Parts = Record<string, unknown>;

/** The envelope with some of its parts, at any depth, replaced by something odd or left out. */
function broken(envelope: Parts): fc.Arbitrary<Parts> {
  const parts = Object.entries(envelope).map(([key, value]) => {
    const inner: fc.Arbitrary<unknown>[] = typeof value === 'object' && value ? [broken({ ...value })] : [];
    return [key, fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, odd, ...inner)] as const;
  });
  return fc.record(Object.fromEntries(parts), { requiredKeys: [] });
}

const ZENDESK = {
  id: 'e1',
  type: 'zen:event-type:user.identity_changed',
  account_id: 900_000_001,
  subject: 'zen:user:61',
  time: '2026-01-10T08:05:00Z',
  detail: { id: '61', email: POISON, external_id: POISON },
  event: {
    current: { id: '7', type: 'email', value: POISON, primary: true },
    previous: { id: '7', type: 'email', value: POISON, primary: false },
    user: { id: '62' },
  },
};

const STOREGANISE = {
  id: 'e1',
  type: 'job.unit_transfer.completed',
  created: '2026-01-10T08:05:00Z',
  addonId: 'a01',
  apiUrl: 'https://acme.storeganise.com/api',
  businessCode: 'acme',
  data: {
    userId: 'u1',
    jobId: 'j1',
    unitRentalId: 'r1',
    newRentalId: { id: 'r2' },
    oldRentalId: 'r3',
    changedKeys: [POISON],
  },
};

const TYPES = ['user.created', 'user.updated', 'user.disabled', 'unitRental.updated', 'addon.installed'];
const ZENDESK_TYPES = [
  'user.created',
  'user.merged',
  'user.name_changed',
  'user.identity_created',
  'user.role_changed',
];

describe('an envelope with odd parts', () => {
  const cases = [
    [
      'Zendesk',
      '/addon/zendesk/acme',
      signedByZendesk,
      ZENDESK,
      ZENDESK_TYPES.map((type) => `zen:event-type:${type}`),
      /^[1-9]\d{0,19}$/,
    ],
    ['Storeganise', '/addon/storeganise', signedByStoreganise, STOREGANISE, TYPES, /^[\w-]{0,64}$/],
  ] as const;

  it.each(cases)('of %s is dropped, or kept as ids and hashes alone', async (_, path, sign, envelope, types, id) => {
    const event = fc
      .tuple(broken(envelope), fc.constantFrom(envelope.type, ...types))
      .map(([parts, type]) => ({ type, ...parts }));
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(event, async (parts) => {
        const body = bytesOf(parts);
        const { status } = await door.post(path, body, sign(body));
        expect([200, 401]).toContain(status);
        const delivery = door.kept.pop();
        if (!delivery) return;
        const { key, ...rest } = delivery;
        kept += 1;
        expect(rest.tenant).toBe('acme');
        expect(rest.recordId).toMatch(id);
        expect(key.length).toBeLessThanOrEqual(200);
        expect(JSON.stringify(rest)).not.toMatch(/POISON|Set-Cookie|\$ne|@/);
      }),
      { numRuns: 400 },
    );
    expect(kept).toBeGreaterThan(20);
    door.lines.length = 0;
  });
});

/** Sends bytes as they are; answers what came back until the door or patience ends. */
async function sendRaw(raw: string, patienceMs: number): Promise<{ statuses: readonly number[]; shown: string }> {
  const socket = connect(door.port, '127.0.0.1');
  let shown = '';
  socket.on('data', (data) => {
    shown += data.toString('latin1');
  });
  socket.on('error', () => {});
  socket.setTimeout(patienceMs, () => socket.destroy());
  socket.write(Buffer.from(raw, 'latin1'));
  await once(socket, 'close');
  return { statuses: [...shown.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status)), shown };
}

describe('a path, parameter or header of an attacker', () => {
  it.each(['/addon/zendesk/', '/addon/storeganise/', '/admin/', '/', '/metrics?', 'X-A: '])(
    'is never followed, kept, shown or broken by, in %s',
    async (place) => {
      for (const trick of TRICKS) {
        const isHeader = place.endsWith(': ');
        const line = isHeader
          ? `POST /addon/zendesk/acme HTTP/1.1\r\n${place}${trick}`
          : `POST ${place}${trick} HTTP/1.1`;
        const { statuses, shown } = await sendRaw(
          `${line}\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
          10_000,
        );
        for (const status of statuses) expect([200, 400, 401, 404, 405, 414, 431], trick).toContain(status);
        expect(statuses.length, trick.slice(0, 60)).toBe(1);
        expect(shown, trick).not.toMatch(/evil|Set-Cookie|Location|passwd|alert/i);
      }
      expectNothing();
      await expectAlive();
    },
  );
});

describe('a raw request', () => {
  it.each(Object.entries(RAW_REQUESTS))('with %s is refused or left without an answer', async (name, raw) => {
    const { statuses } = await sendRaw(raw, 200);

    const isHealth = name === 'an upgrade';
    for (const status of statuses)
      expect(isHealth ? [200] : [400, 401, 404, 405, 413, 415, 417, 431, 505]).toContain(status);
    expect(door.kept).toEqual([]);
    await expectAlive();
  });
});
