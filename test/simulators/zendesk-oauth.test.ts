import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SimResponse } from '../../src/simulators/wire.ts';
import { simulatedClient, type Zendesk } from '../../src/simulators/zendesk/zendesk.ts';
import { account, identityId, json, noon, write } from './zendesk-account.ts';

const CALLBACK = 'http://127.0.0.1:8081/oauth/zendesk/callback';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const CLIENT = { client_id: simulatedClient.id, client_secret: simulatedClient.secret };

type Texts = Record<string, string | number | undefined>;

function query(over: Texts = {}): string {
  const all: Texts = {
    response_type: 'code',
    client_id: simulatedClient.id,
    redirect_uri: CALLBACK,
    scope: 'read write',
    state: 's t&a=te',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...over,
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
}

const authorizePath = (over: Texts = {}) => `/oauth/authorizations/new?${query(over)}`;
const anonymous = (method: string, path: string, body = '', headers = {}) => ({ method, path, headers, body });

const look = (zendesk: Zendesk, over: Texts = {}) =>
  zendesk.handle(anonymous('GET', authorizePath(over)), noon).response;

function decide(zendesk: Zendesk, form: Record<string, string>, over: Texts = {}): SimResponse {
  return zendesk.handle(anonymous('POST', authorizePath(over), new URLSearchParams(form).toString()), noon).response;
}

const targetOf = (response: SimResponse) => new URL(response.headers.location ?? 'http://nowhere.invalid');

function consent(zendesk: Zendesk, over: Texts = {}, form: Record<string, string> = {}): string {
  return targetOf(decide(zendesk, { decision: 'allow', ...form }, over)).searchParams.get('code') ?? '';
}

const redemption = (code: string, over: Texts = {}) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: CALLBACK,
  code_verifier: VERIFIER,
  scope: 'read write',
  ...CLIENT,
  ...over,
});

const ask = (zendesk: Zendesk, body: object, now = noon) =>
  zendesk.handle(write('POST', '/oauth/tokens', body), now).response;

function connect(zendesk: Zendesk, over: Texts = {}, form: Record<string, string> = {}) {
  return json(ask(zendesk, redemption(consent(zendesk, over, form), over)));
}

const refresh = (zendesk: Zendesk, refreshToken: string, now = noon) =>
  ask(zendesk, { grant_type: 'refresh_token', refresh_token: refreshToken, scope: 'read write', ...CLIENT }, now);

const call = (zendesk: Zendesk, token: string, method: string, path: string, body: object = {}, now = noon) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return zendesk.handle({ method, path, headers, body: JSON.stringify(body) }, now).response;
};
const me = (zendesk: Zendesk, token: string, now = noon) =>
  call(zendesk, token, 'GET', '/api/v2/users/me', {}, now).status;

describe('the consent page', () => {
  it('names the application and its scope, and has one form with both answers', () => {
    const { status, body, headers } = look(account());

    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(body).toContain('Storeganise customer sync');
    expect(body).toContain('read write');
    expect(body.match(/<form /g)).toHaveLength(1);
    expect(body).toContain('value="allow"');
    expect(body).toContain('value="deny"');
  });

  it('lets every member of the staff sign in, but nobody who is suspended', () => {
    const zendesk = account();
    zendesk.createUser({ name: 'Ann <Agent>', role: 'agent' }, noon);
    const { id } = zendesk.createUser({ name: 'Gone Admin', role: 'admin' }, noon);
    zendesk.setSwitches({ suspendStaff: 'allowed' });
    zendesk.suspend(id, noon);
    zendesk.createUser({ name: 'Carl Customer' }, noon);

    const { body } = look(zendesk);

    expect(body).toContain('Account Admin (admin)');
    expect(body).toContain('Ann &lt;Agent&gt; (agent)');
    expect(body).not.toContain('Gone Admin');
    expect(body).not.toContain('Carl Customer');
  });

  it('sends back a code and the state unchanged', () => {
    const target = targetOf(decide(account(), { decision: 'allow' }));

    expect(`${target.origin}${target.pathname}`).toBe(CALLBACK);
    expect(target.searchParams.get('state')).toBe('s t&a=te');
    expect(target.searchParams.get('code')).toMatch(/^[0-9a-f]{20}$/);
  });

  it('sends back a refusal and the state', () => {
    const target = targetOf(decide(account(), { decision: 'deny' }));

    expect(target.searchParams.get('error')).toBe('access_denied');
    expect(target.searchParams.get('state')).toBe('s t&a=te');
    expect(target.searchParams.has('code')).toBe(false);
  });

  it.each([
    ['an unknown client', { client_id: 'zdg-other' }],
    ['an address that is not registered', { redirect_uri: 'https://evil.example/' }],
    ['no address', { redirect_uri: undefined }],
    ['another response type', { response_type: 'token' }],
    ['another challenge than S256', { code_challenge_method: 'plain' }],
  ])('answers %s with a page and no redirect', (_, over) => {
    for (const response of [look(account(), over), decide(account(), { decision: 'allow' }, over)]) {
      expect(response.status).toBe(400);
      expect(response.body).toContain('Invalid Authorization Request');
      expect(response.headers.location).toBeUndefined();
    }
  });

  it('takes a listed address letter by letter', () => {
    const zendesk = account({ oauthClient: { ...simulatedClient, redirectUris: [CALLBACK] } });

    expect(look(zendesk).status).toBe(200);
    expect(look(zendesk, { redirect_uri: `${CALLBACK}/` }).status).toBe(400);
  });
});

