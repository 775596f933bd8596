import { PLATFORMS } from '../../src/domain/contact.ts';
import type { RunningSimulators } from '../../src/simulators/start-simulators.ts';
import { simulatedTenants } from '../../src/simulators/tenants.ts';
import { nameInZendesk, type Person } from './crowd.ts';
import type { World } from './world.ts';

type Counts = Readonly<Record<string, number>>;
type Seen = Pick<World, 'simulators' | 'crowd'>;

type Verdict = {
  /** Webhooks that the service answered with 200, by the simulators' log. */
  readonly answered: number;
  /** Kept although their answer was lost on the way. */
  readonly keptUnanswered: number;
  /** All that was kept … */
  readonly accepted: number;
  /** … and how it ended. */
  readonly outcomes: Counts;
  /** Answered, and not kept or without an outcome. */
  readonly lost: readonly string[];
  readonly duplicateUsers: readonly string[];
  readonly unequal: readonly string[];
  readonly openCases: Counts;
  /** In words; empty when every promise was kept. */
  readonly faults: readonly string[];
};

/** Counts what the simulators saw against what the service remembers. */
export async function judge({ simulators, crowd, db }: World): Promise<Verdict> {
  const kept = await db
    .collection<{ _id: string; outcome?: { kind: string } }>('deliveries')
    .find({}, { projection: { outcome: 1 } })
    .toArray();
  const outcomeOf = new Map(kept.map(({ _id, outcome }) => [_id, outcome?.kind]));
  const answered = answeredWebhooks(simulators);
  const cases = await db.collection('cases').find({ open: true }).toArray();
  const counted = {
    answered: answered.size,
    keptUnanswered: [...outcomeOf.keys()].filter((id) => !answered.has(id)).length,
    accepted: outcomeOf.size,
    outcomes: count([...outcomeOf.values()].flatMap((kind) => kind ?? [])),
    lost: [...answered].filter((id) => outcomeOf.get(id) === undefined),
    duplicateUsers: findDuplicates({ simulators, crowd }),
    unequal: crowd.people.flatMap((person) => compare({ simulators, crowd }, person)),
    openCases: count(cases.map(({ kind }) => String(kind))),
  };
  return { ...counted, faults: faultsOf(counted) };
}

function faultsOf(verdict: Omit<Verdict, 'faults'>): readonly string[] {
  const { answered, keptUnanswered, accepted, outcomes, lost, duplicateUsers, unequal } = verdict;
  const ended = Object.values(outcomes).reduce((sum, one) => sum + one, 0);
  return [
    ...(accepted === answered + keptUnanswered ? [] : ['what was answered and what was kept do not add up']),
    ...(ended === accepted ? [] : [`${accepted} accepted, and ${ended} outcomes`]),
    ...lost.map((id) => `lost: ${id}`),
    ...duplicateUsers.map((who) => `twice in Zendesk: ${who}`),
    ...unequal,
  ];
}

/** The verdict in numbers. */
export function countEverything({ lost, duplicateUsers, unequal, faults: _, ...counts }: Verdict) {
  return { ...counts, lost: lost.length, duplicateUsers: duplicateUsers.length, unequal: unequal.length };
}

/** The ids under which the service keeps what it answered with 200. */
export function answeredWebhooks({ deliveries }: RunningSimulators): ReadonlySet<string> {
  return new Set(deliveries.filter(({ status }) => status === 200).map(idOf));
}

const idOf = ({ tenant, platform, eventId }: RunningSimulators['deliveries'][number]) =>
  `${tenant}|${platform}|${eventId}`;

/** Whose sides differ after a webhook about them met a dead process: the next sweep finds them. */
export function findUntold(seen: Seen): readonly Person[] {
  const { simulators, crowd } = seen;
  const answered = answeredWebhooks(simulators);
  const untold = new Set(
    simulators.deliveries
      .filter((one) => !answered.has(idOf(one)))
      .map(({ tenant, recordId }) => `${tenant}|${recordId}`),
  );
  return crowd.people.filter((person) => {
    const ids = [person.customerId, ...crowd.usersOf(person).map(({ id }) => id)];
    return ids.some((id) => untold.has(`${person.tenant}|${id}`)) && compare(seen, person).length > 0;
  });
}

/** Whoever is in Zendesk twice, by pointer or address, or beyond those who signed up. */
function findDuplicates({ simulators, crowd }: Seen): readonly string[] {
  return simulatedTenants.flatMap(({ code }) => {
    const { zendesk } = simulators.tenants[code];
    const users = zendesk.users().filter(({ active, role }) => active && role === 'end-user');
    const twice = Object.entries(count(users.flatMap(({ external_id, email }) => [external_id ?? '', email ?? ''])))
      .filter(([value, times]) => value !== '' && times > 1)
      .map(([value]) => value);
    const expected = crowd.people.filter(({ tenant }) => tenant === code).length;
    return users.length > expected ? [...twice, `${code}: ${users.length} users of ${expected} customers`] : twice;
  });
}

/** Both sides have to show what was typed last. */
function compare({ simulators, crowd }: Seen, person: Person): readonly string[] {
  const { tenant, customerId, edits, typed } = person;
  const customer = simulators.tenants[tenant].storeganise.user(customerId);
  const [user] = crowd.usersOf(person);
  const shown = {
    storeganise: [customer?.firstName, customer?.lastName, customer?.email, customer?.phone].join(' '),
    zendesk: [user?.name, user?.email, user?.phone].join(' '),
  };
  const wanted = {
    storeganise: [typed.firstName, typed.lastName, typed.email, typed.phone].join(' '),
    zendesk: [nameInZendesk(person), typed.email, typed.phone].join(' '),
  };
  return PLATFORMS.filter((platform) => shown[platform] !== wanted[platform]).map(
    (platform) =>
      `${tenant} ${customerId}, edited in ${edits}: ${platform} shows “${shown[platform]}”, not “${wanted[platform]}”`,
  );
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
