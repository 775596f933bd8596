import { newPat, patAsCustomer, type Rule } from '../rule.ts';

const patUser = { name: 'Pat Doe', email: 'pat@example.com' } as const;
const on = { createCustomers: true } as const;

export const createRules: readonly Rule[] = [
  {
    rule: 'design §7 Creating: a new customer creates the Zendesk user with name, address and pointers; nobody is mailed.',
    edits: [{ signUp: newPat() }],
    end: {
      linked: true,
      storeganise: { zendesk_userId: '@pat' },
      zendesk: { name: 'Pat Doe', email: 'pat@example.com', external_id: '@pat', role: 'end-user', suspended: false },
      users: 1,
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §6: status, phone and external_id ride in the create: 6 calls, 4 for the echoes, 4 for each of the two looks after the rental event.',
    settings: { callingCode: '+81', statusField: 'customer_status' },
    edits: [{ signUp: newPat({ phone: '090-1234-5678', rentals: { A1: 'reserved' } }) }],
    end: {
      storeganise: { phone: '090-1234-5678' },
      zendesk: { name: 'Pat Doe', phone: '+819012345678', status: 'active', external_id: '@pat' },
      writes: { zendesk: 1 },
      calls: 18,
    },
  },
  {
    rule: 'design §7 Name: a created user has its name in the order of the tenant.',
    settings: { nameOrder: 'Last First' },
    edits: [{ signUp: newPat({ firstName: '太郎', lastName: '山田' }) }],
    end: { zendesk: { name: '山田 太郎' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Name: a customer whose last name is "unknown" is created without it.',
    edits: [{ signUp: newPat({ firstName: 'Cher', lastName: 'unknown' }) }],
    end: { zendesk: { name: 'Cher' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: a customer with an unreadable phone is created without one.',
    settings: { callingCode: '+81' },
    edits: [{ signUp: newPat({ phone: 'ask at the desk' }) }],
    end: {
      storeganise: { phone: 'ask at the desk' },
      zendesk: { name: 'Pat Doe', phone: null },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §6: an event heard twice creates one user.',
    edits: [{ heardTwice: { signUp: newPat() } }],
    end: { users: 1, linked: true, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §5: a customer edited before we look is created as it is then.',
    edits: [{ atOnce: [{ signUp: newPat() }, { storeganise: { firstName: 'Patricia' } }] }],
    end: { zendesk: { name: 'Patricia Doe' }, users: 1, writes: { zendesk: [1, 2] } },
  },
  {
    rule: 'design §7 Creating: two new customers are two users, one write each.',
    edits: [
      {
        atOnce: [
          { signUp: newPat() },
          { who: 'kim', signUp: { firstName: 'Kim', lastName: 'Lee', email: 'kim@example.com' } },
        ],
      },
    ],
    end: {
      linked: true,
      others: { kim: { linked: true, zendesk: { name: 'Kim Lee', email: 'kim@example.com' } } },
      users: 2,
      writes: { zendesk: 2 },
    },
  },
  {
    rule: 'design §7 Creating: two customers of one name are two users.',
    edits: [{ signUp: newPat() }, { who: 'other', signUp: newPat({ email: 'other@example.com' }) }],
    end: {
      linked: true,
      others: { other: { linked: true, zendesk: { name: 'Pat Doe', email: 'other@example.com' } } },
      users: 2,
      writes: { zendesk: 2 },
    },
  },
  {
    rule: 'contract §7: a new Zendesk end user while creation is off is no customer and no task.',
    edits: [{ writeIn: patUser }],
    end: { customers: 0, users: 1, zendesk: { external_id: null }, tasks: [] },
  },
  {
    rule: 'design §7 Creating: with creation on, a new Zendesk end user becomes a customer.',
    settings: { ...on, callingCode: '+44' },
    edits: [{ writeIn: { ...patUser, phone: '07400 123456' } }],
    end: {
      linked: true,
      storeganise: {
        firstName: 'Pat',
        lastName: 'Doe',
        email: 'pat@example.com',
        phone: '+447400123456',
        zendesk_userId: '@pat',
      },
      zendesk: { phone: '07400 123456', external_id: '@pat' },
      customers: 1,
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'contract §3: creation is turned on by the text "yes".',
    settings: { createCustomers: 'yes' },
    edits: [{ writeIn: patUser }],
    end: { customers: 1, linked: true, writes: { storeganise: 1 } },
  },
  {
    rule: 'contract §3: creation is turned on by the number 1.',
    settings: { createCustomers: 1 },
    edits: [{ writeIn: patUser }],
    end: { customers: 1, linked: true, writes: { storeganise: 1 } },
  },
  {
    rule: 'contract §3: any other value leaves creation off.',
    settings: { createCustomers: 'no' },
    edits: [{ writeIn: patUser }],
    end: { customers: 0 },
  },
  {
    rule: 'design §7 Creating: a user without a last name becomes a customer with the last name "unknown".',
    settings: on,
    edits: [{ writeIn: { name: 'Cher', email: 'cher@example.com' } }],
    end: {
      storeganise: { firstName: 'Cher', lastName: 'unknown' },
      zendesk: { name: 'Cher' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Creating: a user without an address never becomes a customer; once it has one, it does.',
    settings: on,
    edits: [
      { writeIn: { name: 'Pat Doe', phone: '+12015550123' } },
      { check: { customers: 0 } },
      { addEmail: 'pat@example.com' },
    ],
    end: { customers: 1, linked: true, storeganise: { email: 'pat@example.com' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 Creating: an agent never becomes a customer.',
    settings: on,
    edits: [{ writeIn: { ...patUser, role: 'agent' } }],
    end: { customers: 0, linked: false },
  },
  {
    rule: 'design §7 Creating: with creation on, a user who matches a customer is joined, not doubled.',
    settings: on,
    given: patAsCustomer(),
    edits: [{ who: 'mail', writeIn: patUser }],
    end: { linked: '@mail', customers: 1, users: 1 },
  },
  {
    rule: 'design §5 Half links: the same person created on both sides at once is one customer and one user.',
    settings: on,
    edits: [{ atOnce: [{ signUp: newPat() }, { who: 'mail', writeIn: patUser }] }, { waitMinutes: 15 }],
    end: { linked: '@mail', customers: 1, users: 1, tasks: [] },
  },
  {
    rule: 'design §5 Half links: at once on both sides with creation off is one pair as well.',
    edits: [{ atOnce: [{ signUp: newPat() }, { who: 'mail', writeIn: patUser }] }, { waitMinutes: 15 }],
    end: { linked: '@mail', customers: 1, users: 1, tasks: [] },
  },
  {
    rule: 'design §7 First link: a customer whom we created travels back like any other.',
    settings: on,
    edits: [{ writeIn: patUser }, { storeganise: { firstName: 'Patricia' } }],
    end: { zendesk: { name: 'Patricia Doe' }, writes: { storeganise: 1, zendesk: 1 } },
  },
];
