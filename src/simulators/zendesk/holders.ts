import type { User } from './records.ts';

export type HeldKind = 'email' | 'phone_number' | 'external_id';

/** Who ever held a value, so that nobody has to look at all users for whoever holds it now. */
export function createHolders() {
  const everHeldBy = new Map<string, Set<User>>();

  function note(user: User, kind: string, value: string | null) {
    if (value === null) return;
    const key = `${kind} ${value.toLowerCase()}`;
    everHeldBy.set(key, (everHeldBy.get(key) ?? new Set()).add(user));
  }

  return {
    note(user: User) {
      for (const { type, value } of user.identities) note(user, type, value);
      note(user, 'phone_number', user.phone);
      note(user, 'external_id', user.externalId);
    },

    of: (kind: HeldKind, value: string): readonly User[] => [
      ...(everHeldBy.get(`${kind} ${value.toLowerCase()}`) ?? []),
    ],
  };
}
