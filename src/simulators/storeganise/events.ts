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
    const whole = { id, created, type, businessCode, apiUrl, addonId, data };
    const more = switches.envelopeHasMore ? { v: 3, attempt: { count: 1 } } : {};
    const lacking: readonly string[] = switches.envelopeLacks;
    const kept = Object.entries({ ...whole, ...more }).filter(([key]) => !lacking.includes(key));
    return { id, type, recordId, at: now, body: writeBody(Object.fromEntries(kept), switches.bodyForm) };
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

function writeBody(body: object, form: StoreganiseSwitches['bodyForm']): string {
  if (form === 'pretty') return JSON.stringify(body, null, 2);
  const compact = JSON.stringify(body);
  return form === 'compact' ? compact : escapeJson(compact);
}

/** The same JSON with other bytes. */
function escapeJson(json: string): string {
  const hex = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replaceAll('/', String.raw`\/`).replaceAll(/[^ -~]/g, hex);
}
