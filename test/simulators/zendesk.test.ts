import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/simulators/seeded-random.ts';
import type { SimRequest } from '../../src/simulators/wire.ts';
import { createZendesk } from '../../src/simulators/zendesk/zendesk.ts';
import { account, found, get, json, noon, post, put, write, zendeskOptions } from './zendesk-account.ts';

describe('zendesk simulator: users', () => {
  it('answers 401 invalid_token for any other token and 404 RecordNotFound for an unknown route', () => {
    const zendesk = account();

    const stranger = zendesk.handle({ ...get('/api/v2/users/1'), headers: { authorization: 'Bearer other' } }, noon);
    const nowhere = zendesk.handle(get('/api/v2/tickets'), noon);

    expect([stranger.response.status, json(stranger.response).error]).toEqual([401, 'invalid_token']);
    expect([nowhere.response.status, json(nowhere.response).error]).toEqual([404, 'RecordNotFound']);
  });

  it('writes ids beyond 2^53 as bare numbers in answers and as strings in events', () => {
    const zendesk = account({ random: () => 0.5 });

    const { response, events } = zendesk.handle(post({ name: 'Pat Doe', email: 'pat@example.com' }), noon);
    const id = zendesk.users()[0]?.id ?? '';

    expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
    expect(String(Number(id)), 'the id must be one that a double loses').not.toBe(id);
    expect(response.body).toContain(`{"user":{"id":${id},"url":"https://acme.zendesk.com/api/v2/users/${id}.json"`);
    expect(events[0]?.body).toContain(`\n      "id": "${id}",\n`);
  });

  it('gives each record its own id although a double cannot tell some of them apart', () => {
    const zendesk = account();

    for (let index = 0; index < 50; index += 1) zendesk.createUser({ name: `Guest ${index}` }, noon);

    const ids = zendesk.users().map(({ id }) => id);
    expect(new Set(ids).size).toBe(50);
    expect(new Set(ids.map(Number)).size).toBeLessThan(50);
  });

  it('stores a name verbatim, an e-mail trimmed and in lower case, and refuses a malformed one without a code', () => {
    const zendesk = account();

    zendesk.handle(post({ name: '  山田  Zoë ', email: ' Pat@Example.COM ' }), noon);
    const refused = zendesk.handle(post({ name: 'Bad', email: 'badmail' }), noon).response;

    expect(zendesk.users()).toMatchObject([{ name: '  山田  Zoë ', email: 'pat@example.com', role: 'end-user' }]);
    expect(refused.status).toBe(422);
    expect(json(refused).details).toEqual({ email: [{ description: 'Email: badmail is not properly formatted' }] });
  });

  it('adds the e-mail of a PUT as a secondary identity and still shows the old one', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', email: 'pat@example.com' }, noon);

    const first = zendesk.handle(put(id, { email: 'new@example.com' }), noon + 1000);
    const again = zendesk.handle(put(id, { email: 'pat@example.com' }), noon + 2000);

    expect(json(first.response).user.email).toBe('pat@example.com');
    expect(first.events.map(({ type }) => type)).toEqual(['user.identity_created']);
    expect(again.events).toEqual([]);
    expect(zendesk.user(id)?.identities).toMatchObject([
      { value: 'pat@example.com', primary: true },
      { value: 'new@example.com', primary: false },
    ]);
  });

  it('refuses an e-mail that another user holds as a secondary address, and with it the whole update', () => {
    const zendesk = account();
    const holder = zendesk.createUser({ name: 'Holder', email: 'holder@example.com' }, noon);
    zendesk.addEmail(holder.id, 'second@example.com', noon);
    const { id } = zendesk.createUser({ name: 'Pat' }, noon);

    const { response } = zendesk.handle(put(id, { name: 'Patricia', email: 'second@example.com' }), noon);

    expect(response.status).toBe(422);
    expect(json(response).details.email[0].error).toBe('DuplicateValue');
    expect(zendesk.user(id)?.name).toBe('Pat');
  });

  it('bumps updated_at on a PUT that changes nothing, emits no event and logs a write without a change', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat' }, noon);

    const { response, events } = zendesk.handle(put(id, { name: 'Pat' }), noon + 5500);

    expect(json(response).user.updated_at).toBe('2026-01-10T12:00:05Z');
    expect(events).toEqual([]);
    expect(zendesk.calls.at(-1)).toMatchObject({ write: true, changed: false, recordId: id });
  });

  it('echoes API writes with one event for each attribute and logs what changed', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', email: 'pat@example.com' }, noon);

    const { events } = zendesk.handle(put(id, { name: 'Patricia', external_id: 'sg-1' }), noon + 1000);

    expect(events.map(({ type, recordId }) => [type, recordId])).toEqual([
      ['user.name_changed', id],
      ['user.external_id_changed', id],
    ]);
    expect(JSON.parse(events[0]?.body ?? '').event).toEqual({ current: 'Patricia', previous: 'Pat' });
    expect(zendesk.calls.at(-1)).toMatchObject({
      changed: true,
      before: { name: 'Pat', external_id: null },
      after: { name: 'Patricia', external_id: 'sg-1' },
    });
  });

  it('ignores unknown keys with a warning and refuses wrong types with 400', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat' }, noon);

    const ignored = zendesk.handle(put(id, { url: 'x' }), noon).response;
    const refused = zendesk.handle(put(id, { name: 7 }), noon).response;

    expect(ignored.headers['x-zendesk-api-warn']).toContain(':unpermitted_keys=>["url"]');
    expect([refused.status, json(refused).error.title]).toEqual([400, 'Invalid attribute']);
  });

  it('takes an external_id for a duplicate whatever its case', () => {
    const zendesk = account();
    zendesk.createUser({ name: 'Pat', external_id: 'SG-1' }, noon);

    const { response } = zendesk.handle(post({ name: 'Other', external_id: 'sg-1' }), noon);

    expect(json(response).details.external_id[0].error).toBe('DuplicateValue');
  });

  it('records a verification mail unless skip_verify_email is set', () => {
    const zendesk = account();

    zendesk.handle(post({ name: 'Quiet', email: 'quiet@example.com', skip_verify_email: true }), noon);
    zendesk.handle(post({ name: 'Loud', email: 'loud@example.com' }), noon);

    expect(zendesk.mails.map(({ to }) => to)).toEqual(['loud@example.com']);
  });
});

