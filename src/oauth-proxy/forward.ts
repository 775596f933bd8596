import type { HttpAnswer, HttpRequest, Transport } from '../ports.ts';
import type { Connection, ProxyConfig } from './config.ts';

const USER_AGENT = 'storeganise-zendesk-user-sync';

/** One call that the allow-list let through; `path` is what stands after `/api/v2/`, `query` is empty or starts with `?`. */
export type ForwardedCall = {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly query: string;
  readonly body: string;
};

/** Sends the call to the account's own Zendesk under its token. Nothing of the caller's headers goes along. */
export function forward(
  parts: { transport: Transport; config: Pick<ProxyConfig, 'zendeskUrl' | 'marketplaceHeaders'> },
  connection: Connection,
  call: ForwardedCall,
): Promise<HttpAnswer> {
  const base = parts.config.zendeskUrl.replaceAll('{subdomain}', connection.subdomain);
  const hasBody = call.method !== 'GET' && call.body !== '';
  return parts.transport.send({
    method: call.method,
    url: `${base}/api/v2/${call.path}${call.query}`,
    headers: {
      Authorization: `Bearer ${connection.token}`,
      Accept: 'application/json',
      'User-Agent': USER_AGENT,
      ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
      ...parts.config.marketplaceHeaders,
    },
    ...(hasBody ? { body: call.body } : {}),
  });
}

/** All spellings of the rate-limit headers that Zendesk uses (Zendesk dossier §2.3), and what a caller can act on. */
const PASSED_ON = /^(content-type|retry-after|x-request-id|(x-)?rate-?limit(-[a-z-]+)?|zendesk-ratelimit-[a-z-]+)$/;

/** The headers of Zendesk's answer that reach the service. */
export function passedOn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => PASSED_ON.test(name)));
}