describe('the token endpoint', () => {
  it('gives a pair for a code, as JSON with 201', () => {
    const zendesk = account();

    const response = ask(zendesk, redemption(consent(zendesk), { expires_in: 600 }));

    expect(response.status).toBe(201);
    expect(json(response)).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      refresh_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      token_type: 'bearer',
      scope: 'read write',
      expires_in: 600,
      refresh_token_expires_in: 2_592_000,
    });
  });

  it('reads forms too, and can answer 200', () => {
    const zendesk = account({ switches: { tokenStatus: 200 } });
    const body = new URLSearchParams(redemption(consent(zendesk))).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };

    expect(zendesk.handle(anonymous('POST', '/oauth/tokens', body, headers), noon).response.status).toBe(200);
  });

  it('takes a code once and for 120 s', () => {
    const zendesk = account();
    const [code, late] = [consent(zendesk), consent(zendesk)];

    expect(ask(zendesk, redemption(code), noon + 120_000).status).toBe(201);
    expect(ask(zendesk, redemption(code), noon + 120_000).status).toBe(400);
    expect(json(ask(zendesk, redemption(late), noon + 120_001)).error).toBe('invalid_grant');
  });

  it.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }, 'invalid_grant', 400],
    ['no verifier', { code_verifier: undefined }, 'invalid_grant', 400],
    ['another redirect address', { redirect_uri: `${CALLBACK}?x` }, 'invalid_grant', 400],
    ['another code', { code: 'c0de' }, 'invalid_grant', 400],
    ['a wrong secret', { client_secret: 'wrong' }, 'invalid_client', 401],
    ['another client', { client_id: 'zdg-other' }, 'invalid_client', 401],
    ['a lifetime too short', { expires_in: 299 }, 'invalid_request', 400],
    ['a refresh lifetime too long', { refresh_token_expires_in: 7_776_001 }, 'invalid_request', 400],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type', 400],
  ])('refuses %s', (_, over, error, status) => {
    const zendesk = account();

    const response = ask(zendesk, redemption(consent(zendesk), over));

    expect(response.status).toBe(status);
    expect(json(response).error).toBe(error);
  });

  it('refuses scopes that the admin does not allow', () => {
    const zendesk = account({ switches: { allowedScopes: ['read'] } });

    const response = ask(zendesk, redemption(consent(zendesk)));

    expect([response.status, json(response).error]).toEqual([400, 'invalid_scope']);
  });

  it('gives tokens of the old kind: for ever, and without a refresh token', () => {
    const zendesk = account({ switches: { tokensExpire: false } });

    const pair = connect(zendesk);

    expect(pair.expires_in).toBeNull();
    expect(pair).not.toHaveProperty('refresh_token');
    expect(me(zendesk, pair.access_token, noon + 365 * 86_400_000)).toBe(200);
  });
});

