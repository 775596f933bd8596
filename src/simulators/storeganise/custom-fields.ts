import { isDeepStrictEqual } from 'node:util';
import { invalid } from './answers.ts';
import type { StoreganiseSwitches } from './switches.ts';

export type CustomFields = Record<string, unknown>;

export type Model = 'user' | 'unitRental';

/** What a webtask hands over (Storeganise dossier §3.8); other attributes are kept and mean nothing here. */
export type FieldDefinition = { code: string; type: string; readOnly?: boolean; [attribute: string]: unknown };

export type FieldDefinitions = ReturnType<typeof createFieldDefinitions>;

/** The custom fields that a business has, by model (Storeganise dossier §3.8). */
export function createFieldDefinitions(switches: StoreganiseSwitches, userCodes: readonly string[]) {
  const definitions = new Map<string, FieldDefinition>();
  const keyOf = (model: Model, code: string) => `${model}:${code}`;
  const find = (model: Model, code: string) => definitions.get(keyOf(model, code));

  function ensure(model: Model, definition: FieldDefinition) {
    definitions.set(keyOf(model, definition.code), { ...find(model, definition.code), ...definition });
  }

  for (const code of userCodes)
    ensure('user', { code, type: /other(Emails|PhoneNumbers)$/i.test(code) ? 'list' : 'string' });

  return {
    ensure,

    remove(model: Model, code: string) {
      definitions.delete(keyOf(model, code));
    },

    codes: (model: Model): string[] =>
      [...definitions].filter(([key]) => key.startsWith(`${model}:`)).map(([, { code }]) => code),

    /** Values without definition are not shown. */
    shown: (model: Model, fields: CustomFields): CustomFields =>
      Object.fromEntries(Object.entries(fields).filter(([code]) => find(model, code) !== undefined)),

    /** Values merge per code, `null` clears (Storeganise dossier §3.2, §3.8). People cannot write read-only fields. */
    merge(model: Model, present: CustomFields, changes: CustomFields, by: 'staff' | 'addon'): CustomFields {
      const merged = { ...present };
      for (const [code, value] of Object.entries(changes)) {
        const definition = find(model, code);
        if (definition === undefined) {
          if (switches.undefinedField === 'refused') throw invalid(`customFields.${code} is not defined`);
          continue;
        }
        if (by === 'staff' && definition.readOnly === true) throw invalid(`customFields.${code} is read-only`);
        if (definition.type === 'list' && switches.listFields === 'text' && Array.isArray(value)) {
          throw invalid(`customFields.${code} must be a string`);
        }
        merged[code] = value;
      }
      return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    },
  };
}

/** Changed custom fields as dotted paths (Storeganise dossier §2.6). */
export function changedCodes(before: CustomFields, after: CustomFields): string[] {
  const codes = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...codes]
    .filter((code) => !isDeepStrictEqual(before[code], after[code]))
    .map((code) => `customFields.${code}`);
}

/** Custom fields for the call log. */
export function dotted(fields: CustomFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([code, value]) => [`customFields.${code}`, value]));
}
