// What must hold when edits have stopped and faults have healed. Each check names the promise that it serves.
import { otherPlatform, PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import type { HistoryRow, Link } from '../../src/domain/records.ts';
import type { Human, State } from './ledger.ts';
import type { SimTenant, World } from './world.ts';

/** How long a value that we once wrote without an answer may be taken for ours. */
const UNSURE_MS = 400_000;

/** All that is wrong, in words; empty when nothing is. */
export async function findViolations(world: World): Promise<readonly string[]> {
  const found = [...world.violations];
  for (const human of world.ledger.humans) {
    const tenant = world.tenants.find(({ code }) => code === human.tenant);
    if (tenant) found.push(...(await checkHuman(world, human, tenant)));
  }
  const { backlog } = await world.store.counts();
  if (backlog > 0) found.push(`${backlog} deliveries without outcome`);
  return found;
}

async function checkHuman(world: World, human: Human, tenant: SimTenant): Promise<readonly string[]> {
  const found: string[] = [];
  const { storeganise, zendesk } = human.ids;
  const refOf = (platform: Platform, recordId: string) => ({ tenant: tenant.code, platform, recordId });
  const link = storeganise === undefined ? undefined : await world.store.findLink(refOf('storeganise', storeganise));
  const say = (what: string) => found.push(`${human.name}: ${what}`);

  const twins = tenant.zendesk.users().filter((user) => isSamePerson(user, human));
  if (twins.length > 1) say(`${twins.length} Zendesk users`);
  if (storeganise !== undefined) {
    if (link?.state !== 'linked') say(`not linked (${link?.state ?? 'no link'})`);
    else {
      checkLink(link, human, say);
      const history = await world.store.historyOf(tenant.code, link.id);
      for (const side of PLATFORMS) checkSide(world, human, link, history, side, say);
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
  return found;
}

const isSamePerson = (user: { external_id: string | null; identities: { value: string }[] }, human: Human) =>
  (user.external_id !== null && user.external_id === human.ids.storeganise) ||
  user.identities.some(({ value }) => human.emails.includes(value));

/** Converges: both sides equal or an open question, nothing left half done. */
function checkLink(link: Link, human: Human, say: (what: string) => void): void {
  const here = human.states.storeganise.at(-1)?.value;
  const there = human.states.zendesk.at(-1)?.value;
  const isAsked = link.fieldCases.name !== undefined;
  if (here !== there && !isAsked) say(`differs: ${here} / ${there}`);
  if (here === there && isAsked) say('equal, yet its question is open');
  if (Object.keys(link.pending).length > 0) say('a pending is left over');
  if (link.outbox.length > 0) say('an outbox row is left over');
  if (link.doubts.length > 0) say('a doubt is left over');
}

/** Careful: whatever a write of ours replaced had been superseded in sight of it, and is in the history. */
function checkSide(
  world: World,
  human: Human,
  link: Link,
  history: readonly HistoryRow[],
  side: Platform,
  say: (what: string) => void,
): void {
  human.states[side].forEach((state, index) => {
    const before = human.states[side][index - 1];
    if (state.by !== 'engine' || !before) return;
    const isUnseen = (state.readIndex ?? -1) < index - 1;
    if (isUnseen) {
      world.counts.unseen += 1;
      return;
    }
    const isWritten = history.some(
      (row) => row.side === side && row.before === before.value && row.after === state.value,
    );
    if (!isWritten) say(`${side} ${before.value} -> ${state.value} is not in the history`);
    if (!isAdmissible(world, human, side, before, state)) {
      say(`edit ${before.tag} "${before.value}" in ${side} lost to ${state.tag} "${state.value}" (link ${link.id})`);
    }
  });
}

function isAdmissible(world: World, human: Human, side: Platform, before: State, state: State): boolean {
  const sentAt = state.sentAt ?? state.at;
  if (world.ledger.descends(state.tag, before.tag)) return true;
  // At first link Storeganise's name is the better one, until somebody edits the other after it.
  const editedAt = human.states.zendesk.find(({ tag }) => tag === state.tag)?.at ?? 0;
  if (before.at <= human.linkedAt && (side === 'zendesk' || editedAt > human.linkedAt)) return true;
  // Back to what both agreed on, faster than we read: nobody can tell that it was edited (contract: A -> B -> A).
  const base = human.bases.findLast(({ at }) => at <= sentAt)?.value;
  const isOlder = world.ledger.descendsInSight(before.tag, state.tag);
  const wasAgreed = PLATFORMS.every((shown) =>
    human.states[shown].some(({ at, value }) => at <= sentAt && value === base),
  );
  if (base === before.value && wasAgreed && !isOlder) return true;
  if (human.asked.some(({ at, values }) => at <= sentAt && values.includes(before.value))) return true;
  if (isHiddenByChoice(human, otherPlatform(side), state)) return true;
  return mayBeTakenForOurs(world, human, side, before.value, state.at);
}

/** While a write of ours hung, a person chose the very same value: seeing it ended the doubt, and the write came later. */
const isHiddenByChoice = (human: Human, source: Platform, { value, at }: State) =>
  human.unsure.some((hung) => hung.side === source && hung.value === value && Math.abs(at - hung.at) < UNSURE_MS) &&
  human.states[source].some(
    (chosen) => chosen.by === 'person' && chosen.value === value && chosen.at < at && at - chosen.at < UNSURE_MS,
  );

/** A person chose the very value that a write of ours may still bring: it is taken for ours, with a line of history. */
export function mayBeTakenForOurs(world: World, human: Human, side: Platform, value: string, now: number): boolean {
  const isRecent = (at: number) => Math.abs(now - at) < UNSURE_MS;
  const isSame = (entry: { side: Platform; value: string; at: number }) =>
    entry.side === side && entry.value === value && isRecent(entry.at);
  if (human.cutOff.some((entry) => isSame(entry) && wasCutOff(entry))) return true;
  return human.unsure.some(isSame) || (world.disturbances.some(isRecent) && human.doubted.some(isSame));
}

/** A pass takes seconds: a process that was disturbed soon after it stored a pending had not come to its end. */
const wasCutOff = ({ at, process }: Human['cutOff'][number]) =>
  process.disturbances.some((disturbed) => disturbed >= at && disturbed - at < 60_000);

/** Quiet, in a world without faults: one write for each edit of the other side, none on the origin. */
export function findNoise(world: World): readonly string[] {
  const found = world.noops.map(({ human }) => `${human.name}: a write that changed nothing`);
  for (const human of world.ledger.humans) {
    for (const side of PLATFORMS) {
      const edits = human.edits[otherPlatform(side)];
      if (human.writes[side] > edits)
        found.push(`${human.name}: ${human.writes[side]} writes in ${side} for ${edits} edits`);
    }
  }
  return found;
}
