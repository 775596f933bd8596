import { NO_WRITES, ONE_TO_ZENDESK, type Step } from '../step.ts';

const SHARED = 'family@example.com';
const TASK = 'zendesk: The e-mail address of Patricia Miller is already taken';
const about = { tenant: 'acme', person: 'Robin' } as const;

/** Somebody in Zendesk who has the e-mail address that Pat wants. */
export const robin: readonly Step[] = [
  {
    ...about,
    tells: [
      `Robin writes to support from ${SHARED}.`,
      'Storeganise has no customer with that address: nothing is done.',
    ],
    act: ({ create }) => create('zendesk', { name: 'Robin', email: SHARED }),
    changes: { zendesk: { name: 'Robin', 'e-mail': SHARED, account: 'not suspended' } },
    writes: NO_WRITES,
  },
  {
    tenant: 'acme',
    person: 'Pat',
    witness: 'Robin',
    tells: [
      `Patricia types ${SHARED} in Storeganise. In Zendesk that is Robin's address.`,
      'Nothing is overwritten and nobody loses an address: a task asks the staff.',
    ],
    act: ({ edit }) => edit('storeganise', { email: SHARED }),
    changes: { storeganise: { 'e-mail': SHARED } },
    writes: NO_WRITES,
    opens: { title: TASK, says: ['Patricia Miller', SHARED, 'patricia@example.com'] },
  },
  {
    ...about,
    witness: 'Pat',
    tells: [
      'An agent gives Robin an address of his own and takes the shared one away.',
      'Patricia gets it in Zendesk at once, and the task is completed.',
    ],
    act: async ({ edit, removeIdentity }) => {
      await edit('zendesk', { email: 'robin@example.com' });
      return removeIdentity(SHARED);
    },
    changes: { zendesk: { 'e-mail': 'robin@example.com' } },
    witnessed: {
      storeganise: { 'other e-mails': 'miller@example.com\npat@example.com\npatricia@example.com' },
      zendesk: { 'e-mail': SHARED, 'other e-mails': 'miller@example.com\npat@example.com\npatricia@example.com' },
    },
    writes: ONE_TO_ZENDESK,
    closes: TASK,
  },
];
