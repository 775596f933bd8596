import { describe, expect, it } from 'vitest';
import { createZendeskOAuth } from '../../src/oauth-proxy/zendesk-oauth.ts';
import type { HttpAnswer, HttpRequest } from '../../src/ports.ts';

const REDIRECT_URI = 'https://connect.example/oauth/zendesk/callback';
const PAIR = {
  access_token: 'access',
  refresh_token: 'refresh',
  token_type: 'bearer',
  scope: 'read write',
  expires_in: 1800,
  refresh_token_expires_in: 2_592_000,
};

const json = (status: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

function open(answer: HttpAnswer) {
  const requests: HttpRequest[] = [];
  const oauth = createZendeskOAuth({
    config: {
      zendeskUrl: 'https://{subdomain}.zendesk.com',
      client: { id: 'zdg-usersync', secret: 's3cret&=', scopes: ['read', 'write'] },
      marketplaceHeaders: { 'X-Zendesk-Marketplace-Name': 'User Sync' },
    },
    redirectUri: REDIRECT_URI,
    transport: {
      async send(request) {
        requests.push(request);
        return answer;
      },
    },
  });
  const callback = new URLSearchParams({ code: 'c0de', state: 'state' });
  const redeem = () => oauth.redeem('acme', { callback, state: 'state', codeVerifier: 'v'.repeat(43) });
  const refresh = () => oauth.refresh('acme', 'old-refresh');
  return { oauth, requests, redeem, refresh };
}

describe('what is asked of the token endpoint', () => {
  it('is a code, in the JSON of Zendesk, with its numbers and the Marketplace headers', async () => {
    const { redeem, requests } = open(json(201, PAIR));

    await redeem();

    expect(requests).toMatchObject([{ method: 'POST', url: 'https://acme.zendesk.com/oauth/tokens' }]);
    expect(requests[0]?.headers).toEqual({
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': 'storeganise-zendesk-user-sync',
      'X-Zendesk-Marketplace-Name': 'User Sync',
    });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      grant_type: 'authorization_code',
      code: 'c0de',
      client_id: 'zdg-usersync',
      client_secret: 's3cret&=',
      redirect_uri: REDIRECT_URI,
      code_verifier: 'v'.repeat(43),
      scope: 'read write',
      expires_in: 1800,
      refresh_token_expires_in: 2_592_000,
    });
  });

  it('is a refresh with the same scope and lifetimes', async () => {
    const { refresh, requests } = open(json(200, PAIR));

    await refresh();

    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'old-refresh',
      client_id: 'zdg-usersync',
      client_secret: 's3cret&=',
      scope: 'read write',
      expires_in: 1800,
      refresh_token_expires_in: 2_592_000,
    });
  });
});

describe('what the token endpoint answers', () => {
  const whole = { accessToken: 'access', refreshToken: 'refresh', scope: 'read write' };

  it.each([
    ['201', json(201, PAIR), { ...whole, expiresInMs: 1_800_000, refreshExpiresInMs: 2_592_000_000 }],
    [
      '200 with texts for numbers',
      json(200, { ...PAIR, expires_in: '60', refresh_token_expires_in: '90' }),
      {
        ...whole,
        expiresInMs: 60_000,
        refreshExpiresInMs: 90_000,
      },
    ],
    [
      'a token of the old kind',
      json(200, { access_token: 'access', token_type: 'bearer', scope: 'read', expires_in: null, refresh_token: null }),
      {
        accessToken: 'access',
        scope: 'read',
      },
    ],
    [
      'no scope: what was asked for',
      json(200, { ...PAIR, scope: undefined, refresh_token_expires_in: undefined }),
      {
        ...whole,
        expiresInMs: 1_800_000,
      },
    ],
    [
      'another spelling of bearer',
      json(200, { access_token: 'access', token_type: 'Bearer' }),
      {
        accessToken: 'access',
        scope: 'read write',
      },
    ],
  ])('grants with %s', async (_, answer, tokens) => {
    expect(await open(answer).refresh()).toEqual({ kind: 'granted', tokens });
    expect(await open(answer).redeem()).toEqual({ kind: 'granted', tokens });
  });

  it.each([
    ['400 invalid_grant', json(400, { error: 'invalid_grant', error_description: 'x' }), 'invalid_grant'],
    ['401 invalid_grant', json(401, { error: 'invalid_grant' }, { 'www-authenticate': 'Bearer' }), 'invalid_grant'],
    ['401 invalid_client', json(401, { error: 'invalid_client' }), 'invalid_client'],
    ['400 invalid_scope', json(400, { error: 'invalid_scope' }), 'invalid_scope'],
  ])('refuses with %s', async (_, answer, error) => {
    expect(await open(answer).refresh()).toEqual({ kind: 'refused', error });
  });

  it.each([
    [
      '429',
      json(429, { error: 'invalid_grant' }, { 'retry-after': '7' }),
      { reason: 'status_429', retryAfterMs: 7_000 },
    ],
    ['503', json(503, {}, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }), { reason: 'status_503' }],
    ['500 that says invalid_grant', json(500, { error: 'invalid_grant' }), { reason: 'status_500' }],
    ['no answer', { kind: 'no_answer', sent: true, reason: 'ECONNRESET' } as const, { reason: 'ECONNRESET' }],
    ['no JSON', { ...json(200, {}), body: '<html>' }, { reason: expect.any(String) }],
    ['a token without a name', json(200, { ...PAIR, access_token: '' }), { reason: expect.any(String) }],
    ['an unknown account', json(404, { error: { title: 'No help desk' } }), { reason: expect.any(String) }],
    ['a redirect', json(302, {}, { location: 'https://evil.example' }), { reason: expect.any(String) }],
  ])('says nothing with %s', async (_, answer, rest) => {
    expect(await open(answer).refresh()).toEqual({ kind: 'unavailable', ...rest });
  });
});
