import { kim, newPat, onlyUser, pat, patAsCustomer, type Rule } from '../rule.ts';

const taken = 'taken@example.com';
const holder = () => onlyUser({ name: 'Somebody Else', email: taken });

/** So many people who are all alike, each with a stranger in Zendesk who has the address as a secondary one. */
const crowd = (size: number) =>
  Array.from({ length: size }, (_, index) => ({ person: `n${index}`, email: `n${index}@example.com` }));

const crowdGiven = (size: number) =>
  Object.fromEntries(
    crowd(size).map(({ person, email }, index) => [
      person,
      {
        storeganise: { firstName: 'Customer', lastName: `No${index}`, email },
        zendesk: { name: `Family ${index}`, email: `family${index}@example.com`, otherEmails: [email] },
      },
    ]),
  );

export const taskRules: readonly Rule[] = [
  {
    rule: 'design §7 Tasks: one per cause: two causes of one person are two tasks.',
    given: { ...pat(), other: holder() },
    edits: [
      { storeganise: { email: taken } },
      { atOnce: [{ storeganise: { firstName: 'Patricia' } }, { zendesk: { name: 'Patty Doe' } }] },
    ],
    end: {
      tasks: [
        { kind: 'email_conflict', about: 'pat' },
        { kind: 'field_conflict', about: 'pat' },
      ],
      posted: 2,
    },
  },
  {
    rule: 'design §7 Tasks: the same question of two people are two tasks.',
    given: { ...pat(), ...kim() },
    edits: [{ zendesk: { suspended: true } }, { who: 'kim', zendesk: { suspended: true } }],
    end: {
      tasks: [
        { kind: 'zendesk_user_suspended', about: 'pat' },
        { kind: 'zendesk_user_suspended', about: 'kim' },
      ],
      posted: 2,
    },
  },
  {
    rule: 'design §7 Tasks: a task is updated in place while its cause goes on.',
    given: { ...pat(), other: holder(), third: onlyUser({ name: 'Third', email: 'third@example.com' }) },
    edits: [{ storeganise: { email: taken } }, { storeganise: { email: 'third@example.com' } }],
    end: { tasks: [{ kind: 'email_conflict', about: 'pat', says: ['third@example.com'] }], posted: 1 },
  },
  {
    rule: 'design §7 Tasks: a cause that is gone and comes back is a new task.',
    given: pat(),
    edits: [{ zendesk: { suspended: true } }, { zendesk: { suspended: false } }, { zendesk: { suspended: true } }],
    end: { tasks: ['zendesk_user_suspended'], posted: 2 },
  },
  {
    rule: 'contract §4: the text of a task holds the name or address of the customer and the values in question.',
    given: { ...pat(), other: holder() },
    edits: [{ storeganise: { email: taken } }],
    end: { tasks: [{ kind: 'email_conflict', about: 'pat', says: ['Pat', taken] }] },
  },
  {
    rule: 'contract §4: completing a task by hand while the cause goes on consents to nothing and writes nothing.',
    given: { ...pat(), other: holder() },
    edits: [{ storeganise: { email: taken } }, { completeTask: 'email_conflict' }, { sweep: true }],
    end: {
      either: [
        { zendesk: { email: 'pat@example.com' }, tasks: [] },
        { zendesk: { email: 'pat@example.com' }, tasks: ['email_conflict'] },
      ],
    },
  },
  {
    rule: 'contract §4: completing the task about a deleted user creates nobody.',
    given: pat(),
    edits: [
      { deleteUser: 'softly' },
      { completeTask: 'zendesk_user_deleted' },
      { storeganise: { firstName: 'Patricia' } },
    ],
    end: {
      either: [
        { users: 0, tasks: [] },
        { users: 0, tasks: ['zendesk_user_deleted'] },
      ],
    },
  },
  {
    rule: 'design §7 Failures: a short outage of Zendesk is no task; the edit arrives afterwards.',
    given: pat(),
    edits: [
      { down: 'zendesk' },
      { storeganise: { firstName: 'Patricia' } },
      { waitMinutes: 30 },
      { up: 'zendesk' },
      { waitMinutes: 60 },
    ],
    end: { zendesk: { name: 'Patricia Doe' }, tasks: [], posted: 0, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Failures: a short outage of Storeganise is no task; the edit arrives afterwards.',
    given: pat(),
    edits: [
      { down: 'storeganise' },
      { zendesk: { name: 'Patricia Doe' } },
      { waitMinutes: 30 },
      { up: 'storeganise' },
      { waitMinutes: 60 },
    ],
    end: { storeganise: { firstName: 'Patricia' }, tasks: [], posted: 0, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 Failures: Zendesk unreachable for more than 72 hours is one task; the next change after it closes it.',
    given: pat(),
    edits: [
      { down: 'zendesk' },
      { storeganise: { firstName: 'Patricia' } },
      { waitMinutes: 60 },
      { check: { tasks: [] } },
      { waitMinutes: 80 * 60 },
      { check: { tasks: [{ kind: 'unavailable' }] } },
      { up: 'zendesk' },
      { storeganise: { lastName: 'Dow' } },
      { waitMinutes: 10 },
    ],
    end: { zendesk: { name: 'Patricia Dow' }, tasks: [], posted: 1, writes: { zendesk: [1, 2] } },
  },
  {
    rule: 'design §7 Failures: a refused write is a case and is not tried for ever; the next value that is taken closes it.',
    given: pat(),
    edits: [{ storeganise: { email: 'pat;doe@example.com' } }, { storeganise: { email: 'better@example.com' } }],
    end: { zendesk: { email: 'better@example.com' }, tasks: [], posted: 1, writes: { zendesk: 1 } },
  },
  {
    rule: 'issue 5 Cases: the 21st new task of a business in a day becomes one summary.',
    given: crowdGiven(26),
    edits: crowd(26).map(({ person }) => ({ who: person, sync: true as const })),
    end: { tasks: { someOf: ['ambiguous_match', 'many_questions'] }, posted: [20, 21] },
  },
  {
    rule: 'design §7 Tasks: two people without the customer fields are one task for the business.',
    platforms: { customerFields: 'missing' },
    edits: [
      { signUp: newPat() },
      { who: 'kim', signUp: { firstName: 'Kim', lastName: 'Lee', email: 'kim@example.com' } },
    ],
    end: {
      linked: true,
      others: { kim: { linked: true } },
      tasks: [{ kind: 'missing_customer_fields', about: 'the business' }],
      posted: 1,
      writes: { zendesk: 2 },
    },
  },
  {
    rule: 'design §7 Match: a question about a match is asked once, however often the customer changes.',
    given: patAsCustomer({}, { name: 'Family Doe', email: 'family@example.com', otherEmails: ['pat@example.com'] }),
    edits: [{ sync: true }, { storeganise: { firstName: 'Patricia' } }, { storeganise: { lastName: 'Dow' } }],
    end: { zendesk: { name: 'Family Doe' }, tasks: ['ambiguous_match'], posted: 1, users: 1 },
  },
  {
    rule: 'design §7 Match: the question ends when the stranger gives the address up, and the customer gets a user.',
    given: patAsCustomer({}, { name: 'Family Doe', email: 'family@example.com', otherEmails: ['pat@example.com'] }),
    edits: [{ sync: true }, { dropEmail: 'pat@example.com' }, { storeganise: { firstName: 'Patricia' } }],
    end: {
      storeganise: { firstName: 'Patricia' },
      zendesk: { name: 'Family Doe', external_id: null },
      users: 2,
      tasks: [],
      writes: { zendesk: [1, 2] },
    },
  },
];
