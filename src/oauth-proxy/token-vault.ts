import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { TokenKey } from './token-keys.ts';

/** Both tokens of a connection; tokens of the old kind have nothing to refresh with. */
export type TokenPair = { readonly accessToken: string; readonly refreshToken?: string };

/** A pair as it is stored. */
export type SealedPair = { readonly keyId: string; readonly text: string };

/** Whose tokens these are: sealed for one, they do not open for another, wherever somebody copies them. */
export type TokenOwner = { readonly businessCode: string; readonly subdomain: string };

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type TokenVault = ReturnType<typeof createTokenVault>;

/** Encrypts tokens under the first key and reads those of all (AES-256-GCM; nonce, tag and text in one). */
export function createTokenVault(keys: readonly TokenKey[]) {
  const [current] = keys;
  if (!current) throw new Error('a vault needs a key');
  const boundTo = ({ businessCode, subdomain }: TokenOwner) => Buffer.from(JSON.stringify([businessCode, subdomain]));

  return {
    currentKeyId: current.id,
    keyIds: keys.map(({ id }) => id) as readonly string[],

    seal(pair: TokenPair, owner: TokenOwner): SealedPair {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current.bytes, nonce).setAAD(boundTo(owner));
      const { accessToken, refreshToken } = pair;
      const text = Buffer.concat([cipher.update(JSON.stringify([accessToken, refreshToken ?? null])), cipher.final()]);
      return { keyId: current.id, text: Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64') };
    },

    /** Throws where the text was changed, belongs to another owner, or its key is gone. */
    open(sealed: SealedPair, owner: TokenOwner): TokenPair {
      const key = keys.find(({ id }) => id === sealed.keyId);
      if (!key) throw new Error('tokens are sealed under a key that is not in TOKEN_KEYS');
      const bytes = Buffer.from(sealed.text, 'base64');
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(owner));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      const [accessToken, refreshToken] = JSON.parse(text.toString('utf8')) as [string, string | null];
      return refreshToken === null ? { accessToken } : { accessToken, refreshToken };
    },
  };
}
