import { kim, pat, type Rule } from '../rule.ts';

const settings = { callingCode: '+81' } as const;
const withPhone = () => pat({ storeganise: { phone: '090-1234-5678' }, zendesk: { phone: '+819012345678' } });

export const echoRules: readonly Rule[] = [
  {
    rule: 'contract §6: a name to Zendesk takes at most 4 calls, and the echo of a name none.',
    given: pat(),
    edits: [{ storeganise: { firstName: 'Patricia' } }],
    end: { writes: { zendesk: 1 }, calls: 4 },
  },
  {
    rule: 'contract §6: a name to Storeganise takes at most 4 calls, and its echo 2.',
    given: pat(),
    edits: [{ zendesk: { name: 'Patricia Doe' } }],
    end: { writes: { storeganise: 1 }, calls: 6 },
  },
  {
    rule: 'contract §6: a phone to Storeganise takes at most 4 calls, and 2 for each further event.',
    settings,
    given: pat(),
    edits: [{ zendesk: { phone: '+819012345678' } }],
    end: { writes: { storeganise: 1 }, calls: 8 },
  },
  {
    rule: 'contract §6: a phone to Zendesk takes at most 7 calls, and 2 for each of its echoes.',
    settings,
    given: withPhone(),
    edits: [{ storeganise: { phone: '03-1234-5678' } }],
    end: { zendesk: { phone: '+81312345678' }, writes: { zendesk: 1 }, calls: 11 },
  },
  {
    rule: 'contract §6: an address to Zendesk takes at most 7 calls, and its echoes and bookkeeping few.',
    given: pat(),
    edits: [{ storeganise: { email: 'new@example.com' } }],
    end: { zendesk: { email: 'new@example.com' }, writes: { zendesk: 1 }, calls: 12 },
  },
  {
    rule: 'contract §6: an edit heard twice is one write.',
    given: pat(),
    edits: [
      { heardTwice: { storeganise: { firstName: 'Patricia' } } },
      { heardTwice: { zendesk: { name: 'Patty Doe' } } },
    ],
    end: {
      storeganise: { firstName: 'Patty' },
      zendesk: { name: 'Patty Doe' },
      writes: { storeganise: 1, zendesk: 1 },
    },
  },
  {
    rule: 'contract §6: a sweep over two sides that agree writes nothing.',
    settings,
    given: { ...withPhone(), ...kim() },
    edits: [{ sweep: true }, { sweep: true }],
    end: { zendesk: { name: 'Pat Doe', phone: '+819012345678' } },
  },
  {
    rule: 'contract §8: "sync" on two sides that agree writes nothing.',
    settings,
    given: withPhone(),
    edits: [{ sync: true }],
    end: { storeganise: { phone: '090-1234-5678' } },
  },
  {
    rule: 'contract §8: "sync" after a lost event brings the edit across.',
    given: pat(),
    edits: [
      { unheard: { storeganise: { firstName: 'Patricia' } } },
      { check: { zendesk: { name: 'Pat Doe' } } },
      { sync: true },
    ],
    end: { zendesk: { name: 'Patricia Doe' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §2 Converges: a lost event of Storeganise is repaired by the sweep.',
    given: pat(),
    edits: [{ unheard: { storeganise: { firstName: 'Patricia' } } }, { sweep: true }],
    end: { zendesk: { name: 'Patricia Doe' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §2 Converges: a lost event of Zendesk is repaired by the sweep.',
    given: pat(),
    edits: [{ unheard: { zendesk: { name: 'Patricia Doe' } } }, { sweep: true }],
    end: { storeganise: { firstName: 'Patricia' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'zendesk dossier §7.6: notes that an agent writes are nobody else’s business.',
    given: pat(),
    edits: [{ zendesk: { notes: 'likes blue boxes' } }],
    end: { zendesk: { notes: 'likes blue boxes' } },
  },
  {
    rule: 'contract §7: A to B to A with a name in Storeganise, faster than we read, ends with A on both sides.',
    given: pat(),
    edits: [{ atOnce: [{ storeganise: { firstName: 'Patricia' } }, { storeganise: { firstName: 'Pat' } }] }],
    end: { storeganise: { firstName: 'Pat' }, zendesk: { name: 'Pat Doe' }, writes: { zendesk: [0, 2] } },
  },
  {
    rule: 'contract §7: A to B to A with a name in Zendesk, faster than we read, ends with A on both sides.',
    given: pat(),
    edits: [{ atOnce: [{ zendesk: { name: 'Patricia Doe' } }, { zendesk: { name: 'Pat Doe' } }] }],
    end: { storeganise: { firstName: 'Pat' }, zendesk: { name: 'Pat Doe' }, writes: { storeganise: [0, 2] } },
  },
  {
    rule: 'design §5: edits that arrive together fold into one pass; the last one counts.',
    given: pat(),
    edits: [
      {
        atOnce: [
          { storeganise: { firstName: 'One' } },
          { storeganise: { firstName: 'Two' } },
          { storeganise: { firstName: 'Three' } },
        ],
      },
    ],
    end: { zendesk: { name: 'Three Doe' }, writes: { zendesk: [1, 2] } },
  },
  {
    rule: 'contract §6: more than five edits in a minute arrive within the next one; nothing is lost or asked.',
    given: pat(),
    edits: [
      {
        every: 6,
        doing: ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight'].map((firstName) => ({
          storeganise: { firstName },
        })),
      },
      { waitMinutes: 2 },
    ],
    end: { zendesk: { name: 'Eight Doe' }, tasks: [], writes: { zendesk: [1, 8] } },
  },
  {
    rule: 'contract §6: while one user waits for the next minute, another is served.',
    given: { ...pat(), ...kim() },
    edits: [
      {
        every: 4,
        doing: [
          ...['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((firstName) => ({ storeganise: { firstName } })),
          { who: 'kim', storeganise: { firstName: 'Kimberly' } },
        ],
      },
      { waitMinutes: 2 },
    ],
    end: {
      zendesk: { name: 'Six Doe' },
      others: { kim: { zendesk: { name: 'Kimberly Lee' } } },
      writes: { zendesk: [2, 7] },
    },
  },
  {
    rule: 'contract §6: the edits of two people are one write each.',
    given: { ...pat(), ...kim() },
    edits: [
      { atOnce: [{ storeganise: { firstName: 'Patricia' } }, { who: 'kim', zendesk: { name: 'Kimberly Lee' } }] },
    ],
    end: {
      zendesk: { name: 'Patricia Doe' },
      others: { kim: { storeganise: { firstName: 'Kimberly' } } },
      writes: { storeganise: 1, zendesk: 1 },
    },
  },
];
