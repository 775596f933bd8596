import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { literal } from '../../src/store/mongo/expressions.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { addCustomer, HOUR_MS, openSweptBusiness, type SweptBusiness } from '../jobs/swept-business.ts';
import { describeOnMongodb, empty, openTestDatabase } from './test-database.ts';

const MINUTE_MS = 60_000;

/** Sees to everything: the webhooks of this business are all lost, so the sweep finds what there is to do. */
async function catchUp(business: SweptBusiness): Promise<void> {
  business.pass(2 * MINUTE_MS);
  await business.sweep();
  await business.work();
}

/** What both sides show of everybody, by e-mail address. */
function peopleOf({ storeganise, zendesk }: SweptBusiness) {
  const customers = storeganise.users().map(({ email, firstName, lastName }) => `${email} ${firstName} ${lastName}`);
  const users = zendesk.users().map(({ email, name }) => `${email} ${name}`);
  return { storeganise: customers.toSorted(), zendesk: users.toSorted() };
}

const changesOf = ({ storeganise, zendesk }: SweptBusiness) =>
  [...storeganise.calls, ...zendesk.calls].filter(({ write, changed }) => write && changed);

describeOnMongodb('a service whose database was restored from an older backup', () => {
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongo = await openTestDatabase();
  });
  afterAll(() => mongo.close());

  async function open() {
    await empty(mongo);
    const business = openSweptBusiness({
      openStore: (clock) => new MongoStore(mongo, { now: () => literal(clock.now()), about: () => clock.now() }),
    });
    const pat = addCustomer(business, 'pat@example.com');
    const kim = addCustomer(business, 'kim@example.com');
    await catchUp(business);
    const userOf = (customer: string) =>
      business.zendesk.users().find((user) => user.external_id === customer)?.id ?? '';
    return { business, pat, kim, userOf };
  }

  async function backUp(): Promise<() => Promise<void>> {
    const models = Object.values(mongo.mongoose.models);
    const kept = await Promise.all(
      models.map(async (model) => ({ model, all: await model.collection.find().toArray() })),
    );
    return async () => {
      await empty(mongo);
      for (const { model, all } of kept) if (all.length > 0) await model.collection.insertMany(all);
    };
  }

  it('doubles nobody and writes nothing, where both sides have been the same since then', async () => {
    const { business, pat, kim, userOf } = await open();
    const restore = await backUp();
    business.pass(HOUR_MS);
    const lee = addCustomer(business, 'lee@example.com');
    business.storeganise.editUser(pat, { firstName: 'Patricia' }, business.now());
    business.zendesk.editUser(userOf(kim), { name: 'Kim Doe' }, business.now());
    await catchUp(business);
    const before = peopleOf(business);
    const written = changesOf(business).length;

    await restore();
    business.pass(HOUR_MS);
    await catchUp(business);
    await catchUp(business);

    expect(peopleOf(business)).toEqual(before);
    expect(changesOf(business).slice(written)).toEqual([]);
    expect(await business.store.findLink({ tenant: 'acme', platform: 'storeganise', recordId: lee })).toMatchObject({
      state: 'linked',
      zendeskId: userOf(lee),
      matchedBy: 'pointer',
    });
    expect(await business.store.openCases('acme')).toEqual([]);
  });

  it('brings over what was changed while it was down', async () => {
    const { business, pat, kim, userOf } = await open();
    const restore = await backUp();
    business.pass(HOUR_MS);
    business.storeganise.editUser(pat, { firstName: 'Patricia' }, business.now());
    business.zendesk.editUser(userOf(kim), { name: 'Kim Lee' }, business.now());
    addCustomer(business, 'lee@example.com');
    business.pass(5 * HOUR_MS);

    await restore();
    await catchUp(business);

    const { storeganise, zendesk } = peopleOf(business);
    expect(storeganise).toEqual(['kim@example.com Kim Lee', 'lee@example.com Pat Doe', 'pat@example.com Patricia Doe']);
    expect(zendesk).toEqual(storeganise);
  });

  it('asks about an edit that follows one which the backup does not know', async () => {
    const { business, pat, userOf } = await open();
    const restore = await backUp();
    business.pass(HOUR_MS);
    business.storeganise.editUser(pat, { firstName: 'Patricia' }, business.now());
    await catchUp(business);
    business.zendesk.editUser(userOf(pat), { name: 'Patty Doe' }, business.now());

    await restore();
    await catchUp(business);

    expect(peopleOf(business)).toEqual({
      storeganise: ['kim@example.com Pat Doe', 'pat@example.com Patricia Doe'],
      zendesk: ['kim@example.com Pat Doe', 'pat@example.com Patty Doe'],
    });
    expect((await business.store.openCases('acme')).map(({ kind }) => kind)).toEqual(['field_conflict']);
  });

  it('links people again without any backup, by the pointers on both sides', async () => {
    const { business, pat, userOf } = await open();
    const user = userOf(pat);
    const written = changesOf(business).length;

    await empty(mongo);
    business.storeganise.editUser(pat, { firstName: 'Patricia' }, business.now());
    await catchUp(business);

    expect(peopleOf(business).zendesk).toEqual(['kim@example.com Pat Doe', 'pat@example.com Patricia Doe']);
    expect(userOf(pat)).toBe(user);
    expect(
      changesOf(business)
        .slice(written)
        .map(({ changedFields }) => changedFields),
    ).toEqual([['name']]);
  });
});
