import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ConsentTicket, readConsentTicket, signConsentTicket } from '../../src/consent-ticket.ts';

const KEY = 'k'.repeat(32);
const OLD_KEY = 'o'.repeat(32);
const NOW = 1_770_000_000_000;
const TICKET: ConsentTicket = {
  tenant: 'acme',
  business: 'Räume & Söhne <b>',
  subdomain: 'acme-help',
  generation: 3,
  madeAt: NOW,
};
const DAYS_90 = 90 * 86_400_000;

const read = (text: string, now = NOW, keys: readonly string[] = [KEY]) => readConsentTicket(text, { keys, now });
const NONE = { ok: false, reason: 'not_a_ticket' };

/** Whatever payload, signed as tickets are. */
function signed(payload: unknown, key = KEY): string {
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${createHmac('sha256', key).update(`usersync consent ticket 1: ${text}`).digest('base64url')}`;
}

describe('a consent ticket', () => {
  it('says what it was made for, in letters that need no escape in an address', () => {
    const text = signConsentTicket(TICKET, KEY);

    expect(read(text)).toEqual({ ok: true, ticket: TICKET });
    expect(text).toMatch(/^[A-Za-z0-9_.-]+$/);
    expect(encodeURIComponent(text)).toBe(text);
  });

  it('is read with the current and the previous key', () => {
    const text = signConsentTicket(TICKET, OLD_KEY);

    expect(read(text, NOW, [KEY, OLD_KEY]).ok).toBe(true);
    expect(read(text)).toEqual(NONE);
  });

  it('lives for 90 days', () => {
    const text = signConsentTicket(TICKET, KEY);

    expect(read(text, NOW + DAYS_90 - 1).ok).toBe(true);
    expect(read(text, NOW + DAYS_90)).toEqual({ ok: false, reason: 'expired' });
  });

  it('is none once a letter is changed, added or missing', () => {
    const text = signConsentTicket(TICKET, KEY);
    // The last letter of 32 bytes in base64 carries two spare bits, which say nothing.
    for (let place = 0; place < text.length - 1; place += 1) {
      const changed = text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1);
      expect(read(changed)).toEqual(NONE);
    }
    for (const other of ['', '.', `${text}A`, `${text}.`, ` ${text}`, text.slice(0, -1), text.replace('.', '')]) {
      expect(read(other)).toEqual(NONE);
    }
  });

  it.each([
    ['another host', ['acme', 'Acme', 'evil.example', 0, NOW]],
    ['a path', ['acme', 'Acme', 'acme/x', 0, NOW]],
    ['user-info', ['acme', 'Acme', 'acme@evil', 0, NOW]],
    ['another business code', ['ACME', 'Acme', 'acme', 0, NOW]],
    ['no generation', ['acme', 'Acme', 'acme', null, NOW]],
    ['no time', ['acme', 'Acme', 'acme', 0]],
    ['an object', { tenant: 'acme' }],
    ['text', 'acme'],
  ])('is none with %s, whoever signed it', (_, payload) => {
    expect(read(signed(payload))).toEqual(NONE);
    expect(read(signed(['acme', 'Acme', 'acme', 0, NOW])).ok).toBe(true);
  });

  it('carries no name longer than a page can show', () => {
    const text = signConsentTicket({ ...TICKET, business: '🗝'.repeat(500) }, KEY);

    expect(read(text)).toEqual({ ok: true, ticket: { ...TICKET, business: '🗝'.repeat(200) } });
  });
});