describe('zendesk simulator: call log', () => {
  it.each([
    ['external_id', { external_id: 'sg-1' }, ['external_id'], true],
    ['external_id and a name', { external_id: 'sg-1', name: 'P' }, ['name', 'external_id'], false],
    ['a phone', { phone: '+81' }, ['phone', 'phones'], false],
    ['a secondary address', { email: 'new@example.com' }, ['emails'], false],
    ['nothing', { name: 'Pat' }, [], false],
  ])('tells a write of %s', (_name, body, changedFields, bookkeeping) => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', email: 'pat@example.com' }, noon);

    zendesk.handle(put(id, body), noon);

    expect(zendesk.calls.at(-1)).toMatchObject({ recordId: id, changedFields, bookkeeping });
  });

  it('tells when a call came in that landed later', () => {
    const zendesk = account();

    zendesk.arrive(post({ name: 'Late' }), noon).land(noon + 5000);

    expect(zendesk.calls).toMatchObject([{ arrivedAt: noon, at: noon + 5000 }]);
  });
});

describe('zendesk simulator: requests that land late', () => {
  it('refuses a create whose e-mail was taken while it hung, by the unique index', () => {
    const zendesk = account();

    const hanging = zendesk.arrive(post({ name: 'Late', email: 'pat@example.com' }), noon);
    zendesk.handle(post({ name: 'Prompt', email: 'pat@example.com' }), noon + 1000);
    const { response, events } = hanging.land(noon + 9000);

    expect(response.status).toBe(422);
    expect(json(response).details.email[0].error).toBe('DuplicateValue');
    expect(events).toEqual([]);
    expect(zendesk.users()).toHaveLength(1);
  });

  it('lets a create that lands late repeat an external_id', () => {
    const zendesk = account();

    const hanging = zendesk.arrive(post({ name: 'Late', external_id: 'sg-1' }), noon);
    zendesk.handle(post({ name: 'Prompt', external_id: 'sg-1' }), noon + 1000);

    expect(hanging.land(noon + 9000).response.status).toBe(201);
    expect(found(zendesk, 'external_id=SG-1', noon + 9000)).toEqual(['Prompt', 'Late']);
  });

  it('keeps an update that lands late to the attributes it carries', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', external_id: 'sg-1' }, noon);

    const hanging = zendesk.arrive(put(id, { name: 'Patricia' }), noon);
    zendesk.editUser(id, { external_id: 'sg-2' }, noon + 1000);
    hanging.land(noon + 2000);

    expect(zendesk.user(id)).toMatchObject({ name: 'Patricia', external_id: 'sg-2' });
  });

  it('lands a request only once', () => {
    const arrival = account().arrive(post({ name: 'Pat' }), noon);
    arrival.land(noon);

    expect(() => arrival.land(noon)).toThrow('landed twice');
  });
});

