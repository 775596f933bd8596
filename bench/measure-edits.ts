import { countWrites, type Writes } from '../src/cli/demo/writes.ts';
import { otherPlatform, PLATFORMS, type Platform } from '../src/domain/contact.ts';
import { simulatedTenants } from '../src/simulators/tenants.ts';
import type { SimCall } from '../src/simulators/wire.ts';
import type { Person } from './people.ts';
import { type Setting, waitUntil } from './setting.ts';

/** What the edits of one direction came to. */
export type Measured = {
  readonly origin: Platform;
  /** Milliseconds from each edit to our write on the other side. */
  readonly delaysMs: readonly number[];
  /** Calls of both platforms together. */
  readonly calls: number;
  readonly writesThere: Writes;
  readonly writesBack: Writes;
};

/** Lets people rename themselves on one platform, one edit after the other, the tenants in turn. */
export async function measureEdits(
  setting: Setting,
  task: { origin: Platform; people: readonly Person[]; edits: number },
): Promise<Measured> {
  const { origin, people, edits } = task;
  const target = otherPlatform(origin);
  await setting.comeToRest();
  const before = { storeganise: countsOf(setting, 'storeganise'), zendesk: countsOf(setting, 'zendesk') };
  const delaysMs: number[] = [];
  for (let edit = 0; edit < edits; edit++) {
    const person = people[edit % people.length];
    if (person) delaysMs.push(await measureEdit(setting, origin, person, edit));
  }
  await setting.comeToRest();
  const seen = (platform: Platform) =>
    simulatedTenants.flatMap(({ code }, index) => setting.callsOf(code, platform).slice(before[platform][index]));
  return {
    origin,
    delaysMs,
    calls: PLATFORMS.flatMap(seen).length,
    writesThere: countWrites(seen(target)),
    writesBack: countWrites(seen(origin)),
  };
}

const countsOf = (setting: Setting, platform: Platform): readonly number[] =>
  simulatedTenants.map(({ code }) => setting.callsOf(code, platform).length);

async function measureEdit(setting: Setting, origin: Platform, person: Person, edit: number): Promise<number> {
  const { tenant, ids } = person;
  const target = otherPlatform(origin);
  const calls = setting.callsOf(tenant, target);
  const seen = calls.length;
  // A word that no earlier edit used: whoever shows it has this edit.
  const word = `${origin === 'storeganise' ? 'S' : 'Z'}${edit}`;
  const isArrival = ({ recordId, changed, after }: SimCall) =>
    changed && recordId === ids[target] && JSON.stringify(after).includes(word);
  const values = origin === 'storeganise' ? { firstName: word } : { name: `${word} Person` };

  const editedAt = Date.now();
  await setting.control.edit(origin, tenant, ids[origin], values);
  let arrival: SimCall | undefined;
  await waitUntil(
    `edit ${edit} of ${tenant} arrives in ${target}`,
    () => {
      arrival = calls.slice(seen).find(isArrival);
      return arrival !== undefined;
    },
    5,
  );
  return (arrival?.at ?? editedAt) - editedAt;
}
