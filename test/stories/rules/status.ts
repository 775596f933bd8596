import { kim, newPat, pat, type RentalState, type Rentals, type Rule } from '../rule.ts';

const settings = { statusField: 'customer_status' } as const;

const renting = (rentals: Rentals, status: string, more: { disabled?: boolean } = {}) =>
  pat({ storeganise: { rentals, ...more }, zendesk: { status } });

/** A customer without rentals gets one in this state. */
const first = (state: RentalState, status: string, why: string): Rule => ({
  rule: `storeganise dossier §4.2: ${why}.`,
  settings,
  given: renting({}, 'new_prospect'),
  edits: [{ unit: 'A1', becomes: state }],
  end: { zendesk: { status }, writes: { zendesk: status === 'new_prospect' ? 0 : 1 } },
});

/** A customer with a past rental gets a second one in this state. */
const second = (state: RentalState, status: string, why: string): Rule => ({
  rule: `storeganise dossier §4.2: ${why}.`,
  settings,
  given: renting({ A1: 'ended' }, 'deactivated'),
  edits: [{ unit: 'B2', becomes: state }],
  end: { zendesk: { status }, writes: { zendesk: status === 'deactivated' ? 0 : 1 } },
});

export const statusRules: readonly Rule[] = [
  {
    rule: 'contract §7: a new customer without rentals is created as "new_prospect", in the create itself.',
    settings,
    edits: [{ signUp: newPat() }],
    end: { zendesk: { status: 'new_prospect' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Status: an existing Zendesk user whose field is empty gets the status when it is linked.',
    settings,
    given: {
      pat: {
        storeganise: newPat({ rentals: { A1: 'occupied' } }),
        zendesk: { name: 'Pat Doe', email: 'pat@example.com' },
      },
    },
    edits: [{ sync: true }],
    end: { zendesk: { status: 'active' }, linked: true, writes: { zendesk: 1 } },
  },
  first('occupied', 'active', 'an occupied unit makes a customer active'),
  first('reserved', 'active', 'a reserved unit makes a customer active'),
  first('submitted', 'new_prospect', 'an application alone leaves a new prospect'),
  first('cancelled', 'new_prospect', 'a cancelled order leaves a new prospect'),
  first('abandoned', 'new_prospect', 'an abandoned order leaves a new prospect'),
  first('pre_completed', 'new_prospect', 'a rental in an unknown state writes nothing'),
  first('active', 'active', 'the virtual state "active" counts as active if it is ever shown'),
  first('overdue', 'active', 'the state "overdue" counts as active if it is ever shown'),
  second('occupied', 'active', 'a customer who comes back is active again'),
  second('submitted', 'deactivated', 'a past rental and an application are deactivated'),
  second('cancelled', 'deactivated', 'a past rental and a cancelled order are deactivated'),
  second('pre_completed', 'deactivated', 'a past rental and one in an unknown state write nothing'),
  {
    rule: 'storeganise dossier §4.2: moving out of the only unit deactivates.',
    settings,
    given: renting({ A1: 'occupied' }, 'active'),
    edits: [{ unit: 'A1', becomes: 'ended' }],
    end: { zendesk: { status: 'deactivated' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'storeganise dossier §4.2: moving out of one of two units leaves the customer active; out of both deactivates.',
    settings,
    given: renting({ A1: 'occupied', B2: 'occupied' }, 'active'),
    edits: [
      { unit: 'A1', becomes: 'ended' },
      { check: { zendesk: { status: 'active' } } },
      { unit: 'B2', becomes: 'ended' },
    ],
    end: { zendesk: { status: 'deactivated' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'storeganise dossier §4.2: an occupied unit counts even beside a rental in an unknown state.',
    settings,
    given: renting({ A1: 'pre_completed' }, ''),
    edits: [{ unit: 'B2', becomes: 'occupied' }],
    end: { zendesk: { status: 'active' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'storeganise dossier §4.4: reserved, then occupied is active all the time: one write.',
    settings,
    given: renting({}, 'new_prospect'),
    edits: [
      { unit: 'A1', becomes: 'submitted' },
      { unit: 'A1', becomes: 'reserved' },
      { unit: 'A1', becomes: 'occupied' },
    ],
    end: { zendesk: { status: 'active' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'storeganise dossier §4.1: a reservation cancelled before moving in makes a prospect again.',
    settings,
    given: renting({ A1: 'reserved' }, 'active'),
    edits: [{ unit: 'A1', becomes: 'cancelled' }],
    end: { zendesk: { status: 'new_prospect' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'storeganise dossier §4.1: a transfer to another unit changes no status.',
    settings,
    given: renting({ A1: 'occupied' }, 'active'),
    edits: [
      {
        atOnce: [
          { unit: 'B2', becomes: 'occupied' },
          { unit: 'A1', becomes: 'ended' },
        ],
      },
    ],
    end: { zendesk: { status: 'active' } },
  },
  {
    rule: 'storeganise dossier §4.4: an overdue mark on an ended rental does not resurrect it.',
    settings,
    given: renting({ A1: 'ended' }, 'deactivated'),
    edits: [{ overdue: 'A1' }],
    end: { zendesk: { status: 'deactivated' } },
  },
  {
    rule: 'storeganise dossier §4.2: an overdue rental is still active.',
    settings,
    given: renting({ A1: 'occupied' }, 'active'),
    edits: [{ overdue: 'A1' }],
    end: { zendesk: { status: 'active' } },
  },
  {
    rule: 'design §7 Status: with a blank field key nothing is written.',
    settings: { statusField: '' },
    given: renting({}, ''),
    edits: [{ unit: 'A1', becomes: 'occupied' }],
    end: { zendesk: { status: null } },
  },
  {
    rule: 'design §7 Status: a key that no user has opens one task for the business, and nothing is written.',
    settings,
    platforms: { statusField: 'missing' },
    edits: [
      { signUp: newPat({ rentals: {} }) },
      { who: 'kim', signUp: { firstName: 'Kim', lastName: 'Lee', email: 'kim@example.com' } },
      { unit: 'A1', becomes: 'occupied' },
    ],
    end: {
      zendesk: { name: 'Pat Doe', status: null },
      others: { kim: { zendesk: { name: 'Kim Lee' } } },
      tasks: [{ kind: 'status_field_missing', about: 'the business', says: ['customer_status'] }],
      posted: 1,
      writes: { zendesk: 2 },
    },
  },
  {
    rule: 'contract §7: once a read has shown the key absent, the status rides in no update.',
    settings,
    platforms: { statusField: 'missing' },
    given: renting({ A1: 'occupied' }, ''),
    edits: [{ storeganise: { firstName: 'Patricia' } }, { unit: 'A1', becomes: 'ended' }],
    end: { zendesk: { name: 'Patricia Doe', status: null }, tasks: ['status_field_missing'], writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Status: a field without the three tags opens one task; the other fields still sync.',
    settings,
    platforms: { statusField: 'without its tags' },
    given: pat(),
    edits: [{ unit: 'A1', becomes: 'occupied' }, { storeganise: { firstName: 'Patricia' } }],
    end: {
      zendesk: { name: 'Patricia Doe', status: null },
      tasks: [{ kind: 'status_field_missing', about: 'the business' }],
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'design §7 Cases: the task about the status field closes when the field is there and a status was written.',
    settings,
    platforms: { statusField: 'missing' },
    given: pat(),
    edits: [
      { unit: 'A1', becomes: 'occupied' },
      { check: { tasks: ['status_field_missing'] } },
      { statusField: 'present' },
      { unit: 'A1', becomes: 'ended' },
    ],
    end: { zendesk: { status: 'deactivated' }, tasks: [], writes: { zendesk: 1 } },
  },
  {
    rule: 'design §7 Status: it goes one way; what an agent picks never reaches Storeganise.',
    settings,
    given: renting({}, 'new_prospect'),
    edits: [{ zendesk: { status: 'active' } }],
    end: { zendesk: { status: { either: ['active', 'new_prospect'] } }, writes: { zendesk: [0, 1] } },
  },
  {
    rule: 'design §7 Status: what an agent picked is put right by the next rental event.',
    settings,
    given: renting({ A1: 'occupied' }, 'active'),
    edits: [{ zendesk: { status: 'new_prospect' } }, { unit: 'B2', becomes: 'occupied' }],
    end: { zendesk: { status: 'active' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: a lost rental event is repaired by the next one of that customer.',
    settings,
    given: renting({}, 'new_prospect'),
    edits: [{ unheard: { unit: 'A1', becomes: 'occupied' } }, { unit: 'B2', becomes: 'submitted' }],
    end: { zendesk: { status: 'active' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'contract §7: a lost rental event is repaired by the sweep.',
    settings,
    given: renting({ A1: 'occupied' }, 'active'),
    edits: [{ unheard: { unit: 'A1', becomes: 'ended' } }, { sweep: true }],
    end: { zendesk: { status: 'deactivated' }, writes: { zendesk: 1 } },
  },
  {
    rule: 'design §5 Read plan: where Storeganise reads lag behind the event, the second look after 60 s finds the rental.',
    settings,
    platforms: { readLagSeconds: 20 },
    given: renting({}, 'new_prospect'),
    edits: [{ unit: 'A1', becomes: 'occupied' }, { waitMinutes: 3 }],
    end: { zendesk: { status: 'active' }, writes: { zendesk: 1 } },
  },
  {
    rule: "design §7 Status: one customer's rental is nobody else's.",
    settings,
    given: { ...pat({ zendesk: { status: 'new_prospect' } }), ...kim({ zendesk: { status: 'new_prospect' } }) },
    edits: [{ unit: 'A1', becomes: 'occupied' }],
    end: {
      zendesk: { status: 'active' },
      others: { kim: { zendesk: { status: 'new_prospect' } } },
      writes: { zendesk: 1 },
    },
  },
  {
    rule: 'contract §6: a name and a status that change together are one write, or one each.',
    settings,
    given: renting({}, 'new_prospect'),
    edits: [{ atOnce: [{ storeganise: { firstName: 'Patricia' } }, { unit: 'A1', becomes: 'occupied' }] }],
    end: { zendesk: { name: 'Patricia Doe', status: 'active' }, writes: { zendesk: [1, 2] } },
  },
  {
    rule: 'contract §6: an event heard twice writes the status once.',
    settings,
    given: renting({}, 'new_prospect'),
    edits: [{ heardTwice: { unit: 'A1', becomes: 'occupied' } }],
    end: { zendesk: { status: 'active' }, writes: { zendesk: 1 } },
  },
];
