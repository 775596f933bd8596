import { z } from 'zod';
import { type Act, act, type Done, required } from '../act.ts';
import type { SimEvent } from '../wire.ts';
import type { Zendesk } from './zendesk.ts';

const text = z.string();
const clearable = text.nullable().exactOptional();

const edit = z.strictObject({
  name: text.exactOptional(),
  email: text.exactOptional(),
  phone: clearable,
  shared_phone_number: z.boolean().exactOptional(),
  external_id: clearable,
  role: z.enum(['end-user', 'agent', 'admin']).exactOptional(),
  alias: clearable,
  details: clearable,
  notes: clearable,
  suspended: z.boolean().exactOptional(),
  tags: z.array(text).exactOptional(),
  user_fields: z.record(text, z.unknown()).exactOptional(),
});
const newUser = edit.extend({ name: text });
const identity = z.strictObject({ type: z.enum(['email', 'phone_number']), value: text });
const valued = z.strictObject({ value: text });
const retyped = z.strictObject({ value: text, changed: text });

type Change = (id: string, value: string, now: number) => SimEvent[];

/** What agents and customers do about users and their identities. */
export function createUserActs(zendesk: Zendesk): readonly Act[] {
  const user = (id: string, events: SimEvent[], status = 200): Done => ({
    answer: required(zendesk.user(id)),
    events,
    status,
  });
  const onUser =
    (run: (id: string, now: number) => SimEvent[]) => (ids: Record<string, string>, _: unknown, now: number) =>
      user(ids.id ?? '', run(ids.id ?? '', now));
  const onValue = (run: Change) => (ids: Record<string, string>, body: unknown, now: number) =>
    user(ids.id ?? '', run(ids.id ?? '', valued.parse(body).value, now));
  const pat = { name: 'Pat Doe', email: 'pat@example.com' };
  const edited = { email: 'new@example.com', phone: '+81312345678', user_fields: { customer_status: 'active' } };

  return [
    act('GET', '/users', 'all users, deleted ones included', () => ({ answer: zendesk.users() })),
    act('GET', '/users/:id', 'one user', ({ id = '' }) => user(id, [])),
    act(
      'POST',
      '/users',
      'somebody writes for the first time',
      (_ids, body, now) => make(newUser.parse(body), now),
      pat,
    ),
    act(
      'PATCH',
      '/users/:id',
      'an agent edits the profile: a new e-mail becomes primary and the old one stays; null clears',
      ({ id = '' }, body, now) => user(id, zendesk.editUser(id, edit.parse(body), now)),
      edited,
    ),
    act('DELETE', '/users/:id', 'an agent deletes a user, softly', onUser(zendesk.deleteUser)),
    act('DELETE', '/deleted-users/:id', 'an admin deletes a deleted user for good', ({ id = '' }, _body, now) => ({
      answer: {},
      events: zendesk.purgeUser(id, now),
    })),
    act(
      'POST',
      '/users/:id/merge-into/:winner',
      'an agent merges a user into another',
      ({ id = '', winner = '' }, _, now) => user(winner, zendesk.mergeUsers(id, winner, now)),
    ),
    act('POST', '/users/:id/suspend', 'an agent suspends a user', onUser(zendesk.suspend)),
    act('POST', '/users/:id/unsuspend', 'an agent takes that back', onUser(zendesk.unsuspend)),
    act('POST', '/users/:id/sign-in', 'the customer signs in', onUser(zendesk.signIn)),
    act(
      'POST',
      '/users/:id/identities',
      'an agent adds an address or a direct line',
      ({ id = '' }, body, now) => {
        const { type, value } = identity.parse(body);
        return user(id, zendesk.addIdentity(id, type, value, now), 201);
      },
      { type: 'email', value: 'second@example.com' },
    ),
    act(
      'PUT',
      '/users/:id/identities',
      'an agent types another value over one',
      ({ id = '' }, body, now) => {
        const { value, changed } = retyped.parse(body);
        return user(id, zendesk.changeIdentity(id, value, changed, now));
      },
      { value: 'second@example.com', changed: 'third@example.com' },
    ),
    act('DELETE', '/users/:id/identities', 'an agent removes one', onValue(zendesk.removeIdentity), {
      value: 'second@example.com',
    }),
    act('PUT', '/users/:id/primary', 'an agent makes one primary', onValue(zendesk.makePrimary), {
      value: 'second@example.com',
    }),
    act('PUT', '/users/:id/verified', 'the customer verifies one', onValue(zendesk.verifyIdentity), {
      value: 'second@example.com',
    }),
  ];

  function make(fresh: z.output<typeof newUser>, now: number): Done {
    const { id, events } = zendesk.createUser(fresh, now);
    return user(id, events, 201);
  }
}
