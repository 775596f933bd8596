import { z } from 'zod';
import type { NameOrder } from '../domain/name.ts';
import { mainCountry } from '../domain/phone.ts';
import type { SettingFault } from '../domain/tenant-standing.ts';

// Every form in which an operator may write a setting (Storeganise dossier §1.5). Absent, null, empty and blank are
// the same: not set.

/** One label of a host name: nothing that could lead a call to another host (Zendesk dossier §2.1). */
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A text setting: `label` is its name on the operator's page; `read` returns `undefined` for a form it does not know. */
function text<Value>(label: string, expected: string, read: (text: string) => Value | undefined) {
  return z
    .string(`expected ${expected}`)
    .nullish()
    .transform((given, ctx): Value | undefined => {
      const trimmed = given?.trim() ?? '';
      if (trimmed === '') return undefined;
      const value = read(trimmed);
      if (value === undefined) ctx.addIssue(`expected ${expected}`);
      return value;
    })
    .meta({ title: label, description: expected });
}

function readInstance(given: string): string | undefined {
  const [, host = ''] = /^(?:https:\/\/)?([^/]+)(?:\/.*)?$/i.exec(given) ?? [];
  const label = host.toLowerCase().replace(/\.zendesk\.com$/, '');
  return SUBDOMAIN.test(label) ? label : undefined;
}

function readNameOrder(given: string): NameOrder | undefined {
  const form = given.toLowerCase().replace(/[\s_-]/g, '');
  if (form === 'firstlast') return 'first_last';
  return form === 'lastfirst' ? 'last_first' : undefined;
}

function readCallingCode(given: string): string | undefined {
  const code = `+${given.replace(/^\+/, '')}`;
  return /^\+[1-9]\d{0,2}$/.test(code) && mainCountry(code) !== undefined ? code : undefined;
}

const ON = ['true', 'yes', '1'];
const OFF = ['false', 'no', '0'];

function readSwitch(given: string): boolean | undefined {
  const form = given.toLowerCase();
  return ON.includes(form) ? true : OFF.includes(form) ? false : undefined;
}

const CREATES = 'Create Customers from Zendesk Users';

/** Every setting, from whatever form it was written in to its value; `undefined` where it is not set. */
export const settingSchemas = {
  zendesk_instance: text('Zendesk Instance', 'acme, acme.zendesk.com or https://acme.zendesk.com', readInstance),
  zendesk_webhookSecret: text(
    'Zendesk Webhook Secret',
    'the signing secret of the Zendesk webhook, or blank',
    (secret) => secret,
  ),
  zendesk_customerStatusFieldKey: text('Zendesk Customer Status Field Key', 'the key of a Zendesk user field', (key) =>
    /^[A-Za-z0-9_-]{1,255}$/.test(key) ? key : undefined,
  ),
  zendesk_userNameFormat: text('Zendesk User Name Format', 'First Last or Last First', readNameOrder),
  zendesk_defaultPhoneCountryCode: text('Default Phone Country Code', 'a calling code such as +81', readCallingCode),
  zendesk_createCustomers: z
    .union(
      [z.boolean(), z.literal([0, 1]).transform(Boolean), text(CREATES, 'true or false', readSwitch)],
      'expected true or false',
    )
    .meta({ title: CREATES, description: 'true or false' }),
} as const;

export type SettingName = keyof typeof settingSchemas;

/** The settings that are set, each as its value. */
export type SettingValues = { readonly [Name in SettingName]?: z.output<(typeof settingSchemas)[Name]> };

/** Without these nothing can be done for a business that has no file (Storeganise dossier §1.5). */
const REQUIRED: readonly SettingName[] = ['zendesk_instance', 'zendesk_defaultPhoneCountryCode'];

/**
 * Reads the settings of an add-on record, each by itself, so that a wrong one hides no other. What the file of the tenant sets
 * counts before the record; with a file nothing is required.
 */
export function readSettings(
  record: Readonly<Record<string, unknown>>,
  file?: SettingValues,
): { readonly values: SettingValues; readonly faults: readonly SettingFault[] } {
  const values: Record<string, unknown> = {};
  const faults: SettingFault[] = [];
  for (const [name, schema] of Object.entries(settingSchemas) as [SettingName, z.ZodType][]) {
    const parsed = file?.[name] === undefined ? schema.safeParse(record[name]) : { success: true, data: file[name] };
    const isMissing = file === undefined && REQUIRED.includes(name) && parsed.data === undefined;
    if (!parsed.success || isMissing) faults.push(faultOf(name, record[name]));
    else if (parsed.data !== undefined) values[name] = parsed.data;
  }
  return { values, faults };
}

function faultOf(setting: SettingName, found: unknown): SettingFault {
  const { title: label = setting, description: accepted = '' } = settingSchemas[setting].meta() ?? {};
  const isSet = found !== undefined && found !== null && String(found).trim() !== '';
  return { setting, label, ...(isSet ? { found: show(setting, found) } : {}), accepted };
}

/** A secret is shown nowhere, whatever it looks like. */
function show(setting: SettingName, found: unknown): string {
  if (setting === 'zendesk_webhookSecret') return 'something that is no text';
  return typeof found === 'string' ? found : JSON.stringify(found);
}
