import { describe, expect, it } from 'vitest';
import { readTokenKeys } from '../../src/oauth-proxy/token-keys.ts';
import { createTokenVault } from '../../src/oauth-proxy/token-vault.ts';

const KEY_1 = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const KEY_2 = `k2:${Buffer.alloc(32, 2).toString('base64')}`;
const OWNER = { businessCode: 'acme', subdomain: 'acme-help' };
const PAIR = { accessToken: 'access-0123456789', refreshToken: 'refresh-0123456789' };

function vault(...keys: string[]) {
  return createTokenVault(readTokenKeys(keys.join(',')) ?? []);
}

describe('the keys', () => {
  it('are named, and the first encrypts', () => {
    const sealed = vault(KEY_2, KEY_1).seal(PAIR, OWNER);

    expect(sealed.keyId).toBe('k2');
    expect(readTokenKeys(` ${KEY_1} , ${KEY_2} `)?.map(({ id, bytes }) => [id, bytes.length])).toEqual([
      ['k1', 32],
      ['k2', 32],
    ]);
  });

  it.each([
    ['nothing', ''],
    ['no name', Buffer.alloc(32).toString('base64')],
    ['too short a key', `k1:${Buffer.alloc(31).toString('base64')}`],
    ['too long a key', `k1:${Buffer.alloc(33).toString('base64')}`],
    ['no base64', `k1:${'!'.repeat(43)}=`],
    ['a name twice', `${KEY_1},k1:${Buffer.alloc(32, 3).toString('base64')}`],
    ['an empty entry', `${KEY_1},`],
  ])('are refused with %s', (_, text) => {
    expect(readTokenKeys(text)).toBeUndefined();
  });
});

describe('the vault', () => {
  it.each([
    ['a pair', PAIR],
    ['a token of the old kind', { accessToken: PAIR.accessToken }],
  ])('gives back %s as it was', (_, pair) => {
    expect(vault(KEY_1).open(vault(KEY_1).seal(pair, OWNER), OWNER)).toEqual(pair);
  });

  it('reads what an older key sealed', () => {
    expect(vault(KEY_2, KEY_1).open(vault(KEY_1).seal(PAIR, OWNER), OWNER)).toEqual(PAIR);
  });

  it('shows nothing of the tokens, and never the same text twice', () => {
    const [one, other] = [vault(KEY_1).seal(PAIR, OWNER), vault(KEY_1).seal(PAIR, OWNER)];

    expect(one.text).not.toBe(other.text);
    expect(Buffer.from(one.text, 'base64').toString('latin1')).not.toMatch(/access|refresh/);
  });

  it('opens for its owner only', () => {
    const sealed = vault(KEY_1).seal(PAIR, OWNER);

    expect(() => vault(KEY_1).open(sealed, { ...OWNER, businessCode: 'beta' })).toThrow();
    expect(() => vault(KEY_1).open(sealed, { ...OWNER, subdomain: 'beta' })).toThrow();
  });

  it('opens nothing that was changed, cut, or sealed under another key', () => {
    const sealed = vault(KEY_1).seal(PAIR, OWNER);
    const bytes = Buffer.from(sealed.text, 'base64');
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(() => vault(KEY_1).open({ ...sealed, text: changed.toString('base64') }, OWNER)).toThrow();
    }

    expect(() => vault(KEY_1).open({ ...sealed, text: sealed.text.slice(0, 20) }, OWNER)).toThrow();
    expect(() => vault(KEY_2, KEY_1).open({ ...sealed, keyId: 'k2' }, OWNER)).toThrow();
    expect(() => vault(KEY_2).open(sealed, OWNER)).toThrow('not in TOKEN_KEYS');
  });
});
