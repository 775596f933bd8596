import { patAsCustomer, type Rule } from '../rule.ts';

const look = [{ sync: true }] as const;
const confirmed = { emailConfirmed: true } as const;

export const firstLinkRules: readonly Rule[] = [
  {
    rule: 'design §7 First link: the name in Storeganise wins over the one a mail brought to Zendesk.',
    given: patAsCustomer({}, { name: 'pat', email: 'pat@example.com' }),
    edits: look,
    end: {
      linked: true,
      storeganise: { firstName: 'Pat', lastName: 'Doe' },
      zendesk: { name: 'Pat Doe' },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 First link: it is the same when the Zendesk user comes after the customer.',
    given: patAsCustomer(),
    edits: [{ who: 'mail', writeIn: { name: 'pat', email: 'pat@example.com' } }],
    end: {
      linked: '@mail',
      storeganise: { firstName: 'Pat', lastName: 'Doe' },
      others: { mail: { zendesk: { name: 'Pat Doe', external_id: '@pat' } } },
      users: 1,
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 First link: the phone in Storeganise wins.',
    given: patAsCustomer(
      { phone: '(201) 555-0123' },
      { name: 'Pat Doe', email: 'pat@example.com', phone: '+12015550199' },
    ),
    edits: look,
    end: { storeganise: { phone: '(201) 555-0123' }, zendesk: { phone: '+12015550123' }, writes: { zendesk: 1 } },
  },
  {
    rule: "design §7 First link: Zendesk fills Storeganise's blank phone where the link is proven.",
    given: patAsCustomer(confirmed, { name: 'Pat Doe', email: 'pat@example.com', phone: '+12015550199' }),
    edits: look,
    end: { linked: true, storeganise: { phone: '+12015550199' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 First link: over an unproven link nothing but the lists goes to Storeganise.',
    given: patAsCustomer(
      {},
      {
        name: 'Pat Doe',
        email: 'pat@example.com',
        otherEmails: ['second@example.com'],
        phone: '+12015550199',
      },
    ),
    edits: [...look, { sweep: true }],
    end: {
      linked: true,
      storeganise: { phone: null, otherEmails: ['second@example.com'] },
      zendesk: { phone: '+12015550199' },
    },
  },
  {
    rule: "design §7 First link: after an unproven link, Zendesk's next phone travels.",
    given: patAsCustomer({}, { name: 'Pat Doe', email: 'pat@example.com', phone: '+12015550199' }),
    edits: [...look, { zendesk: { phone: '+12015550123' } }],
    end: { storeganise: { phone: '+12015550123' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 First link: over an unproven link the name and the phone still go to Zendesk.',
    given: patAsCustomer({ phone: '(201) 555-0123' }, { name: 'pat', email: 'pat@example.com' }),
    edits: look,
    end: { zendesk: { name: 'Pat Doe', phone: '+12015550123' }, writes: { zendesk: 1 } },
  },
  {
    rule: "design §7 First link: Zendesk's values win for changes made after it.",
    given: patAsCustomer({}, { name: 'pat', email: 'pat@example.com' }),
    edits: [...look, { zendesk: { name: 'Patricia Doe' } }],
    end: { storeganise: { firstName: 'Patricia', lastName: 'Doe' }, writes: { storeganise: 1, zendesk: 1 } },
  },
  {
    rule: 'design §7 First link: two parts on both sides that differ are settled without a question.',
    given: patAsCustomer({}, { name: 'Patricia Dow', email: 'pat@example.com' }),
    edits: look,
    end: {
      storeganise: { firstName: 'Pat', lastName: 'Doe' },
      zendesk: { name: 'Pat Doe' },
      tasks: [],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §7: at first link equal values in other spellings are left as they are.',
    settings: { callingCode: '+81', nameOrder: 'Last First' },
    given: patAsCustomer(
      { firstName: '太郎', lastName: '山田', phone: '090-1234-5678' },
      { name: '山田　太郎', email: 'pat@example.com', phone: '+81 90-1234-5678' },
    ),
    edits: [...look, { sweep: true }],
    end: {
      linked: true,
      storeganise: { firstName: '太郎', lastName: '山田', phone: '090-1234-5678' },
      zendesk: { name: '山田　太郎', phone: '+81 90-1234-5678' },
    },
  },
  {
    rule: 'contract §7: at first link Zendesk is not rewritten for the marker alone.',
    given: patAsCustomer({ firstName: 'Cher', lastName: 'unknown' }, { name: 'Cher', email: 'pat@example.com' }),
    edits: look,
    end: { linked: true, zendesk: { name: 'Cher' } },
  },
  {
    rule: 'design §7 First link: unreadable text in Storeganise does not win over the number in Zendesk.',
    given: patAsCustomer(
      { ...confirmed, phone: 'ask at the desk' },
      {
        name: 'Pat Doe',
        email: 'pat@example.com',
        phone: '+12015550199',
      },
    ),
    edits: look,
    end: { linked: true, storeganise: { phone: 'ask at the desk' }, zendesk: { phone: '+12015550199' } },
  },
];
