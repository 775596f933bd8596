import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SettingName } from './settings.ts';

// What a look has found is kept in the store, and with it the secret that the webhooks of a business are signed with. It is kept
// sealed, so that whoever sees the database, or a copy of it, can sign nothing.

const SECRET: SettingName = 'zendesk_webhookSecret';
const FORM = /^sealed:([A-Za-z0-9_-]{16}):([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]*)$/;

type Settings = Readonly<Record<string, unknown>>;

export type Seal = {
  /** The settings with the secret unreadable. */
  close(settings: Settings): Settings;
  /** The settings as they were; without the secret, which then is not known, where another key has sealed it. */
  open(settings: Settings): { readonly settings: Settings; readonly isSecretKnown: boolean };
};

/** Seals with AES-256-GCM, under a key that is made from `key` and is good for nothing else. */
export function createSeal(key: string): Seal {
  const own = Buffer.from(hkdfSync('sha256', key, '', 'usersync: secrets of webhooks at rest', 32));

  function seal(secret: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', own, nonce);
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return ['sealed', ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join(':');
  }

  function unseal(text: string): string | undefined {
    const [nonce, tag, sealed] =
      FORM.exec(text)
        ?.slice(1)
        .map((part) => Buffer.from(part, 'base64url')) ?? [];
    if (!nonce || !tag || !sealed) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', own, nonce);
    decipher.setAuthTag(tag);
    try {
      return decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }

  return {
    close(settings) {
      const { [SECRET]: secret } = settings;
      return typeof secret === 'string' ? { ...settings, [SECRET]: seal(secret) } : settings;
    },
    open(settings) {
      const { [SECRET]: sealed, ...others } = settings;
      if (typeof sealed !== 'string') return { settings, isSecretKnown: true };
      const secret = unseal(sealed);
      if (secret === undefined) return { settings: others, isSecretKnown: false };
      return { settings: { ...others, [SECRET]: secret }, isSecretKnown: true };
    },
  };
}
