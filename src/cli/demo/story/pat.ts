import { ONE_TO_STOREGANISE, ONE_TO_ZENDESK, type Step } from '../step.ts';

const about = { tenant: 'acme', person: 'Pat' } as const;

/** A customer whose name and e-mail address change on either side. */
export const pat: readonly Step[] = [
  {
    ...about,
    tells: ['Pat Doe opens an account in Storeganise.', 'Zendesk gets a user for Pat.'],
    act: ({ create }) => create('storeganise', { firstName: 'Pat', lastName: 'Doe', email: 'pat@example.com' }),
    changes: {
      storeganise: {
        'first name': 'Pat',
        'last name': 'Doe',
        'e-mail': 'pat@example.com',
        status: 'no rental',
        account: 'enabled',
      },
      zendesk: { name: 'Pat Doe', 'e-mail': 'pat@example.com', status: 'new_prospect', account: 'not suspended' },
    },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: ['An agent corrects the name in Zendesk to "Patricia Doe".', 'Storeganise gets the new first name.'],
    act: ({ edit }) => edit('zendesk', { name: 'Patricia Doe' }),
    changes: { storeganise: { 'first name': 'Patricia' }, zendesk: { name: 'Patricia Doe' } },
    writes: ONE_TO_STOREGANISE,
  },
  {
    ...about,
    tells: ['Staff change the last name in Storeganise to "Miller".', 'Zendesk shows the new name.'],
    act: ({ edit }) => edit('storeganise', { lastName: 'Miller' }),
    changes: { storeganise: { 'last name': 'Miller' }, zendesk: { name: 'Patricia Miller' } },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: [
      'Patricia changes her e-mail address in Storeganise.',
      'Zendesk uses the new one first and keeps the old one, so that mail from it still finds her.',
    ],
    act: ({ edit }) => edit('storeganise', { email: 'miller@example.com' }),
    changes: {
      storeganise: { 'e-mail': 'miller@example.com', 'other e-mails': 'pat@example.com' },
      zendesk: { 'e-mail': 'miller@example.com', 'other e-mails': 'pat@example.com' },
    },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: [
      'An agent gives her another e-mail address in Zendesk.',
      'Storeganise gets it; the old one is listed there among her other addresses.',
    ],
    act: ({ edit }) => edit('zendesk', { email: 'patricia@example.com' }),
    changes: {
      storeganise: { 'e-mail': 'patricia@example.com', 'other e-mails': 'miller@example.com\npat@example.com' },
      zendesk: { 'e-mail': 'patricia@example.com', 'other e-mails': 'miller@example.com\npat@example.com' },
    },
    writes: ONE_TO_STOREGANISE,
  },
];
