import { z } from 'zod';
import type { Identity, PlatformRecord } from '../../domain/contact.ts';
import { canonicalEmail } from '../../domain/email.ts';
import { readTyped, type Typed } from '../../domain/form.ts';
import type { NameOrder } from '../../domain/name.ts';
import { canonicalPhone } from '../../domain/phone.ts';
import { textOf } from '../json.ts';

/** How a tenant's Zendesk account is to be read. */
export type ZendeskSettings = {
  readonly nameOrder: NameOrder;
  /** For numbers written without one, such as `+81`. */
  readonly callingCode: string;
  /** The key of the user field for the customer status; absent: none is kept. */
  readonly statusKey?: string;
};

export const Id = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,30}$/));
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const ExternalId = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((id) => String(id ?? ''));

const User = z.object({
  id: Id,
  name: Text,
  email: Text,
  phone: Text,
  external_id: ExternalId,
  role: z.string(),
  active: z.boolean().optional(),
  suspended: z.boolean().nullish(),
  notes: Text,
  user_fields: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  updated_at: Text,
});
export const UserAnswer = z.object({ user: User });

/** A search hit's display proves nothing (Zendesk dossier §3.6): only its id is used. */
export const Hits = z.object({ users: z.array(z.object({ id: Id, active: z.boolean().optional() })) });

export const Pointers = z.object({ users: z.array(z.object({ id: Id, external_id: ExternalId })) });

export const ChangedUsers = z.object({
  users: z.array(z.looseObject({ id: Id, updated_at: Text })),
  after_cursor: z.string().min(1),
  end_of_stream: z.boolean(),
});

const AnyIdentity = z.object({ id: Id, type: z.string(), value: Text, primary: z.boolean().nullish() });
export const IdentityAnswer = z.object({ identity: AnyIdentity });
export const Identities = z.object({ identities: z.array(AnyIdentity), next_page: z.string().nullish() });

/** The user as the sync looks at it. */
export function toRecord(user: z.output<typeof User>, settings: ZendeskSettings): PlatformRecord {
  const typed: Typed = { name: user.name, phone: user.phone };
  const { statusKey, nameOrder, callingCode } = settings;
  const { name, phone, isUnreadable } = readTyped(typed, { name: nameOrder, phone: callingCode });
  const fields = user.user_fields ?? {};
  const hasStatus = statusKey !== undefined && Object.hasOwn(fields, statusKey);
  return {
    platform: 'zendesk',
    id: user.id,
    contact: { name, email: canonicalEmail(user.email), phone },
    typed,
    ...(isUnreadable ? { hasUnreadablePhone: true } : {}),
    pointer: user.external_id.trim(),
    updatedAt: user.updated_at,
    standing: user.active === false ? 'gone' : user.role === 'end-user' ? 'customer' : 'out_of_scope',
    isBarred: user.suspended === true,
    notes: user.notes,
    ...(hasStatus ? { status: textOf(fields[statusKey]) } : {}),
  };
}

/** A user of a list, where it can be read whole. */
export function readListed(user: unknown, settings: ZendeskSettings): PlatformRecord | undefined {
  const whole = User.safeParse(user);
  return whole.success ? toRecord(whole.data, settings) : undefined;
}

/** Identities of other types than these are none of our business (Zendesk dossier §4.1). */
export function toIdentities(found: readonly z.output<typeof AnyIdentity>[], callingCode: string): readonly Identity[] {
  return found.flatMap(({ id, type, value, primary }): Identity[] => {
    const isPrimary = primary === true;
    if (type.toLowerCase() === 'email')
      return [{ id, type: 'email', value: canonicalEmail(value), primary: isPrimary }];
    if (type.toLowerCase() !== 'phone_number') return [];
    return [{ id, type: 'phone', value: canonicalPhone(value, callingCode), primary: isPrimary }];
  });
}
