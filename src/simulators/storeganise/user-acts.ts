import { z } from 'zod';
import { type Act, act, type Done, required } from '../act.ts';
import type { SimEvent } from '../wire.ts';
import type { Storeganise } from './storeganise.ts';
import { userFixtures } from './user-fixtures.ts';

const text = z.string();
const clearable = text.nullable().exactOptional();

const edit = z.strictObject({
  firstName: text.exactOptional(),
  lastName: text.exactOptional(),
  email: text.exactOptional(),
  phone: clearable,
  phone2: clearable,
  companyName: clearable,
  address: clearable,
  language: text.exactOptional(),
  /** A time in milliseconds. */
  emailConfirmed: z.number().nullable().exactOptional(),
  roles: z.array(text).exactOptional(),
  labels: z.array(text).exactOptional(),
  customFields: z.record(text, z.unknown()).exactOptional(),
});

const newUser = edit.extend({
  firstName: text,
  lastName: text,
  email: text,
  phone: text.exactOptional(),
  phone2: text.exactOptional(),
  companyName: text.exactOptional(),
  address: text.exactOptional(),
  emailConfirmed: z.number().exactOptional(),
});

/** What staff and customers do about accounts. */
export function createUserActs(sg: Storeganise): readonly Act[] {
  const user = (id: string, events: SimEvent[], status = 200): Done => ({
    answer: required(sg.user(id)),
    events,
    status,
  });
  const pat = { firstName: 'Pat', lastName: 'Doe', email: 'pat@example.com', phone: '090-1234-5678' };
  const edited = { firstName: 'Patricia', phone: null, emailConfirmed: 1_767_225_600_000 };

  return [
    act('GET', '/users', 'all users', () => ({ answer: sg.users() })),
    act('GET', '/users/:id', 'one user', ({ id = '' }) => user(id, [])),
    act('POST', '/users', 'a customer signs up', (_ids, body, now) => signUp(newUser.parse(body), now), pat),
    act('POST', '/fixtures', 'two dozen customers with awkward values sign up', (_ids, _body, now) => {
      const made = userFixtures.map((fresh) => sg.createUser(fresh, now));
      return { status: 201, answer: made.map(({ id }) => id), events: made.flatMap(({ events }) => events) };
    }),
    act(
      'PATCH',
      '/users/:id',
      'staff edit a customer; null clears',
      ({ id = '' }, body, now) => user(id, sg.editUser(id, edit.parse(body), now)),
      edited,
    ),
    act('POST', '/users/:id/disable', 'staff disable an account', ({ id = '' }, _body, now) =>
      user(id, sg.disableUser(id, now)),
    ),
    act('POST', '/users/:id/enable', 'staff enable it again', ({ id = '' }, _body, now) =>
      user(id, sg.enableUser(id, now)),
    ),
    act('DELETE', '/users/:id', 'staff delete an account; no event is known', ({ id = '' }, _body, now) => ({
      answer: {},
      events: sg.deleteUser(id, now),
    })),
  ];

  function signUp(fresh: z.output<typeof newUser>, now: number): Done {
    const { id, events } = sg.createUser(fresh, now);
    return user(id, events, 201);
  }
}
