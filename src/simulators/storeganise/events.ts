import { makeHexId } from '../identifiers.ts';
import type { SimEvent, SimRandom } from '../wire.ts';

export type EventMaker = (type: string, userId: string, more: Record<string, unknown>, now: number) => SimEvent;

/** Makes the deliveries of one installation: ids only, compact JSON (Storeganise dossier §2.2, §2.7). */
export function createEventMaker(
  installation: { businessCode: string; apiUrl: string; addonId: string },
  random: SimRandom,
): EventMaker {
  const { businessCode, apiUrl, addonId } = installation;
  return (type, userId, more, now) => {
    const id = makeHexId(random, now);
    const created = new Date(now).toISOString();
    const body = { id, created, type, businessCode, apiUrl, addonId, data: { userId, ...more } };
    return { id, type, recordId: userId, at: now, body: JSON.stringify(body) };
  };
}
