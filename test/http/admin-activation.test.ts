import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin } from './admin-server.ts';

type Admin = Awaited<ReturnType<typeof openAdmin>>;

let admin: Admin;
beforeEach(async () => {
  admin = await openAdmin();
});
afterEach(() => admin.close());

const gamma = { tenant: 'gamma', addonId: 'g01', apiUrl: 'https://gamma.storeganise.com/api' };
const acme = { tenant: 'acme', addonId: 'a01', apiUrl: 'https://acme.storeganise.com/api' };
const ask = (body: object, headers = {}) => admin.ask('POST', 'activate', body, headers);

describe('activating an installation', () => {
  it('pins one that nobody has met, and has it looked at', async () => {
    const { status, json } = await ask({ ...gamma, tenant: 'Gamma', apiUrl: `${gamma.apiUrl}/` });

    expect([status, json]).toEqual([200, { tenant: 'gamma', addonId: 'g01' }]);
    expect(admin.installations.get('g01')).toEqual(gamma);
    expect(admin.looks).toEqual(['g01']);
    expect(admin.rings()).toBe(1);
  });

  it('has one looked at that is known', async () => {
    expect((await ask(acme)).json).toEqual({ tenant: 'acme', addonId: 'a01' });

    expect(admin.looks).toEqual(['a01']);
    expect(admin.installations.size).toBe(1);
  });

  it.each<[string, object, number]>([
    ['a foreign address', { ...gamma, apiUrl: 'https://evil.example/api' }, 400],
    ['an address of this machine', { ...gamma, apiUrl: 'http://127.0.0.1:6379/' }, 400],
    ['no code', { ...gamma, tenant: '../x' }, 400],
    ['no id', { ...gamma, addonId: 'a b' }, 400],
    ['nothing', {}, 400],
    ['another address of a known business', { ...acme, addonId: 'a02', apiUrl: gamma.apiUrl }, 409],
    ['another business for a known installation', { ...gamma, addonId: 'a01' }, 409],
  ])('is refused with %s', async (_, body, status) => {
    const answer = await ask(body);

    expect(answer.status).toBe(status);
    expect(answer.json.error).toMatch(/\w{3}/);
    expect(admin.looks).toEqual([]);
    expect(admin.installations.size).toBe(1);
  });

  it('takes the key', async () => {
    expect((await ask(gamma, { authorization: 'Bearer other' })).status).toBe(401);
    expect(admin.installations.size).toBe(1);
  });
});
