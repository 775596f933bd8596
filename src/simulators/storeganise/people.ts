import { z } from 'zod';
import type { People } from '../seat.ts';
import type { Storeganise } from './storeganise.ts';

const customFields = z.record(z.string(), z.unknown());

const newUser = z.strictObject({
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  roles: z.array(z.string()).exactOptional(),
  customFields: customFields.exactOptional(),
});

const edit = z.strictObject({
  firstName: z.string().exactOptional(),
  lastName: z.string().exactOptional(),
  email: z.string().exactOptional(),
  customFields: customFields.exactOptional(),
});

/** What the operator's staff do. */
export function createStaff(storeganise: Storeganise): People {
  return {
    users: storeganise.users,
    user: storeganise.user,
    create: (body, now) => storeganise.createUser(newUser.parse(body), now),
    edit: (id, body, now) => storeganise.editUser(id, edit.parse(body), now),
  };
}
