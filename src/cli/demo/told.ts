import type { Platform } from '../../domain/contact.ts';
import type { TenantCode } from '../../simulators/tenants.ts';
import type { Shown } from './show-records.ts';
import type { Step, ToldTask } from './step.ts';

export type Sides<Value> = Readonly<Record<Platform, Value>>;

/** What a business must look like: everybody in it, and every task. */
export type Told = {
  readonly people: Readonly<Record<string, Partial<Sides<Shown>>>>;
  readonly tasks: readonly (ToldTask & { readonly isOpen: boolean })[];
};

/** What the steps of the story so far leave behind at one business. */
export function toldAfter(steps: readonly Step[], tenant: TenantCode): Told {
  return steps.filter((step) => step.tenant === tenant).reduce(tell, { people: {}, tasks: [] });
}

function tell({ people, tasks }: Told, { person, changes, witness, witnessed, opens, closes }: Step): Told {
  const told = { ...people, [person]: change(people[person], changes) };
  const left = tasks.map((task) => (task.title === closes ? { ...task, isOpen: false } : task));
  return {
    people: witness === undefined ? told : { ...told, [witness]: change(told[witness], witnessed) },
    tasks: opens === undefined ? left : [...left, { ...opens, isOpen: true }],
  };
}

function change(before: Partial<Sides<Shown>> = {}, changes: Partial<Sides<Shown>> = {}): Partial<Sides<Shown>> {
  const sides = Object.entries(changes).map(([platform, values]) => {
    const shown = { ...before[platform as Platform], ...values };
    return [platform, Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== ''))];
  });
  return { ...before, ...Object.fromEntries(sides) };
}
