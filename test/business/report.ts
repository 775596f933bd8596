import { STATUS_FIELD } from '../stories/rule-world.ts';
import { badWrites, countWrites, isNewTask } from '../stories/rule-writes.ts';
import type { Business } from './business.ts';
import type { BusinessWorld } from './business-world.ts';
import { numberOf, type Person, statusOf, wholeName } from './people.ts';

/** What differs from the book, for everybody about whom no question is open. */
export function differences(business: Business): readonly string[] {
  const users = new Map(business.world.zendesk.users().map((user) => [user.id, user]));
  const customers = new Map(business.world.storeganise.users().map((user) => [user.id, user]));
  return business.people
    .filter(({ awkward }) => awkward === undefined)
    .flatMap((person) => {
      const customer = customers.get(person.customerId ?? '');
      const user = users.get(person.userId ?? '');
      if (!customer || !user) return [`${person.storeganise.name}: ${customer ? 'no user' : 'no customer'}`];
      const shown = {
        storeganise: {
          name: wholeName(customer),
          email: customer.email.toLowerCase(),
          phone: numberOf(customer.phone ?? ''),
        },
        zendesk: { name: user.name, email: user.email ?? '', phone: numberOf(user.phone ?? '') },
        status: user.user_fields[STATUS_FIELD],
      };
      const wanted = { storeganise: person.storeganise, zendesk: person.zendesk, status: statusOf(person) };
      return compare(person, wanted, shown);
    });
}

function compare(person: Person, wanted: object, shown: object): string[] {
  const [want, show] = [JSON.stringify(wanted), JSON.stringify(shown)];
  return want === show ? [] : [`${person.customerId}/${person.userId}: wanted ${want}, shown ${show}`];
}

/** The kinds of the tasks that were posted, from the codes in their texts. */
export function tasksByKind({ storeganise }: BusinessWorld): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const { desc } of storeganise.jobs()) {
    const kind = /^Code: (\S+)/m.exec(desc)?.[1] ?? 'no code';
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}

export type Numbers = {
  readonly calls: number;
  readonly writes: Readonly<Record<string, number>>;
  readonly tasks: number;
  readonly webhooks: number;
  readonly outcomes: Readonly<Record<string, number>>;
};

/** What the product did since the last count, which is forgotten then. */
export function countAndForget(world: BusinessWorld): Numbers & { readonly bad: readonly string[] } {
  const { sent } = world;
  const outcomes: Record<string, number> = {};
  for (const { outcome } of world.outcomes) {
    const name = outcome.kind === 'noop' ? `noop(${outcome.reason})` : outcome.kind;
    outcomes[name] = (outcomes[name] ?? 0) + 1;
  }
  const found = {
    calls: sent.length,
    writes: countWrites(sent),
    tasks: sent.filter(isNewTask).length,
    webhooks: world.webhooks,
    outcomes,
    bad: badWrites(sent, { tags: false, customerFields: false }),
  };
  sent.length = 0;
  world.outcomes.length = 0;
  world.webhooks = 0;
  return found;
}
