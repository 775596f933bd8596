import { isDeepStrictEqual } from 'node:util';
import type { Platform } from '../../src/domain/contact.ts';
import type {
  CaseKind,
  Count,
  CustomerWant,
  End,
  Person,
  PersonWant,
  Pointer,
  TaskWant,
  UserWant,
  Want,
} from './rule.ts';
import type { RulePeople } from './rule-people.ts';
import { type OpenTask, openTasks } from './rule-tasks.ts';
import { type RuleWorld, STATUS_FIELD } from './rule-world.ts';
import { countWrites, isNewTask } from './rule-writes.ts';

/** Whatever differs from what a row wants, in words. */
export async function compare(end: End, world: RuleWorld, people: RulePeople): Promise<string[]> {
  const persons: [Person, PersonWant][] = [['pat', end], ...Object.entries(end.others ?? {})];
  const found = await Promise.all(persons.map(([who, want]) => comparePerson(who, want, world, people)));
  return [
    ...found.flat(),
    ...compareNumbers(end, world, people),
    ...(await compareTasks(end.tasks ?? [], world, people)),
    ...compareOutcomes(end.outcomes ?? [], world),
  ];
}

async function comparePerson(who: Person, want: PersonWant, world: RuleWorld, people: RulePeople): Promise<string[]> {
  return [
    ...(want.storeganise === undefined ? [] : compareCustomer(who, want.storeganise, world, people)),
    ...(want.zendesk === undefined ? [] : compareUser(who, want.zendesk, world, people)),
    ...(want.linked === undefined ? [] : await compareLink(who, want.linked, world, people)),
  ];
}

function compareCustomer(who: Person, want: CustomerWant | 'gone', world: RuleWorld, people: RulePeople): string[] {
  const id = people.customerId(who);
  const customer = id === undefined ? undefined : world.storeganise.user(id);
  const label = `${who} in Storeganise`;
  if (want === 'gone') return customer ? [`${label}: is there`] : [];
  if (!customer) return [`${label}: is not there`];
  const { customFields } = customer;
  const { zendesk_userId, otherEmails, otherPhones, ...plain } = want;
  return [
    ...compareFields(label, plain, customer),
    ...(zendesk_userId === undefined
      ? []
      : compareValue(`${label}: zendesk_userId`, idOf(people, zendesk_userId, 'zendesk'), customFields.zendesk_userId)),
    ...compareList(`${label}: zendesk_otherEmails`, otherEmails, customFields.zendesk_otherEmails),
    ...compareList(`${label}: zendesk_otherPhoneNumbers`, otherPhones, customFields.zendesk_otherPhoneNumbers),
  ];
}

function compareUser(who: Person, want: UserWant | 'gone', world: RuleWorld, people: RulePeople): string[] {
  const id = people.userId(who);
  const user = id !== undefined && people.isActive(id) ? world.zendesk.user(id) : undefined;
  const label = `${who} in Zendesk`;
  if (want === 'gone') return user ? [`${label}: is there`] : [];
  if (!user) return [`${label}: is not there`];
  const { emails, phones, status, external_id, suspended, ...plain } = want;
  const values = (type: string) => user.identities.filter((one) => one.type === type).map(({ value }) => value);
  const shown: Record<string, unknown> = { ...user };
  const fields = (shown.user_fields ?? {}) as Record<string, unknown>;
  return [
    ...compareFields(label, plain, shown),
    ...(status === undefined ? [] : compareValue(`${label}: status`, status, fields[STATUS_FIELD])),
    ...(suspended === undefined ? [] : compareFlag(`${label}: suspended`, suspended, shown.suspended)),
    ...(external_id === undefined
      ? []
      : compareValue(`${label}: external_id`, idOf(people, external_id, 'storeganise'), user.external_id)),
    ...compareList(`${label}: e-mails`, emails, values('email')),
    ...compareList(`${label}: phones`, phones, values('phone_number')),
  ];
}

/** The id that a pointer should hold; a word that no record holds where there is none to point at. */
function idOf(people: RulePeople, pointer: Pointer | null, side: Platform): string | null {
  try {
    return people.resolve(pointer, side) ?? null;
  } catch {
    return `(no record of ${pointer})`;
  }
}

function compareFields(label: string, wants: object, shown: object): string[] {
  return Object.entries(wants).flatMap(([field, want]: [string, Want]) =>
    compareValue(`${label}: ${field}`, want, Reflect.get(shown, field)),
  );
}

const show = (value: unknown) => (value instanceof RegExp ? String(value) : JSON.stringify(value ?? null));

function compareValue(label: string, want: Want, value: unknown): string[] {
  const wants = want !== null && typeof want === 'object' && 'either' in want ? want.either : [want];
  return wants.some((one) => isWanted(one, value))
    ? []
    : [`${label} is ${show(value)}, not ${wants.map(show).join(' or ')}`];
}

