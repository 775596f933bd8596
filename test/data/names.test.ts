import { afterAll, describe, expect, it } from 'vitest';
import { closeDoor } from '../stories/rule-door.ts';
import { NAMES, NAMES_LEFT, type NameRow } from './names.ts';
import { groupsOf, Tally, type Trip, typeInStoreganise, typeInZendesk } from './travellers.ts';

const tally = { there: new Tally('names typed in Storeganise'), back: new Tally('names typed in Zendesk') };
afterAll(closeDoor);
afterAll(() => console.log(`${tally.there}\n${tally.back}`));

const shownOf = ([first, last, shown = `${first} ${last}`]: NameRow) => shown;
/** Shown as typed, and without the word that is the marker where a last name stands first. */
const plain = NAMES.filter(([, last, shown]) => shown === undefined && !/\bunknown\b/i.test(last));

/** Two parts are split, all others stay whole (design §7 Name). */
function partsOf(name: string): { firstName: string; lastName: string } {
  const [first = '', last, ...more] = name.split(' ');
  return last === undefined || more.length > 0
    ? { firstName: name, lastName: 'unknown' }
    : { firstName: first, lastName: last };
}

const pathOf = (trip: Trip | undefined) => ({ endedAs: trip?.endedAs, problems: trip?.problems });
const WELL = { endedAs: 'applied', problems: [] };

describe('names', () => {
  it('are at least 150 ordinary and odd ones', () => {
    expect(NAMES.length + NAMES_LEFT.length).toBeGreaterThanOrEqual(150);
  });

  it('typed in Storeganise stand whole in Zendesk and stay as they were typed', async () => {
    for (const rows of groupsOf(NAMES)) {
      const trips = await typeInStoreganise(
        {},
        rows.map(([firstName, lastName]) => ({ firstName, lastName })),
      );
      for (const [index, row] of rows.entries()) {
        const trip = trips[index];
        expect({ name: trip?.user.name, ...pathOf(trip) }, JSON.stringify(row)).toEqual({
          name: shownOf(row),
          ...WELL,
        });
        tally.there.add('round trip');
      }
    }
  });

  it('stand the other way round in an account that writes Last First', async () => {
    for (const rows of groupsOf(plain)) {
      const typed = rows.map(([firstName, lastName]) => ({ firstName, lastName }));
      const trips = await typeInStoreganise({ nameOrder: 'Last First' }, typed);
      for (const [index, row] of rows.entries()) {
        const trip = trips[index];
        const name = `${row[1]} ${row[0]}`;
        expect({ name: trip?.user.name, ...pathOf(trip) }, JSON.stringify(row)).toEqual({ name, ...WELL });
      }
    }
  });

  it('typed in Zendesk are split where they have two parts, and stay as they were typed', async () => {
    for (const rows of groupsOf(NAMES)) {
      const trips = await typeInZendesk(
        {},
        rows.map(([first, last]) => ({ name: `${first} ${last}` })),
      );
      for (const [index, row] of rows.entries()) {
        const trip = trips[index];
        const { firstName, lastName } = trip?.customer ?? {};
        const wanted = { ...partsOf(shownOf(row)), ...WELL };
        expect({ firstName, lastName, ...pathOf(trip) }, JSON.stringify(row)).toEqual(wanted);
        tally.back.add('round trip');
      }
    }
  });

  it('that cannot be taken are left alone for a named reason', async () => {
    const trips = await typeInStoreganise(
      {},
      NAMES_LEFT.map(([firstName, lastName]) => ({ firstName, lastName })),
    );
    for (const [index, [first, last, why]] of NAMES_LEFT.entries()) {
      const trip = trips[index];
      const found = { name: trip?.user.name, ...pathOf(trip) };
      expect(found, JSON.stringify([first, last]).slice(0, 80)).toEqual({
        name: 'Pat Doe',
        endedAs: why,
        problems: [],
      });
      tally.there.add(`left alone: ${why}`);
    }
  });
});
