import { z } from 'zod';
import type { Lists, PlatformRecord } from '../../domain/contact.ts';
import { canonicalEmail } from '../../domain/email.ts';
import { readTyped, type Typed } from '../../domain/form.ts';
import type { NameOrder } from '../../domain/name.ts';
import { textOf } from '../json.ts';

/** How a business writes its customers. */
export type StoreganiseSettings = {
  readonly nameOrder: NameOrder;
  /** For numbers written without one, such as `+81`. */
  readonly callingCode: string;
};

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

export const User = z.object({
  id: z.string().min(1),
  email: Text,
  firstName: Text,
  lastName: Text,
  phone: Text,
  /** Not empty = staff (Storeganise dossier §3.4). */
  roles: z.array(z.unknown()).nullish(),
  updated: Text,
  emailConfirmed: z.unknown().optional(),
  customFields: z.record(z.string(), z.unknown()).nullish(),
  disabled: z.unknown().optional(),
  isDisabled: z.unknown().optional(),
  disabledAt: z.unknown().optional(),
  enabled: z.unknown().optional(),
  isEnabled: z.unknown().optional(),
  state: z.unknown().optional(),
  status: z.unknown().optional(),
});
type User = z.output<typeof User>;

export const POINTER = 'zendesk_userId';
export const LIST_FIELDS = { emails: 'zendesk_otherEmails', phones: 'zendesk_otherPhoneNumbers' } as const;

/** The customer as the sync looks at it. */
export function toRecord(user: User, { nameOrder, callingCode }: StoreganiseSettings): PlatformRecord {
  const typed: Typed = { name: { firstName: user.firstName, lastName: user.lastName }, phone: user.phone };
  const { name, phone, isUnreadable } = readTyped(typed, { name: nameOrder, phone: callingCode });
  const isBarred = readDisabled(user);
  return {
    platform: 'storeganise',
    id: user.id,
    contact: { name, email: canonicalEmail(user.email), phone },
    typed,
    ...(isUnreadable ? { hasUnreadablePhone: true } : {}),
    pointer: textOf(user.customFields?.[POINTER]).trim(),
    updatedAt: user.updated,
    standing: user.roles && user.roles.length > 0 ? 'out_of_scope' : 'customer',
    isConfirmed: Boolean(user.emailConfirmed),
    ...(isBarred === undefined ? {} : { isBarred }),
    lists: readLists(user.customFields ?? {}),
  };
}

/** Nobody knows which field tells it; `isActive` is about renting and never counts (Storeganise dossier §3.4.1). */
function readDisabled(user: User): boolean | undefined {
  const words = [user.state, user.status].map((word) => textOf(word).toLowerCase());
  if (user.disabled || user.isDisabled || user.disabledAt || words.includes('disabled')) return true;
  if (user.enabled === false || user.isEnabled === false) return true;
  const saysEnabled = [user.disabled, user.isDisabled].includes(false) || [user.enabled, user.isEnabled].includes(true);
  return saysEnabled || words.includes('enabled') ? false : undefined;
}

/** A list is an array or a text of lines, nobody knows which (Storeganise dossier §3.8). */
function readLists(fields: Readonly<Record<string, unknown>>): Partial<Lists> {
  const lists: { emails?: readonly string[]; phones?: readonly string[] } = {};
  for (const list of ['emails', 'phones'] as const) {
    const field = fields[LIST_FIELDS[list]];
    if (Array.isArray(field)) lists[list] = field.map(textOf).sort();
    else if (typeof field === 'string')
      lists[list] = field
        .split(/[\n,;]/)
        .map((line) => line.trim())
        .filter(Boolean)
        .sort();
  }
  return lists;
}
