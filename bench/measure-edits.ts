import { countWrites, type Writes } from '../src/cli/demo/writes.ts';
import { otherPlatform, PLATFORMS, type Platform } from '../src/domain/contact.ts';
import { simulatedTenants } from '../src/simulators/tenants.ts';
import type { SimCall } from '../src/simulators/wire.ts';
import type { Kind } from './kinds.ts';
import type { Person } from './people.ts';
import { type Setting, waitUntil } from './setting.ts';

/** What the edits of one kind came to. */
export type Measured = {
  readonly kind: Kind;
  /** Milliseconds from each edit to our write on the other side. */
  readonly delaysMs: readonly number[];
  /** Calls of both platforms together. */
  readonly calls: number;
  readonly writesThere: Writes;
  readonly writesBack: Writes;
};

/** Lets each person make one edit, one after the other; `firstNumber` begins numbers that no other kind has. */
export async function measureEdits(
  setting: Setting,
  task: { readonly kind: Kind; readonly people: readonly Person[]; readonly firstNumber: number },
): Promise<Measured> {
  const { kind, people, firstNumber } = task;
  const target = otherPlatform(kind.origin);
  await setting.comeToRest();
  const before = { storeganise: countsOf(setting, 'storeganise'), zendesk: countsOf(setting, 'zendesk') };
  const delaysMs: number[] = [];
  for (const [index, person] of people.entries()) {
    delaysMs.push(await measureEdit(setting, kind, person, firstNumber + index));
  }
  await setting.comeToRest();
  const seen = (platform: Platform) =>
    simulatedTenants.flatMap(({ code }, index) => setting.callsOf(code, platform).slice(before[platform][index]));
  return {
    kind,
    delaysMs,
    calls: PLATFORMS.flatMap(seen).length,
    writesThere: countWrites(seen(target)),
    writesBack: countWrites(seen(kind.origin)),
  };
}

const countsOf = (setting: Setting, platform: Platform): readonly number[] =>
  simulatedTenants.map(({ code }) => setting.callsOf(code, platform).length);

/** Milliseconds from one edit to our write on the other side; no other edit has this number. */
export async function measureEdit(
  setting: Setting,
  kind: Kind,
  { tenant, ids }: Person,
  number: number,
): Promise<number> {
  const { name, origin } = kind;
  const target = otherPlatform(origin);
  const calls = setting.callsOf(tenant, target);
  const seen = calls.length;
  const { act, isShownBy } = kind.makeEdit(number, { tenant, id: ids[origin] });

  const editedAt = Date.now();
  await setting.control.act(origin, tenant, act);
  let arrival: SimCall | undefined;
  await waitUntil(
    `edit ${number} (${name}) of ${tenant} arrives in ${target}`,
    () => {
      arrival = calls.slice(seen).find(({ changed, after = {} }) => changed && isShownBy(after));
      return arrival !== undefined;
    },
    5,
  );
  return (arrival?.at ?? editedAt) - editedAt;
}
