import { NO_WRITES, ONE_TO_STOREGANISE, ONE_TO_ZENDESK, type Step } from '../step.ts';

const about = { tenant: 'sakura', person: 'Hanako' } as const;
const EMAIL = 'hanako@example.com';

/** A customer of a Japanese business: last name first, a phone typed as one dials it, a second address and number. */
export const hanako: readonly Step[] = [
  {
    ...about,
    tells: ['山田 花子 opens an account at the Japanese business.', 'Zendesk shows the last name first.'],
    act: ({ create }) => create('storeganise', { firstName: '花子', lastName: '山田', email: EMAIL }),
    changes: {
      storeganise: {
        'first name': '花子',
        'last name': '山田',
        'e-mail': EMAIL,
        status: 'no rental',
        account: 'enabled',
      },
      zendesk: { name: '山田 花子', 'e-mail': EMAIL, status: 'new_prospect', account: 'not suspended' },
    },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: ['An agent changes the name in Zendesk to "佐藤 花子".', 'Storeganise gets the new last name.'],
    act: ({ edit }) => edit('zendesk', { name: '佐藤 花子' }),
    changes: { storeganise: { 'last name': '佐藤' }, zendesk: { name: '佐藤 花子' } },
    writes: ONE_TO_STOREGANISE,
  },
  {
    ...about,
    tells: [
      'Staff type her phone number in Storeganise as one dials it in Japan.',
      'Zendesk gets it in its international form; in Storeganise it stays as it was typed.',
    ],
    act: ({ edit }) => edit('storeganise', { phone: '090-1234-5678' }),
    changes: { storeganise: { phone: '090-1234-5678' }, zendesk: { phone: '+819012345678' } },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: ['An agent adds a second e-mail address in Zendesk.', 'Storeganise lists it among her other addresses.'],
    act: ({ addIdentity }) => addIdentity({ type: 'email', value: 'hanako@work.example.com' }),
    changes: {
      storeganise: { 'other e-mails': 'hanako@work.example.com' },
      zendesk: { 'other e-mails': 'hanako@work.example.com' },
    },
    writes: NO_WRITES,
  },
  {
    ...about,
    tells: ['An agent adds the number of her office in Zendesk.', 'Storeganise lists it among her other numbers.'],
    act: ({ addIdentity }) => addIdentity({ type: 'phone_number', value: '03-1234-5678' }),
    changes: { storeganise: { 'other phones': '+81312345678' }, zendesk: { 'other phones': '03-1234-5678' } },
    writes: NO_WRITES,
  },
];
