import { describe, expect, it } from 'vitest';
import { findBadManners } from '../../src/simulators/storeganise/manners.ts';
import { buildLink } from '../support/builders.ts';
import { addCustomer, HOUR_MS, openSweptBusiness, type SweptBusiness } from './swept-business.ts';

const DAY_MS = 24 * HOUR_MS;

/** A customer and a user that name each other, linked, long before the first sweep. */
async function addPair(business: SweptBusiness, name: string) {
  const { storeganise, zendesk, store } = business;
  const email = `${name}@example.com`;
  const customer = addCustomer(business, email);
  const { id: user } = zendesk.createUser({ name, email, external_id: customer }, business.now());
  storeganise.editUser(customer, { customFields: { zendesk_userId: user } }, business.now());
  const seen = { storeganise: new Date(business.now()).toISOString() };
  await store.insertLink(buildLink({ id: name, storeganiseId: customer, zendeskId: user, seen }));
  return { customer, user };
}

const listings = ({ requests }: SweptBusiness) => requests.filter((path) => path.includes('/users?limit='));

describe('the pointers of both sides', () => {
  it('are compared, and who no longer names the other is marked', async () => {
    const business = openSweptBusiness({ customFieldsAlways: true });
    const right = await addPair(business, 'right');
    const lost = await addPair(business, 'lost');
    const moved = await addPair(business, 'moved');
    business.zendesk.editUser(lost.user, { external_id: null }, business.now());
    business.storeganise.editUser(moved.customer, { customFields: { zendesk_userId: right.user } }, business.now());
    business.pass(5 * HOUR_MS);

    await business.sweep();

    const marks = await Promise.all([
      business.marksOf('storeganise', right.customer),
      business.marksOf('zendesk', right.user),
      business.marksOf('zendesk', lost.user),
      business.marksOf('storeganise', lost.customer),
      business.marksOf('storeganise', moved.customer),
      business.marksOf('zendesk', moved.user),
    ]);
    expect(marks).toEqual([0, 0, 1, 0, 1, 0]);
  });

  it('may be left out of the list: then who changed since it was seen is marked', async () => {
    const business = openSweptBusiness();
    const same = await addPair(business, 'same');
    const changed = await addPair(business, 'changed');
    const stranger = addCustomer(business, 'stranger@example.com');
    business.pass(1_000);
    business.storeganise.editUser(changed.customer, { customFields: { zendesk_userId: '1' } }, business.now());
    business.pass(5 * HOUR_MS);

    await business.sweep();

    expect(await business.marksOf('storeganise', same.customer)).toBe(0);
    expect(await business.marksOf('storeganise', changed.customer)).toBe(1);
    expect(await business.marksOf('storeganise', stranger), 'nobody is linked by a sweep').toBe(0);
  });

  it('are compared once a day, as politely as the vendor asks for', async () => {
    const business = openSweptBusiness();
    const { user } = await addPair(business, 'pat');
    business.pass(5 * HOUR_MS);
    await business.sweep();
    business.zendesk.editUser(user, { external_id: null }, business.now());
    business.breakDown((path) => path.includes('/incremental/'));
    business.pass(DAY_MS - 1);
    await business.sweep();
    expect(await business.marksOf('zendesk', user)).toBe(0);

    business.pass(1);
    await business.sweep();

    expect(await business.marksOf('zendesk', user)).toBe(1);
    expect(listings(business)).toHaveLength(2);
    expect(findBadManners(business.storeganise.calls)).toEqual([]);
  });

  it('of many are compared in goes, each where the last one ended', async () => {
    const business = openSweptBusiness();
    const { user } = await addPair(business, 'oldest');
    business.zendesk.editUser(user, { external_id: null }, business.now());
    business.pass(1_000);
    for (let at = 0; at < 1_000; at += 1) addCustomer(business, `n${at}@example.com`);
    business.pass(5 * HOUR_MS);
    business.breakDown((path) => path.endsWith('offset=90'));
    await business.sweep();
    expect(listings(business)).toHaveLength(2);

    business.breakDown(() => false);
    await business.sweep();
    expect(listings(business)).toHaveLength(12);
    expect(await business.marksOf('zendesk', user), 'the list is not at its end').toBe(0);
    await business.sweep();
    await business.sweep();

    expect(await business.marksOf('zendesk', user)).toBe(1);
    expect(listings(business).at(-1)).toContain('offset=990');
    expect(listings(business)).toHaveLength(13);
  });

  it('of more than a hundred are asked for a hundred at a time', async () => {
    const business = openSweptBusiness({ limitIgnored: true });
    const pairs = [];
    for (let at = 0; at < 120; at += 1) pairs.push(await addPair(business, `n${at}`));
    for (const { user } of pairs) business.zendesk.editUser(user, { external_id: null }, business.now());
    business.pass(5 * HOUR_MS);

    await business.sweep();

    for (const { user } of pairs) expect(await business.marksOf('zendesk', user)).toBe(1);
  });

  it('of a user who is no more are marked', async () => {
    const business = openSweptBusiness();
    const { customer } = await addPair(business, 'pat');
    await business.store.insertLink(buildLink({ id: 'gone', storeganiseId: 'sg9', zendeskId: '77' }));
    const link = await business.store.findLink({ tenant: 'acme', platform: 'storeganise', recordId: customer });
    await business.store.saveLink({ ...(link ?? buildLink()), zendeskId: '78' });
    business.pass(5 * HOUR_MS);

    await business.sweep();

    expect(await business.marksOf('zendesk', '78')).toBe(1);
  });
});
