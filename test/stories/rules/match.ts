import { newPat, onlyCustomer, onlyUser, patAsCustomer, type Rule } from '../rule.ts';

const patUser = { name: 'Pat Doe', email: 'pat@example.com' } as const;
const look = [{ sync: true }] as const;

/** Whatever the engine calls the question which user is meant. */
const unsure = ['ambiguous_match', 'external_id_taken', 'email_conflict'] as const;

export const matchRules: readonly Rule[] = [
  {
    rule: 'design §7 Match: the exact address as primary e-mail joins the two; both get their pointers, which is no write.',
    given: patAsCustomer({}, patUser),
    edits: look,
    end: {
      linked: true,
      storeganise: { zendesk_userId: '@pat' },
      zendesk: { external_id: '@pat', name: 'Pat Doe' },
      users: 1,
      customers: 1,
    },
  },
  {
    rule: 'design §7 E-mail: capitals in the address do not matter for a match.',
    given: patAsCustomer({ email: 'Pat@Example.com' }, patUser),
    edits: look,
    end: { linked: true, storeganise: { email: 'Pat@Example.com' }, users: 1 },
  },
  {
    rule: 'zendesk dossier §1.16: an address with a plus is found in the search.',
    given: patAsCustomer({ email: 'pat+box@example.com' }, { name: 'Pat Doe', email: 'pat+box@example.com' }),
    edits: look,
    end: { linked: true, users: 1 },
  },
  {
    rule: 'contract §3: customers older than the installation follow on their next change.',
    given: patAsCustomer({}, patUser),
    edits: [{ storeganise: { firstName: 'Patricia' } }],
    end: { linked: true, zendesk: { name: 'Patricia Doe' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §3: users older than the installation follow on their next change as well.',
    given: patAsCustomer({}, patUser),
    edits: [{ zendesk: { notes: 'called today' } }, { addEmail: 'second@example.com' }],
    end: { linked: true, storeganise: { otherEmails: ['second@example.com'] }, users: 1 },
  },
  {
    rule: 'design §7 Match: a hit on a secondary address only is a case; nothing is created or written.',
    given: patAsCustomer({}, { name: 'Family Doe', email: 'family@example.com', otherEmails: ['pat@example.com'] }),
    edits: look,
    end: {
      linked: false,
      zendesk: { name: 'Family Doe', email: 'family@example.com', external_id: null },
      users: 1,
      tasks: [{ kind: 'ambiguous_match', about: 'pat' }],
    },
  },
  {
    rule: 'design §7 Cases: the question about a secondary address closes when it becomes the primary one.',
    given: patAsCustomer({}, { name: 'Pat Doe', email: 'family@example.com', otherEmails: ['pat@example.com'] }),
    edits: [
      ...look,
      { check: { linked: false, tasks: ['ambiguous_match'] } },
      { zendesk: { email: 'pat@example.com' } },
    ],
    end: { linked: true, users: 1, tasks: [] },
  },
  {
    rule: 'design §7 Match: an external_id that names the customer joins them where the address agrees.',
    given: patAsCustomer(
      {},
      { name: 'Pat Doe', email: 'family@example.com', otherEmails: ['pat@example.com'], external_id: '@pat' },
    ),
    edits: look,
    end: { linked: true, users: 1, writes: { storeganise: [0, 1], zendesk: [0, 1] } },
  },
  {
    rule: 'zendesk dossier §1.18: an external_id is compared without regard to capitals.',
    given: patAsCustomer({}, { ...patUser, external_id: '@PAT' }),
    edits: look,
    end: { linked: true, users: 1 },
  },
  {
    rule: 'design §7 Match: an external_id alone proves nothing; joined only if it names an open half link, and nobody is written or doubled.',
    given: patAsCustomer({}, { name: 'Pat Doe', email: 'somebody@example.com', external_id: '@pat' }),
    edits: look,
    end: {
      either: [
        {
          linked: false,
          zendesk: { name: 'Pat Doe', email: 'somebody@example.com' },
          users: 1,
          tasks: [{ kind: unsure, about: 'pat' }],
        },
        {
          linked: true,
          storeganise: { email: 'pat@example.com' },
          zendesk: { name: 'Pat Doe', email: 'somebody@example.com' },
          users: 1,
          tasks: [],
        },
        {
          linked: true,
          storeganise: { email: 'pat@example.com' },
          zendesk: { name: 'Pat Doe', email: 'somebody@example.com' },
          users: 1,
          tasks: { someOf: ['unproven_email_change', 'field_conflict'] },
        },
      ],
    },
  },
  {
    rule: 'design §7 Match: pointers on both sides that agree join two records whatever their addresses.',
    given: patAsCustomer(
      { zendesk_userId: '@pat', emailConfirmed: true },
      { name: 'Pat Doe', phone: '+12015550123', external_id: '@pat' },
    ),
    edits: look,
    end: { linked: true, users: 1, writes: { storeganise: [0, 1], zendesk: [0, 1] } },
  },
  {
    rule: 'design §7 Match: a customer field that points at a stranger proves nothing; the address decides.',
    given: {
      ...patAsCustomer({ zendesk_userId: '@stranger' }, patUser),
      stranger: onlyUser({ name: 'Sal Stranger', email: 'sal@example.com' }),
    },
    edits: look,
    end: {
      linked: true,
      storeganise: { zendesk_userId: '@pat' },
      others: { stranger: { zendesk: { name: 'Sal Stranger', email: 'sal@example.com', external_id: null } } },
      users: 2,
    },
  },
  {
    rule: 'design §7 Match: a customer field that points at a stranger, and no user with the address: a new user.',
    given: {
      ...patAsCustomer({ zendesk_userId: '@stranger' }),
      stranger: onlyUser({ name: 'Sal Stranger', email: 'sal@example.com' }),
    },
    edits: look,
    end: {
      linked: true,
      zendesk: { name: 'Pat Doe', email: 'pat@example.com' },
      others: { stranger: { zendesk: { name: 'Sal Stranger', external_id: null } } },
      users: 2,
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §7: a pointer that never was a link of ours and leads nowhere counts as absent; the address decides.',
    given: patAsCustomer({ zendesk_userId: '6100000000999' }, patUser),
    edits: look,
    end: { linked: true, storeganise: { zendesk_userId: '@pat' }, users: 1 },
  },
  {
    rule: 'contract §7: a pointer that leads nowhere, and no user with the address: a new user.',
    given: patAsCustomer({ zendesk_userId: '6100000000999' }),
    edits: look,
    end: { linked: true, storeganise: { zendesk_userId: '@pat' }, users: 1, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: a pointer that is no id at all counts as absent.',
    given: patAsCustomer({ zendesk_userId: '../users/1?x=' }, patUser),
    edits: look,
    end: { linked: true, storeganise: { zendesk_userId: '@pat' }, users: 1 },
  },
  {
    rule: 'design §7 Pointers: a candidate whose external_id names another customer is a case; nothing is written.',
    given: {
      ...patAsCustomer({}, { ...patUser, external_id: '@kim' }),
      kim: onlyCustomer({ firstName: 'Kim', lastName: 'Lee', email: 'kim@example.com' }),
    },
    edits: look,
    end: {
      linked: false,
      zendesk: { name: 'Pat Doe', external_id: '@kim' },
      users: 1,
      tasks: [{ kind: 'external_id_taken', about: 'pat' }],
    },
  },
  {
    rule: 'design §7 Pointers: a foreign external_id is left alone; the two are joined, and one task says so.',
    given: patAsCustomer({}, { ...patUser, external_id: 'CRM-778' }),
    edits: [{ storeganise: { firstName: 'Patricia' } }],
    end: {
      linked: true,
      storeganise: { zendesk_userId: '@pat' },
      zendesk: { name: 'Patricia Doe', external_id: 'CRM-778' },
      tasks: [{ kind: 'foreign_external_ids', about: 'the business' }],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Match: an agent who has the address is never joined, and no second user is created.',
    given: patAsCustomer({}, { ...patUser, name: 'Pat Agent', role: 'agent' }),
    edits: look,
    end: {
      linked: false,
      zendesk: { name: 'Pat Agent', external_id: null },
      users: 1,
      tasks: [{ kind: unsure, about: 'pat' }],
    },
  },
  {
    rule: 'design §7 Match: an agent who has the address as a secondary one is not joined either.',
    given: patAsCustomer(
      {},
      { name: 'Andy Agent', email: 'andy@example.com', otherEmails: ['pat@example.com'], role: 'agent' },
    ),
    edits: look,
    end: {
      linked: false,
      zendesk: { name: 'Andy Agent', external_id: null },
      users: 1,
      tasks: [{ kind: unsure, about: 'pat' }],
    },
  },
  {
    rule: 'zendesk dossier §15.23: a neighbour that the search shows is not the person.',
    given: { ...patAsCustomer(), neighbour: onlyUser({ name: 'Xpat', email: 'xpat@example.com.au' }) },
    edits: look,
    end: {
      linked: true,
      zendesk: { name: 'Pat Doe', email: 'pat@example.com' },
      others: { neighbour: { zendesk: { name: 'Xpat', external_id: null } } },
      users: 2,
      writes: { zendesk: 1 },
    },
  },
  {
    rule: "zendesk dossier §3.6: an address quoted in somebody's notes is not the person.",
    given: {
      ...patAsCustomer(),
      friend: onlyUser({ name: 'Fran Friend', email: 'fran@example.com', notes: 'write to pat@example.com instead' }),
    },
    edits: look,
    end: {
      linked: true,
      zendesk: { email: 'pat@example.com' },
      others: { friend: { zendesk: { name: 'Fran Friend', external_id: null } } },
      users: 2,
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'zendesk dossier §3.6: a hit is judged by its identities, whatever address the search displays.',
    given: {
      ...patAsCustomer(),
      other: onlyUser({ name: 'Sal', email: 'sal@example.com', otherEmails: ['pat@example.com'] }),
    },
    edits: look,
    end: {
      linked: false,
      others: {
        other: { zendesk: { name: 'Sal', emails: ['sal@example.com', 'pat@example.com'], external_id: null } },
      },
      users: 1,
      tasks: [{ kind: 'ambiguous_match', about: 'pat' }],
    },
  },
  {
    rule: 'contract §7: while the search hides the holder, the create is refused and the holder is found and joined later.',
    platforms: { searchLagMinutes: 4 },
    edits: [
      {
        every: 5,
        doing: [
          { who: 'pat', writeIn: patUser },
          { who: 'pat', signUp: newPat() },
        ],
      },
      { waitMinutes: 15 },
    ],
    end: { linked: true, storeganise: { zendesk_userId: '@pat' }, users: 1, customers: 1, tasks: [], posted: 0 },
  },
  {
    rule: 'contract §7: the holder is looked for at least 10 minutes before a case; a later link closes it.',
    platforms: { searchLagMinutes: 120 },
    edits: [
      {
        every: 5,
        doing: [
          { who: 'pat', writeIn: patUser },
          { who: 'pat', signUp: newPat() },
          { waitMinutes: 9 },
          { check: { tasks: [] } },
        ],
      },
      { waitMinutes: 180 },
      { storeganise: { firstName: 'Patricia' } },
    ],
    end: {
      linked: true,
      zendesk: { name: 'Patricia Doe' },
      users: 1,
      tasks: [],
      posted: [0, 1],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'zendesk dossier §3.8: a deleted user is no match; its address is free.',
    given: { ...patAsCustomer(), old: onlyUser(patUser) },
    edits: [{ who: 'old', deleteUser: 'softly' }, { sync: true }],
    end: { linked: true, zendesk: { email: 'pat@example.com' }, users: 1, writes: { zendesk: 1 } },
  },
];
