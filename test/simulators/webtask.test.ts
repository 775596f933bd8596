import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Webtask } from '../../src/simulators/storeganise/storeganise.ts';
import { business } from './storeganise-business.ts';

const script = new URL('../../webtasks/addon-installed.js', import.meta.url);
const { default: webtask } = (await import(script.href)) as { default: Webtask };
const context = { addonId: 'a01' };

describe('the script that runs at installation', () => {
  it('ensures the three customer fields, read-only, of which the customer may read none', async () => {
    const ensured: unknown[] = [];
    const api = { ensureCustomField: async (...call: unknown[]) => void ensured.push(call) };

    await webtask({ api, context });

    expect(ensured).toEqual([
      ['user', { type: 'string', code: 'zendesk_userId', title: { en: 'Zendesk User ID' }, readOnly: true }],
      ['user', { type: 'list', code: 'zendesk_otherEmails', title: { en: 'Zendesk Other Emails' }, readOnly: true }],
      [
        'user',
        {
          type: 'list',
          code: 'zendesk_otherPhoneNumbers',
          title: { en: 'Zendesk Other Phone Numbers' },
          readOnly: true,
        },
      ],
    ]);
  });

  it('waits for each field, and tells when one could not be made', async () => {
    const refused = new Error('no such type');
    const ensured: string[] = [];
    const api = {
      ensureCustomField: async (_model: string, { code }: { code: string }) => {
        if (ensured.length === 1) throw refused;
        ensured.push(code);
      },
    };

    await expect(webtask({ api, context })).rejects.toBe(refused);

    expect(ensured).toEqual(['zendesk_userId']);
  });

  it('may run again', async () => {
    const acme = business({ switches: { definedFields: [] } });

    await acme.runWebtask(webtask);
    await acme.runWebtask(webtask);

    expect(acme.customFieldCodes()).toEqual(['zendesk_userId', 'zendesk_otherEmails', 'zendesk_otherPhoneNumbers']);
  });

  it('stands alone: the vendor copies this one file', () => {
    expect(readFileSync(script, 'utf8')).not.toMatch(/\b(?:import|require)\b/);
  });
});
