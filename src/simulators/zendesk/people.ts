import { z } from 'zod';
import type { People } from '../seat.ts';
import type { Zendesk } from './zendesk.ts';

const role = z.enum(['end-user', 'agent', 'admin']);

const newUser = z.strictObject({
  name: z.string(),
  email: z.string().exactOptional(),
  external_id: z.string().exactOptional(),
  role: role.exactOptional(),
  notes: z.string().exactOptional(),
});

const edit = z.strictObject({
  name: z.string().exactOptional(),
  email: z.string().exactOptional(),
  external_id: z.string().nullable().exactOptional(),
  role: role.exactOptional(),
  notes: z.string().nullable().exactOptional(),
});

const range = z.tuple([z.number().nonnegative(), z.number().nonnegative()]);
const searchLag = z.strictObject({ queryMs: range, externalIdMs: range.default([0, 0]) });

/** What agents do. An e-mail in an edit becomes the primary address. */
export function createAgents(zendesk: Zendesk): People {
  return {
    users: zendesk.users,
    user: zendesk.user,
    create: (body, now) => zendesk.createUser(newUser.parse(body), now),
    edit(id, body, now) {
      const { email, ...attributes } = edit.parse(body);
      const moved = email === undefined ? [] : zendesk.changeEmail(id, email, now);
      return [...moved, ...zendesk.editUser(id, attributes, now)];
    },
    setSearchLag(body) {
      const { queryMs, externalIdMs } = searchLag.parse(body);
      zendesk.setSearchLag({ query: queryMs, externalId: externalIdMs });
    },
  };
}
