import { NO_WRITES, ONE_TO_ZENDESK, type Step } from '../step.ts';

const AUTHORISE = 'zendesk: Authorize Zendesk OAuth connection';
const ann = { tenant: 'acme', person: 'Ann' } as const;
const EMAIL = 'ann@example.com';

/** Both businesses switch the add-on on, and an admin of each Zendesk account agrees; nobody was connected before. */
export const installation: readonly Step[] = [
  {
    ...ann,
    tells: [
      'The operator enables the add-on in Storeganise.',
      'A task asks for access to Zendesk, with a link to open.',
    ],
    act: ({ enableAddon }) => enableAddon(),
    changes: {},
    writes: NO_WRITES,
    opens: { title: AUTHORISE, says: ['“acme”', '/oauth/zendesk/start?ticket='] },
  },
  {
    ...ann,
    tells: ['Ann Lee opens an account before anybody has agreed.', 'The webhook is kept; Zendesk is not touched.'],
    act: ({ create }) => create('storeganise', { firstName: 'Ann', lastName: 'Lee', email: EMAIL }),
    changes: {
      storeganise: {
        'first name': 'Ann',
        'last name': 'Lee',
        'e-mail': EMAIL,
        status: 'no rental',
        account: 'enabled',
      },
    },
    writes: NO_WRITES,
    kept: 1,
  },
  {
    ...ann,
    tells: [
      'An admin opens the link, presses the button, and allows the access in Zendesk.',
      'The task closes by itself, and what was kept is carried out.',
    ],
    act: ({ giveConsent }) => giveConsent(),
    changes: {
      zendesk: { name: 'Ann Lee', 'e-mail': EMAIL, status: 'new_prospect', account: 'not suspended' },
    },
    writes: ONE_TO_ZENDESK,
    closes: AUTHORISE,
  },
  {
    tenant: 'sakura',
    person: 'Hanako',
    tells: ['The Japanese business enables the add-on, too.', 'It gets a task and a link of its own.'],
    act: ({ enableAddon }) => enableAddon(),
    changes: {},
    writes: NO_WRITES,
    opens: { title: AUTHORISE, says: ['“sakura”', '/oauth/zendesk/start?ticket='] },
  },
  {
    tenant: 'sakura',
    person: 'Hanako',
    tells: ['An admin of its Zendesk account agrees.', 'The task closes by itself.'],
    act: ({ giveConsent }) => giveConsent(),
    changes: {},
    writes: NO_WRITES,
    closes: AUTHORISE,
  },
];

/** Access to Zendesk ends and is given again. */
export const revocation: readonly Step[] = [
  {
    ...ann,
    tells: [
      'An admin removes the add-on in Zendesk. Then staff type a phone number of Ann in Storeganise.',
      'One fresh task asks for access again; the change is kept.',
    ],
    async act({ revokeAccess, edit }) {
      await revokeAccess();
      return edit('storeganise', { phone: '(415) 555-2671' });
    },
    changes: { storeganise: { phone: '(415) 555-2671' } },
    writes: NO_WRITES,
    kept: 1,
    opens: { title: AUTHORISE, says: ['has ended', '/oauth/zendesk/start?ticket='] },
  },
  {
    ...ann,
    tells: ['The admin opens the new link and agrees again.', 'The number arrives in Zendesk.'],
    act: ({ giveConsent }) => giveConsent(),
    changes: { zendesk: { phone: '+14155552671' } },
    writes: ONE_TO_ZENDESK,
    closes: AUTHORISE,
  },
];
