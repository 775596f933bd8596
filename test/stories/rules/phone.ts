import { pat, type Rule } from '../rule.ts';

/** A customer who has no phone yet types one: what Zendesk must show, and that the text stays as typed. */
const typed = (rule: string, callingCode: string, phone: string, e164: string): Rule => ({
  rule,
  settings: { callingCode },
  given: pat(),
  edits: [{ storeganise: { phone } }],
  end: { storeganise: { phone }, zendesk: { phone: e164, phones: [e164] }, writes: { zendesk: 1 } },
});

/** A text that is no valid number changes nothing on the other side and opens no task. */
const unreadable = (rule: string, callingCode: string, phone: string, known: string): Rule => ({
  rule,
  settings: { callingCode },
  given: pat({ storeganise: { phone: known }, zendesk: { phone: known } }),
  edits: [{ storeganise: { phone } }, { sweep: true }],
  end: { storeganise: { phone }, zendesk: { phone: known, phones: [known] }, outcomes: ['noop(unreadable_phone)'] },
});

const japan = '+819012345678';
const local = '090-1234-5678';

export const phoneRules: readonly Rule[] = [
  typed('contract §7: a Japanese mobile number stays as typed and reaches Zendesk in E.164.', '+81', local, japan),
  typed('design §7 Phone: a Tokyo number is read with the tenant calling code.', '+81', '03-1234-5678', '+81312345678'),
  typed('design §7 Phone: a British mobile number, typed locally.', '+44', '07400 123456', '+447400123456'),
  typed(
    'design §7 Phone: a British landline with the trunk zero in brackets.',
    '+44',
    '+44 (0)121 234 5678',
    '+441212345678',
  ),
  typed('design §7 Phone: an American number with brackets.', '+1', '(201) 555-0123', '+12015550123'),
  typed('design §7 Phone: a Hong Kong number, which has no trunk prefix.', '+852', '5123 4567', '+85251234567'),
  typed('design §7 Phone: a local number without its trunk zero.', '+81', '9012345678', japan),
  typed(
    'design §7 Phone: the redundant zero after a foreign country code.',
    '+81',
    '+82 010 1234 5678',
    '+821012345678',
  ),
  typed(
    'design §7 Phone: a full international number wins over the calling code.',
    '+81',
    '+1 201 555 0123',
    '+12015550123',
  ),
  typed(
    'design §7 Phone: a number of the shared code +1 outside its main country.',
    '+81',
    '+1 787 555 0123',
    '+17875550123',
  ),
  typed('design §7 Phone: full-width digits are digits.', '+81', '０９０－１２３４－５６７８', japan),
  typed('design §7 Phone: a symbol before the number does not matter.', '+81', '☎ 03-1234-5678', '+81312345678'),
  typed('data README: the prefix 00 stands for the plus sign, own country.', '+81', '0081 90 1234 5678', japan),
  typed(
    'data README: the prefix 00 stands for the plus sign, other country.',
    '+81',
    '0044 7400 123456',
    '+447400123456',
  ),
  unreadable('contract §7: words are no phone.', '+81', 'ask at the desk', japan),
  unreadable('design §7 Phone: one digit too many is no valid number.', '+81', '090-1234-56789', japan),
  unreadable('design §7 Phone: an emergency number is no valid number of a person.', '+81', '110', japan),
  unreadable('design §7 Phone: a foreign local number is not made valid by guessing.', '+81', '123-456-7890', japan),
  unreadable('design §7 Phone: two numbers in one field are left alone.', '+81', '080-1234-5678 080-1234-5679', japan),
  unreadable('design §7 Phone: an impossible country code is left alone.', '+1', '+999123456789', '+12015550123'),
  {
    rule: 'contract §7: unreadable text typed by an agent does not reach Storeganise.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
    edits: [{ zendesk: { phone: 'n/a' } }, { sync: true }],
    end: { storeganise: { phone: local }, zendesk: { phone: 'n/a' }, outcomes: ['noop(unreadable_phone)'] },
  },
  {
    rule: 'contract §7: a phone retyped in another form is equal and rewritten nowhere.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
    edits: [{ storeganise: { phone: '+81 90 1234 5678' } }],
    end: { storeganise: { phone: '+81 90 1234 5678' }, zendesk: { phone: japan, phones: [japan] } },
  },
  {
    rule: 'contract §7: a phone that stands in local form on both sides is equal and rewritten nowhere.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: '090 1234 5678' } }),
    edits: [{ storeganise: { firstName: 'Patricia' } }, { sweep: true }],
    end: {
      storeganise: { phone: local },
      zendesk: { name: 'Patricia Doe', phone: '090 1234 5678', phones: ['090 1234 5678'] },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Phone: a phone first set in Zendesk reaches Storeganise.',
    settings: { callingCode: '+44' },
    given: pat(),
    edits: [{ zendesk: { phone: '+447400123456' } }],
    end: { storeganise: { phone: '+447400123456' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'storeganise dossier §3.4: a phone typed locally in Zendesk is written to Storeganise in E.164 and stays in Zendesk.',
    settings: { callingCode: '+44' },
    given: pat(),
    edits: [{ zendesk: { phone: '07400 123456' } }],
    end: {
      storeganise: { phone: '+447400123456' },
      zendesk: { phone: '07400 123456' },
      writes: { storeganise: 1 },
    },
  },
  {
    rule: 'design §7 Phone: an agent who changes the number changes it in Storeganise.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
    edits: [{ zendesk: { phone: '+81312345678' } }],
    end: { storeganise: { phone: '+81312345678' }, zendesk: { phone: '+81312345678' }, writes: { storeganise: 1 } },
  },
  {
    rule: 'contract §7: a phone set in Zendesk is read back until the profile shows it, and the old managed number is gone.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
    edits: [{ storeganise: { phone: '03-1234-5678' } }],
    end: {
      storeganise: { phone: '03-1234-5678' },
      zendesk: { phone: '+81312345678', phones: ['+81312345678'] },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Phone: a changed phone deletes only our old number; a number an agent added survives.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan, otherPhones: ['+815012345678'] } }),
    edits: [{ storeganise: { phone: '03-1234-5678' } }],
    end: {
      storeganise: { otherPhones: ['+815012345678'] },
      zendesk: { phone: '+81312345678', phones: ['+81312345678', '+815012345678'] },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Phone: a number that the user has as an additional one becomes the primary one.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan, otherPhones: ['+81312345678'] } }),
    edits: [{ storeganise: { phone: '03-1234-5678' } }],
    end: { zendesk: { phone: '+81312345678' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Phone: an extension in Storeganise survives, and Zendesk gets the number.',
    settings: { callingCode: '+81' },
    given: pat(),
    edits: [{ storeganise: { phone: '03-1234-5678 ext. 123' } }],
    end: {
      storeganise: { phone: '03-1234-5678 ext. 123' },
      zendesk: { phone: { either: ['+81312345678', '+81312345678x123'] } },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Phone: an extension in Zendesk survives other changes.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: '03-1234-5678 x123' }, zendesk: { phone: '+81312345678x123' } }),
    edits: [{ storeganise: { firstName: 'Patricia' } }, { sweep: true }],
    end: {
      storeganise: { phone: '03-1234-5678 x123' },
      zendesk: { name: 'Patricia Doe', phone: '+81312345678x123' },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Phone: a number shared in the family is written to each of them, or refused with a task; no one loses it.',
    settings: { callingCode: '+81' },
    given: {
      ...pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
      kim: {
        storeganise: { firstName: 'Kim', lastName: 'Doe', email: 'kim@example.com' },
        zendesk: { name: 'Kim Doe', email: 'kim@example.com' },
        linked: 'proven',
      },
    },
    edits: [{ who: 'kim', storeganise: { phone: local } }],
    end: {
      either: [
        {
          zendesk: { phone: japan },
          others: { kim: { storeganise: { phone: local }, zendesk: { phone: japan } } },
          writes: { zendesk: 1 },
        },
        {
          zendesk: { phone: japan },
          others: { kim: { storeganise: { phone: local }, zendesk: { phone: null } } },
          tasks: [{ kind: 'rejected_write', about: 'kim' }],
        },
      ],
    },
  },
  {
    rule: 'contract §6: name, address and phone changed in one edit are one change set.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
    edits: [{ storeganise: { firstName: 'Patricia', email: 'new@example.com', phone: '03-1234-5678' } }],
    end: {
      zendesk: { name: 'Patricia Doe', email: 'new@example.com', phone: '+81312345678' },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §7: A to B to A with a phone, faster than we read, ends with A on both sides.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
    edits: [{ atOnce: [{ storeganise: { phone: '03-1234-5678' } }, { storeganise: { phone: local } }] }],
    end: { storeganise: { phone: local }, zendesk: { phone: japan }, writes: { zendesk: [0, 2] } },
  },
  {
    rule: 'design §7 Phone: unreadable text replaced by a number later travels as a normal change.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
    edits: [{ storeganise: { phone: 'new one to follow' } }, { storeganise: { phone: '03-1234-5678' } }],
    end: { zendesk: { phone: '+81312345678' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Phone: while Storeganise holds unreadable text, a number set in Zendesk does not overwrite it, or replaces it openly.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: local }, zendesk: { phone: japan } }),
    edits: [{ storeganise: { phone: 'ask at the desk' } }, { zendesk: { phone: '+81312345678' } }],
    end: {
      either: [
        { storeganise: { phone: 'ask at the desk' }, zendesk: { phone: '+81312345678' } },
        { storeganise: { phone: 'ask at the desk' }, zendesk: { phone: '+81312345678' }, tasks: ['field_conflict'] },
        { storeganise: { phone: '+81312345678' }, zendesk: { phone: '+81312345678' }, writes: { storeganise: 1 } },
      ],
    },
  },
];
