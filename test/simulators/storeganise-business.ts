import { seededRandom } from '../../src/simulators/seeded-random.ts';
import {
  createStoreganise,
  type Storeganise,
  type StoreganiseOptions,
} from '../../src/simulators/storeganise/storeganise.ts';
import type { SimEvent, SimRequest, SimResponse } from '../../src/simulators/wire.ts';

export const noon = Date.parse('2026-01-10T12:00:00.123Z');
export const addonId = '5f0000000000000000000a01';
export const taro = { firstName: 'Taro', lastName: 'Yamada', email: 'taro@example.com' };

export function business(overrides: Partial<StoreganiseOptions> = {}): Storeganise {
  return createStoreganise({
    businessCode: 'acme',
    addonId,
    apiKey: 'key',
    secret: 'secret',
    apiUrl: 'https://acme.storeganise.com/api',
    random: seededRandom(1),
    ...overrides,
  });
}

export function get(path: string): SimRequest {
  return { method: 'GET', path: `/v1/admin/${path}`, headers: { authorization: `Addon ${addonId}|key` }, body: '' };
}

export function write(method: string, path: string, body: object): SimRequest {
  const headers = { authorization: `Addon ${addonId}|key`, 'content-type': 'application/json' };
  return { method, path: `/v1/admin/${path}`, headers, body: JSON.stringify(body) };
}

export const post = (body: object) => write('POST', 'users', body);
export const put = (id: string, body: object) => write('PUT', `users/${id}`, body);

/** What a read answers, parsed. */
export function read(sg: Storeganise, path: string, now = noon) {
  return json(sg.handle(get(path), now).response);
}

export function json(response: SimResponse) {
  return JSON.parse(response.body);
}

export const typesOf = (events: readonly SimEvent[]) => events.map(({ type }) => type);
export const dataOf = (events: readonly SimEvent[]) => events.map(({ body }) => JSON.parse(body).data);
