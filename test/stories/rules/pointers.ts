import { onlyCustomer, onlyUser, pat, patAsCustomer, type Rule } from '../rule.ts';

export const pointerRules: readonly Rule[] = [
  {
    rule: 'design §7 Pointers: a customer field that staff erased is set again with the next change; the link holds.',
    given: pat(),
    edits: [{ storeganise: { zendesk_userId: null } }, { storeganise: { firstName: 'Patricia' } }],
    end: {
      storeganise: { zendesk_userId: '@pat' },
      zendesk: { name: 'Patricia Doe' },
      linked: true,
      users: 1,
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Pointers: an external_id that an agent erased is set again.',
    given: pat(),
    edits: [{ zendesk: { external_id: null } }],
    end: { zendesk: { external_id: '@pat' }, linked: true },
  },
  {
    rule: 'design §7 Match: our own link comes first; a customer field that staff point at a stranger is put right.',
    given: { ...pat(), stranger: onlyUser({ name: 'Sal Stranger', email: 'sal@example.com' }) },
    edits: [{ storeganise: { zendesk_userId: '@stranger' } }, { storeganise: { firstName: 'Patricia' } }],
    end: {
      storeganise: { zendesk_userId: '@pat' },
      zendesk: { name: 'Patricia Doe' },
      linked: true,
      others: { stranger: { zendesk: { name: 'Sal Stranger', external_id: null } } },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Pointers: an external_id changed to name another customer is a case, and left alone.',
    given: { ...pat(), kim: onlyCustomer({ firstName: 'Kim', lastName: 'Lee', email: 'kim@example.com' }) },
    edits: [{ zendesk: { external_id: '@kim' } }],
    end: {
      zendesk: { external_id: '@kim' },
      storeganise: { firstName: 'Pat' },
      others: { kim: { storeganise: { firstName: 'Kim', email: 'kim@example.com' }, linked: false } },
      tasks: [{ kind: 'external_id_taken', about: 'pat' }],
    },
  },
  {
    rule: 'design §7 Cases: the question about the external_id closes when the agent puts it back.',
    given: { ...pat(), kim: onlyCustomer({ firstName: 'Kim', lastName: 'Lee', email: 'kim@example.com' }) },
    edits: [{ zendesk: { external_id: '@kim' } }, { zendesk: { external_id: '@pat' } }],
    end: { zendesk: { external_id: '@pat' }, linked: true, tasks: [] },
  },
  {
    rule: 'design §7 Pointers: an external_id changed to a foreign value is left alone; the link stands, one task.',
    given: pat(),
    edits: [{ zendesk: { external_id: 'CRM-778' } }, { storeganise: { firstName: 'Patricia' } }],
    end: {
      zendesk: { external_id: 'CRM-778', name: 'Patricia Doe' },
      linked: true,
      tasks: [{ kind: 'foreign_external_ids', about: 'the business' }],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Pointers: one task for the business, however many users carry foreign values.',
    given: {
      ...patAsCustomer({}, { name: 'Pat Doe', email: 'pat@example.com', external_id: 'CRM-1' }),
      kim: {
        storeganise: { firstName: 'Kim', lastName: 'Lee', email: 'kim@example.com' },
        zendesk: { name: 'Kim Lee', email: 'kim@example.com', external_id: 'CRM-2' },
      },
    },
    edits: [{ sync: true }, { who: 'kim', sync: true }],
    end: {
      linked: true,
      others: { kim: { linked: true, zendesk: { external_id: 'CRM-2' } } },
      tasks: [{ kind: 'foreign_external_ids', about: 'the business' }],
      posted: 1,
    },
  },
  {
    rule: 'zendesk dossier §1.18: an external_id that differs in capitals only is right already.',
    given: pat(),
    edits: [{ zendesk: { external_id: '@PAT' } }],
    end: { zendesk: { external_id: '@PAT' }, linked: true, tasks: [] },
  },
  {
    rule: 'zendesk dossier §15.62: after a new installation, old pointers that agree are taken over and nothing is written.',
    given: patAsCustomer(
      { zendesk_userId: '@pat' },
      { name: 'Pat Doe', email: 'pat@example.com', external_id: '@pat' },
    ),
    edits: [{ sync: true }],
    end: { linked: true, users: 1, customers: 1, calls: 6 },
  },
  {
    rule: 'contract §3: without the customer fields one task; contact sync goes on with our own link and the external_id.',
    platforms: { customerFields: 'missing' },
    edits: [
      { signUp: { firstName: 'Pat', lastName: 'Doe', email: 'pat@example.com' } },
      { storeganise: { firstName: 'Patricia' } },
      { zendesk: { name: 'Patty Doe' } },
    ],
    end: {
      storeganise: { firstName: 'Patty', zendesk_userId: null },
      zendesk: { name: 'Patty Doe', external_id: '@pat' },
      linked: true,
      tasks: [{ kind: 'missing_customer_fields', about: 'the business' }],
      posted: 1,
      writes: { storeganise: 1, zendesk: 2 },
    },
  },
];
