import { describe, expect, it } from 'vitest';
import { account, found, get, json, noon, put, saidBy, typesOf } from './zendesk-account.ts';

describe('zendesk simulator: events that naive readers trip over', () => {
  it('show the user as it was before, when switched so', () => {
    const zendesk = account({ switches: { staleDetail: true } });
    const { id, events: created } = zendesk.createUser({ name: 'Pat', email: 'old@example.com' }, noon);
    const detail = (body = '') => JSON.parse(body).detail;

    const moved = zendesk.editUser(id, { email: 'new@example.com' }, noon + 1000);
    const promoted = zendesk.editUser(id, { role: 'agent' }, noon + 2000);

    expect(detail(created[0]?.body).email).toBe('old@example.com');
    expect(moved.map(({ body }) => detail(body).email)).toEqual([
      'old@example.com',
      'old@example.com',
      'old@example.com',
    ]);
    expect([detail(promoted[0]?.body).role, saidBy(promoted)]).toEqual([
      'end-user',
      [{ current: 'agent', previous: 'end-user' }],
    ]);
  });

  it('have an empty address for a user without one, and no name or phone', () => {
    const [created] = account().createUser({ name: 'Pat', phone: '+81' }, noon).events;

    expect(Object.keys(JSON.parse(created?.body ?? '').detail)).toEqual([
      'created_at',
      'default_group_id',
      'email',
      'external_id',
      'id',
      'organization_id',
      'role',
      'updated_at',
    ]);
    expect(created?.body).toContain('"email": ""');
  });

  it('may be of tickets, organizations and memberships, or of a mere sign-in', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat' }, noon);

    const events = [
      ...zendesk.createTicket(id, noon),
      ...zendesk.createOrganization('Acme', id, noon),
      ...zendesk.createOrganization('Bare', undefined, noon),
      ...zendesk.signIn(id, noon),
    ];

    expect(events.map(({ type }) => type)).toEqual([
      'ticket.created',
      'organization.created',
      'user.organization_membership_created',
      'organization.created',
      'user.last_login_changed',
    ]);
    expect(JSON.parse(events[0]?.body ?? '')).toMatchObject({
      subject: expect.stringMatching(/^zen:ticket:\d+$/),
      type: 'zen:event-type:ticket.created',
      detail: { requester_id: id },
    });
    expect(zendesk.user(id)?.updated_at).toBe('2026-01-10T12:00:00Z');
    expect(() => zendesk.createTicket('1', noon)).toThrow('Not found');
  });

  it('come one for each attribute', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', email: 'a@example.com' }, noon);

    const { events } = zendesk.handle(put(id, { name: 'P', notes: 'n', email: 'b@example.com', phone: '+81' }), noon);

    expect(typesOf(events)).toEqual(['name_changed', 'notes_changed', 'identity_created', 'identity_created']);
    expect(new Set(events.map((event) => event.id)).size).toBe(4);
  });
});

describe('zendesk simulator: the rest of the limits and of search', () => {
  it('refuses beyond the budget in JSON when switched so, and takes up again in the next minute', () => {
    const zendesk = account({ switches: { callsPerMinute: 1, budgetRefusal: 'json' } });
    zendesk.handle(get('/api/v2/users/me'), noon);

    const { response } = zendesk.handle(get('/api/v2/users/me'), noon + 20_000);

    expect([response.status, json(response).error, response.headers['retry-after']]).toEqual([
      429,
      'APIRateLimitExceeded',
      '40',
    ]);
    expect(response.headers['x-rate-limit-remaining']).toBe('0');
    expect(zendesk.handle(get('/api/v2/users/me'), noon + 60_000).response.status).toBe(200);
  });

  it('says in plain text, to the word, that one user was updated too often', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat' }, noon);
    const update = () => zendesk.handle(put(id, { name: 'Pat' }), noon + 59_500).response;
    for (let count = 0; count < 5; count += 1) update();

    expect(update()).toMatchObject({
      status: 429,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' },
      body: 'You have exceeded the rate limit for updating a single unique user. user email:  id:  external_id: ',
    });
    expect(zendesk.calls.at(-1)).toMatchObject({ status: 429, changed: false, write: true });
  });

  it('takes a bare plus for a plus when switched so', () => {
    const zendesk = account({ switches: { plusIsSpace: false } });
    zendesk.createUser({ name: 'Plus', email: 'pat+2@example.com' }, noon);

    expect(found(zendesk, 'query=email:pat+2@example.com', noon)).toEqual(['Plus']);
  });

  it('lags for ten minutes when told so, for addresses that moved as well', () => {
    const zendesk = account({ searchLagMs: { query: [600_000, 600_000], externalId: [30_000, 30_000] } });
    const fresh = { name: 'Pat', email: 'old@example.com', external_id: 'sg-1', createdAt: noon - 3_600_000 };
    const { id } = zendesk.createUser(fresh, noon);
    zendesk.editUser(id, { email: 'new@example.com', external_id: 'sg-2' }, noon);
    const hits = (query: string, now: number) => found(zendesk, query, now).length;

    expect(hits('query=new%40example.com', noon + 599_999)).toBe(0);
    expect(hits('query=new%40example.com', noon + 600_000)).toBe(1);
    expect([hits('external_id=sg-1', noon + 29_999), hits('external_id=sg-2', noon + 29_999)]).toEqual([1, 0]);
    expect([hits('external_id=sg-1', noon + 30_000), hits('external_id=sg-2', noon + 30_000)]).toEqual([0, 1]);
  });
});
