import { isDeepStrictEqual } from 'node:util';
import { addonDisabled, unauthorised } from './answers.ts';
import type { CustomFields } from './custom-fields.ts';

/** `paused`: no webhooks, API yes; `disabled`: neither (Storeganise dossier §1.3). */
export type AddonState = 'enabled' | 'paused' | 'disabled';

type Addon = { id: string; apiKey: string; state: AddonState; customFields: CustomFields };

export type NewAddon = { apiKey: string; state?: AddonState; settings?: CustomFields };

export type Addons = ReturnType<typeof createAddons>;

/** The installations of one business, their keys and settings (Storeganise dossier §1.3, §1.5, §3.7). */
export function createAddons(switches: { disabledAddonStatus: 401 | 403 }) {
  const installed = new Map<string, Addon>();

  function require(id: string): Addon {
    const addon = installed.get(id);
    if (addon === undefined) throw unauthorised();
    return addon;
  }

  return {
    /** Just installed is paused (Storeganise dossier §1.3). */
    install(id: string, { apiKey, state = 'paused', settings = {} }: NewAddon) {
      installed.set(id, { id, apiKey, state, customFields: settings });
    },

    /** The installation that a header speaks for (Storeganise dossier §3.1, §6). */
    authorise(header: string | undefined): string {
      const addon = [...installed.values()].find(({ id, apiKey }) => header === `Addon ${id}|${apiKey}`);
      if (addon === undefined) throw unauthorised();
      if (addon.state === 'disabled') throw addonDisabled(switches.disabledAddonStatus);
      return addon.id;
    },

    /** To whom webhooks go. */
    listening: (): string[] => [...installed.values()].filter(({ state }) => state === 'enabled').map(({ id }) => id),

    setState(id: string, state: AddonState) {
      require(id).state = state;
    },

    settings: (id: string): CustomFields => require(id).customFields,

    /** Merges per code; `null` clears. Answers whether anything changed. */
    update(id: string, changes: CustomFields): boolean {
      const addon = require(id);
      const before = addon.customFields;
      const merged = Object.entries({ ...before, ...changes });
      addon.customFields = Object.fromEntries(merged.filter(([, value]) => value !== null));
      return !isDeepStrictEqual(before, addon.customFields);
    },

    describe(id: string) {
      const { state, customFields } = require(id);
      return { id, title: { en: 'Zendesk' }, state, customFields };
    },
  };
}
