import { kim, onlyUser, pat, type Rule } from '../rule.ts';

const deleted = { kind: 'zendesk_user_deleted', about: 'pat' } as const;
const promoted = { kind: 'zendesk_user_promoted', about: 'pat' } as const;

/** Whatever the engine calls the question why a customer has no Zendesk user of its own any more. */
const lost = ['zendesk_user_deleted', 'ambiguous_match', 'external_id_taken'] as const;

export const goneRules: readonly Rule[] = [
  {
    rule: 'design §7 Delete: a deleted Zendesk user parks the link with one task; nothing is created or changed.',
    given: pat(),
    edits: [{ deleteUser: 'softly' }],
    end: { storeganise: { firstName: 'Pat', email: 'pat@example.com' }, users: 0, customers: 1, tasks: [deleted] },
  },
  {
    rule: 'design §7 Delete: a user deleted for good (404) is the same.',
    given: pat(),
    edits: [{ deleteUser: 'for good' }],
    end: { storeganise: { firstName: 'Pat' }, users: 0, customers: 1, tasks: [deleted] },
  },
  {
    rule: 'design §7 Delete: nothing is created until a person says so, whatever changes in Storeganise.',
    given: pat(),
    edits: [{ deleteUser: 'softly' }, { storeganise: { firstName: 'Patricia' } }, { sync: true }, { sweep: true }],
    end: { users: 0, tasks: [deleted], posted: 1 },
  },
  {
    rule: 'design §7 Cases: "cases create" makes the Zendesk user anew and closes the task.',
    given: pat(),
    edits: [{ deleteUser: 'softly' }, { create: 'zendesk_user_deleted' }],
    end: { users: 1, zendesk: { name: 'Pat Doe', email: 'pat@example.com' }, tasks: [], writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Delete: the link finds by e-mail the user who wrote in again.',
    given: pat(),
    edits: [
      { atOnce: [{ deleteUser: 'softly' }, { who: 'again', writeIn: { name: 'Pat Doe', email: 'pat@example.com' } }] },
    ],
    end: {
      storeganise: { zendesk_userId: '@again' },
      linked: '@again',
      users: 1,
      tasks: [],
      others: { again: { zendesk: { name: 'Pat Doe', external_id: '@pat' } } },
    },
  },
  {
    rule: 'design §7 Delete: a later Zendesk user with that e-mail re-opens the parked link and closes the task.',
    given: pat(),
    edits: [
      { deleteUser: 'softly' },
      { check: { tasks: [deleted] } },
      { who: 'again', writeIn: { name: 'Pat Doe', email: 'pat@example.com' } },
    ],
    end: { storeganise: { zendesk_userId: '@again' }, linked: '@again', users: 1, tasks: [], posted: 1 },
  },
  {
    rule: 'design §7 Merge: the link follows the survivor.',
    given: { ...pat(), survivor: onlyUser({ name: 'Pat Doe', email: 'pat.doe@work.example' }) },
    edits: [{ mergeInto: 'survivor' }],
    end: {
      storeganise: { zendesk_userId: '@survivor' },
      linked: '@survivor',
      users: 1,
      tasks: [],
      others: { survivor: { zendesk: { name: 'Pat Doe', external_id: '@pat' } } },
      writes: { storeganise: [0, 1], zendesk: [0, 1] },
    },
  },
  {
    rule: 'design §7 Merge: after it, edits travel to and from the survivor.',
    given: { ...pat(), survivor: onlyUser({ name: 'Pat Doe', email: 'pat.doe@work.example' }) },
    edits: [
      { mergeInto: 'survivor' },
      { storeganise: { lastName: 'Dow' } },
      { who: 'survivor', zendesk: { name: 'Patricia Dow' } },
    ],
    end: {
      storeganise: { firstName: 'Patricia', lastName: 'Dow' },
      others: { survivor: { zendesk: { name: 'Patricia Dow' } } },
      writes: { storeganise: [1, 2], zendesk: [1, 2] },
    },
  },
  {
    rule: 'design §7 Merge: a stranger merged into a linked user only leaves an address behind.',
    given: { ...pat(), other: onlyUser({ name: 'Patty', email: 'patty@example.com' }) },
    edits: [{ who: 'other', mergeInto: 'pat' }],
    end: {
      storeganise: { firstName: 'Pat', email: 'pat@example.com', otherEmails: ['patty@example.com'] },
      zendesk: { name: 'Pat Doe', email: 'pat@example.com', emails: ['pat@example.com', 'patty@example.com'] },
      linked: true,
      users: 1,
      tasks: [],
    },
  },
  {
    rule: 'zendesk dossier §3.9: two linked users merged leave two customers and a task; customers are never merged.',
    given: { ...pat(), ...kim() },
    edits: [{ who: 'kim', mergeInto: 'pat' }],
    end: {
      storeganise: { firstName: 'Pat', email: 'pat@example.com' },
      zendesk: { name: 'Pat Doe', email: 'pat@example.com', external_id: '@pat' },
      linked: true,
      others: { kim: { storeganise: { firstName: 'Kim', email: 'kim@example.com' }, linked: false } },
      customers: 2,
      users: 1,
      tasks: [{ kind: lost, about: 'kim' }],
    },
  },
  {
    rule: 'contract §7: a user gone without a merge event: the active end user who holds the address is the survivor.',
    given: { ...pat(), survivor: onlyUser({ name: 'Pat Doe', email: 'pat.doe@work.example' }) },
    edits: [{ unheard: { mergeInto: 'survivor' } }, { storeganise: { lastName: 'Dow' } }],
    end: {
      linked: '@survivor',
      users: 1,
      tasks: [],
      others: { survivor: { zendesk: { name: 'Pat Dow', emails: ['pat.doe@work.example', 'pat@example.com'] } } },
      writes: { storeganise: [0, 1], zendesk: [1, 2] },
    },
  },
  {
    rule: "contract §7: a holder who carries another customer's external_id is no survivor.",
    given: { ...pat(), ...kim() },
    edits: [{ unheard: { mergeInto: 'kim' } }, { storeganise: { lastName: 'Dow' } }],
    end: {
      linked: false,
      users: 1,
      tasks: [{ kind: lost, about: 'pat' }],
      others: { kim: { zendesk: { name: 'Kim Lee', external_id: '@kim' }, linked: true } },
    },
  },
  {
    rule: 'contract §7: an agent who holds the address is no survivor, and is not touched.',
    given: pat(),
    edits: [
      {
        atOnce: [
          { deleteUser: 'softly' },
          { who: 'agent', writeIn: { name: 'Pat Agent', email: 'pat@example.com', role: 'agent' } },
        ],
      },
    ],
    end: {
      linked: false,
      tasks: [{ kind: lost, about: 'pat' }],
      others: { agent: { zendesk: { name: 'Pat Agent', external_id: null } } },
    },
  },
  {
    rule: 'contract §7: a linked user promoted to agent is never written again; one task.',
    given: pat(),
    edits: [{ zendesk: { role: 'agent' } }, { storeganise: { firstName: 'Patricia' } }, { sweep: true }],
    end: {
      zendesk: { name: 'Pat Doe', role: 'agent' },
      tasks: [promoted],
      posted: 1,
      users: 1,
    },
  },
  {
    rule: 'contract §7: a linked user promoted to admin is never written again, not even disabled.',
    given: pat(),
    edits: [{ zendesk: { role: 'admin' } }, { disable: true }],
    end: { zendesk: { suspended: false, notes: null, role: 'admin' }, tasks: [promoted] },
  },
  {
    rule: 'contract §7: what a promoted user changes does not reach the customer either.',
    given: pat(),
    edits: [{ zendesk: { role: 'agent' } }, { zendesk: { name: 'Pat the Agent' } }],
    end: { storeganise: { firstName: 'Pat', lastName: 'Doe' }, tasks: [promoted] },
  },
  {
    rule: 'design §7 Cases: the task about the promotion closes when the user is an end user again, and the link goes on.',
    given: pat(),
    edits: [
      { zendesk: { role: 'agent' } },
      { storeganise: { firstName: 'Patricia' } },
      { zendesk: { role: 'end-user' } },
      { storeganise: { lastName: 'Dow' } },
    ],
    end: { zendesk: { name: 'Patricia Dow' }, tasks: [], writes: { zendesk: [1, 2] } },
  },
  {
    rule: 'design §7 Match: a new agent in Zendesk touches no customer, even with the same address.',
    given: { pat: { storeganise: { firstName: 'Pat', lastName: 'Doe', email: 'pat@example.com' } } },
    edits: [{ who: 'agent', writeIn: { name: 'Pat Agent', email: 'pat@example.com', role: 'agent' } }],
    end: { linked: false, others: { agent: { zendesk: { name: 'Pat Agent', external_id: null } } }, tasks: [] },
  },
  {
    rule: 'design §7 Match: Storeganise staff are out of scope; a staff account makes no Zendesk user.',
    edits: [{ signUp: { firstName: 'Sam', lastName: 'Staff', email: 'sam@example.com', roles: ['manager'] } }],
    end: { users: 0, tasks: [] },
  },
  {
    rule: 'design §7 Match: a linked customer who becomes staff is out of scope from then on.',
    given: pat(),
    edits: [{ storeganise: { roles: ['manager'] } }, { storeganise: { firstName: 'Patricia' } }],
    end: { zendesk: { name: 'Pat Doe' } },
  },
];
