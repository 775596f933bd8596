import { describe, expect, it } from 'vitest';
import { createChangedList } from '../../src/connectors/storeganise/changed.ts';
import { buildLink } from '../support/builders.ts';
import { addCustomer, HOUR_MS, openSweptBusiness, START } from './swept-business.ts';

describe('a sweep', () => {
  it('marks who changed on either side, and nobody else', async () => {
    const business = openSweptBusiness();
    const old = addCustomer(business, 'old@example.com');
    business.pass(5 * HOUR_MS);
    const customer = addCustomer(business, 'pat@example.com');
    const user = business.zendesk.createUser({ name: 'Kim Lee', email: 'kim@example.com' }, business.now()).id;
    business.pass(120_000);

    await business.sweep();

    expect(await business.marksOf('storeganise', customer)).toBe(1);
    expect(await business.marksOf('zendesk', user)).toBe(1);
    expect(await business.marksOf('storeganise', old)).toBe(0);
  });

  it('marks the owner of a rental that changed', async () => {
    const business = openSweptBusiness();
    const customer = addCustomer(business, 'pat@example.com');
    business.pass(5 * HOUR_MS);
    business.storeganise.rent(customer, business.now());
    business.pass(1_000);

    await business.sweep();

    expect(await business.marksOf('storeganise', customer)).toBe(1);
  });

  it('goes on where the last one ended', async () => {
    const business = openSweptBusiness();
    const user = business.zendesk.createUser({ name: 'Kim Lee', email: 'kim@example.com' }, business.now()).id;
    business.pass(120_000);
    await business.sweep();
    business.pass(600_000);
    await business.sweep();
    expect(await business.marksOf('zendesk', user), 'an unchanged user is found once').toBe(1);

    business.zendesk.editUser(user, { name: 'Kim Low' }, business.now());
    business.pass(120_000);
    await business.sweep();

    expect(await business.marksOf('zendesk', user)).toBe(2);
  });

  it('leaves alone what a pass has seen, and finds what changed after it', async () => {
    const business = openSweptBusiness();
    const customer = addCustomer(business, 'pat@example.com');
    const updatedAt = new Date(business.now()).toISOString();
    await business.store.insertLink(buildLink({ storeganiseId: customer, seen: { storeganise: updatedAt } }));
    business.pass(60_000);
    await business.sweep();
    expect(await business.marksOf('storeganise', customer)).toBe(0);

    business.storeganise.editUser(customer, { firstName: 'Patricia' }, business.now());
    business.pass(60_000);
    await business.sweep();

    expect(await business.marksOf('storeganise', customer)).toBe(1);
  });

  it('reads every page of a long list, and marks each of them', async () => {
    const business = openSweptBusiness();
    const customers = Array.from({ length: 230 }, (_, at) => addCustomer(business, `n${at}@example.com`));
    business.pass(60_000);

    await business.sweep();

    for (const customer of customers) expect(await business.marksOf('storeganise', customer)).toBe(1);
    expect(business.requests.filter((path) => path.includes('/users?updatedAfter'))).toHaveLength(3);
  });

  it('that is broken off keeps its place, and the other platform is swept all the same', async () => {
    const business = openSweptBusiness();
    const customers = Array.from({ length: 150 }, (_, at) => addCustomer(business, `n${at}@example.com`));
    const user = business.zendesk.createUser({ name: 'Kim Lee', email: 'kim@example.com' }, business.now()).id;
    business.pass(120_000);
    business.breakDown((path) => path.includes('offset=90'));
    await business.sweep();
    expect(await business.marksOf('zendesk', user)).toBe(1);

    business.breakDown(() => false);
    await business.sweep();

    for (const customer of customers) expect(await business.marksOf('storeganise', customer)).toBe(1);
    const firstPages = business.requests.filter((path) => /users\?updatedAfter.*offset=0/.test(path));
    expect(firstPages, 'the first page is not read again').toHaveLength(1);
  });
});