function isWanted(want: string | null | RegExp, value: unknown): boolean {
  const text = value === undefined || value === '' ? null : value;
  if (want instanceof RegExp) return typeof text === 'string' && want.test(text);
  return text === (want === '' ? null : want);
}

function compareFlag(label: string, want: boolean, value: unknown): string[] {
  return (value === true) === want ? [] : [`${label} is ${show(value)}, not ${want}`];
}

function compareList(label: string, want: readonly string[] | 'never written' | undefined, value: unknown): string[] {
  if (want === undefined) return [];
  if (want === 'never written')
    return value === undefined || value === null ? [] : [`${label} is ${show(value)}, not absent`];
  const sorted = Array.isArray(value) ? value.toSorted() : value;
  return isDeepStrictEqual(sorted, want.toSorted()) ? [] : [`${label} is ${show(value)}, not ${show(want)}`];
}

async function compareLink(
  who: Person,
  want: boolean | string,
  world: RuleWorld,
  people: RulePeople,
): Promise<string[]> {
  const customerId = people.customerId(who);
  const userId = people.userId(who);
  const ofCustomer = customerId === undefined ? undefined : await world.link('storeganise', customerId);
  const ofUser = userId === undefined ? undefined : await world.link('zendesk', userId);
  const link = ofCustomer ?? ofUser;
  const joined = link?.state === 'linked' ? { customer: link.storeganiseId, user: link.zendeskId } : undefined;
  if (want === false) return joined ? [`${who} is joined (${show(joined)}), not alone`] : [];
  const user = want === true ? userId : idOf(people, want, 'zendesk');
  const isRight = joined !== undefined && joined.customer === customerId && joined.user === user;
  return isRight ? [] : [`${who} is joined as ${show(joined)}, not as ${show({ customer: customerId, user })}`];
}

function compareNumbers(end: End, world: RuleWorld, people: RulePeople): string[] {
  const writes = countWrites(world.sent);
  const users = world.zendesk.users().filter(({ id }) => people.isActive(id)).length;
  return [
    ...compareCount('writes to Storeganise', end.writes?.storeganise ?? 0, writes.storeganise),
    ...compareCount('writes to Zendesk', end.writes?.zendesk ?? 0, writes.zendesk),
    ...(end.calls === undefined ? [] : compareCount('remote calls', [0, end.calls], world.sent.length)),
    ...(end.posted === undefined ? [] : compareCount('tasks posted', end.posted, world.sent.filter(isNewTask).length)),
    ...(end.customers === undefined ? [] : compareCount('customers', end.customers, world.storeganise.users().length)),
    ...(end.users === undefined ? [] : compareCount('Zendesk users', end.users, users)),
  ];
}

function compareCount(label: string, want: Count, count: number): string[] {
  const [min, max] = typeof want === 'number' ? [want, want] : want;
  return count >= min && count <= max ? [] : [`${label}: ${count}, not ${min === max ? min : `${min} to ${max}`}`];
}

async function compareTasks(wants: NonNullable<End['tasks']>, world: RuleWorld, people: RulePeople): Promise<string[]> {
  const open = await openTasks(world, people);
  const shown = open.map(({ kind, about }) => `${kind}${about ? ` about ${about}` : ''}`);
  if ('someOf' in wants) {
    const foreign = open.filter(({ kind }) => !wants.someOf.includes(kind as CaseKind));
    if (open.length === 0) return [`no task is open, not some of ${show(wants.someOf)}`];
    return foreign.length > 0 ? [`open tasks: ${show(shown)}, not only ${show(wants.someOf)}`] : [];
  }
  const left = [...open];
  const missing: string[] = [];
  for (const want of wants) {
    const index = left.findIndex((one) => fits(one, want));
    if (index < 0) missing.push(`no open task like ${show(want)}`);
    else left.splice(index, 1);
  }
  const unnamed = left.map(
    ({ kind, about, text }) => `an open task that the row does not name: ${kind} ${about ?? ''} ${text}`,
  );
  return [...missing, ...unnamed];
}

function fits(open: OpenTask, want: CaseKind | TaskWant): boolean {
  if (typeof want === 'string') return open.kind === want;
  const kinds: readonly string[] = typeof want.kind === 'string' ? [want.kind] : want.kind;
  const isAbout =
    want.about === undefined || (want.about === 'the business' ? open.about === undefined : open.about === want.about);
  const isKind = want.kind === 'any' || kinds.includes(open.kind);
  return isKind && isAbout && (want.says ?? []).every((text) => open.text.includes(text));
}

function compareOutcomes(wants: readonly string[], world: RuleWorld): string[] {
  const ended = world.outcomes.map(({ outcome }) => {
    if (outcome.kind === 'noop') return `noop(${outcome.reason})`;
    return outcome.kind === 'failed' ? `failed(${outcome.code})` : outcome.kind;
  });
  const missing = wants.filter((want) => !ended.includes(want));
  return missing.length === 0
    ? []
    : [`no delivery ended as ${missing.join(', ')}; they ended as ${[...new Set(ended)].join(', ')}`];
}
