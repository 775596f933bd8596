import { createHash, randomBytes } from 'node:crypto';
import { type ConsentTicket, readConsentTicket } from '../consent-ticket.ts';
import type { Logger } from '../log.ts';
import type { Clock, Transport } from '../ports.ts';
import type { AuthorizationStore } from './authorization-store.ts';
import { checkAccount, revokeToken } from './check-account.ts';
import type { ProxyConfig } from './config.ts';
import type { Refusal } from './connection-store.ts';
import type { Connections } from './connections.ts';
import type { ProxyMetrics } from './metrics.ts';
import type { GrantAnswer, GrantedTokens, ZendeskOAuth } from './zendesk-oauth.ts';

/** From the button to the way back: long enough to sign in, and no longer (contract: "Installation"). */
const STATE_LIFETIME_MS = 10 * 60_000;

/** Why there is no connection; each has words of its own on the page. */
export type ConsentRefusal =
  | Refusal['reason']
  | 'not_a_ticket'
  | 'expired'
  | 'void'
  | 'unknown_state'
  | 'code_refused'
  | 'misconfigured'
  | 'unavailable'
  | 'store_away';

export type TicketReading =
  | { readonly kind: 'open'; readonly ticket: ConsentTicket; readonly link: string }
  | { readonly kind: 'refused'; readonly reason: ConsentRefusal; readonly ticket?: ConsentTicket };

export type ConsentOutcome =
  | { readonly kind: 'connected'; readonly ticket: ConsentTicket }
  /** `link`: the ticket as it stands in the link, where trying again makes sense. */
  | {
      readonly kind: 'refused';
      readonly reason: ConsentRefusal;
      readonly ticket?: ConsentTicket;
      readonly link?: string;
    };

/** What tells one browser from another; it is kept in a cookie. */
export const makeBrowserSecret = (): string => randomBytes(32).toString('base64url');

export type Consents = ReturnType<typeof createConsents>;

/** The way of a consent: the page that asks, the button, and the way back from Zendesk. */
export function createConsents(parts: {
  readonly authorizations: AuthorizationStore;
  readonly connections: Connections;
  readonly oauth: Pick<ZendeskOAuth, 'authorizationUrl' | 'redeem'>;
  readonly transport: Transport;
  readonly config: Pick<ProxyConfig, 'keys' | 'client' | 'zendeskUrl' | 'marketplaceHeaders'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
  readonly metrics: Pick<ProxyMetrics, 'countConsent'>;
}) {
  const { authorizations, connections, oauth, config, clock, log, metrics } = parts;

  /** What a link asks for; looking uses nothing up. */
  async function read(link: string): Promise<TicketReading> {
    const reading = readConsentTicket(link, { keys: config.keys, now: clock.now() });
    if (!reading.ok) return { kind: 'refused', reason: reading.reason };
    const { ticket } = reading;
    if (!(await connections.isOpen(ticket))) return { kind: 'refused', reason: 'void', ticket };
    return { kind: 'open', ticket, link };
  }

  /** The state that Zendesk gives back: for one use, for this browser, for this ticket. */
  async function begin({ ticket, link }: TicketReading & { kind: 'open' }, browser: string): Promise<string> {
    const [state, codeVerifier] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const begun = { stateHash: hashOf(state), browserHash: hashOf(browser), codeVerifier, ticket: link };
    await authorizations.insert(begun, STATE_LIFETIME_MS);
    log.info({ tenant: ticket.tenant }, 'consent begun');
    return oauth.authorizationUrl(ticket.subdomain, { state, codeVerifier });
  }

  async function finish(callback: URLSearchParams, browser: string | undefined): Promise<ConsentOutcome> {
    const state = callback.get('state') ?? undefined;
    const isOurs = state !== undefined && browser !== undefined;
    const begun = isOurs && (await authorizations.take({ stateHash: hashOf(state), browserHash: hashOf(browser) }));
    if (!begun) return { kind: 'refused', reason: 'unknown_state' };
    const reading = await read(begun.ticket);
    if (reading.kind === 'refused') return reading;
    const { ticket, link } = reading;
    const askedAt = clock.now();
    const answer = await oauth.redeem(ticket.subdomain, { callback, state, codeVerifier: begun.codeVerifier });
    const result = answer.kind === 'granted' ? await join(ticket, answer.tokens, askedAt) : refusalOf(answer);
    if (result === 'joined') return { kind: 'connected', ticket };
    if (isForOperator(result)) await connections.refuse(ticket, result);
    return { kind: 'refused', reason: result, ticket, ...(result === 'void' ? {} : { link }) };
  }

  /** Tokens that do not become a connection are given back. */
  async function join(ticket: ConsentTicket, tokens: GrantedTokens, askedAt: number) {
    let result: 'joined' | ConsentRefusal = 'unavailable';
    try {
      result = await examine(ticket, tokens, askedAt);
      return result;
    } finally {
      if (result !== 'joined') {
        const { accessToken } = tokens;
        await revokeToken(parts, { subdomain: ticket.subdomain, accessToken });
      }
    }
  }

  async function examine(ticket: ConsentTicket, tokens: GrantedTokens, askedAt: number) {
    const granted = tokens.scope.split(' ');
    if (!config.client.scopes.every((scope) => granted.includes(scope))) return 'scope_too_small';
    const { accessToken } = tokens;
    const verdict = await checkAccount(parts, { subdomain: ticket.subdomain, accessToken });
    return verdict === 'good' ? connections.join(ticket, tokens, askedAt) : verdict;
  }

  function refusalOf(answer: Exclude<GrantAnswer, { kind: 'granted' }>): ConsentRefusal {
    if (answer.kind === 'unavailable') {
      log.warn({ reason: answer.reason }, 'no tokens for a code');
      return 'unavailable';
    }
    const known = KNOWN_ERRORS.get(answer.error);
    if (known === undefined) log.error('Zendesk refuses our OAuth client: see ZENDESK_CLIENT_ID and its secret');
    return known ?? 'misconfigured';
  }

  return {
    read,
    begin,

    /** What came of it, once Zendesk sent the browser back. */
    async finish(callback: URLSearchParams, browser: string | undefined): Promise<ConsentOutcome> {
      const outcome = await finish(callback, browser);
      const result = outcome.kind === 'connected' ? 'connected' : outcome.reason;
      const tenant = outcome.ticket ? { tenant: outcome.ticket.tenant } : {};
      log.info({ ...tenant, result }, 'consent ended');
      metrics.countConsent(result);
      return outcome;
    },
  };
}

const KNOWN_ERRORS = new Map<string, ConsentRefusal>([
  ['access_denied', 'denied'],
  ['bad_callback', 'code_refused'],
  ['invalid_grant', 'code_refused'],
  ['invalid_scope', 'scope_too_small'],
]);

const FOR_OPERATOR: readonly string[] = ['denied', 'scope_too_small', 'not_admin', 'account_taken'];
const isForOperator = (result: ConsentRefusal): result is Refusal['reason'] => FOR_OPERATOR.includes(result);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
