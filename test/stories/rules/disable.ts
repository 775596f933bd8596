import { onlyUser, pat, patAsCustomer, type Rule } from '../rule.ts';

const settings = { statusField: 'customer_status' } as const;

/** The one dated note, alone in the notes. */
const note = /^\d{4}-\d\d-\d\d\b(?=.*suspended)(?=.*disabled)(?=.*storeganise)(?!.*\n\n)/is;
/** The note says that a rental is still active. */
const rentalNote = /^\d{4}-\d\d-\d\d\b(?=.*suspended)(?=.*disabled)(?=.*storeganise)(?=.*rental)(?!.*\n\n)/is;
const noRentalNote = /^\d{4}-\d\d-\d\d\b(?=.*disabled)(?!.*still.*rental)(?!.*rental.*still)(?!.*\n\n)/is;
const afterAgents =
  /^VIP {2}customer\n\tcalls on Mondays\n\n\d{4}-\d\d-\d\d\b(?=.*disabled)(?=.*storeganise)(?!.*\n\n)/is;
const twoNotes = /^\d{4}-\d\d-\d\d\b.*disabled.*\n\n\d{4}-\d\d-\d\d\b(?!.*\n\n).*disabled/is;
const agentsText = 'VIP  customer\n\tcalls on Mondays';

/** There is no room for another line (Zendesk dossier §3.7). */
const fullNotes = 'x'.repeat(65_500);

const prospect = () => pat({ zendesk: { status: 'new_prospect' } });
const renter = () => pat({ storeganise: { rentals: { A1: 'occupied' } }, zendesk: { status: 'active' } });

