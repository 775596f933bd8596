import { describe, expect, it } from 'vitest';
import { createSeal } from '../../src/tenants/seal-secret.ts';

const seal = createSeal('key-of-the-proxy-0123456789-0123456789');
const settings = { zendesk_webhookSecret: 'a secret, пароль, 秘密', zendesk_instance: 'acme' };

describe('the secret of a webhook at rest', () => {
  it('is what it was for whoever has the key, and nothing for anybody else', () => {
    const closed = seal.close(settings);

    expect(closed.zendesk_instance).toBe('acme');
    expect(JSON.stringify(closed)).not.toMatch(/secret,|пароль|秘密/);
    expect(seal.open(closed)).toEqual({ settings, isSecretKnown: true });
    expect(createSeal('another-key-0123456789-0123456789-0123').open(closed)).toEqual({
      settings: { zendesk_instance: 'acme' },
      isSecretKnown: false,
    });
  });

  it('looks different each time', () => {
    expect(seal.close(settings)).not.toEqual(seal.close(settings));
  });

  it.each([
    ['is blank', ''],
    ['is long', 'x'.repeat(5_000)],
    ['looks sealed itself', String(seal.close(settings).zendesk_webhookSecret)],
  ])('is kept also where it %s', (_, secret) => {
    const given = { zendesk_webhookSecret: secret };

    expect(seal.open(seal.close(given))).toEqual({ settings: given, isSecretKnown: true });
  });

  it.each([undefined, null, 7, {}])('is none where %j stands', (secret) => {
    const given = { zendesk_webhookSecret: secret };

    expect(seal.close(given)).toEqual(given);
    expect(seal.open(given)).toEqual({ settings: given, isSecretKnown: true });
  });

  it.each([
    ['in clear', 's3cret'],
    ['cut', String(seal.close(settings).zendesk_webhookSecret).slice(0, -2)],
    ['altered', String(seal.close(settings).zendesk_webhookSecret).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
  ])('is not believed where it stands there %s', (_, text) => {
    expect(seal.open({ zendesk_webhookSecret: text })).toEqual({ settings: {}, isSecretKnown: false });
  });
});
