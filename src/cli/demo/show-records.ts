import { z } from 'zod';

const Text = z.string().nullish();
const Texts = z.array(z.string()).nullish();

export const Customer = z.object({
  id: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  phone: Text,
  isDisabled: z.boolean(),
  customFields: z.object({ zendesk_userId: Text, zendesk_otherEmails: Texts, zendesk_otherPhoneNumbers: Texts }),
});

export const Rental = z.object({ id: z.string(), ownerId: z.string(), state: z.string() });

export const User = z.object({
  id: z.string(),
  name: z.string(),
  email: Text,
  phone: Text,
  external_id: Text,
  notes: Text,
  active: z.boolean(),
  role: z.string(),
  suspended: z.boolean(),
  user_fields: z.object({ customer_status: Text }),
  identities: z.array(z.object({ type: z.string(), value: z.string() })),
});

/** One record as a person sees it: label and value; what is empty is not there. */
export type Shown = Readonly<Record<string, string>>;

/** A record of a simulated platform. */
export type Found = {
  readonly id: string;
  readonly email: string;
  /** The id of the matching record on the other platform, as far as this record says. */
  readonly pointer: string;
  readonly shown: Shown;
};

/** A customer of Storeganise with the states of their rentals. */
export function showCustomer(customer: z.output<typeof Customer>, rentals: readonly z.output<typeof Rental>[]): Found {
  const { zendesk_userId, zendesk_otherEmails, zendesk_otherPhoneNumbers } = customer.customFields;
  const states = rentals.filter(({ ownerId }) => ownerId === customer.id).map(({ state }) => state);
  return {
    id: customer.id,
    email: customer.email,
    pointer: zendesk_userId ?? '',
    shown: withoutBlanks({
      'first name': customer.firstName,
      'last name': customer.lastName,
      'e-mail': customer.email,
      'other e-mails': (zendesk_otherEmails ?? []).join('\n'),
      phone: customer.phone ?? '',
      'other phones': (zendesk_otherPhoneNumbers ?? []).join('\n'),
      status: states.length === 0 ? 'no rental' : `rental ${states.join(', ')}`,
      account: customer.isDisabled ? 'disabled' : 'enabled',
    }),
  };
}

/** An end user of Zendesk. */
export function showUser(user: z.output<typeof User>): Found {
  const others = (type: string, first: string) =>
    user.identities
      .filter((identity) => identity.type === type && identity.value !== first)
      .map(({ value }) => value)
      .toSorted()
      .join('\n');
  return {
    id: user.id,
    email: user.email ?? '',
    pointer: user.external_id ?? '',
    shown: withoutBlanks({
      name: user.name,
      'e-mail': user.email ?? '',
      'other e-mails': others('email', user.email ?? ''),
      phone: user.phone ?? '',
      'other phones': others('phone_number', user.phone ?? ''),
      status: user.user_fields.customer_status ?? '',
      account: user.suspended ? 'suspended' : 'not suspended',
      note: user.notes ?? '',
    }),
  };
}

const withoutBlanks = (shown: Shown): Shown =>
  Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== ''));