export const disableRules: readonly Rule[] = [
  {
    rule: 'design §7 Disable: a customer disabled in Storeganise is suspended in Zendesk, with the status and one dated note.',
    settings,
    given: prospect(),
    edits: [{ disable: true }],
    end: {
      zendesk: { suspended: true, status: 'deactivated', notes: note },
      tasks: [],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §7: the note comes after a blank line, and the text before it stays byte for byte.',
    given: pat({ zendesk: { notes: agentsText } }),
    edits: [{ disable: true }],
    end: { zendesk: { suspended: true, notes: afterAgents }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Disable: with an active rental the status stays active, and the note says so.',
    settings,
    given: renter(),
    edits: [{ disable: true }],
    end: { zendesk: { suspended: true, status: 'active', notes: rentalNote }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Disable: a past rental is no active one, so the note does not speak of it.',
    settings,
    given: pat({ storeganise: { rentals: { A1: 'ended' } }, zendesk: { status: 'deactivated' } }),
    edits: [{ disable: true }],
    end: {
      zendesk: { suspended: true, status: 'deactivated', notes: noRentalNote },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'storeganise dossier §4.2: a disabled customer with a rental in an unknown state gets no status.',
    settings,
    given: pat({ storeganise: { rentals: { A1: 'pre_completed' } } }),
    edits: [{ disable: true }],
    end: { zendesk: { suspended: true, status: null, notes: note }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Disable: re-enabling never unsuspends; only the status follows.',
    settings,
    given: prospect(),
    edits: [{ disable: true }, { enable: true }],
    end: { zendesk: { suspended: true, status: 'new_prospect', notes: note }, writes: { zendesk: 2 } },
  },
  {
    rule: 'design §7 Disable: re-enabling a customer without a status field writes nothing.',
    given: pat(),
    edits: [{ disable: true }, { enable: true }],
    end: { zendesk: { suspended: true, notes: note }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Disable: disabled and enabled again within one pass is folded and does nothing.',
    given: pat(),
    edits: [{ atOnce: [{ disable: true }, { enable: true }] }],
    end: { zendesk: { suspended: false, notes: null }, outcomes: ['noop(folded)'] },
  },
  {
    rule: 'design §7 Disable: a second transition gets its own note.',
    given: pat(),
    edits: [{ disable: true }, { enable: true }, { disable: true }],
    end: { zendesk: { suspended: true, notes: twoNotes }, writes: { zendesk: 2 } },
  },
  {
    rule: 'zendesk dossier §14.6: an agent who unsuspends is not overruled by other changes of the customer.',
    given: pat(),
    edits: [
      { disable: true },
      { zendesk: { suspended: false } },
      { storeganise: { firstName: 'Patricia' } },
      { sweep: true },
    ],
    end: { zendesk: { suspended: false, name: 'Patricia Doe', notes: note }, writes: { zendesk: 2 } },
  },
  {
    rule: 'design §7 Disable: a disabled customer still syncs, without a second note.',
    given: pat(),
    edits: [{ disable: true }, { storeganise: { firstName: 'Patricia' } }, { zendesk: { name: 'Patty Doe' } }],
    end: {
      storeganise: { firstName: 'Patty' },
      zendesk: { suspended: true, name: 'Patty Doe', notes: note },
      writes: { storeganise: 1, zendesk: 2 },
    },
  },
  {
    rule: 'design §7 Disable: looking again writes no second note.',
    given: pat(),
    edits: [{ disable: true }, { sweep: true }, { sync: true }, { sweep: true }],
    end: { zendesk: { suspended: true, notes: note }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §6: an event heard twice writes one note.',
    given: pat(),
    edits: [{ heardTwice: { disable: true } }],
    end: { zendesk: { suspended: true, notes: note }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §2: where no field tells it, the event user.disabled alone suspends.',
    settings,
    platforms: { disabling: 'event only' },
    given: prospect(),
    edits: [{ disable: true }, { sweep: true }],
    end: { zendesk: { suspended: true, status: 'deactivated', notes: note }, writes: { zendesk: 1 } },
  },
  {
    rule: 'storeganise dossier §6: where no user.disabled is sent, the update with the field suspends.',
    platforms: { disabling: 'update only' },
    given: pat(),
    edits: [{ disable: true }],
    end: { zendesk: { suspended: true, notes: note }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: a customer already disabled when first seen gets no Zendesk user.',
    given: patAsCustomer({ disabled: true }),
    edits: [{ storeganise: { firstName: 'Patricia' } }],
    end: { zendesk: 'gone', users: 0, linked: false },
  },
  {
    rule: 'contract §7: a customer already disabled when first seen whose user matches is linked, suspended and noted once.',
    given: patAsCustomer({ disabled: true }, { name: 'Pat Doe', email: 'pat@example.com' }),
    edits: [{ sync: true }, { sweep: true }],
    end: { linked: true, zendesk: { suspended: true, notes: note }, users: 1, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Disable: name and disabling in one moment are one write or two, with one note.',
    given: pat(),
    edits: [{ atOnce: [{ storeganise: { firstName: 'Patricia' } }, { disable: true }] }],
    end: { zendesk: { name: 'Patricia Doe', suspended: true, notes: note }, writes: { zendesk: [1, 2] } },
  },
  {
    rule: 'design §7 Disable: where the notes are full the user is suspended all the same; one task says that the note is missing.',
    given: pat({ zendesk: { notes: fullNotes } }),
    edits: [{ disable: true }, { sync: true }, { sweep: true }],
    end: {
      zendesk: { suspended: true, notes: fullNotes },
      tasks: [{ kind: 'suspension_note_refused', about: 'pat' }],
      posted: 1,
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Disable: a note that does not fit holds no other field, and enabling the customer closes its task.',
    given: pat({ zendesk: { notes: fullNotes } }),
    edits: [{ atOnce: [{ storeganise: { firstName: 'Patricia' } }, { disable: true }] }, { enable: true }],
    end: {
      zendesk: { name: 'Patricia Doe', suspended: true, notes: fullNotes },
      tasks: [],
      posted: 1,
      writes: { zendesk: [1, 2] },
    },
  },
  {
    rule: 'design §7 Zendesk suspend: an agent who suspends a linked user disables nobody; one task says so.',
    given: pat(),
    edits: [{ zendesk: { suspended: true } }],
    end: { zendesk: { suspended: true, notes: null }, tasks: [{ kind: 'zendesk_user_suspended', about: 'pat' }] },
  },
  {
    rule: 'design §7 Zendesk suspend: a suspended user still syncs.',
    given: pat(),
    edits: [{ zendesk: { suspended: true } }, { storeganise: { firstName: 'Patricia' } }],
    end: {
      zendesk: { name: 'Patricia Doe', suspended: true },
      tasks: ['zendesk_user_suspended'],
      posted: 1,
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Cases: the task about the suspension closes when the agent lifts it.',
    given: pat(),
    edits: [{ zendesk: { suspended: true } }, { zendesk: { suspended: false } }],
    end: { zendesk: { suspended: false }, tasks: [], posted: 1 },
  },
  {
    rule: 'design §7 Zendesk suspend: a suspended stranger is no task.',
    given: { ...pat(), spammer: onlyUser({ name: 'Cheap Watches', email: 'spam@example.com' }) },
    edits: [{ who: 'spammer', zendesk: { suspended: true } }],
    end: { tasks: [] },
  },
  {
    rule: 'design §7 Disable: a user whom an agent had suspended before is only noted when the customer is disabled.',
    given: pat(),
    edits: [{ zendesk: { suspended: true } }, { disable: true }],
    end: {
      either: [
        { zendesk: { suspended: true, notes: note }, tasks: [], writes: { zendesk: 1 } },
        { zendesk: { suspended: true, notes: note }, tasks: ['zendesk_user_suspended'], writes: { zendesk: 1 } },
      ],
    },
  },
];
