import type { HttpAnswer, HttpRequest, Transport } from '../ports.ts';
import type { ProxyConfig } from './config.ts';

const USER_AGENT = 'storeganise-zendesk-user-sync';

type AccountConfig = Pick<ProxyConfig, 'zendeskUrl' | 'marketplaceHeaders'>;

/** What a call to an account needs. */
export type AccountParts = { readonly transport: Transport; readonly config: AccountConfig };

/** One call below `/api/v2/`; `path` stands after it, `query` is empty or starts with `?`. */
export type AccountCall = {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly query?: string;
  readonly body?: string;
  readonly requestId?: string;
};

/** Where an account is; without a slash at the end. */
export const accountUrl = ({ zendeskUrl }: Pick<AccountConfig, 'zendeskUrl'>, subdomain: string): string =>
  zendeskUrl.replaceAll('{subdomain}', subdomain);

/** Sent with every call, to the API and to OAuth alike (Zendesk dossier §12). */
export const callHeaders = ({ marketplaceHeaders }: Pick<AccountConfig, 'marketplaceHeaders'>) => ({
  'User-Agent': USER_AGENT,
  ...marketplaceHeaders,
});

/** Calls one account under its token, and no other host ever. */
export function callAccount(
  { transport, config }: AccountParts,
  account: { readonly subdomain: string; readonly accessToken: string },
  call: AccountCall,
): Promise<HttpAnswer> {
  const { method, path, query = '', body = '', requestId } = call;
  const hasBody = method !== 'GET' && body !== '';
  return transport.send({
    method,
    url: `${accountUrl(config, account.subdomain)}/api/v2/${path}${query}`,
    headers: {
      Authorization: `Bearer ${account.accessToken}`,
      Accept: 'application/json',
      ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
      ...(requestId === undefined ? {} : { 'X-Request-ID': requestId }),
      ...callHeaders(config),
    },
    ...(hasBody ? { body } : {}),
  });
}
