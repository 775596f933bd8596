import type { SimRandom } from '../../src/simulators/wire.ts';

/** What one side should show of a person. A phone is a number in its international form, or a text that is none. */
export type Face = { readonly name: string; readonly email: string; readonly phone: string };

export type RentalState = 'submitted' | 'reserved' | 'occupied' | 'ended' | 'cancelled';

/** One person of the business, with what both sides should show by now. */
export type Person = {
  customerId?: string;
  userId?: string;
  /** Whether the product may take the customer's address for the customer's own. */
  isProven: boolean;
  storeganise: Face;
  zendesk: Face;
  readonly rentals: Map<string, RentalState>;
  isDisabled: boolean;
  /** Why a task may be open about this person. */
  awkward?: string;
};

const FIRST =
  'Ada Ben Cleo Dan Eva Finn Gita Hugo Iris Jack Kira Liam Mona Nils Olga Paul Quin Rosa Sam Tara Uma Vic Wes Xena Yuri Zoe'.split(
    ' ',
  );
const LAST =
  'Abbott Baker Carter Dixon Ellis Foster Grant Harper Irwin Jensen Keller Lopez Mason Norris Owens Parker Quigley Reyes Stone Turner Underwood Vance Walsh Xu Young Zimmer'.split(
    ' ',
  );
const LONG_LAST = ['de la Cruz', 'van Dyke', 'Garcia Lopez', 'St. John', "O'Neill Hart", 'Smith-Jones Lee'];
const AREAS = [201, 212, 303, 310, 404, 415, 512, 617, 702, 713];
/** How people write the same number. */
const FORMS: readonly ((area: string, exchange: string, line: string) => string)[] = [
  (area, exchange, line) => `(${area}) ${exchange}-${line}`,
  (area, exchange, line) => `${area}-${exchange}-${line}`,
  (area, exchange, line) => `${area}.${exchange}.${line}`,
  (area, exchange, line) => `${area}${exchange}${line}`,
  (area, exchange, line) => `+1 ${area} ${exchange} ${line}`,
  (area, exchange, line) => `1 ${area} ${exchange}-${line}`,
];

export type Dice = ReturnType<typeof createDice>;

/** Draws that depend on nothing but the seed. */
export function createDice(random: SimRandom) {
  let emails = 0;
  const below = (limit: number) => Math.floor(random() * limit);
  function pick<T>(from: readonly T[]): T {
    const one = from[below(from.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  return {
    chance: (of: number) => random() < of,
    below,
    pick,

    /** First and last name; one in twelve has more than two parts, as in life. */
    names(): { firstName: string; lastName: string } {
      const firstName = random() < 0.03 ? `${pick(FIRST)} ${pick(FIRST)}` : pick(FIRST);
      return { firstName, lastName: random() < 0.05 ? pick(LONG_LAST) : pick(LAST) };
    },

    /** An address that nobody else has. */
    email(of: { firstName: string; lastName: string }): string {
      emails += 1;
      const local = `${of.firstName}.${of.lastName}`.toLowerCase().replaceAll(/[^a-z.]/g, '');
      return `${local}.${emails}@example.net`;
    },

    /** A number as somebody types it. */
    phone(): string {
      const exchange = String(220 + below(700)).replace(/11$/, '22');
      return pick(FORMS)(String(pick(AREAS)), exchange, String(below(10_000)).padStart(4, '0'));
    },
  };
}

/** The number behind a text, as this business reads it; a text that is none stays what it is. */
export function numberOf(typed: string): string {
  const digits = typed.replaceAll(/\D/g, '');
  if (/[a-z]/i.test(typed)) return typed;
  if (digits.length === 10) return `+1${digits}`;
  return digits.length === 11 && digits.startsWith('1') ? `+${digits}` : typed;
}

export const isNumber = (phone: string) => /^\+1\d{10}$/.test(phone);

/** The customer's two parts as one. */
export const wholeName = ({ firstName, lastName }: { firstName: string; lastName: string }) =>
  lastName === 'unknown' ? firstName : `${firstName} ${lastName}`;

/** The status that belongs to a customer's rentals (Storeganise dossier §4.2). */
export function statusOf({ rentals, isDisabled }: Person): string {
  const states = [...rentals.values()];
  if (states.some((state) => state === 'reserved' || state === 'occupied')) return 'active';
  return isDisabled || states.includes('ended') ? 'deactivated' : 'new_prospect';
}
