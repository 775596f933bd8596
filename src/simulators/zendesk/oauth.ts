import { type Admit, answerRefusals, createFrontDoor, type Landing } from '../front-door.ts';
import type { SimRequest, SimResponse } from '../wire.ts';
import type { Account } from './account.ts';
import { jsonAnswer, notFound } from './answers.ts';
import { findSigner } from './oauth-callers.ts';
import { isRegistered, type OAuthClient } from './oauth-client.ts';
import type { Grant, Lifetimes } from './oauth-grants.ts';
import { consentPage, invalidAuthorizationPage } from './oauth-page.ts';
import { invalidClient, invalidRequest, invalidScope, unsupportedGrantType } from './oauth-refusals.ts';

/** The addresses outside the API (Zendesk dossier §8.1 to §8.3), with a call log of their own. */
export function createOAuthDoor(account: Account, client: OAuthClient) {
  const admit: Admit = (request) => {
    const url = new URL(request.path, 'http://account.invalid');
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /oauth/authorizations/new') return () => answer(askConsent(account, client, url));
    if (route === 'POST /oauth/authorizations/new') return (now) => answer(decide(account, client, request, url, now));
    if (route === 'POST /oauth/tokens') return (now) => answer(giveTokens(account, client, request, now));
    throw notFound();
  };
  return createFrontDoor(answerRefusals(admit));
}

const answer = (response: SimResponse): Landing => ({ response });

/** Why the request cannot be honoured, `undefined` where it can. */
function faultOf(client: OAuthClient, { searchParams }: URL): string | undefined {
  if (searchParams.get('client_id') !== client.id) return 'No such client';
  if (!isRegistered(client, searchParams.get('redirect_uri') ?? '')) return 'Invalid redirect URI';
  if (searchParams.get('response_type') !== 'code') return 'Invalid response type';
  if (searchParams.has('code_challenge') && searchParams.get('code_challenge_method') !== 'S256') {
    return 'Invalid code challenge method';
  }
  return undefined;
}

function askConsent(account: Account, client: OAuthClient, url: URL): SimResponse {
  const fault = faultOf(client, url);
  if (fault !== undefined) return invalidAuthorizationPage(fault);
  const staff = account.directory.all().filter(({ role }) => role !== 'end-user');
  const signers = [account.tokenOwner, ...staff].filter(({ id }) => findSigner(account, id) !== undefined);
  return consentPage({ host: account.host, client, scope: url.searchParams.get('scope') ?? 'read', signers });
}

function decide(account: Account, client: OAuthClient, request: SimRequest, url: URL, now: number): SimResponse {
  const fault = faultOf(client, url);
  if (fault !== undefined) return invalidAuthorizationPage(fault);
  const form = new URLSearchParams(request.body);
  const target = new URL(url.searchParams.get('redirect_uri') ?? '');
  if (form.get('decision') === 'allow') {
    const signer = findSigner(account, form.get('user') ?? account.tokenOwner.id);
    if (signer === undefined) return invalidAuthorizationPage('Nobody is signed in');
    const code = account.grants.promise(
      {
        userId: signer.id,
        scope: url.searchParams.get('scope') ?? 'read',
        redirectUri: url.searchParams.get('redirect_uri') ?? '',
        challenge: url.searchParams.get('code_challenge'),
      },
      now,
    );
    target.searchParams.set('code', code);
  } else {
    target.searchParams.set('error', 'access_denied');
    target.searchParams.set('error_description', 'The end-user or authorization server denied the request.');
  }
  const state = url.searchParams.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return { status: 302, headers: { location: target.href }, body: '' };
}

function giveTokens(account: Account, client: OAuthClient, request: SimRequest, now: number): SimResponse {
  const given = readBody(request);
  if (given.client_id !== client.id || given.client_secret !== client.secret) throw invalidClient();
  const { allowedScopes } = account.switches;
  const asked = (given.scope ?? '').split(' ').filter((scope) => scope !== '');
  if (allowedScopes !== null && !asked.every((scope) => allowedScopes.includes(scope))) throw invalidScope();
  const lifetimes = readLifetimes(given);
  if (given.grant_type === 'authorization_code') {
    const { code = '', redirect_uri: redirectUri = '', code_verifier: verifier = '' } = given;
    return tokenAnswer(account, account.grants.redeem({ code, redirectUri, verifier }, lifetimes, now), now);
  }
  if (given.grant_type !== 'refresh_token') throw unsupportedGrantType();
  const isUsable = (userId: string) => findSigner(account, userId) !== undefined;
  return tokenAnswer(account, account.grants.refresh(given.refresh_token ?? '', lifetimes, now, isUsable), now);
}

/** JSON as documented; forms as OAuth has it. */
function readBody({ headers, body }: SimRequest): Record<string, string | undefined> {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    const parsed: unknown = JSON.parse(body);
    const entries = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {});
    return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  } catch {
    throw invalidRequest('The body is not JSON.');
  }
}

/** Newer clients get these where they name none (Zendesk dossier §8.2). */
function readLifetimes(given: Record<string, string | undefined>): Lifetimes {
  const accessSeconds = Number(given.expires_in ?? 1800);
  const refreshSeconds = Number(given.refresh_token_expires_in ?? 2_592_000);
  if (!(accessSeconds >= 300 && accessSeconds <= 172_800)) throw invalidRequest('expires_in is out of range.');
  if (!(refreshSeconds >= 604_800 && refreshSeconds <= 7_776_000)) {
    throw invalidRequest('refresh_token_expires_in is out of range.');
  }
  return { accessSeconds, refreshSeconds };
}

function tokenAnswer({ switches }: Account, grant: Grant, now: number): SimResponse {
  const secondsUntil = (at: number | null) => (at === null ? null : Math.floor((at - now) / 1000));
  return jsonAnswer(switches.tokenStatus, {
    access_token: grant.accessToken,
    ...(grant.refreshToken === null ? {} : { refresh_token: grant.refreshToken }),
    token_type: 'bearer',
    scope: grant.scope,
    expires_in: secondsUntil(grant.expiresAt),
    ...(grant.refreshToken === null ? {} : { refresh_token_expires_in: secondsUntil(grant.refreshExpiresAt) }),
  });
}
