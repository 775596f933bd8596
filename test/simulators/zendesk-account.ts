import { seededRandom } from '../../src/simulators/seeded-random.ts';
import type { SimEvent, SimRequest, SimResponse } from '../../src/simulators/wire.ts';
import { createZendesk, type Zendesk, type ZendeskOptions } from '../../src/simulators/zendesk/zendesk.ts';

export const noon = Date.parse('2026-01-10T12:00:00Z');

export function zendeskOptions(): ZendeskOptions {
  return {
    subdomain: 'acme',
    accountId: 900000001,
    token: 'token-acme',
    secret: 'a/Gp34vFALG0f1MRzRjRjXbvDgZ45b/eXk4VYx5vIew=',
    random: seededRandom(1),
  };
}

/** An account whose search does not lag. */
export function account(overrides: Partial<ZendeskOptions> = {}): Zendesk {
  return createZendesk({ ...zendeskOptions(), searchLagMs: { query: [0, 0], externalId: [0, 0] }, ...overrides });
}

export function get(path: string): SimRequest {
  return { method: 'GET', path, headers: { authorization: 'Bearer token-acme' }, body: '' };
}

export function write(method: string, path: string, body: object): SimRequest {
  const headers = { authorization: 'Bearer token-acme', 'content-type': 'application/json' };
  return { method, path, headers, body: JSON.stringify(body) };
}

export const post = (user: object) => write('POST', '/api/v2/users', { user });
export const put = (id: string, user: object) => write('PUT', `/api/v2/users/${id}`, { user });

/** The id of the identity that holds the value. */
export function identityId(zendesk: Zendesk, id: string, value: string): string {
  return zendesk.user(id)?.identities.find((identity) => identity.value === value)?.id ?? '0';
}

/** A call below `users/{id}/identities`; `value` names an identity of the user. */
export function onIdentities(zendesk: Zendesk, id: string, method: string, tail: string, identity?: object) {
  const path = `/api/v2/users/${id}/identities${tail}`;
  return zendesk.handle(write(method, path, identity === undefined ? {} : { identity }), noon + 1000);
}

export function json(response: SimResponse) {
  return JSON.parse(response.body);
}

export function found(zendesk: Zendesk, query: string, now: number): string[] {
  const { response } = zendesk.handle(get(`/api/v2/users/search?${query}`), now);
  return json(response).users.map(({ name }: { name: string }) => name);
}

export const typesOf = (events: readonly SimEvent[]) => events.map(({ type }) => type.replace('user.', ''));

/** What the events say, without their envelope. */
export const saidBy = (events: readonly SimEvent[]) => events.map(({ body }) => JSON.parse(body).event);

/** The identities of a user, the primary ones marked. */
export function held(zendesk: Zendesk, id: string): string[] {
  return (zendesk.user(id)?.identities ?? []).map(({ value, primary }) => (primary ? `${value}*` : value)).toSorted();
}
