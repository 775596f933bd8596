import { makeUuid } from '../identifiers.ts';
import type { SimEvent, SimRandom } from '../wire.ts';
import { type Identity, isoSeconds, primaryEmail, type User } from './records.ts';

export type EventSwitches = {
  /** Compact bodies in place of the recorded layout (Zendesk dossier §15 item 40). */
  compactEvents: boolean;
  /** `zen:event-type/user.…` in place of the colon (Zendesk dossier §7.2). */
  slashEventTypes: boolean;
};

export type EventMaker = (user: User, type: string, event: Record<string, unknown>, now: number) => SimEvent;

/** Makes the deliveries of one account: `detail` is the user as it is now (Zendesk dossier §7.2, §7.6). */
export function createEventMaker(accountId: number, random: SimRandom, switches: EventSwitches): EventMaker {
  return (user, type, event, now) => {
    const id = makeUuid(random);
    const body = {
      account_id: accountId,
      detail: {
        created_at: isoSeconds(user.createdAt),
        default_group_id: '0',
        email: primaryEmail(user) ?? '',
        external_id: user.externalId ?? '',
        id: user.id,
        organization_id: '0',
        role: user.role,
        updated_at: isoSeconds(user.updatedAt),
      },
      event,
      id,
      subject: `zen:user:${user.id}`,
      time: isoSeconds(now),
      type: `zen:event-type${switches.slashEventTypes ? '/' : ':'}${type}`,
      zendesk_event_version: '2022-11-06',
    };
    const text = switches.compactEvents ? JSON.stringify(body) : layOut(body);
    return { id, type, recordId: user.id, at: now, body: text };
  };
}

/** The identity object of an event (Zendesk dossier §7.6). */
export function eventIdentity({ id, primary, type, value }: Identity) {
  return { id, primary, type, value };
}

/** Recorded layout: keys sorted, indented by three, empty objects with a space inside, newline at the end. */
function layOut(body: object): string {
  return `${JSON.stringify(body, null, 3).replace(/: \{\}(?=,?$)/gm, ': { }')}\n`;
}
