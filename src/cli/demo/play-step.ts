import { isDeepStrictEqual } from 'node:util';
import { PLATFORMS, type Platform } from '../../domain/contact.ts';
import type { Addresses } from './addresses.ts';
import type { Control, Found, Shown } from './control.ts';
import { createHands } from './hands.ts';
import type { ServiceView } from './service-view.ts';
import type { Step } from './story.ts';
import { countWrites, type Writes } from './writes.ts';

const PATIENCE_MS = 30_000;
/** The simulators send a webhook up to 150 ms after its cause: when nothing moved for so long, nothing will. */
const QUIET_MS = 500;
const LOOK_EVERY_MS = 50;
const TELL_EVERY_MS = 2_000;

type Sides<Value> = Readonly<Record<Platform, Value>>;

/** What a step came to; `faults` is empty when everything is as told. */
export type Played = {
  readonly found: Sides<readonly Found[]>;
  readonly writes: Sides<Writes>;
  readonly faults: readonly string[];
};

/** What a step is played with. */
export type Stage = {
  readonly addresses: Addresses;
  readonly control: Control;
  readonly service: ServiceView;
  /** Told now and then while waiting. */
  readonly stillWaiting: (seconds: number) => void;
};

/** Lets the person act, waits until both platforms are at rest, and compares with what the step tells. */
export async function playStep(stage: Stage, step: Step): Promise<Played> {
  const { control } = stage;
  const { tenant, person } = step;
  for (const platform of PLATFORMS) await control.forgetCalls(platform, tenant);
  const facts = await step.act(createHands({ ...stage, tenant, person }));
  const isInTime = await comeToRest(stage, step);
  const found = await look(stage, step);
  const writes = await bothSides(async (platform) => countWrites(await control.calls(platform, tenant)));
  const faults = [
    ...facts.filter(({ isTrue }) => !isTrue).map(({ says }) => `expected that ${says}`),
    ...PLATFORMS.flatMap((platform) => faultsOf(platform, step, found[platform], writes[platform])),
    ...(isInTime ? [] : [`the service was not at rest after ${PATIENCE_MS / 1000} s`]),
  ];
  return { found, writes, faults };
}

/** Until the values are there, every delivery has its outcome, and no call or webhook came for a while. */
async function comeToRest(stage: Stage, step: Step): Promise<boolean> {
  const startedAt = Date.now();
  let toldAt = startedAt;
  let movedAt = startedAt;
  let last = '';
  while (Date.now() - startedAt < PATIENCE_MS) {
    const now = await movement(stage, step);
    if (now !== last) movedAt = Date.now();
    last = now;
    const isQuiet = Date.now() - movedAt >= QUIET_MS;
    if (isQuiet && (await isAsTold(stage, step)) && (await stage.service.metric('usersync_backlog')) === 0) return true;
    if (Date.now() - toldAt >= TELL_EVERY_MS) {
      toldAt = Date.now();
      stage.stillWaiting(Math.round((toldAt - startedAt) / 1000));
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

/** Changes whenever anything happens between the platforms and the service. */
async function movement({ control }: Stage, { tenant }: Step): Promise<string> {
  const calls = await bothSides(async (platform) => (await control.calls(platform, tenant)).length);
  return JSON.stringify([calls, await control.deliveriesSent()]);
}

async function isAsTold(stage: Stage, step: Step): Promise<boolean> {
  const found = await look(stage, step);
  return PLATFORMS.every((platform) => isDeepStrictEqual(found[platform].map(shownOf), expectedOf(step, platform)));
}

const look = ({ control }: Stage, { tenant, person }: Step): Promise<Sides<readonly Found[]>> =>
  bothSides((platform) => control.find(platform, tenant, person));

const shownOf = ({ shown }: Found): Shown => shown;

function expectedOf({ leaves }: Step, platform: Platform): readonly Shown[] {
  const expected = leaves[platform];
  return expected === undefined ? [] : [expected];
}

function faultsOf(platform: Platform, step: Step, found: readonly Found[], writes: Writes): string[] {
  const expected = expectedOf(step, platform);
  const [record] = found;
  const values = Object.entries(expected[0] ?? {}).filter(([label, value]) => record && record.shown[label] !== value);
  return [
    ...(found.length === expected.length ? [] : [`expected ${expected.length} record, found ${found.length}`]),
    ...values.map(([label, value]) => `expected the ${label} "${value}", found "${record?.shown[label]}"`),
    ...(writes.changes === step.writes[platform]
      ? []
      : [`expected ${step.writes[platform]} writes, counted ${writes.changes}`]),
    ...(writes.notes <= 1 ? [] : [`expected one note of who belongs to whom, counted ${writes.notes}`]),
    ...(writes.idle === 0 ? [] : [`expected no call that changes nothing, counted ${writes.idle}`]),
  ].map((fault) => `${platform}: ${fault}`);
}

async function bothSides<Value>(ask: (platform: Platform) => Promise<Value>): Promise<Sides<Value>> {
  return { storeganise: await ask('storeganise'), zendesk: await ask('zendesk') };
}
