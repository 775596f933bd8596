import { pat, type Rule } from '../rule.ts';

const japanese = { nameOrder: 'Last First', callingCode: '+81' } as const;

const taro = () =>
  pat({
    storeganise: { firstName: '太郎', lastName: '山田', email: 'taro@example.com' },
    zendesk: { name: '山田 太郎', email: 'taro@example.com' },
  });

const cher = (lastName = 'unknown') => pat({ storeganise: { firstName: 'Cher', lastName }, zendesk: { name: 'Cher' } });

export const nameRules: readonly Rule[] = [
  {
    rule: 'design §7 Name: a first name changed in Storeganise reaches Zendesk as one string, first name first.',
    given: pat(),
    edits: [{ storeganise: { firstName: 'Patricia' } }],
    end: { zendesk: { name: 'Patricia Doe' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §6: both names changed in one edit are one write.',
    given: pat(),
    edits: [{ storeganise: { firstName: 'Patricia', lastName: 'Dow' } }],
    end: { zendesk: { name: 'Patricia Dow' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Name: a Zendesk name of two parts is split, first name first.',
    given: pat(),
    edits: [{ zendesk: { name: 'Patricia Dow' } }],
    end: { storeganise: { firstName: 'Patricia', lastName: 'Dow' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 Name: a tenant with "Last First" gets the last name first in Zendesk.',
    settings: japanese,
    given: taro(),
    edits: [{ storeganise: { firstName: '次郎' } }],
    end: { zendesk: { name: '山田 次郎' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Name: a Zendesk name of two parts is split last name first where the tenant says so.',
    settings: japanese,
    given: taro(),
    edits: [{ zendesk: { name: '鈴木 一郎' } }],
    end: { storeganise: { firstName: '一郎', lastName: '鈴木' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'storeganise dossier §1.5: the name order is understood in every accepted spelling, "last_first" too.',
    settings: { nameOrder: 'last_first' },
    given: pat({ zendesk: { name: 'Doe Pat' } }),
    edits: [{ zendesk: { name: 'Dow Patricia' } }],
    end: { storeganise: { firstName: 'Patricia', lastName: 'Dow' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 Name: a Zendesk name of one part goes all into the first name, the last name becomes "unknown".',
    given: pat(),
    edits: [{ zendesk: { name: 'Cher' } }],
    end: {
      storeganise: { firstName: 'Cher', lastName: 'unknown' },
      zendesk: { name: 'Cher' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Name: a Zendesk name of three parts goes all into the first name, the last name becomes "unknown".',
    given: pat(),
    edits: [{ zendesk: { name: 'Ana Maria Lopez' } }],
    end: {
      storeganise: { firstName: 'Ana Maria Lopez', lastName: 'unknown' },
      zendesk: { name: 'Ana Maria Lopez' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Name: three parts are not split in the order "Last First" either.',
    settings: japanese,
    given: taro(),
    edits: [{ zendesk: { name: 'Yamada Taro Jiro' } }],
    end: {
      storeganise: { firstName: 'Yamada Taro Jiro', lastName: 'unknown' },
      zendesk: { name: 'Yamada Taro Jiro' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Name: a company name of four parts goes all into the first name.',
    given: pat(),
    edits: [{ zendesk: { name: 'Acme Storage Group Ltd.' } }],
    end: {
      storeganise: { firstName: 'Acme Storage Group Ltd.', lastName: 'unknown' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Name: the ideographic space divides a name, and Zendesk keeps it as typed.',
    settings: japanese,
    given: taro(),
    edits: [{ zendesk: { name: '鈴木　一郎' } }],
    end: {
      storeganise: { firstName: '一郎', lastName: '鈴木' },
      zendesk: { name: '鈴木　一郎' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Name: a Japanese name without a space is one part.',
    settings: japanese,
    given: taro(),
    edits: [{ zendesk: { name: '鈴木一郎' } }],
    end: { storeganise: { firstName: '鈴木一郎', lastName: 'unknown' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 Name: a space typed as an ideographic one is no change.',
    settings: japanese,
    given: taro(),
    edits: [{ zendesk: { name: '山田　太郎' } }],
    end: { storeganise: { firstName: '太郎', lastName: '山田' }, zendesk: { name: '山田　太郎' } },
  },
  {
    rule: 'design §7 Name: any Unicode space is collapsed, so doubled and no-break spaces are no change.',
    given: pat(),
    edits: [{ zendesk: { name: 'Pat \u00a0 Doe' } }],
    end: { storeganise: { firstName: 'Pat', lastName: 'Doe' } },
  },
  {
    rule: 'contract §7: the same name in decomposed letters is equal and never rewritten.',
    given: pat({ storeganise: { firstName: 'Käthe', lastName: 'Müller' }, zendesk: { name: 'Käthe Müller' } }),
    edits: [{ zendesk: { name: 'Ka\u0308the Mu\u0308ller' } }],
    end: { storeganise: { firstName: 'Käthe', lastName: 'Müller' }, zendesk: { name: 'Ka\u0308the Mu\u0308ller' } },
  },
  {
    rule: 'design §7 Name: a new name in decomposed letters is split like any other.',
    given: pat(),
    edits: [{ zendesk: { name: 'Ka\u0308the Doe' } }],
    end: {
      storeganise: { firstName: { either: ['Käthe', 'Ka\u0308the'] }, lastName: 'Doe' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Name: the marker "unknown" never travels to Zendesk.',
    given: cher(),
    edits: [{ storeganise: { firstName: 'Cherilyn' } }],
    end: { zendesk: { name: 'Cherilyn' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: the marker is read without regard to case, and Zendesk is not rewritten for it alone.',
    given: cher(),
    edits: [{ storeganise: { lastName: 'Unknown' } }],
    end: { storeganise: { lastName: 'Unknown' }, zendesk: { name: 'Cher' } },
  },
  {
    rule: 'contract §7: a real last name typed later over the marker travels as a normal change.',
    given: cher(),
    edits: [{ storeganise: { lastName: 'Sarkisian' } }],
    end: { zendesk: { name: 'Cher Sarkisian' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: a last name added in Zendesk replaces the marker in Storeganise.',
    given: cher(),
    edits: [{ zendesk: { name: 'Cher Sarkisian' } }],
    end: { storeganise: { firstName: 'Cher', lastName: 'Sarkisian' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'contract §7: the marker typed by an agent is stripped on both sides, so it is no change.',
    given: cher(),
    edits: [{ zendesk: { name: 'Cher unknown' } }],
    end: { storeganise: { firstName: 'Cher', lastName: 'unknown' }, zendesk: { name: 'Cher unknown' } },
  },
  {
    rule: 'contract §7: a first name without the last name is a change, and its marker stays out of Zendesk.',
    given: pat(),
    edits: [{ zendesk: { name: 'Patricia unknown' } }],
    end: {
      storeganise: { firstName: 'Patricia', lastName: 'unknown' },
      zendesk: { name: 'Patricia unknown' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Name: names that cannot be split do not ping-pong, whoever looks again.',
    given: pat(),
    edits: [{ zendesk: { name: 'Ana Maria Lopez' } }, { sync: true }, { sweep: true }, { sweep: true }],
    end: {
      storeganise: { firstName: 'Ana Maria Lopez', lastName: 'unknown' },
      zendesk: { name: 'Ana Maria Lopez' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Name: staff who split such a name by hand change nothing in the form of Zendesk, so it stays split.',
    given: pat({
      storeganise: { firstName: 'Ana Maria Lopez', lastName: 'unknown' },
      zendesk: { name: 'Ana Maria Lopez' },
    }),
    edits: [{ storeganise: { firstName: 'Ana Maria', lastName: 'Lopez' } }],
    end: { storeganise: { firstName: 'Ana Maria', lastName: 'Lopez' }, zendesk: { name: 'Ana Maria Lopez' } },
  },
  {
    rule: 'design §7 Name: two first names keep their place when the echo of the change comes back.',
    given: pat({ storeganise: { firstName: 'Ana Maria', lastName: 'Lopez' }, zendesk: { name: 'Ana Maria Lopez' } }),
    edits: [{ storeganise: { lastName: 'Ruiz' } }],
    end: {
      storeganise: { firstName: 'Ana Maria', lastName: 'Ruiz' },
      zendesk: { name: 'Ana Maria Ruiz' },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Name: hyphens and apostrophes divide nothing.',
    given: pat(),
    edits: [{ zendesk: { name: "Mary-Jane O'Neil" } }],
    end: { storeganise: { firstName: 'Mary-Jane', lastName: "O'Neil" }, writes: { storeganise: 1 } },
  },
  {
    rule: 'design §7 Name: capital letters matter.',
    given: pat(),
    edits: [{ storeganise: { firstName: 'PAT' } }],
    end: { zendesk: { name: 'PAT Doe' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: spaces before and after are no change.',
    given: pat(),
    edits: [{ storeganise: { firstName: ' Pat ', lastName: ' Doe ' } }],
    end: { storeganise: { firstName: ' Pat ', lastName: ' Doe ' }, zendesk: { name: 'Pat Doe' } },
  },
  {
    rule: 'issue 5 bad input: markup in a name is text.',
    given: pat(),
    edits: [{ zendesk: { name: '<b>Bold</b> Name' } }],
    end: { storeganise: { firstName: '<b>Bold</b>', lastName: 'Name' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'zendesk dossier §3.7: a name beyond what Zendesk takes is cut there with a task, or left alone with one.',
    given: pat(),
    edits: [{ storeganise: { firstName: 'a'.repeat(400) } }],
    end: {
      either: [
        {
          storeganise: { firstName: 'a'.repeat(400) },
          zendesk: { name: 'a'.repeat(255) },
          tasks: ['rejected_write'],
          writes: { zendesk: 1 },
        },
        { storeganise: { firstName: 'a'.repeat(400) }, zendesk: { name: 'a'.repeat(255) }, writes: { zendesk: 1 } },
        { storeganise: { firstName: 'a'.repeat(400) }, zendesk: { name: 'Pat Doe' }, tasks: ['rejected_write'] },
        {
          storeganise: { firstName: 'a'.repeat(400) },
          zendesk: { name: `${'a'.repeat(400)} Doe` },
          writes: { zendesk: 1 },
        },
      ],
    },
  },
];
