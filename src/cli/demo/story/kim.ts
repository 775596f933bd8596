import { ANY_DATE, NO_WRITES, ONE_TO_ZENDESK, type Step } from '../step.ts';

const about = { tenant: 'acme', person: 'Kim' } as const;
const EMAIL = 'kim@example.com';

const NOTE = `${ANY_DATE}: This account was suspended because the customer was disabled in Storeganise.`;

/** A stranger who becomes a customer, rents, moves out, and is shut out. */
export const kim: readonly Step[] = [
  {
    ...about,
    tells: [
      'A stranger writes to support; Zendesk knows her as "kim".',
      'Storeganise has no such customer: nothing is done.',
    ],
    act: ({ create }) => create('zendesk', { name: 'kim', email: EMAIL }),
    changes: { zendesk: { name: 'kim', 'e-mail': EMAIL, account: 'not suspended' } },
    writes: NO_WRITES,
  },
  {
    ...about,
    tells: [
      'She opens an account in Storeganise as Kim Lee, with the same e-mail address.',
      'Her Zendesk user is found, not doubled, and gets the better name.',
    ],
    act: ({ create }) => create('storeganise', { firstName: 'Kim', lastName: 'Lee', email: EMAIL }),
    changes: {
      storeganise: {
        'first name': 'Kim',
        'last name': 'Lee',
        'e-mail': EMAIL,
        status: 'no rental',
        account: 'enabled',
      },
      zendesk: { name: 'Kim Lee', status: 'new_prospect' },
    },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: ['Kim rents a unit.', 'In Zendesk, agents see that she is an active customer.'],
    act: ({ moveIn }) => moveIn(),
    changes: { storeganise: { status: 'rental occupied' }, zendesk: { status: 'active' } },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: ['Kim moves out.', 'In Zendesk, agents see that she is a customer no longer.'],
    act: ({ moveOut }) => moveOut(),
    changes: { storeganise: { status: 'rental ended' }, zendesk: { status: 'deactivated' } },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: [
      'Staff disable her account in Storeganise.',
      'Her Zendesk user is suspended, and a note there tells agents why.',
    ],
    act: ({ disable }) => disable(),
    changes: {
      storeganise: { account: 'disabled' },
      zendesk: { account: 'suspended', note: NOTE },
    },
    writes: ONE_TO_ZENDESK,
  },
  {
    ...about,
    tells: [
      'Staff enable her account again.',
      'Her Zendesk user stays suspended: to let somebody back in is for an agent to decide.',
    ],
    act: ({ enable }) => enable(),
    changes: { storeganise: { account: 'enabled' } },
    writes: NO_WRITES,
  },
];
