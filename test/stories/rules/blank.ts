import { pat, type Rule } from '../rule.ts';

const settings = { callingCode: '+81' } as const;
const local = '090-1234-5678';
const japan = '+819012345678';
const both = () => pat({ storeganise: { phone: local }, zendesk: { phone: japan } });

export const blankRules: readonly Rule[] = [
  {
    rule: 'design §7 Blank: a phone cleared in Storeganise stays in Zendesk and is not refilled.',
    settings,
    given: both(),
    edits: [{ storeganise: { phone: null } }, { sweep: true }],
    end: { storeganise: { phone: null }, zendesk: { phone: japan }, outcomes: ['noop(blank_kept)'] },
  },
  {
    rule: 'design §7 Blank: a phone cleared in Zendesk stays in Storeganise and is not refilled.',
    settings,
    given: both(),
    edits: [{ zendesk: { phone: null } }, { sweep: true }],
    end: { storeganise: { phone: local }, zendesk: { phone: null } },
  },
  {
    rule: 'design §7 Blank: a text of spaces is a blank.',
    settings,
    given: both(),
    edits: [{ storeganise: { phone: '   ' } }],
    end: { storeganise: { phone: '   ' }, zendesk: { phone: japan }, outcomes: ['noop(blank_kept)'] },
  },
  {
    rule: 'design §7 Blank: the same number typed again after clearing is equal.',
    settings,
    given: both(),
    edits: [{ storeganise: { phone: null } }, { storeganise: { phone: local } }],
    end: { storeganise: { phone: local }, zendesk: { phone: japan } },
  },
  {
    rule: 'design §7 Blank: a new number typed after clearing travels.',
    settings,
    given: both(),
    edits: [{ storeganise: { phone: null } }, { storeganise: { phone: '03-1234-5678' } }],
    end: { zendesk: { phone: '+81312345678' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Blank: after clearing in Storeganise, a new number in Zendesk travels to Storeganise.',
    settings,
    given: both(),
    edits: [{ storeganise: { phone: null } }, { zendesk: { phone: '+81312345678' } }],
    end: { storeganise: { phone: '+81312345678' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 Blank: after clearing in Zendesk, a new number in Storeganise travels to Zendesk.',
    settings,
    given: both(),
    edits: [{ zendesk: { phone: null } }, { storeganise: { phone: '03-1234-5678' } }],
    end: { zendesk: { phone: '+81312345678' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Blank: clearing one field does not hold the others.',
    settings,
    given: both(),
    edits: [{ storeganise: { phone: null, firstName: 'Patricia' } }],
    end: { storeganise: { phone: null }, zendesk: { name: 'Patricia Doe', phone: japan }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Blank: an unrelated change later does not refill the blank.',
    settings,
    given: both(),
    edits: [
      { zendesk: { phone: null } },
      { storeganise: { firstName: 'Patricia' } },
      { zendesk: { name: 'Patty Doe' } },
    ],
    end: {
      storeganise: { firstName: 'Patty', phone: local },
      zendesk: { phone: null },
      writes: { storeganise: 1, zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Blank: the last address taken away in Zendesk stays in Storeganise.',
    given: pat({ zendesk: { phone: '+12015550123' }, storeganise: { phone: '+12015550123' } }),
    edits: [{ dropEmail: 'pat@example.com' }, { sweep: true }],
    end: { storeganise: { email: 'pat@example.com' }, zendesk: { email: null }, linked: true, tasks: [] },
  },
  {
    rule: 'contract §7: a Zendesk name that holds nothing but the marker is a blank.',
    given: pat(),
    edits: [{ zendesk: { name: 'unknown' } }],
    end: { storeganise: { firstName: 'Pat', lastName: 'Doe' }, zendesk: { name: 'unknown' } },
  },
  {
    rule: 'design §7 Blank: a last name that staff clear while the first name stays is a change of name.',
    given: pat(),
    edits: [{ storeganise: { lastName: '' } }],
    end: { storeganise: { lastName: '' }, zendesk: { name: 'Pat' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Blank: both names cleared leave the name in Zendesk.',
    given: pat(),
    edits: [{ storeganise: { firstName: '', lastName: '' } }, { sweep: true }],
    end: { zendesk: { name: 'Pat Doe' }, outcomes: ['noop(blank_kept)'] },
  },
  {
    rule: 'design §7 Blank: a first name cleared beside the marker leaves the name in Zendesk.',
    given: pat({ storeganise: { firstName: 'Cher', lastName: 'unknown' }, zendesk: { name: 'Cher' } }),
    edits: [{ storeganise: { firstName: '' } }],
    end: { zendesk: { name: 'Cher' }, outcomes: ['noop(blank_kept)'] },
  },
];
