import { describe, expect, it } from 'vitest';
import { NonceMemory } from '../../src/oauth-proxy/nonce-memory.ts';
import { signProxyCall, verifyProxyCall } from '../../src/proxy-signature.ts';

const KEY = 'k'.repeat(32);
const OLD_KEY = 'o'.repeat(32);
const NOW = 1_770_000_000_000;
const CALL = { method: 'PUT', path: '/zendesk/acme/api/v2/users/1?a=b', tenant: 'acme', body: '{"user":{}}' };

const sign = (key = KEY) => signProxyCall({ ...CALL, key, now: NOW, nonce: 'n-1' });
const verify = (changed: Partial<Parameters<typeof verifyProxyCall>[0]> = {}) =>
  verifyProxyCall({ ...CALL, keys: [KEY, OLD_KEY], headers: sign(), now: NOW, ...changed });

describe('a signed call', () => {
  it('verifies with the current and the previous key', () => {
    expect(verify()).toEqual({ ok: true, nonce: 'n-1' });
    expect(verify({ headers: sign(OLD_KEY) })).toEqual({ ok: true, nonce: 'n-1' });
    expect(verify({ headers: sign('x'.repeat(32)) })).toEqual({ ok: false, reason: 'wrong_signature' });
  });

  it.each([
    ['method', { method: 'GET' }],
    ['path', { path: '/zendesk/acme/api/v2/users/2?a=b' }],
    ['query', { path: '/zendesk/acme/api/v2/users/1?a=c' }],
    ['tenant', { tenant: 'beta' }],
    ['body', { body: '{"user":{ }}' }],
    ['time', { headers: { ...sign(), 'x-usersync-time': String(NOW + 1) } }],
    ['nonce', { headers: { ...sign(), 'x-usersync-nonce': 'n-2' } }],
    ['signature', { headers: { ...sign(), 'x-usersync-signature': 'AAAA' } }],
  ])('does not verify with another %s', (_, changed) => {
    expect(verify(changed)).toEqual({ ok: false, reason: 'wrong_signature' });
  });

  it('holds for a minute, whichever clock is ahead', () => {
    expect(verify({ now: NOW + 60_000 }).ok && verify({ now: NOW - 60_000 }).ok).toBe(true);
    expect(verify({ now: NOW + 60_001 })).toEqual({ ok: false, reason: 'stale' });
    expect(verify({ now: NOW - 60_001 })).toEqual({ ok: false, reason: 'stale' });
  });

  it.each(['x-usersync-time', 'x-usersync-nonce', 'x-usersync-signature'])('needs exactly one %s', (name) => {
    expect(verify({ headers: { ...sign(), [name]: undefined } })).toEqual({ ok: false, reason: 'incomplete' });
    expect(verify({ headers: { ...sign(), [name]: ['a', 'b'] } })).toEqual({ ok: false, reason: 'incomplete' });
  });
});

describe('the memory of calls', () => {
  it('knows a call for two minutes and then forgets it', () => {
    const memory = new NonceMemory();

    expect(memory.remember('a', NOW)).toBe('new');
    expect(memory.remember('a', NOW + 119_999)).toBe('seen');
    expect(memory.remember('a', NOW + 120_000)).toBe('new');
  });

  it('refuses rather than forgets when it is full', () => {
    const memory = new NonceMemory(2);
    memory.remember('a', NOW);
    memory.remember('b', NOW);

    expect(memory.remember('c', NOW)).toBe('full');
    expect(memory.remember('a', NOW)).toBe('seen');
    expect(memory.remember('c', NOW + 120_000)).toBe('new');
  });
});