describe('a token', () => {
  it('is good until it expires, and only in its account', () => {
    const zendesk = account();
    const { access_token: token } = connect(zendesk, { expires_in: 300 });

    expect(me(zendesk, token, noon + 299_999)).toBe(200);
    expect(me(zendesk, token, noon + 300_000)).toBe(401);
    expect(me(account(), token)).toBe(401);
  });

  it('lives as long as the account says, where it says so', () => {
    const zendesk = account({ switches: { tokenSeconds: 3 } });
    const pair = connect(zendesk);

    expect(pair.expires_in).toBe(3);
    expect(me(zendesk, pair.access_token, noon + 3000)).toBe(401);
  });

  it('dies with its refresh token the moment a refresh gives a new pair', () => {
    const zendesk = account();
    const old = connect(zendesk);

    const fresh = json(refresh(zendesk, old.refresh_token));

    expect(me(zendesk, old.access_token)).toBe(401);
    expect(me(zendesk, fresh.access_token)).toBe(200);
    expect(json(refresh(zendesk, old.refresh_token)).error).toBe('invalid_grant');
    expect(refresh(zendesk, fresh.refresh_token).status).toBe(201);
  });

  it('is refreshed by exactly one of two that arrive together', () => {
    const zendesk = account();
    const { refresh_token } = connect(zendesk);
    const body = { grant_type: 'refresh_token', refresh_token, ...CLIENT };
    const arrivals = [1, 2].map(() => zendesk.arrive(write('POST', '/oauth/tokens', body), noon));

    const statuses = arrivals.map((arrival) => arrival.land(noon + 100).response.status);

    expect(statuses).toEqual([201, 400]);
  });

  it('cannot be refreshed after 30 days', () => {
    const zendesk = account();
    const { refresh_token } = connect(zendesk);

    expect(refresh(zendesk, refresh_token, noon + 2_592_000_000).status).toBe(400);
    expect(refresh(zendesk, refresh_token, noon + 2_591_999_999).status).toBe(201);
  });

  it('is worth nothing once an admin removes the application', () => {
    const zendesk = account({ switches: { invalidGrantStatus: 401 } });
    const pair = connect(zendesk);

    zendesk.oauth.revokeAll();

    const answer = call(zendesk, pair.access_token, 'GET', '/api/v2/users/me');
    expect([answer.status, json(answer).error]).toEqual([401, 'invalid_token']);
    const refused = refresh(zendesk, pair.refresh_token);
    expect([refused.status, json(refused).error]).toEqual([401, 'invalid_grant']);
  });

  it('can be made to run out', () => {
    const zendesk = account();
    const pair = connect(zendesk);

    zendesk.oauth.expireAll(noon);

    expect(me(zendesk, pair.access_token)).toBe(401);
    expect(refresh(zendesk, pair.refresh_token).status).toBe(201);
  });

  it('names itself and can revoke itself', () => {
    const zendesk = account();
    const pair = connect(zendesk);

    const { token } = json(call(zendesk, pair.access_token, 'GET', '/api/v2/oauth/tokens/current.json'));

    expect(token).toMatchObject({ token: pair.access_token.slice(0, 10), scopes: ['read', 'write'] });
    expect(call(zendesk, pair.access_token, 'DELETE', `/api/v2/oauth/tokens/${token.id}`).status).toBe(204);
    expect(me(zendesk, pair.access_token)).toBe(401);
    expect(refresh(zendesk, pair.refresh_token).status).toBe(400);
    expect(call(zendesk, 'token-acme', 'GET', '/api/v2/oauth/tokens/current').status).toBe(404);
  });
});

