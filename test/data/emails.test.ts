import { afterAll, describe, expect, it } from 'vitest';
import { closeDoor } from '../stories/rule-door.ts';
import { RuleWorld } from '../stories/rule-world.ts';
import { EMAILS, EMAILS_LEFT } from './emails.ts';
import { groupsOf, Tally, typeInStoreganise, typeInZendesk } from './travellers.ts';

const tally = { there: new Tally('e-mails typed in Storeganise'), back: new Tally('e-mails typed in Zendesk') };
afterAll(closeDoor);
afterAll(() => console.log(`${tally.there}\n${tally.back}`));

const canonical = (email: string) => email.trim().toLowerCase();
const WELL = { endedAs: 'applied', problems: [] };

describe('e-mail addresses', () => {
  it('are at least 100 ordinary and odd ones, none twice', () => {
    expect(EMAILS.length).toBeGreaterThanOrEqual(100);
    expect(new Set(EMAILS.map(canonical)).size).toBe(EMAILS.length);
  });

  it('typed in Storeganise are the first address in Zendesk and stay as they were typed', async () => {
    for (const rows of groupsOf(EMAILS)) {
      const trips = await typeInStoreganise(
        {},
        rows.map((email) => ({ email })),
      );
      for (const [index, email] of rows.entries()) {
        const { user, endedAs, problems } = trips[index] ?? {};
        expect({ shown: user?.email, endedAs, problems }, email).toEqual({ shown: canonical(email), ...WELL });
        tally.there.add('round trip');
      }
    }
  });

  it('typed in Zendesk are the address in Storeganise, and nothing comes back', async () => {
    for (const rows of groupsOf(EMAILS)) {
      const trips = await typeInZendesk(
        {},
        rows.map((email) => ({ email })),
      );
      for (const [index, email] of rows.entries()) {
        const { customer, endedAs, problems } = trips[index] ?? {};
        expect({ shown: customer?.email, endedAs, problems }, email).toEqual({ shown: canonical(email), ...WELL });
        tally.back.add('round trip');
      }
    }
  });

  it('find the Zendesk user who has them, among all the others', async () => {
    const world = new RuleWorld({}, {});
    const { storeganise, zendesk, time } = world;
    const past = time.now - 86_400_000;
    const users = EMAILS.map(
      (email, index) => zendesk.createUser({ name: `Pat ${index}`, email, createdAt: past }, past).id,
    );
    const customers = EMAILS.map((email, index) => {
      const { id, events } = storeganise.createUser({ firstName: 'Pat', lastName: String(index), email }, time.now);
      world.deliver('storeganise', events);
      return id;
    });

    await world.quiet();

    expect(users.map((id) => zendesk.user(id)?.external_id)).toEqual(customers);
    expect(zendesk.users()).toHaveLength(EMAILS.length);
    expect([storeganise.jobs(), world.problems]).toEqual([[], []]);
    await world.stop();
  });

  it('that a platform refuses are left alone for a named reason', async () => {
    const trips = await typeInStoreganise(
      {},
      EMAILS_LEFT.map(([email]) => ({ email })),
    );
    for (const [index, [email, why]] of EMAILS_LEFT.entries()) {
      const { user, endedAs, problems } = trips[index] ?? {};
      expect({ shown: user?.email, endedAs, problems }, email).toEqual({
        shown: `pat${index}@example.com`,
        endedAs: why,
        problems: [],
      });
      tally.there.add(`left alone: ${why}`);
    }
  });
});
