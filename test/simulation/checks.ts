// What must hold when edits have stopped and faults have healed. Each check names the promise that it serves.
import { FIELDS, type Field, otherPlatform, PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import type { HistoryRow, Link } from '../../src/domain/records.ts';
import { checkStanding, checkTasks } from './check-standing.ts';
import type { Human, State, Track } from './ledger.ts';
import type { SimTenant, World } from './world.ts';

/** How long a value that we once wrote without an answer may be taken for ours. */
const UNSURE_MS = 400_000;

type Say = (what: string) => void;

/** All that is wrong, in words; empty when nothing is. `isLast`: every record has been touched once more. */
export async function findViolations(world: World, isLast = true): Promise<readonly string[]> {
  const found = [...world.violations];
  for (const human of world.ledger.humans) {
    const tenant = world.tenants.find(({ code }) => code === human.tenant);
    if (tenant) await checkHuman(world, human, tenant, isLast, (what) => found.push(`${human.name}: ${what}`));
  }
  for (const tenant of world.tenants) await checkTasks(world, tenant, (what) => found.push(`${tenant.code}: ${what}`));
  const { backlog } = await world.store.counts();
  if (backlog > 0) found.push(`${backlog} deliveries without outcome`);
  return found;
}

async function checkHuman(world: World, human: Human, tenant: SimTenant, isLast: boolean, say: Say): Promise<void> {
  const { storeganise, zendesk } = human.ids;
  const refOf = (platform: Platform, recordId: string) => ({ tenant: tenant.code, platform, recordId });
  const link = storeganise === undefined ? undefined : await world.store.findLink(refOf('storeganise', storeganise));
  const twins = tenant.zendesk.users().filter((user) => user.active && isSamePerson(user, human));
  if (twins.length > 1) say(`${twins.length} Zendesk users`);
  const questions = await world.store.openCases(tenant.code);
  const isAsked = link?.state !== 'linked' && questions.some(({ person }) => person?.storeganiseId === storeganise);
  if (storeganise !== undefined && !isAsked && isToBeLinked(human, link, isLast)) {
    if (link?.state !== 'linked') say(`not linked (${link?.state ?? 'no link'})`);
    else {
      const history = await world.store.historyOf(tenant.code, link.id);
      for (const field of FIELDS) checkField(world, human, field, link, history, say);
      checkLeftovers(link, say);
      checkStanding(human, tenant, link, say);
    }
  }
  for (const [platform, id] of [
    ['storeganise', storeganise],
    ['zendesk', zendesk],
  ] as const) {
    if (id === undefined) continue;
    const change = await world.store.findChange(refOf(platform, id));
    if (change && (change.dirty > change.done || change.parked))
      say(`${platform} change stuck: ${JSON.stringify(change)}`);
  }
}

/** A user who is gone leaves a parked link and a question; so does one that search does not show yet. */
function isToBeLinked(human: Human, link: Link | undefined, isLast: boolean): boolean {
  const { departed, promotedAt, isDisabled, isEnabledUnheard } = human;
  // Where no record ever showed the mark, only the lost event could have told that the customer is enabled again.
  const isTakenForDisabled = isDisabled || isEnabledUnheard === true;
  if (link?.state !== 'parked') return !(isTakenForDisabled && (link === undefined || link.state === 'half'));
  return departed === undefined ? promotedAt === undefined : departed === 'merged' && isLast;
}

const isSamePerson = (user: { external_id: string | null; identities: readonly { value: string }[] }, human: Human) =>
  (user.external_id !== null && user.external_id === human.ids.storeganise) ||
  user.identities.some(({ value }) => human.emails.includes(value));

function checkField(
  world: World,
  human: Human,
  field: Field,
  link: Link,
  history: readonly HistoryRow[],
  say: Say,
): void {
  const track = human.tracks[field];
  const here = track.states.storeganise.at(-1)?.value ?? '';
  const there = track.states.zendesk.at(-1)?.value ?? '';
  const isAsked = link.fieldCases[field] !== undefined;
  const isBlank = here === '' || there === '';
  if (here !== there && !isAsked && !isBlank) say(`${field} differs: ${here} / ${there}`);
  if (here === there && isAsked) say(`${field} equal, yet its question is open`);
  for (const side of PLATFORMS) checkSide(world, human, field, link, history, side, say);
}

/** Converges: nothing is left half done. */
function checkLeftovers(link: Link, say: Say): void {
  if (Object.keys(link.pending).length > 0) say('a pending is left over');
  if (link.outbox.length > 0) say('an outbox row is left over');
  if (link.doubts.length > 0) say('a doubt is left over');
  if (link.suspension) say('a suspension is left over');
}

/** Careful: whatever a write of ours replaced had been superseded in sight of it, and is in the history. */
function checkSide(
  world: World,
  human: Human,
  field: Field,
  link: Link,
  history: readonly HistoryRow[],
  side: Platform,
  say: Say,
): void {
  const states = human.tracks[field].states[side];
  states.forEach((state, index) => {
    const before = states[index - 1];
    if (state.by !== 'engine' || !before) return;
    const isUnseen = (state.readIndex ?? -1) < index - 1;
    if (isUnseen) {
      world.counts.unseen += 1;
      return;
    }
    const isWritten = history.some(
      (row) =>
        row.field === field &&
        row.side === side &&
        // A phone is cleared before it is set.
        (row.before === before.value || (field === 'phone' && row.before === '')) &&
        row.after === state.value,
    );
    if (!isWritten) say(`${field} in ${side}: ${before.value} -> ${state.value} is not in the history`);
    if (!isAdmissible(world, human, human.tracks[field], side, before, state)) {
      say(
        `${field} edit ${before.tag} "${before.value}" in ${side} lost to ${state.tag} "${state.value}" (link ${link.id})`,
      );
    }
  });
}

function isAdmissible(world: World, human: Human, track: Track, side: Platform, before: State, state: State): boolean {
  const sentAt = state.sentAt ?? state.at;
  if (world.ledger.descends(state.tag, before.tag)) return true;
  // At first link Storeganise's value is the better one, until somebody edits the other after it.
  const editedAt = track.states.zendesk.find(({ tag }) => tag === state.tag)?.at ?? 0;
  if (before.at <= human.linkedAt && (side === 'zendesk' || editedAt > human.linkedAt)) return true;
  if (before.value === '' && before.at <= human.linkedAt) return true;
  // Back to what both agreed on, faster than we read: nobody can tell that it was edited (contract: A -> B -> A).
  const base = track.bases.findLast(({ at }) => at <= sentAt)?.value;
  const isOlder = world.ledger.descendsInSight(before.tag, state.tag);
  const wasAgreed = PLATFORMS.every((shown) =>
    track.states[shown].some(({ at, value }) => at <= sentAt && value === base),
  );
  if (base === before.value && wasAgreed && !isOlder) return true;
  if (track.asked.some(({ at, values }) => at <= sentAt && values.includes(before.value))) return true;
  if (isHiddenByChoice(track, otherPlatform(side), state)) return true;
  return mayBeTakenForOurs(world, track, side, before.value, state.at);
}

/** While a write of ours hung, a person chose the very same value: seeing it ended the doubt, and the write came later. */
const isHiddenByChoice = (track: Track, source: Platform, { value, at }: State) =>
  track.unsure.some((hung) => hung.side === source && hung.value === value && Math.abs(at - hung.at) < UNSURE_MS) &&
  track.states[source].some(
    (chosen) => chosen.by === 'person' && chosen.value === value && chosen.at < at && at - chosen.at < UNSURE_MS,
  );

/** A person chose the very value that a write of ours may still bring: it is taken for ours, with a line of history. */
export function mayBeTakenForOurs(world: World, track: Track, side: Platform, value: string, now: number): boolean {
  const isRecent = (at: number) => Math.abs(now - at) < UNSURE_MS;
  const isSame = (entry: { side: Platform; value: string; at: number }) =>
    entry.side === side && entry.value === value && isRecent(entry.at);
  if (track.cutOff.some((entry) => isSame(entry) && wasCutOff(entry))) return true;
  return track.unsure.some(isSame) || (world.disturbances.some(isRecent) && track.doubted.some(isSame));
}

/** A pass takes seconds: a process that was disturbed soon after it stored a pending had not come to its end. */
const wasCutOff = ({ at, process }: Track['cutOff'][number]) =>
  process.disturbances.some((disturbed) => disturbed >= at && disturbed - at < 60_000);

/** Quiet, in a world without faults: one write for each edit of the other side, none on the origin. */
export function findNoise(world: World): readonly string[] {
  const found = world.noops.map(({ human }) => `${human.name}: a write that changed nothing`);
  for (const { name, tracks, departed } of world.ledger.humans) {
    for (const field of FIELDS) {
      for (const side of PLATFORMS) {
        // Who survives a merge is linked afresh.
        const edits = tracks[field].edits[otherPlatform(side)] + (departed === 'merged' ? 1 : 0);
        const writes = tracks[field].writes[side];
        if (writes > edits) found.push(`${name}: ${writes} writes of ${field} in ${side} for ${edits} edits`);
      }
    }
  }
  return found;
}