describe('what a token may do', () => {
  function scoped(scope: string) {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat Doe', email: 'pat@example.com' }, noon);
    const { access_token: token } = connect(zendesk, { scope });
    const status = (method: string, path: string, body: object = {}) => call(zendesk, token, method, path, body).status;
    return { zendesk, id, token, status };
  }

  it('is everything with the broad scopes', () => {
    const { id, status } = scoped('read write');

    expect(status('GET', `/api/v2/users/${id}/identities`)).toBe(200);
    expect(status('PUT', `/api/v2/users/${id}`, { user: { name: 'New' } })).toBe(200);
  });

  it('is users without identities with the scopes of users', () => {
    const { zendesk, id, token, status } = scoped('users:read users:write read');
    const identity = { type: 'email', value: 'new@example.com' };

    expect(status('PUT', `/api/v2/users/${id}`, { user: { name: 'New' } })).toBe(200);
    const refused = call(zendesk, token, 'POST', `/api/v2/users/${id}/identities`, { identity });
    expect([refused.status, json(refused)]).toEqual([
      403,
      { error: 'Forbidden', description: 'You are missing the following required scopes: write' },
    ]);
    expect(status('PUT', `/api/v2/users/${id}/identities/${identityId(zendesk, id, 'pat@example.com')}/verify`)).toBe(
      403,
    );
  });

  it('is nothing with a scope that does not exist', () => {
    const { id, status } = scoped('everything');

    expect([status('GET', '/api/v2/users/me'), status('GET', `/api/v2/users/${id}`)]).toEqual([403, 403]);
  });

  it('is what was granted, not what was asked for', () => {
    const zendesk = account({ switches: { grantedScope: 'read' } });

    const pair = connect(zendesk, { scope: 'read write' });

    expect(pair.scope).toBe('read');
    expect(call(zendesk, pair.access_token, 'POST', '/api/v2/users', { user: { name: 'New' } }).status).toBe(403);
  });
});

describe('the person behind a token', () => {
  it('shows in users/me; without a token that is nobody', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Ann Agent', role: 'agent' }, noon);
    const { access_token: token } = connect(zendesk, {}, { user: id });

    expect(json(call(zendesk, token, 'GET', '/api/v2/users/me')).user).toMatchObject({
      name: 'Ann Agent',
      role: 'agent',
    });
    expect(json(call(zendesk, 'token-acme', 'GET', '/api/v2/users/me')).user.role).toBe('admin');
    const nobody = zendesk.handle(anonymous('GET', '/api/v2/users/me'), noon).response;
    expect([nobody.status, json(nobody).user.id]).toEqual([200, null]);
  });

  it('bounds it: agents reach no exports, end users nothing but themselves', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Ann', role: 'admin' }, noon);
    const { access_token: token } = connect(zendesk, {}, { user: id });
    const status = (path: string) => call(zendesk, token, 'GET', path).status;

    expect([status('/api/v2/incremental/users'), status('/api/v2/webhooks')]).toEqual([404, 404]);
    zendesk.editUser(id, { role: 'agent' }, noon);
    expect([status('/api/v2/incremental/users'), status('/api/v2/webhooks')]).toEqual([403, 403]);
    expect(status(`/api/v2/users/${id}`)).toBe(200);
    zendesk.editUser(id, { role: 'end-user' }, noon);
    expect([status(`/api/v2/users/${id}`), status('/api/v2/users/me')]).toEqual([403, 200]);
  });

  it.each([
    ['suspended', (zendesk: Zendesk, id: string) => zendesk.suspend(id, noon)],
    ['deleted', (zendesk: Zendesk, id: string) => zendesk.deleteUser(id, noon)],
  ])('takes it along when %s', (_, leave) => {
    const zendesk = account({ switches: { suspendStaff: 'allowed' } });
    const { id } = zendesk.createUser({ name: 'Ann', role: 'admin' }, noon);
    const pair = connect(zendesk, {}, { user: id });
    zendesk.editUser(id, { role: 'end-user' }, noon);

    leave(zendesk, id);

    expect(me(zendesk, pair.access_token)).toBe(401);
    expect(refresh(zendesk, pair.refresh_token).status).toBe(400);
  });

  it('may be the admin of the account, who can be suspended and demoted', () => {
    const zendesk = account();
    const { access_token: token } = connect(zendesk);

    zendesk.oauth.changeAdmin({ role: 'agent' });
    expect(json(call(zendesk, token, 'GET', '/api/v2/users/me')).user.role).toBe('agent');
    zendesk.oauth.changeAdmin({ suspended: true });
    expect([me(zendesk, token), me(zendesk, 'token-acme')]).toEqual([401, 401]);
  });
});

it('keeps a log of its own: what OAuth costs is no call of the API', () => {
  const zendesk = account();

  connect(zendesk);

  expect(zendesk.calls).toEqual([]);
  expect(zendesk.oauth.calls.map(({ method, status }) => `${method} ${status}`)).toEqual(['POST 302', 'POST 201']);
});
