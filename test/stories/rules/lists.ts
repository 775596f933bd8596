import { kim, pat, type Rule } from '../rule.ts';

export const listRules: readonly Rule[] = [
  {
    rule: 'design §7 Phone: an additional address in Zendesk appears in Storeganise, which is bookkeeping and no write.',
    given: pat(),
    edits: [{ addEmail: 'second@example.com' }],
    end: {
      storeganise: { email: 'pat@example.com', otherEmails: ['second@example.com'] },
      zendesk: { email: 'pat@example.com' },
    },
  },
  {
    rule: 'contract §7: a list is not written while it is empty and never was written before.',
    given: pat(),
    edits: [{ storeganise: { firstName: 'Patricia' } }],
    end: { storeganise: { otherEmails: 'never written', otherPhones: 'never written' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: a list that empties is written as empty.',
    given: pat(),
    edits: [
      { addEmail: 'second@example.com' },
      { check: { storeganise: { otherEmails: ['second@example.com'] } } },
      { dropEmail: 'second@example.com' },
    ],
    end: { storeganise: { otherEmails: [] } },
  },
  {
    rule: 'design §7 Phone: an additional number appears in E.164, however the agent typed it.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: '090-1234-5678' }, zendesk: { phone: '+819012345678' } }),
    edits: [{ addPhone: '03-1234-5678' }],
    end: {
      storeganise: { phone: '090-1234-5678', otherPhones: ['+81312345678'] },
      zendesk: { phone: '+819012345678' },
    },
  },
  {
    rule: 'zendesk dossier §3.5: an additional number equal to the primary one in another form is not listed.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: '090-1234-5678' }, zendesk: { phone: '+819012345678' } }),
    edits: [{ addPhone: '090 1234 5678' }],
    end: { storeganise: { otherPhones: 'never written' } },
  },
  {
    rule: 'contract §7: a list of numbers that empties is written as empty.',
    settings: { callingCode: '+81' },
    given: pat({
      storeganise: { phone: '090-1234-5678' },
      zendesk: { phone: '+819012345678', otherPhones: ['+81312345678'] },
    }),
    edits: [{ dropPhone: '+81312345678' }],
    end: { storeganise: { otherPhones: [] } },
  },
  {
    rule: 'contract §6: a list that is already right is not written again.',
    given: pat({ zendesk: { otherEmails: ['a@example.com', 'b@example.com'] } }),
    edits: [{ sync: true }, { sweep: true }],
    end: { storeganise: { otherEmails: ['a@example.com', 'b@example.com'] } },
  },
  {
    rule: 'design §7 Phone: the lists go one way; what staff write there does not reach Zendesk.',
    given: pat({ zendesk: { otherEmails: ['a@example.com'] } }),
    edits: [{ storeganise: { otherEmails: ['made-up@example.com'] } }],
    end: { zendesk: { email: 'pat@example.com', emails: ['pat@example.com', 'a@example.com'] } },
  },
  {
    rule: 'design §7 Phone: a list that staff changed is right again after the next change of the customer.',
    given: pat({ zendesk: { otherEmails: ['a@example.com'] } }),
    edits: [{ storeganise: { otherEmails: ['made-up@example.com'] } }, { addEmail: 'b@example.com' }],
    end: { storeganise: { otherEmails: ['a@example.com', 'b@example.com'] } },
  },
  {
    rule: 'zendesk dossier §4.1: identities of other types are no e-mail addresses.',
    given: pat({ zendesk: { foreign: { google: 'pat@gmail.com', twitter: '12345' } } }),
    edits: [{ addEmail: 'second@example.com' }],
    end: { storeganise: { otherEmails: ['second@example.com'] } },
  },
  {
    rule: 'design §7 First link: over an unproven link the lists still go to Storeganise.',
    given: pat({ zendesk: { otherEmails: ['second@example.com'] }, linked: 'unproven' }),
    edits: [{ addEmail: 'third@example.com' }],
    end: { storeganise: { otherEmails: ['second@example.com', 'third@example.com'] } },
  },
  {
    rule: 'design §7 Phone: an additional text that is no number does not stop the list; it is left out or shown as it is.',
    settings: { callingCode: '+81' },
    given: pat({ storeganise: { phone: '090-1234-5678' }, zendesk: { phone: '+819012345678' } }),
    edits: [{ addPhone: 'ask reception' }, { addPhone: '+81312345678' }],
    end: {
      either: [
        { storeganise: { otherPhones: ['+81312345678'] } },
        { storeganise: { otherPhones: ['+81312345678', 'ask reception'] } },
      ],
    },
  },
  {
    rule: "design §7: one person's additional address is nobody else's.",
    given: { ...pat(), ...kim() },
    edits: [{ who: 'kim', addEmail: 'second@example.com' }],
    end: {
      storeganise: { otherEmails: 'never written' },
      others: { kim: { storeganise: { otherEmails: ['second@example.com'] } } },
    },
  },
];