describe('zendesk simulator: identities', () => {
  it('makes an identity primary, lists it first and says so in one event for each of the two', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', email: 'old@example.com' }, noon);
    const added = zendesk.handle(addIdentity(id, 'new@example.com'), noon).response;
    const identityId = /"id":(\d+)/.exec(added.body)?.[1];

    const path = `/api/v2/users/${id}/identities/${identityId}/make_primary`;
    const { response, events } = zendesk.handle({ ...put(id, {}), path }, noon + 1000);

    expect(added.status).toBe(201);
    expect(json(response).identities.map(({ value }: { value: string }) => value)).toEqual([
      'new@example.com',
      'old@example.com',
    ]);
    expect(events.map(({ type }) => type)).toEqual(['user.identity_changed', 'user.identity_changed']);
    expect(zendesk.user(id)?.email).toBe('new@example.com');
    expect(zendesk.calls.at(-1)?.after).toMatchObject({ email: 'new@example.com' });
  });

  it('refuses an address in use with details.value', () => {
    const zendesk = account();
    zendesk.createUser({ name: 'Holder', email: 'held@example.com' }, noon);
    const { id } = zendesk.createUser({ name: 'Pat' }, noon);

    const { response } = zendesk.handle(addIdentity(id, 'Held@example.com'), noon);

    expect(json(response).details.value[0]).toEqual({
      description: 'Value: held@example.com is already being used by another user',
      error: 'DuplicateValue',
    });
  });

  it('lists identities of types that a client may not know', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', email: 'pat@example.com' }, noon);
    zendesk.addForeignIdentity(id, 'google', 'pat@example.com', noon);

    const all = json(zendesk.handle(get(`/api/v2/users/${id}/identities.json`), noon).response);
    const emails = json(zendesk.handle(get(`/api/v2/users/${id}/identities?type[]=email`), noon).response);

    expect([all.count, emails.count]).toEqual([2, 1]);
  });
});

describe('zendesk simulator: search', () => {
  it('finds neighbours and people in whose notes the address stands', () => {
    const zendesk = account();
    for (const email of ['pat@example.com', 'xpat@example.com.au', 'other@example.com']) {
      zendesk.createUser({ name: email, email }, noon);
    }
    zendesk.createUser({ name: 'Quoted', notes: 'ask Pat@example.com' }, noon);

    expect(found(zendesk, 'query=pat%40example.com', noon)).toEqual([
      'pat@example.com',
      'xpat@example.com.au',
      'Quoted',
    ]);
    expect(found(zendesk, 'query=email%3Apat%40example.com', noon)).toEqual(['pat@example.com', 'xpat@example.com.au']);
  });

  it('takes a plus sign that is not encoded for a space', () => {
    const zendesk = account();
    zendesk.createUser({ name: 'Plus', email: 'pat+2@example.com' }, noon);

    expect(found(zendesk, 'query=email:pat+2@example.com', noon)).toEqual([]);
    expect(found(zendesk, 'query=email:pat%2B2%40example.com', noon)).toEqual(['Plus']);
  });

  it('does not see a new user before its lag has passed, while external_id sees it at once', () => {
    const zendesk = account({ searchLagMs: { query: [60_000, 60_000], externalId: [0, 0] } });
    zendesk.createUser({ name: 'Pat', email: 'pat@example.com', external_id: 'sg-1' }, noon);

    expect(found(zendesk, 'query=pat', noon + 59_999)).toEqual([]);
    expect(found(zendesk, 'external_id=sg-1', noon)).toEqual(['Pat']);
    expect(found(zendesk, 'query=pat', noon + 60_000)).toEqual(['Pat']);
  });

  it('matches and shows the old values until the new version is visible', () => {
    const zendesk = account({ searchLagMs: { query: [60_000, 60_000], externalId: [0, 0] } });
    const { id } = zendesk.createUser({ name: 'Old name', email: 'pat@example.com', createdAt: noon - 90_000 }, noon);
    zendesk.editUser(id, { name: 'New name' }, noon);

    expect(found(zendesk, 'query=old', noon + 1000)).toEqual(['Old name']);
    expect(found(zendesk, 'query=new', noon + 1000)).toEqual([]);
    expect(found(zendesk, 'query=new', noon + 60_000)).toEqual(['New name']);
  });

  it('draws the default lag anew for each write, between 0 and 180 seconds', () => {
    const zendesk = createZendesk({ ...zendeskOptions(), random: seededRandom(3) });
    for (let index = 0; index < 40; index += 1) zendesk.createUser({ name: `Guest ${index}` }, noon);

    const early = found(zendesk, 'query=guest', noon + 30_000).length;

    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(40);
    expect(found(zendesk, 'query=guest', noon + 180_000)).toHaveLength(40);
  });

  it('shows the address that matched although another one is primary', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', email: 'first@example.com' }, noon);
    zendesk.addEmail(id, 'second@example.com', noon);

    const { response } = zendesk.handle(get('/api/v2/users/search?query=second%40example.com'), noon);

    expect(json(response).users[0].email).toBe('second@example.com');
    expect(zendesk.user(id)?.email).toBe('first@example.com');
  });

  it('leaves unknown ids out of show_many', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat' }, noon);

    const { response } = zendesk.handle(get(`/api/v2/users/show_many?ids=${id},12345`), noon);

    expect(json(response).count).toBe(1);
  });
});

