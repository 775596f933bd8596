import { describe, expect, it } from 'vitest';
import type { Webtask } from '../../src/simulators/storeganise/storeganise.ts';
import { readSettings, type SettingName, settingSchemas } from '../../src/tenants/settings.ts';
import { codesIn, DOCUMENTS, documentAt, rowsOf, sectionOf } from './documents.ts';

const script = new URL('../../webtasks/addon-installed.js', import.meta.url);
const { default: addonInstalled } = (await import(script.href)) as { default: Webtask };

const NAMES = Object.keys(settingSchemas) as SettingName[];
const labelOf = (name: SettingName) => settingSchemas[name].meta()?.title ?? '';
const acceptedOf = (name: SettingName) => settingSchemas[name].meta()?.description ?? '';

/** What readSettings faults of a record that sets everything else well. */
function faultsWith(record: Readonly<Record<string, unknown>>): readonly string[] {
  const whole = { zendesk_instance: 'acme', zendesk_defaultPhoneCountryCode: '+81', ...record };
  return readSettings(whole).faults.map(({ setting }) => setting);
}

const isRequired = (name: SettingName) => faultsWith({ [name]: '' }).includes(name);

describe('the settings in the setup guide', () => {
  const rows = rowsOf(sectionOf(documentAt('docs/setup.md'), '3. The add-on and its settings'));

  it('are those of the code, with the labels that operators see', () => {
    expect(rows.map(([label]) => label)).toEqual(NAMES.map(labelOf));
  });

  it('may be typed as the examples show', () => {
    const examples = rows.flatMap(([, , typed = ''], place) =>
      codesIn(typed).map((example) => ({ name: NAMES[place] ?? '', example })),
    );
    const refused = examples.filter(({ name, example }) => faultsWith({ [name]: example }).length > 0);

    expect(examples.length).toBeGreaterThan(10);
    expect(refused).toEqual([]);
  });

  it('are needed where the code needs them', () => {
    expect(rows.map(([, , , needed]) => needed === 'yes')).toEqual(NAMES.map(isRequired));
  });
});

describe('the settings in the listing', () => {
  const rows = rowsOf(sectionOf(documentAt('docs/marketplace-listing.md'), 'Settings'));

  it('have the code, the label and the accepted forms of the code', () => {
    expect(rows.map(([code, label, accepted]) => [code, label, accepted])).toEqual(
      NAMES.map((name) => [`\`${name}\``, labelOf(name), acceptedOf(name)]),
    );
    expect(rows.map(([, , , required]) => required === 'yes')).toEqual(NAMES.map(isRequired));
  });
});

type CustomField = Parameters<Parameters<Webtask>[0]['api']['ensureCustomField']>[1];

async function customerFields(): Promise<readonly CustomField[]> {
  const made: CustomField[] = [];
  const api = { ensureCustomField: async (_model: string, field: CustomField) => void made.push(field) };
  await addonInstalled({ api, context: { addonId: 'a01' } });
  return made;
}

describe('the customer fields', () => {
  it('in the listing are those that the installation step makes', async () => {
    const section = sectionOf(documentAt('docs/marketplace-listing.md'), 'Storeganise');
    const listed = rowsOf(section).filter(([code = '']) => code.startsWith('`zendesk_'));

    expect(listed).toEqual(
      (await customerFields()).map(({ code, title, type }) => [`\`${code}\``, (title as { en: string }).en, type]),
    );
  });

  it('and the settings are all that is named like them anywhere', async () => {
    const known = [...NAMES, ...(await customerFields()).map(({ code }) => code)];
    const named = [...DOCUMENTS.values()].flatMap(
      (text) => text.match(/\bzendesk_[a-z]+[A-Z]\w*|\bzendesk_instance\b/g) ?? [],
    );

    expect(named.length).toBeGreaterThanOrEqual(known.length);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});
