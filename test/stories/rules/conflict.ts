import { pat, type Rule } from '../rule.ts';

const renamedOnBoth = {
  atOnce: [{ storeganise: { firstName: 'Patricia' } }, { zendesk: { name: 'Patty Doe' } }],
} as const;
const nameConflict = { kind: 'field_conflict', about: 'pat', says: ['Patricia Doe', 'Patty Doe'] } as const;

const settings = { callingCode: '+81' } as const;
const withPhone = () => pat({ storeganise: { phone: '090-1234-5678' }, zendesk: { phone: '+819012345678' } });

export const conflictRules: readonly Rule[] = [
  {
    rule: 'design §2: a name changed differently on both sides is a case and no write.',
    given: pat(),
    edits: [renamedOnBoth],
    end: { storeganise: { firstName: 'Patricia' }, zendesk: { name: 'Patty Doe' }, tasks: [nameConflict] },
  },
  {
    rule: 'design §2: a phone changed differently on both sides is a case and no write.',
    settings,
    given: withPhone(),
    edits: [{ atOnce: [{ storeganise: { phone: '03-1234-5678' } }, { zendesk: { phone: '+818012345678' } }] }],
    end: {
      storeganise: { phone: '03-1234-5678' },
      zendesk: { phone: '+818012345678' },
      tasks: [{ kind: 'field_conflict', about: 'pat' }],
    },
  },
  {
    rule: 'design §2: an address changed differently on both sides is a case and no write.',
    given: pat(),
    edits: [{ atOnce: [{ storeganise: { email: 'one@example.com' } }, { zendesk: { email: 'two@example.com' } }] }],
    end: {
      storeganise: { email: 'one@example.com' },
      zendesk: { email: 'two@example.com' },
      tasks: [
        { kind: ['field_conflict', 'email_conflict'], about: 'pat', says: ['one@example.com', 'two@example.com'] },
      ],
    },
  },
  {
    rule: 'design §2: the same name typed on both sides is no conflict.',
    given: pat(),
    edits: [{ atOnce: [{ storeganise: { firstName: 'Patricia' } }, { zendesk: { name: 'Patricia Doe' } }] }],
    end: { tasks: [] },
  },
  {
    rule: 'contract §7: the same phone typed in two forms on both sides is no conflict and stays as typed.',
    settings,
    given: withPhone(),
    edits: [{ atOnce: [{ storeganise: { phone: '03-1234-5678' } }, { zendesk: { phone: '+81312345678' } }] }],
    end: { storeganise: { phone: '03-1234-5678' }, zendesk: { phone: '+81312345678' }, tasks: [] },
  },
  {
    rule: 'design §7 Name: three parts in Zendesk and the same split in Storeganise are no conflict.',
    given: pat(),
    edits: [
      {
        atOnce: [
          { storeganise: { firstName: 'Ana Maria', lastName: 'Lopez' } },
          { zendesk: { name: 'Ana Maria Lopez' } },
        ],
      },
    ],
    end: {
      storeganise: { firstName: 'Ana Maria', lastName: 'Lopez' },
      zendesk: { name: 'Ana Maria Lopez' },
      tasks: [],
    },
  },
  {
    rule: 'design §2: different fields changed on both sides both travel.',
    settings,
    given: withPhone(),
    edits: [{ atOnce: [{ storeganise: { firstName: 'Patricia' } }, { zendesk: { phone: '+81312345678' } }] }],
    end: {
      storeganise: { firstName: 'Patricia', phone: '+81312345678' },
      zendesk: { name: 'Patricia Doe', phone: '+81312345678' },
      tasks: [],
      writes: { storeganise: 1, zendesk: 1 },
    },
  },
  {
    rule: 'design §5: a conflict on one field never holds the others.',
    settings,
    given: withPhone(),
    edits: [renamedOnBoth, { storeganise: { phone: '03-1234-5678' } }],
    end: {
      storeganise: { firstName: 'Patricia' },
      zendesk: { name: 'Patty Doe', phone: '+81312345678' },
      tasks: [nameConflict],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §5 Conflict: the side that moves next wins everywhere; the task closes. Here Storeganise.',
    given: pat(),
    edits: [renamedOnBoth, { storeganise: { firstName: 'Tricia' } }],
    end: { storeganise: { firstName: 'Tricia' }, zendesk: { name: 'Tricia Doe' }, tasks: [], writes: { zendesk: 1 } },
  },
  {
    rule: 'design §5 Conflict: the side that moves next wins everywhere; the task closes. Here Zendesk.',
    given: pat(),
    edits: [renamedOnBoth, { zendesk: { name: 'Tricia Doe' } }],
    end: { storeganise: { firstName: 'Tricia', lastName: 'Doe' }, tasks: [], writes: { storeganise: 1 } },
  },
  {
    rule: 'design §5 Conflict: typing the old value again is a decision too.',
    given: pat(),
    edits: [renamedOnBoth, { storeganise: { firstName: 'Pat' } }],
    end: { storeganise: { firstName: 'Pat' }, zendesk: { name: 'Pat Doe' }, tasks: [], writes: { zendesk: 1 } },
  },
  {
    rule: 'design §5 Conflict: both sides moved again update the case; there is still one task.',
    given: pat(),
    edits: [renamedOnBoth, { atOnce: [{ storeganise: { firstName: 'Tricia' } }, { zendesk: { name: 'Trish Doe' } }] }],
    end: {
      storeganise: { firstName: 'Tricia' },
      zendesk: { name: 'Trish Doe' },
      tasks: [{ kind: 'field_conflict', about: 'pat', says: ['Tricia Doe', 'Trish Doe'] }],
      posted: 1,
    },
  },
  {
    rule: 'design §7 Cases: a conflict closes by itself when people make both sides equal.',
    given: pat(),
    edits: [renamedOnBoth, { zendesk: { name: 'Patricia Doe' } }],
    end: { storeganise: { firstName: 'Patricia' }, zendesk: { name: 'Patricia Doe' }, tasks: [], posted: 1 },
  },
  {
    rule: 'design §5 Conflict: looking again while it is open changes nothing.',
    given: pat(),
    edits: [renamedOnBoth, { sync: true }, { sweep: true }],
    end: { storeganise: { firstName: 'Patricia' }, zendesk: { name: 'Patty Doe' }, tasks: [nameConflict], posted: 1 },
  },
  {
    rule: 'design §5 Overwrite alarm: an edit that our own write ran over is shown by its echo and becomes a case.',
    given: pat(),
    edits: [{ justBeforeOurWrite: { zendesk: { name: 'P. Doe' } } }, { storeganise: { firstName: 'Patricia' } }],
    end: {
      zendesk: { name: 'Patricia Doe' },
      tasks: [{ kind: 'any', about: 'pat' }],
      writes: { zendesk: 1 },
    },
  },
];
