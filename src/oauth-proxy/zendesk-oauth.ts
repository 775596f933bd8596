import * as oauth from 'oauth4webapi';
import type { Transport } from '../ports.ts';
import type { ProxyConfig } from './config.ts';
import { createTokenFetch, NoVerdict } from './token-fetch.ts';
import { accountUrl, callHeaders } from './zendesk-account.ts';

/** What a person granted. Lifetimes in milliseconds; absent: for ever, or not told. */
export type GrantedTokens = {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly scope: string;
  readonly expiresInMs?: number;
  readonly refreshExpiresInMs?: number;
};

/** `refused`: Zendesk said no, `error` says to what; `unavailable`: nobody knows, and the grant may still be good. */
export type GrantAnswer =
  | { readonly kind: 'granted'; readonly tokens: GrantedTokens }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterMs?: number };

/** What is asked for: both within the bounds that Zendesk sets, its own defaults (Zendesk dossier §8.2). */
const LIFETIMES = { expires_in: '1800', refresh_token_expires_in: '2592000' } as const;

export type ZendeskOAuth = ReturnType<typeof createZendeskOAuth>;

/** Authorization code with PKCE, and refresh, at whatever account (Zendesk dossier §8.1 to §8.3). */
export function createZendeskOAuth(parts: {
  readonly config: Pick<ProxyConfig, 'zendeskUrl' | 'client' | 'marketplaceHeaders'>;
  readonly transport: Transport;
  readonly redirectUri: string;
}) {
  const { config, redirectUri } = parts;
  const client: oauth.Client = { client_id: config.client.id };
  const authentication = oauth.ClientSecretPost(config.client.secret);
  const scope = config.client.scopes.join(' ');
  const serverOf = (subdomain: string): oauth.AuthorizationServer => {
    const base = accountUrl(config, subdomain);
    return {
      issuer: base,
      authorization_endpoint: `${base}/oauth/authorizations/new`,
      token_endpoint: `${base}/oauth/tokens`,
    };
  };
  const request = {
    [oauth.customFetch]: createTokenFetch(parts.transport, callHeaders(config)),
    // Plain http is refused by the configuration in production, and needed for simulators.
    [oauth.allowInsecureRequests]: true,
    additionalParameters: { scope, ...LIFETIMES },
  };

  return {
    /** Where the browser goes to agree. */
    async authorizationUrl(subdomain: string, { state, codeVerifier }: { state: string; codeVerifier: string }) {
      const url = new URL(serverOf(subdomain).authorization_endpoint ?? '');
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: client.client_id,
        redirect_uri: redirectUri,
        scope,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      }).toString();
      return url.href;
    },

    /**
     * The tokens for the code in `callback`, whose state is checked once more, and its issuer where it names one: a
     * callback that another account made is `refused` as `bad_callback`, before any account is asked.
     */
    async redeem(
      subdomain: string,
      from: { callback: URLSearchParams; state: string; codeVerifier: string },
    ): Promise<GrantAnswer> {
      const server = serverOf(subdomain);
      const params = readCallback(server, client, from);
      if (typeof params === 'string') return { kind: 'refused', error: params };
      return answerOf(scope, async () => {
        const response = await oauth.authorizationCodeGrantRequest(
          ...([server, client, authentication, params, redirectUri, from.codeVerifier, request] as const),
        );
        return oauth.processAuthorizationCodeResponse(server, client, response);
      });
    },

    /** A new pair; once Zendesk has given it, the old one is dead. */
    refresh(subdomain: string, refreshToken: string) {
      const server = serverOf(subdomain);
      return answerOf(scope, async () => {
        const response = await oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, request);
        return oauth.processRefreshTokenResponse(server, client, response);
      });
    },
  };
}

/** What Zendesk sent the browser back with, or the error in it. */
function readCallback(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  { callback, state }: { callback: URLSearchParams; state: string },
): URLSearchParams | string {
  try {
    const params = oauth.validateAuthResponse(server, client, callback, state);
    return params.getAll('code').length === 1 ? params : 'bad_callback';
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) return error.error;
    if (error instanceof oauth.OperationProcessingError) return 'bad_callback';
    if (error instanceof oauth.UnsupportedOperationError) return 'bad_callback';
    throw error;
  }
}

/** Errors of the library carry tokens and codes inside: only their codes leave this function. */
async function answerOf(asked: string, ask: () => Promise<oauth.TokenEndpointResponse>): Promise<GrantAnswer> {
  try {
    return { kind: 'granted', tokens: toTokens(await ask(), asked) };
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return { kind: 'refused', error: error.error };
    if (error instanceof NoVerdict) {
      const { message: reason, retryAfterMs } = error;
      return { kind: 'unavailable', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
      return { kind: 'unavailable', reason: error.code ?? 'odd_answer' };
    }
    throw error;
  }
}

function toTokens(answer: oauth.TokenEndpointResponse, asked: string): GrantedTokens {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
  const refreshSeconds = Number(answer.refresh_token_expires_in);
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    // Left out, it is what was asked for (RFC 6749 §5.1).
    scope: answer.scope ?? asked,
    ...(seconds === undefined ? {} : { expiresInMs: seconds * 1000 }),
    ...(refreshSeconds > 0 ? { refreshExpiresInMs: refreshSeconds * 1000 } : {}),
  };
}
