import { isDeepStrictEqual } from 'node:util';
import { makeUuid } from '../identifiers.ts';
import type { SimEvent, SimRandom } from '../wire.ts';
import { type Identity, isoSeconds, primaryEmail, type User } from './records.ts';
import type { ZendeskSwitches } from './switches.ts';
import type { UserField } from './user-fields.ts';

export type Events = ReturnType<typeof createEvents>;

/** Makes the deliveries of one account: `detail` is the user as it is now (Zendesk dossier §7.2, §7.6). */
export function createEvents(accountId: number, random: SimRandom, switches: ZendeskSwitches) {
  const details = rememberDetails();

  function make(user: User, type: string, event: object, now: number): SimEvent {
    const present = describeDetail(user);
    const previous = details.previous(present);
    const detail = switches.staleDetail ? previous : present;
    return makeOther(`zen:user:${user.id}`, type, detail, event, user.id, now);
  }

  function makeOther(
    subject: string,
    type: string,
    detail: object,
    event: object,
    recordId: string,
    now: number,
  ): SimEvent {
    const id = makeUuid(random);
    const body = {
      account_id: accountId,
      detail,
      event,
      id,
      subject,
      time: isoSeconds(now),
      type: `zen:event-type${switches.slashEventTypes ? '/' : ':'}${type}`,
      zendesk_event_version: '2022-11-06',
    };
    const text = switches.compactEvents ? JSON.stringify(body) : layOut(body);
    return { id, type, recordId, at: now, body: text };
  }

  /** The identity object of an event (Zendesk dossier §7.6). */
  function showIdentity({ id, primary, type, value }: Identity) {
    return { id, primary, type: switches.identityTypeCase === 'upper' ? type.toUpperCase() : type, value };
  }

  return {
    make,
    /** An event that is not about a user. */
    makeOther,
    showIdentity,

    /** An attribute that changed; `null` is shown as an empty string (Zendesk dossier §2.4). */
    changed: (user: User, type: string, current: unknown, previous: unknown, now: number): SimEvent =>
      make(user, type, { current: current ?? '', previous: previous ?? '' }, now),

    fieldChanged: (user: User, field: UserField, current: unknown, previous: unknown, now: number): SimEvent => {
      const { id, title, type } = field;
      const values = { current: current ?? '', previous: previous ?? '' };
      return make(
        user,
        'user.custom_field_changed',
        { ...values, [switches.customFieldEventKey]: { id, title, type } },
        now,
      );
    },

    tagsChanged: (user: User, added: string[], removed: string[], now: number): SimEvent =>
      make(user, 'user.tags_changed', { added: { tags: added }, removed: { tags: removed } }, now),

    identityCreated: (user: User, identity: Identity, now: number): SimEvent =>
      make(user, 'user.identity_created', { [switches.identityEventKey]: showIdentity(identity) }, now),

    identityDeleted: (user: User, identity: Identity, now: number): SimEvent =>
      make(user, 'user.identity_deleted', { [switches.identityEventKey]: showIdentity(identity) }, now),

    identityChanged: (user: User, identity: Identity, before: Identity, now: number): SimEvent =>
      make(user, 'user.identity_changed', { current: showIdentity(identity), previous: showIdentity(before) }, now),
  };
}

/** What the detail of each user was before it became what it is. */
function rememberDetails() {
  type Detail = ReturnType<typeof describeDetail>;
  const known = new Map<string, { present: Detail; previous: Detail }>();
  return {
    previous(present: Detail): Detail {
      const last = known.get(present.id)?.present ?? present;
      const isSame = isDeepStrictEqual(last, present);
      const previous = isSame ? (known.get(present.id)?.previous ?? present) : last;
      known.set(present.id, { present, previous });
      return previous;
    },
  };
}

function describeDetail(user: User) {
  return {
    created_at: isoSeconds(user.createdAt),
    default_group_id: '0',
    email: primaryEmail(user) ?? '',
    external_id: user.externalId ?? '',
    id: user.id,
    organization_id: '0',
    role: user.role,
    updated_at: isoSeconds(user.updatedAt),
  };
}

/** Recorded layout: keys sorted, indented by three, empty objects with a space inside, newline at the end. */
function layOut(body: object): string {
  return `${JSON.stringify(body, null, 3).replace(/: \{\}(?=,?$)/gm, ': { }')}\n`;
}
