import { otherPlatform, type Platform } from '../../src/domain/contact.ts';
import type { SimEvent } from '../../src/simulators/wire.ts';
import { RuleWorld, type SentCall, STATUS_FIELD } from '../stories/rule-world.ts';
import { badWrites, countWrites } from '../stories/rule-writes.ts';
import type { Someone, Told } from './single-edits.ts';

const PEOPLE = 12;
/** A pass is over by then; its echoes have not been sent yet. */
const PASS_MS = 6_000;
/** A rental is looked at once more after a minute. */
const SECOND_LOOK_MS = 66_000;
const CALLS_OF_SECOND_LOOK = 4;

type Echo = { readonly platform: Platform; readonly event: SimEvent };

export type Totals = {
  edits: number;
  differences: number;
  writes: number;
  notes: number;
  calls: number;
  echoes: number;
  callsOfEchoes: number;
  /** The most calls that an edit of each kind took. */
  readonly most: Record<string, number>;
};

/** A world whose platforms keep to themselves what our own writes make them tell, until they are told to go on. */
export class EchoWorld extends RuleWorld {
  readonly echoes: Echo[] = [];
  isHeld = false;

  override deliver(platform: Platform, events: readonly SimEvent[], times?: 0 | 1 | 2): void {
    if (this.isHeld) this.echoes.push(...events.map((event) => ({ platform, event })));
    else super.deliver(platform, events, times);
  }
}

/** A dozen people, linked and proven; half of them were Zendesk users before. */
export async function openEchoWorld(random: () => number): Promise<[EchoWorld, Someone[]]> {
  const world = new EchoWorld({ callingCode: '+1', statusField: STATUS_FIELD }, {});
  const { storeganise, zendesk, time } = world;
  const ids = Array.from({ length: PEOPLE }, (_, index) => {
    const [firstName, lastName, email] = ['Pat', `Doe${'abcdefghijkl'[index]}`, `pat${index}@example.com`];
    const phone = `+1201555${1_000 + index}`;
    const confirmed = { emailConfirmed: time.now };
    const { id, events } = storeganise.createUser({ firstName, lastName, email, phone, ...confirmed }, time.now);
    if (random() < 0.5) zendesk.createUser({ name: `${firstName} ${lastName}`, email }, time.now);
    world.deliver('storeganise', events);
    return id;
  });
  await world.quiet();
  const people = ids.map((customerId) => {
    const userId = zendesk.users().find((user) => user.external_id === customerId)?.id;
    if (userId === undefined) throw new Error('somebody was not linked');
    return { customerId, userId };
  });
  return [world, people];
}

/** What both sides show, in one form; whatever they show differently is in it twice. */
function shownBy(world: RuleWorld, { customerId, userId }: Someone): Record<string, readonly [string, string]> {
  const customer = world.storeganise.user(customerId);
  const user = world.zendesk.user(userId);
  const parts = [customer?.firstName, customer?.lastName].filter((part) => part !== 'unknown');
  const digits = (phone: string | null | undefined) => (phone ?? '').replaceAll(/\D/g, '').slice(-10);
  return {
    name: [parts.join(' '), (user?.name ?? '').replace(/ unknown$/, '')],
    email: [customer?.email.toLowerCase() ?? '', user?.email ?? ''],
    phone: [digits(customer?.phone), digits(user?.phone)],
  };
}

/** What is wrong with the way an edit and its echoes were taken, in words. */
export async function judgeEdit(world: EchoWorld, someone: Someone, told: Told, totals: Totals): Promise<string[]> {
  const found: string[] = [];
  const looksAgain = told.events.some(({ type }) => type.startsWith('job.'));
  world.sent.length = 0;
  world.deliver(told.origin, told.events);
  world.isHeld = true;
  await world.time.advance(PASS_MS);
  found.push(...judgeWrites(world.sent, told), ...compare(world, someone));
  const extra = Math.max(0, told.events.length - 1) * 2;
  if (world.sent.length > told.calls + extra)
    found.push(`${world.sent.length} calls instead of ${told.calls} + ${extra}`);
  count(totals, told, world.sent);
  if (looksAgain) {
    world.sent.length = 0;
    await world.time.advance(SECOND_LOOK_MS);
    if (world.sent.length > CALLS_OF_SECOND_LOOK) found.push(`${world.sent.length} calls for the second look`);
    if (world.sent.some(({ call }) => call.write)) found.push('a write after the second look');
  }
  world.isHeld = false;
  return [...found, ...(await judgeEchoes(world, totals))];
}

/** One write on the other side where there is a difference, none on the origin but one of bookkeeping. */
export function judgeWrites(sent: readonly SentCall[], { origin, counts }: Pick<Told, 'origin' | 'counts'>): string[] {
  const writes = countWrites(sent);
  const other = otherPlatform(origin);
  const notes = notesOf(sent).length;
  const idle = sent.filter(({ call }) => call.write && !call.changed);
  return [
    ...(writes[other] === (counts ? 1 : 0) ? [] : [`${writes[other]} writes on the other side`]),
    ...(writes[origin] === 0 ? [] : [`${writes[origin]} writes on its own side`]),
    ...(notes <= 1 ? [] : [`${notes} times bookkeeping`]),
    ...idle.map(({ call }) => `a call that changes nothing: ${call.method} ${call.path}`),
    ...badWrites(sent, { tags: false, customerFields: false }),
  ];
}

const notesOf = (sent: readonly SentCall[]) =>
  sent.filter(({ call }) => call.write && call.changed && call.bookkeeping);

function count(totals: Totals, { origin, counts, kind }: Told, sent: readonly SentCall[]): void {
  totals.edits += 1;
  totals.differences += counts ? 1 : 0;
  totals.writes += countWrites(sent)[otherPlatform(origin)];
  totals.notes += notesOf(sent).length;
  totals.calls += sent.length;
  totals.most[kind] = Math.max(totals.most[kind] ?? 0, sent.length);
}

/** Every field must be the same on both sides. */
export const compare = (world: RuleWorld, someone: Someone): string[] =>
  Object.entries(shownBy(world, someone)).flatMap(([field, [here, there]]) =>
    here === there ? [] : [`${field}: ${here} here, ${there} there`],
  );

/** Echoes that cost nothing (contract §6). */
const isFree = ({ event: { type, body } }: Echo) =>
  type === 'user.name_changed' ||
  (type === 'user.identity_changed' && /"type": "email"/.test(body)) ||
  isOwnField(body);
const isOwnField = (body: string) => /"changedKeys":\["customFields\.zendesk_[^\]]*\]/.test(body);

/** Hands each echo on after the one before was answered: none may write, none may cost more than the contract says. */
async function judgeEchoes(world: EchoWorld, totals: Totals): Promise<string[]> {
  const found: string[] = [];
  const echoes = world.echoes.splice(0);
  for (const echo of echoes) {
    world.sent.length = 0;
    world.deliver(echo.platform, [echo.event]);
    await world.time.advance(PASS_MS);
    const { type, body } = echo.event;
    if (world.sent.some(({ call }) => call.write)) found.push(`a write for the echo ${type} ${body}`);
    if (world.sent.length > (isFree(echo) ? 0 : 2))
      found.push(`${world.sent.length} calls for the echo ${type} ${body}`);
    totals.echoes += 1;
    totals.callsOfEchoes += world.sent.length;
  }
  return found;
}