describe('zendesk simulator: limits', () => {
  it('refuses the sixth PUT of one user in a clock minute with plain text while the account has budget left', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat' }, noon);
    const other = zendesk.createUser({ name: 'Other' }, noon);
    const at = noon + 33_000;

    const statuses = [1, 2, 3, 4, 5].map((n) => zendesk.handle(put(id, { name: `Pat ${n}` }), at).response.status);
    const sixth = zendesk.handle(put(id, { name: 'Pat 6' }), at).response;

    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(sixth).toMatchObject({ status: 429, headers: { 'retry-after': '27' } });
    expect(sixth.headers['content-type']).toMatch(/^text\/plain/);
    expect(sixth.body).toContain('updating a single unique user');
    expect(Number(sixth.headers['x-rate-limit-remaining'])).toBeGreaterThan(600);
    expect(zendesk.user(id)?.name).toBe('Pat 5');
    expect(zendesk.handle(put(other.id, { name: 'Other 1' }), at).response.status).toBe(200);
    expect(zendesk.handle(put(id, { name: 'Pat 7' }), noon + 60_000).response.status).toBe(200);
  });

  it('spells the account budget in three ways and counts down to the end of the clock minute', () => {
    const { headers } = account().handle(get('/api/v2/users/me'), noon + 8000).response;

    expect(headers).toMatchObject({
      'x-rate-limit': '700',
      'x-rate-limit-remaining': '699',
      'rate-limit-remaining': '699',
      'ratelimit-remaining': '699',
      'rate-limit-reset': '52',
    });
  });

  it('refuses calls beyond the account budget', () => {
    const zendesk = account({ switches: { callsPerMinute: 2 } });
    const statuses = [1, 2, 3].map(() => zendesk.handle(get('/api/v2/users/me'), noon).response.status);

    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('zendesk simulator: events', () => {
  it('emits created and identity_created for a user with e-mail, in the recorded layout', () => {
    const zendesk = account();

    const { id, events } = zendesk.createUser({ name: 'Pat', email: 'pat@example.com' }, noon + 250);
    const [created, identity] = events;

    expect(events.map(({ type }) => type)).toEqual(['user.created', 'user.identity_created']);
    expect(created?.body).toBe(`{
   "account_id": 900000001,
   "detail": {
      "created_at": "2026-01-10T12:00:00Z",
      "default_group_id": "0",
      "email": "pat@example.com",
      "external_id": "",
      "id": "${id}",
      "organization_id": "0",
      "role": "end-user",
      "updated_at": "2026-01-10T12:00:00Z"
   },
   "event": { },
   "id": "${created?.id}",
   "subject": "zen:user:${id}",
   "time": "2026-01-10T12:00:00Z",
   "type": "zen:event-type:user.created",
   "zendesk_event_version": "2022-11-06"
}
`);
    expect(JSON.parse(identity?.body ?? '').event.identity).toMatchObject({ primary: true, type: 'email' });
  });

  it('keeps the detail of the event time however late it is delivered', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', email: 'old@example.com' }, noon);

    const [named] = zendesk.editUser(id, { name: 'Patricia' }, noon + 1000);
    zendesk.changeEmail(id, 'new@example.com', noon + 2000);

    expect(JSON.parse(named?.body ?? '').detail.email).toBe('old@example.com');
  });

  it('says external_id_changed on creation, and changes nothing loudly, when switched so', () => {
    const zendesk = account({ switches: { externalIdEventOnCreate: true, eventOnNoOpUpdate: true } });

    const { id, events } = zendesk.createUser({ name: 'Pat', external_id: 'sg-1' }, noon);
    const noOp = zendesk.handle(put(id, { name: 'Pat' }), noon);

    expect(events.map(({ type }) => type)).toEqual(['user.created', 'user.external_id_changed']);
    expect(noOp.events.map(({ type }) => type)).toEqual(['user.name_changed']);
  });

  it('writes compact bodies and types with a slash when switched so', () => {
    const zendesk = account({ switches: { compactEvents: true, slashEventTypes: true } });

    const body = zendesk.createUser({ name: 'Pat' }, noon).events[0]?.body;

    expect(body).toContain('"event":{},');
    expect(body).toContain('"type":"zen:event-type/user.created"');
  });

  it('repeats itself for the same seed', () => {
    const run = () => account().createUser({ name: 'Pat', email: 'pat@example.com' }, noon);

    expect(run()).toEqual(run());
  });
});

describe('zendesk simulator: signature', () => {
  const compact =
    '{"account_id":900000001,"detail":{"created_at":"2026-01-10T08:00:00Z","default_group_id":"0","email":"pat@example.com","external_id":"sg-42","id":"6100000000001","organization_id":"0","role":"end-user","updated_at":"2026-01-10T08:05:00Z"},"event":{"current":"Pat Doe","previous":"Pat Dow"},"id":"11111111-2222-4333-8444-555555555555","subject":"zen:user:6100000000001","time":"2026-01-10T08:05:00Z","type":"zen:event-type:user.name_changed","zendesk_event_version":"2022-11-06"}';
  const pretty =
    '{\n   "account_id": 900000001,\n   "detail": {\n      "created_at": "2026-01-10T08:00:00Z",\n      "default_group_id": "0",\n      "email": "",\n      "external_id": "",\n      "id": "6100000000001",\n      "organization_id": "0",\n      "role": "end-user",\n      "updated_at": "2026-01-10T08:05:00Z"\n   },\n   "event": { },\n   "id": "66666666-7777-4888-8999-000000000000",\n   "subject": "zen:user:6100000000001",\n   "time": "2026-01-10T08:05:00Z",\n   "type": "zen:event-type:user.deleted",\n   "zendesk_event_version": "2022-11-06"\n}\n';

  it.each([
    ['V1', compact, '2026-01-10T08:05:01Z', '0wZNhiQdrBl6ZISk/EtCEpegQ4ocAYsBhvWJEQeu7nw='],
    ['V2', pretty, '2026-01-10T08:13:11Z', 'it6H+nWQ1lXqTkI5DDQwfH7jz27JbgizUro2hIUxkVs='],
    ['V6', compact, '2026-01-10T08:05:31Z', 'FNJ+oerRiX4sKEYSmGLeGCkr7HGOK+O38eFmjaC6c8c='],
  ])('reproduces vector %s of the dossier', (_name, body, timestamp, signature) => {
    expect(account().sign(body, Date.parse(timestamp))).toMatchObject({
      'x-zendesk-webhook-signature-timestamp': timestamp,
      'x-zendesk-webhook-signature': signature,
      'x-zendesk-account-id': '900000001',
    });
  });

  it('gives each attempt a ULID of its own', () => {
    const zendesk = account();
    const header = 'x-zendesk-webhook-invocation-id';

    const first = zendesk.sign('{}', noon)[header];
    const second = zendesk.sign('{}', noon)[header];

    expect(first).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(second).not.toBe(first);
  });
});

function addIdentity(id: string, value: string): SimRequest {
  return write('POST', `/api/v2/users/${id}/identities`, { identity: { type: 'email', value } });
}
