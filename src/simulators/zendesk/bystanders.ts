import type { SimEvent } from '../wire.ts';
import type { Directory } from './directory.ts';
import { isoSeconds } from './records.ts';

/** Things that happen beside the users; an account whose webhook takes everything sends them too (Zendesk dossier §7.7). */
export function createBystanders(directory: Directory) {
  let last = 6_400_000_000_000;
  const nextId = () => {
    last += 1;
    return String(last);
  };

  return {
    /** A ticket of a user (Zendesk dossier §7.7). */
    createTicket(requesterId: string, now: number): SimEvent[] {
      const at = isoSeconds(now);
      const id = nextId();
      const requester = directory.requireActive(requesterId);
      const detail = {
        created_at: at,
        id,
        requester_id: requester.id,
        status: 'NEW',
        subject: 'Hello',
        updated_at: at,
      };
      return [directory.events.makeOther(`zen:ticket:${id}`, 'ticket.created', detail, {}, id, now)];
    },

    /** An organization, and the membership of a user in it (Zendesk dossier §7.6, §7.7). */
    createOrganization(name: string, memberId: string | undefined, now: number): SimEvent[] {
      const at = isoSeconds(now);
      const id = nextId();
      const detail = { created_at: at, external_id: '', group_id: '0', id, name, updated_at: at };
      const created = directory.events.makeOther(`zen:organization:${id}`, 'organization.created', detail, {}, id, now);
      if (memberId === undefined) return [created];
      const member = directory.requireActive(memberId);
      const type = 'user.organization_membership_created';
      return [created, directory.events.make(member, type, { organization: { id } }, now)];
    },

    /** A user signs in: an event, and no change that anybody syncs (Zendesk dossier §7.6). */
    signIn(id: string, now: number): SimEvent[] {
      const user = directory.requireActive(id);
      return [directory.events.changed(user, 'user.last_login_changed', isoSeconds(now), null, now)];
    },
  };
}