describe('what changed in Zendesk', () => {
  it('in the same second as a pass looked is told from what that pass saw', async () => {
    const business = openSweptBusiness();
    const { store, zendesk } = business;
    const make = (name: string) => {
      const user = zendesk.createUser({ name, email: `${name}@example.com` }, business.now());
      const base = { name, email: `${name}@example.com`, phone: '' };
      const seen = { zendesk: new Date(business.now()).toISOString().replace('.000Z', 'Z') };
      return {
        id: user.id,
        link: buildLink({ id: name, storeganiseId: `sg-${name}`, zendeskId: user.id, base, seen }),
      };
    };
    const [pat, kim] = [make('pat'), make('kim')];
    for (const { link } of [pat, kim]) await store.insertLink(link);
    zendesk.editUser(kim.id, { name: 'Kim Lee' }, business.now());
    business.pass(120_000);

    await business.sweep();

    expect([await business.marksOf('zendesk', pat.id), await business.marksOf('zendesk', kim.id)]).toEqual([0, 1]);
  });

  it('is found although the place of the last sweep means nothing any more', async () => {
    const business = openSweptBusiness();
    const user = business.zendesk.createUser({ name: 'Kim Lee', email: 'kim@example.com' }, business.now()).id;
    await business.store.saveCursor('acme', 'sweep.zendesk', 'no cursor of this account');
    business.pass(120_000);

    await business.sweep();
    await business.sweep();

    expect(await business.marksOf('zendesk', user)).toBe(1);
    const refused = business.requests.filter((path) => path.includes('cursor=no%20cursor'));
    expect(refused, 'it is asked for once').toHaveLength(1);
  });
});

describe('what changed in Storeganise', () => {
  it('while its rentals could not be read is found all the same', async () => {
    const business = openSweptBusiness();
    const early = addCustomer(business, 'early@example.com');
    business.breakDown((path) => path.includes('/unit-rentals'));
    await business.sweep();
    business.pass(60_000);
    const meanwhile = addCustomer(business, 'meanwhile@example.com');
    business.pass(HOUR_MS);
    business.storeganise.rent(early, business.now());
    business.breakDown(() => false);

    await business.sweep();
    await business.sweep();

    expect(await business.marksOf('storeganise', meanwhile)).toBe(1);
  });

  it('is marked once, however often it is listed, until it changes again', async () => {
    const business = openSweptBusiness();
    const customer = addCustomer(business, 'pat@example.com');
    business.pass(1_000);
    const tenant = addCustomer(business, 'kim@example.com');
    business.storeganise.rent(tenant, business.now());
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await business.sweep();
    expect([await business.marksOf('storeganise', customer), await business.marksOf('storeganise', tenant)]).toEqual([
      1, 2,
    ]);

    business.pass(1_000);
    business.storeganise.editUser(customer, { firstName: 'Patricia' }, business.now());
    await business.sweep();

    expect(await business.marksOf('storeganise', customer)).toBe(2);
  });

  it.each([100, 150])('is read where no limit is heeded: %i customers', async (count) => {
    const business = openSweptBusiness({ limitIgnored: true });
    const customers = Array.from({ length: count }, (_, at) => addCustomer(business, `n${at}@example.com`));

    await business.sweep();

    for (const customer of customers) expect(await business.marksOf('storeganise', customer)).toBe(1);
    expect(
      business.requests.filter((path) => path.includes('/unit-rentals')),
      'the rentals are read',
    ).toHaveLength(1);
    expect(business.requests.filter((path) => path.includes('/users?updatedAfter')).length).toBeLessThanOrEqual(2);
  });

  it('while its pages were turned hides nobody: rows move up in a list that is ordered by change', async () => {
    const rows = Array.from({ length: 150 }, (_, at) => ({ id: `sg${at}` }));
    const call = async (_: string, path: string) => {
      const offset = Number(/offset=(\d+)/.exec(path)?.[1]);
      return { kind: 'ok', body: path.includes('/users') ? rows.slice(offset, offset + 100) : [] } as const;
    };
    const { listChanged } = createChangedList({ call });
    const first = await listChanged(undefined, START);
    rows.push(...rows.splice(0, 10));

    const second = await listChanged(first.cursor, START);

    expect(new Set([...first.records, ...second.records].map(({ id }) => id)).size).toBe(150);
  });

  it('at no readable time is told, and hides nothing else', async () => {
    const pages = [[{ id: 'sg1', updated: 'soon' }, { id: 'sg2' }, { id: 'sg3', updated: '2026-01-05T09:30:00.000Z' }]];
    const { listChanged } = createChangedList({ call: async () => ({ kind: 'ok', body: pages.shift() ?? [] }) });

    const page = await listChanged(undefined, Date.parse('2026-01-05T09:00:00.000Z'));

    expect(page.records).toEqual([{ id: 'sg1' }, { id: 'sg2' }, { id: 'sg3', updatedAt: '2026-01-05T09:30:00.000Z' }]);
    expect(JSON.parse(page.cursor).spans.users.since).toBe('2026-01-05T09:25:00.000Z');
  });
});
