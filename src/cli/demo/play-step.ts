import { PLATFORMS } from '../../domain/contact.ts';
import type { Addresses } from './addresses.ts';
import { comeToRest } from './come-to-rest.ts';
import type { Control } from './control.ts';
import { findFaults, findWriteFaults } from './find-faults.ts';
import { createHands } from './hands.ts';
import { type Cast, lookAround, type Scene } from './scene.ts';
import type { ServiceView } from './service-view.ts';
import type { Step } from './step.ts';
import type { Sides, Told } from './told.ts';
import { countWrites, type Writes } from './writes.ts';

/** What a step came to; `faults` is empty when everything is as told. */
export type Played = {
  readonly before: Scene;
  readonly after: Scene;
  readonly writes: Sides<Writes>;
  readonly faults: readonly string[];
};

/** What a step is played with. */
export type Stage = {
  readonly addresses: Addresses;
  readonly control: Control;
  readonly service: ServiceView;
  readonly cast: Cast;
  /** How long everything may take to become as told. */
  readonly patienceMs: number;
  /** Told now and then while waiting. */
  readonly stillWaiting: (seconds: number) => void;
};

/** Lets the person act, waits until both platforms are at rest, and compares the whole business with what is told. */
export async function playStep(stage: Stage, step: Step, told: Told): Promise<Played> {
  const { control, cast, patienceMs } = stage;
  const { tenant, person } = step;
  const look = () => lookAround(control, tenant, cast);
  const before = await look();
  for (const platform of PLATFORMS) await control.forgetCalls(platform, tenant);
  const facts = await step.act(createHands({ ...stage, tenant, person }));
  const isInTime = await comeToRest(stage, step, async () => findFaults(told, await look()).length === 0);
  const after = await look();
  const writes = {
    storeganise: countWrites(await control.calls('storeganise', tenant)),
    zendesk: countWrites(await control.calls('zendesk', tenant)),
  };
  const faults = [
    ...facts.filter(({ isTrue }) => !isTrue).map(({ says }) => `expected that ${says}`),
    ...findFaults(told, after),
    ...findWriteFaults(step.writes, writes),
    ...(isInTime ? [] : [`not at rest and as told after ${patienceMs / 1000} s`]),
  ];
  return { before, after, writes, faults };
}
