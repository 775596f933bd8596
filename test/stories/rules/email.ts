import { kim, onlyCustomer, onlyUser, pat, type Rule } from '../rule.ts';

const taken = 'taken@example.com';
const holder = () => onlyUser({ name: 'Somebody Else', email: taken });
const conflict = { kind: 'email_conflict', about: 'pat', says: ['pat@example.com', taken] } as const;

export const emailRules: readonly Rule[] = [
  {
    rule: 'contract §7: a new address in Storeganise becomes the primary one in Zendesk; the old one stays as a secondary one.',
    given: pat(),
    edits: [{ storeganise: { email: 'new@example.com' } }],
    end: {
      storeganise: { email: 'new@example.com', otherEmails: ['pat@example.com'] },
      zendesk: { email: 'new@example.com', emails: ['new@example.com', 'pat@example.com'] },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §7: a new primary address in Zendesk reaches Storeganise; the old one appears among the other e-mails.',
    given: pat(),
    edits: [{ zendesk: { email: 'new@example.com' } }],
    end: {
      storeganise: { email: 'new@example.com', otherEmails: ['pat@example.com'] },
      zendesk: { email: 'new@example.com', emails: ['new@example.com', 'pat@example.com'] },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'contract §7: an address already secondary on the same user is only made primary.',
    given: pat({ zendesk: { otherEmails: ['second@example.com'] } }),
    edits: [{ storeganise: { email: 'second@example.com' } }],
    end: {
      zendesk: { email: 'second@example.com', emails: ['second@example.com', 'pat@example.com'] },
      storeganise: { otherEmails: ['pat@example.com'] },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 E-mail: an agent who makes a secondary address primary changes the address in Storeganise.',
    given: pat({ zendesk: { otherEmails: ['second@example.com'] } }),
    edits: [{ zendesk: { email: 'second@example.com' } }],
    end: {
      storeganise: { email: 'second@example.com', otherEmails: ['pat@example.com'] },
      zendesk: { emails: ['second@example.com', 'pat@example.com'] },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'contract §7: addresses equal but for capitals are never rewritten.',
    given: pat(),
    edits: [{ storeganise: { email: 'Pat@Example.COM' } }],
    end: {
      storeganise: { email: 'Pat@Example.COM' },
      zendesk: { email: 'pat@example.com', emails: ['pat@example.com'] },
    },
  },
  {
    rule: 'design §7 E-mail: a new address typed in capitals is compared in small letters, so its echo writes nothing.',
    given: pat(),
    edits: [{ storeganise: { email: 'New@Example.com' } }],
    end: {
      storeganise: { email: 'New@Example.com' },
      zendesk: { email: 'new@example.com' },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'zendesk dossier §1.16: an address with a plus is carried like any other.',
    given: pat(),
    edits: [{ storeganise: { email: 'pat+storage@example.com' } }],
    end: { zendesk: { email: 'pat+storage@example.com' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'emails/pairs.json: provider aliases are different addresses.',
    given: pat({ storeganise: { email: 'pat@gmail.com' }, zendesk: { email: 'pat@gmail.com' } }),
    edits: [{ storeganise: { email: 'pat@googlemail.com' } }],
    end: { zendesk: { email: 'pat@googlemail.com' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §6: name and address changed in one edit are one write.',
    given: pat(),
    edits: [{ storeganise: { firstName: 'Patricia', email: 'new@example.com' } }],
    end: { zendesk: { name: 'Patricia Doe', email: 'new@example.com' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 E-mail: an address that another Zendesk user holds becomes a case; the other fields still sync.',
    given: { ...pat(), other: holder() },
    edits: [{ storeganise: { firstName: 'Patricia', email: taken } }],
    end: {
      storeganise: { email: taken },
      zendesk: { name: 'Patricia Doe', email: 'pat@example.com', emails: ['pat@example.com'] },
      others: { other: { zendesk: { name: 'Somebody Else', email: taken, emails: [taken] } } },
      tasks: [conflict],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'zendesk dossier §4.1: an address that is only a secondary one of another user is taken as well.',
    given: { ...pat(), other: onlyUser({ name: 'Somebody Else', email: 'else@example.com', otherEmails: [taken] }) },
    edits: [{ storeganise: { email: taken } }],
    end: {
      zendesk: { email: 'pat@example.com' },
      others: { other: { zendesk: { emails: ['else@example.com', taken] } } },
      tasks: ['email_conflict'],
    },
  },
  {
    rule: 'design §7 E-mail: an address that an agent holds is a case, and the agent is not touched.',
    given: { ...pat(), agent: onlyUser({ name: 'Andy Agent', email: taken, role: 'agent' }) },
    edits: [{ storeganise: { email: taken } }],
    end: {
      zendesk: { email: 'pat@example.com' },
      others: { agent: { zendesk: { name: 'Andy Agent', email: taken, emails: [taken] } } },
      tasks: ['email_conflict'],
    },
  },
  {
    rule: 'storeganise dossier §3.4: an address that another customer holds is a case in that direction too.',
    given: { ...pat(), other: onlyCustomer({ firstName: 'Some', lastName: 'Body', email: taken }) },
    edits: [{ zendesk: { name: 'Patricia Doe', email: taken } }],
    end: {
      storeganise: { firstName: 'Patricia', email: 'pat@example.com' },
      others: { other: { storeganise: { firstName: 'Some', email: taken } } },
      tasks: [conflict],
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'contract §7: freeing the held address in Zendesk tries again; the task is completed when both sides agree.',
    given: { ...pat(), other: onlyUser({ name: 'Somebody Else', email: 'else@example.com', otherEmails: [taken] }) },
    edits: [
      { storeganise: { email: taken } },
      { check: { zendesk: { email: 'pat@example.com' }, tasks: ['email_conflict'] } },
      { who: 'other', dropEmail: taken },
    ],
    end: { zendesk: { email: taken }, tasks: [], writes: { zendesk: 1 }, posted: 1 },
  },
  {
    rule: 'contract §7: a later change of a linked side tries again, here after the holder was deleted.',
    given: { ...pat(), other: holder() },
    edits: [
      { storeganise: { email: taken } },
      { check: { tasks: ['email_conflict'] } },
      { who: 'other', deleteUser: 'softly' },
      { storeganise: { firstName: 'Patricia' } },
    ],
    end: { zendesk: { name: 'Patricia Doe', email: taken }, tasks: [], writes: { zendesk: [1, 2] } },
  },
  {
    rule: 'contract §7: an e-mail conflict ends when staff make both sides agree again.',
    given: { ...pat(), other: holder() },
    edits: [{ storeganise: { email: taken } }, { storeganise: { email: 'pat@example.com' } }],
    end: { storeganise: { email: 'pat@example.com' }, zendesk: { email: 'pat@example.com' }, tasks: [], posted: 1 },
  },
  {
    rule: 'contract §7: an e-mail conflict ends with the next address that is free.',
    given: { ...pat(), other: holder() },
    edits: [{ storeganise: { email: taken } }, { storeganise: { email: 'third@example.com' } }],
    end: { zendesk: { email: 'third@example.com' }, tasks: [], writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: a conflict towards Storeganise ends when the agent takes another address.',
    given: { ...pat(), other: onlyCustomer({ firstName: 'Some', lastName: 'Body', email: taken }) },
    edits: [
      { zendesk: { email: taken } },
      { check: { tasks: ['email_conflict'] } },
      { zendesk: { email: 'third@example.com' } },
    ],
    end: { storeganise: { email: 'third@example.com' }, tasks: [], writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 E-mail: over an unproven link a new address is not written to Zendesk until a person agrees.',
    given: pat({ linked: 'unproven' }),
    edits: [{ storeganise: { firstName: 'Patricia', email: 'thief@example.com' } }],
    end: {
      zendesk: { name: 'Patricia Doe', email: 'pat@example.com', emails: ['pat@example.com'] },
      tasks: [{ kind: 'unproven_email_change', about: 'pat', says: ['pat@example.com', 'thief@example.com'] }],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §7: "cases agree" lets the unproven address through, and proves the link for good.',
    given: pat({ linked: 'unproven' }),
    edits: [
      { storeganise: { email: 'new@example.com' } },
      { agree: 'unproven_email_change' },
      { check: { zendesk: { email: 'new@example.com' }, writes: { zendesk: 1 } } },
      { storeganise: { email: 'newer@example.com' } },
    ],
    end: { zendesk: { email: 'newer@example.com' }, tasks: [], writes: { zendesk: 2 }, posted: 1 },
  },
  {
    rule: 'contract §7: the unproven rule ends when the customer confirms the address.',
    given: pat({ linked: 'unproven' }),
    edits: [{ storeganise: { email: 'new@example.com' } }, { storeganise: { emailConfirmed: true } }],
    end: { zendesk: { email: 'new@example.com' }, tasks: [], writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: the unproven rule ends when staff make both sides equal in Storeganise.',
    given: pat({ linked: 'unproven' }),
    edits: [{ storeganise: { email: 'new@example.com' } }, { storeganise: { email: 'pat@example.com' } }],
    end: { zendesk: { email: 'pat@example.com', emails: ['pat@example.com'] }, tasks: [] },
  },
  {
    rule: 'contract §7: the unproven rule ends when an agent makes both sides equal in Zendesk.',
    given: pat({ linked: 'unproven' }),
    edits: [{ storeganise: { email: 'new@example.com' } }, { zendesk: { email: 'new@example.com' } }],
    end: { storeganise: { email: 'new@example.com' }, zendesk: { email: 'new@example.com' }, tasks: [] },
  },
  {
    rule: 'contract §4: completing the task in Storeganise agrees to nothing.',
    given: pat({ linked: 'unproven' }),
    edits: [
      { storeganise: { email: 'new@example.com' } },
      { completeTask: 'unproven_email_change' },
      { storeganise: { firstName: 'Patricia' } },
    ],
    end: {
      either: [
        { zendesk: { email: 'pat@example.com' }, tasks: [], writes: { zendesk: 1 } },
        { zendesk: { email: 'pat@example.com' }, tasks: ['unproven_email_change'], writes: { zendesk: 1 } },
      ],
    },
  },
  {
    rule: 'design §7 First link: after an unproven link, the next address edited in Zendesk travels.',
    given: pat({ linked: 'unproven' }),
    edits: [{ zendesk: { email: 'new@example.com' } }],
    end: { storeganise: { email: 'new@example.com' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 First link: a link whose Zendesk user we created is proven, so a new address travels at once.',
    given: { pat: { storeganise: { firstName: 'Pat', lastName: 'Doe', email: 'pat@example.com' }, linked: 'created' } },
    edits: [{ storeganise: { email: 'new@example.com' } }],
    end: { zendesk: { email: 'new@example.com' }, tasks: [], writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: two linked customers who swap addresses are solved or held, never half swapped without a task.',
    given: { ...pat(), ...kim() },
    edits: [
      {
        atOnce: [
          { storeganise: { email: 'between@example.com' } },
          { who: 'kim', storeganise: { email: 'pat@example.com' } },
          { storeganise: { email: 'kim@example.com' } },
        ],
      },
    ],
    end: {
      either: [
        {
          zendesk: { email: 'kim@example.com' },
          others: { kim: { zendesk: { email: 'pat@example.com' } } },
          writes: { zendesk: [2, 4] },
        },
        {
          storeganise: { email: 'kim@example.com' },
          others: { kim: { storeganise: { email: 'pat@example.com' } } },
          tasks: { someOf: ['email_conflict'] },
          writes: { zendesk: [0, 3] },
        },
      ],
    },
  },
  {
    rule: 'contract §7: A to B to A in Storeganise, faster than we read, ends with A on both sides.',
    given: pat(),
    edits: [{ atOnce: [{ storeganise: { email: 'b@example.com' } }, { storeganise: { email: 'pat@example.com' } }] }],
    end: {
      storeganise: { email: 'pat@example.com' },
      zendesk: { email: 'pat@example.com' },
      writes: { zendesk: [0, 2] },
    },
  },
  {
    rule: 'contract §7: A to B to A in Zendesk, faster than we read, ends with A on both sides.',
    given: pat(),
    edits: [{ atOnce: [{ zendesk: { email: 'b@example.com' } }, { zendesk: { email: 'pat@example.com' } }] }],
    end: {
      storeganise: { email: 'pat@example.com' },
      zendesk: { email: 'pat@example.com' },
      writes: { storeganise: [0, 2] },
    },
  },
  {
    rule: 'design §7 Failures: an address that Zendesk refuses as malformed is a case; the name still syncs.',
    given: pat(),
    edits: [{ storeganise: { firstName: 'Patricia', email: 'pat;doe@example.com' } }],
    end: {
      storeganise: { email: 'pat;doe@example.com' },
      zendesk: { name: 'Patricia Doe', email: 'pat@example.com' },
      tasks: [{ kind: 'rejected_write', about: 'pat' }],
      writes: { zendesk: 1 },
    },
  },
];
