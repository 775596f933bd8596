import type { CustomFields } from './customers.ts';

/** The add-on record, whose custom fields are the settings (Storeganise dossier §1.5, §3.7). */
export function createAddon(id: string, settings: CustomFields) {
  let customFields = settings;
  return {
    id,
    customFields: () => customFields,
    describe: () => ({ id, title: { en: 'Zendesk' }, state: 'enabled', customFields }),
    /** Merges per code; `null` clears. */
    update(changes: CustomFields) {
      const merged = Object.entries({ ...customFields, ...changes });
      customFields = Object.fromEntries(merged.filter(([, value]) => value !== null));
    },
  };
}
