import { afterAll, describe, expect, it } from 'vitest';
import { closeDoor } from '../stories/rule-door.ts';
import { PHONES, PHONES_LEFT } from './phones.ts';
import { groupsOf, Tally, typeInStoreganise, typeInZendesk } from './travellers.ts';

const tally = { there: new Tally('phones typed in Storeganise'), back: new Tally('phones typed in Zendesk') };
afterAll(closeDoor);
afterAll(() => console.log(`${tally.there}\n${tally.back}`));

const CODES = [...new Set(PHONES.map(([callingCode]) => callingCode))];
const START = /^\+1 ?201 ?555 ?1\d{3}$/;

describe('phones', () => {
  it('are at least 150 ordinary and odd ones', () => {
    expect(PHONES.length + PHONES_LEFT.length).toBeGreaterThanOrEqual(150);
  });

  it.each(CODES)(
    'typed at a business of %s are one number on both sides and stay as they were typed',
    async (callingCode) => {
      const rows = PHONES.filter(([code]) => code === callingCode);
      const typed = rows.map(([, phone]) => ({ phone }));
      const there = await typeInStoreganise({ callingCode }, typed);
      const back = await typeInZendesk({ callingCode }, typed);

      for (const [index, [, phone, e164]] of rows.entries()) {
        const wanted = { shown: e164, endedAs: 'applied', problems: [] };
        const [one, other] = [there[index], back[index]];
        expect({ shown: one?.user.phone, endedAs: one?.endedAs, problems: one?.problems }, phone).toEqual(wanted);
        expect({ shown: other?.customer.phone, endedAs: other?.endedAs, problems: other?.problems }, phone).toEqual(
          wanted,
        );
        tally.there.add('round trip');
        tally.back.add('round trip');
      }
    },
  );

  it.each(['there', 'back'] as const)('that are none are left alone for a named reason, %s', async (way) => {
    for (const rows of groupsOf(PHONES_LEFT)) {
      const travel = way === 'there' ? typeInStoreganise : typeInZendesk;
      const trips = await travel(
        { callingCode: '+81' },
        rows.map(([, phone]) => ({ phone })),
      );
      for (const [index, [, phone]] of rows.entries()) {
        const trip = trips[index];
        const shown = way === 'there' ? trip?.user.phone : trip?.customer.phone;
        expect(shown, phone).toMatch(START);
        expect({ endedAs: trip?.endedAs, problems: trip?.problems }, phone).toEqual({
          endedAs: 'unreadable_phone',
          problems: [],
        });
        tally[way].add('left alone: unreadable_phone');
      }
    }
  });
});
