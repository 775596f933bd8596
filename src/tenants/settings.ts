import { z } from 'zod';
import type { NameOrder } from '../domain/name.ts';
import { mainCountry } from '../domain/phone.ts';

// Every form in which an operator may write a setting (Storeganise dossier §1.5). Absent, null, empty and blank are
// the same: not set.

/** One label of a host name: nothing that could lead a call to another host (Zendesk dossier §2.1). */
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A text setting: `read` returns `undefined` for a form it does not know. */
function text<Value>(expected: string, read: (text: string) => Value | undefined) {
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
    .meta({ description: expected });
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

/** Every setting, from whatever form it was written in to its value; `undefined` where it is not set. */
export const settingSchemas = {
  zendesk_instance: text('acme, acme.zendesk.com or https://acme.zendesk.com', readInstance),
  zendesk_webhookSecret: text('the signing secret of the Zendesk webhook, or blank', (secret) => secret),
  zendesk_customerStatusFieldKey: text('the key of a Zendesk user field', (key) =>
    /^[A-Za-z0-9_-]{1,255}$/.test(key) ? key : undefined,
  ),
  zendesk_userNameFormat: text('First Last or Last First', readNameOrder),
  zendesk_defaultPhoneCountryCode: text('a calling code such as +81', readCallingCode),
  zendesk_createCustomers: z
    .union(
      [z.boolean(), z.literal([0, 1]).transform(Boolean), text('true or false', readSwitch)],
      'expected true or false',
    )
    .meta({ description: 'true or false' }),
} as const;
