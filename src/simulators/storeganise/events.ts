import { makeHexId } from '../identifiers.ts';
import type { SimEvent, SimRandom } from '../wire.ts';
import type { Addons } from './addons.ts';
import type { StoreganiseSwitches } from './switches.ts';

export type Events = ReturnType<typeof createEvents>;

/** Makes the deliveries of one business: ids only, compact JSON (Storeganise dossier §2.2, §2.7). */
export function createEvents(options: {
  businessCode: string;
  apiUrl: string;
  random: SimRandom;
  addons: Addons;
  switches: StoreganiseSwitches;
}) {
  const { businessCode, apiUrl, random, addons, switches } = options;

  function make(addonId: string, type: string, recordId: string, data: Record<string, unknown>, now: number): SimEvent {
    const id = makeHexId(random, now);
    const created = new Date(now).toISOString();
    const body = { id, created, type, businessCode, apiUrl, addonId, data };
    return { id, type, recordId, at: now, body: JSON.stringify(body) };
  }

  return {
    /** One event for each enabled installation; `userId` is whom it concerns, whether `data` says so or not. */
    tell: (type: string, userId: string, data: Record<string, unknown>, now: number): SimEvent[] =>
      addons.listening().map((addonId) => make(addonId, type, userId, data, now)),

    /** An event of one installation itself; it names no record. */
    tellAddon: (addonId: string, type: string, now: number): SimEvent[] =>
      addons.listening().includes(addonId) ? [make(addonId, type, addonId, {}, now)] : [],

    /** `changedKeys` as an event carries them: they may be missing or empty (Storeganise dossier §2.7). */
    keys(changed: readonly string[]): Record<string, unknown> {
      if (switches.changedKeys === 'absent') return {};
      return { changedKeys: switches.changedKeys === 'empty' ? [] : changed };
    },
  };
}
