import type { Control } from '../../src/cli/demo/control.ts';
import type { Platform } from '../../src/domain/contact.ts';
import type { RunningSimulators } from '../../src/simulators/start-simulators.ts';
import { simulatedTenants, type TenantCode } from '../../src/simulators/tenants.ts';

/** Who signed up, and what was typed last: all of it on one side, so that nobody has to decide between two edits. */
export type Person = {
  readonly tenant: TenantCode;
  readonly edits: Platform;
  readonly customerId: string;
  typed: Typed;
};
type Typed = { readonly firstName: string; readonly lastName: string; readonly email: string; readonly phone: string };

type Parts = { readonly simulators: RunningSimulators; readonly control: Control; readonly random: () => number };

export type Crowd = ReturnType<typeof createCrowd>;

/** People who sign up in Storeganise and are edited on one of both platforms from then on. */
export function createCrowd({ simulators, control, random }: Parts) {
  const people: Person[] = [];
  let drawn = 0;
  const serial = () => ++drawn;

  const usersOf = ({ tenant, customerId }: Pick<Person, 'tenant' | 'customerId'>) =>
    simulators.tenants[tenant].zendesk
      .users()
      .filter((user) => user.active && user.role === 'end-user' && user.external_id === customerId);

  async function edit(person: Person, change: Partial<Typed>): Promise<void> {
    const { tenant, customerId, edits } = person;
    const typed = { ...person.typed, ...change };
    if (edits === 'storeganise') {
      person.typed = typed;
      await control.edit('storeganise', tenant, customerId, change);
      return;
    }
    const [user] = usersOf(person);
    if (!user) return;
    person.typed = typed;
    const { email } = change;
    await control.edit('zendesk', tenant, user.id, email === undefined ? { name: nameInZendesk(person) } : { email });
  }

  return {
    people,
    usersOf,

    async signUp(): Promise<void> {
      const number = serial();
      const tenant = simulatedTenants[number % simulatedTenants.length]?.code ?? 'acme';
      const typed = { firstName: word(number), lastName: 'Doe', email: address(number), phone: phone(tenant, number) };
      const customerId = await control.create('storeganise', tenant, typed);
      people.push({ tenant, customerId, edits: random() < 0.5 ? 'storeganise' : 'zendesk', typed });
    },

    /** Somebody types something. */
    async editAnybody(): Promise<void> {
      const person = people[Math.floor(random() * people.length)];
      if (!person) return;
      const number = serial();
      const changes: Partial<Typed>[] = [{ firstName: word(number) }, { email: address(number) }];
      if (person.edits === 'storeganise') changes.push({ phone: phone(person.tenant, number) });
      await edit(person, changes[Math.floor(random() * changes.length)] ?? {});
    },

    /** Staff open the customer once more and save it; nothing that both sides share is changed. */
    remind: ({ tenant, customerId }: Person) =>
      control.edit('storeganise', tenant, customerId, { address: `${serial()} Elm St` }),
  };
}

/** The whole name as the tenant's Zendesk account shows it. */
export const nameInZendesk = ({ tenant, typed: { firstName, lastName } }: Person): string =>
  tenant === 'sakura' ? `${lastName} ${firstName}` : `${firstName} ${lastName}`;

const word = (number: number) => `Ann${String(number).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}`;
const address = (number: number) => `ann${number}@example.com`;
const phone = (tenant: TenantCode, number: number) => {
  const digits = String(number % 1_000_000).padStart(6, '0');
  return tenant === 'sakura' ? `+819012${digits}` : `+14152${digits}`;
};
