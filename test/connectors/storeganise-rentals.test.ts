import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../src/ports.ts';
import { BASES, buildAnswer, callsOf, LOST } from './scripted-transport.ts';
import { ID, openStoreganise } from './storeganise-business.ts';

const OTHER_ID = '5f0000000000000000000b02';
const rental = (id: number, state: unknown, ownerId: unknown = ID) => ({ id: `r${id}`, ownerId, state });
const rentals = (from: number, count: number, state = 'ended', ownerId: string = ID) =>
  Array.from({ length: count }, (_, at) => rental(from + at, state, ownerId));

async function reading(...answers: readonly HttpAnswer[]) {
  const { storeganise, requests } = openStoreganise(...answers);
  const states = await storeganise.readRentals(ID);
  return { states, calls: callsOf(requests, `${BASES.storeganise}/unit-rentals`) };
}
const statesOf = async (...list: readonly unknown[]) => (await reading(buildAnswer(200, list))).states;
const page = (offset: number) => ['GET', `?ownerId=${ID}&limit=100&offset=${offset}`];

describe('the rentals of a customer', () => {
  it('are asked for by owner', async () => {
    const { states, calls } = await reading(buildAnswer(200, [rental(1, 'occupied'), rental(2, 'ended')]));

    expect(states).toEqual(['occupied', 'ended']);
    expect(calls).toEqual([page(0)]);
  });

  it('are none in an empty list, and where there is no such list', async () => {
    expect(await statesOf()).toEqual([]);
    expect((await reading(buildAnswer(404))).states).toEqual([]);
  });

  it.each<[string, readonly unknown[], readonly string[]]>([
    ['of somebody else', [rental(1, 'occupied', OTHER_ID), rental(2, 'ended')], ['ended']],
    ['of nobody', [rental(1, 'occupied', null), { id: 'r2', state: 'occupied' }], []],
    ['shown twice', [rental(1, 'ended'), rental(1, 'ended')], ['ended']],
  ])('leave out one that is %s', async (_, list, states) => {
    expect(await statesOf(...list)).toEqual(states);
  });

  it.each([
    ['none', undefined],
    ['null', null],
  ])('have a state that cannot be understood where there is %s', async (_, state) => {
    expect(await statesOf(rental(1, 'ended'), rental(2, state))).toEqual(['ended', '']);
  });

  it('are read page by page, until one is not full', async () => {
    const { states, calls } = await reading(
      buildAnswer(200, rentals(0, 100)),
      buildAnswer(200, rentals(100, 100)),
      buildAnswer(200, [rental(200, 'occupied')]),
    );

    expect(states).toHaveLength(201);
    expect(states.at(-1)).toBe('occupied');
    expect(calls).toEqual([page(0), page(100), page(200)]);
  });

  it('are counted once where pages overlap', async () => {
    const { states } = await reading(buildAnswer(200, rentals(0, 100)), buildAnswer(200, rentals(90, 20)));

    expect(states).toHaveLength(110);
  });

  it('are whole where the limit is ignored and every page shows the same', async () => {
    const all = buildAnswer(200, rentals(0, 150));

    const { states, calls } = await reading(all, all);

    expect(states).toHaveLength(150);
    expect(calls).toEqual([page(0), page(100)]);
  });

  it('are found on a later page where the owner is ignored and the first is full of others’', async () => {
    const { states } = await reading(
      buildAnswer(200, rentals(0, 100, 'ended', OTHER_ID)),
      buildAnswer(200, [rental(100, 'occupied')]),
    );

    expect(states).toEqual(['occupied']);
  });

  it('are not read without end', async () => {
    const pages = Array.from({ length: 50 }, (_, at) => buildAnswer(200, rentals(at * 100, 100)));

    await expect(reading(...pages)).rejects.toMatchObject({ kind: 'unavailable', code: 'storeganise_endless_rentals' });
  });

  it.each<[string, HttpAnswer, string]>([
    ['an object', buildAnswer(200, { rentals: [] }), 'unavailable'],
    ['a rental without id', buildAnswer(200, [{ ownerId: ID, state: 'ended' }]), 'unavailable'],
    ['a state that is an object', buildAnswer(200, [rental(1, { en: 'ended' })]), 'unavailable'],
    ['an owner that is an object', buildAnswer(200, [rental(1, 'ended', { id: ID })]), 'unavailable'],
    ['null', buildAnswer(200, [null]), 'unavailable'],
    ['an outage', buildAnswer(503), 'unavailable'],
    ['no answer', LOST, 'unavailable'],
    ['refused credentials', buildAnswer(403), 'unauthorised'],
    ['too many calls', buildAnswer(429), 'rate_limited'],
  ])('are not known with %s', async (_, answer, kind) => {
    await expect(reading(answer)).rejects.toMatchObject({ name: 'SyncFailure', kind });
  });

  it('are not known where a later page fails', async () => {
    await expect(reading(buildAnswer(200, rentals(0, 100)), buildAnswer(503))).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });
});
