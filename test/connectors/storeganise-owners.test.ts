import { describe, expect, it } from 'vitest';
import type { Owner } from '../../src/connectors/connector.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { BASES, buildAnswer, callsOf } from './scripted-transport.ts';
import { buildUser, ID, openStoreganise } from './storeganise-business.ts';

const KEY_USER = '5f0000000000000000000aaa';
const rental = (over: object = {}) =>
  buildAnswer(200, { id: 'r1', ownerId: ID, state: 'occupied', owner: null, ...over });
const job = (over: object) => buildAnswer(200, { id: 'j1', type: 'unit_moveIn', state: 'completed', ...over });
const NONE = buildAnswer(404);

const RENTAL = ['GET', '/unit-rentals/r1?include=owner,customFields'];
const JOB = ['GET', '/jobs/j1'];

async function asking(what: 'rental' | 'job', ...answers: readonly HttpAnswer[]) {
  const { storeganise, requests } = openStoreganise(...answers);
  const owner: Owner | undefined =
    what === 'rental' ? await storeganise.readOwnerOfRental('r1') : await storeganise.readOwnerOfJob('j1');
  return { owner, calls: callsOf(requests, BASES.storeganise) };
}

describe('the owner of a rental', () => {
  it('is named by the rental, and shown with it', async () => {
    const { owner, calls } = await asking('rental', rental({ owner: buildUser() }));

    expect(calls).toEqual([RENTAL]);
    expect(owner).toMatchObject({
      id: ID,
      record: { id: ID, contact: { email: 'taro@example.com' }, pointer: '9001' },
    });
  });

  it.each<[string, unknown]>([
    ['nobody', null],
    ['an id', ID],
    ['somebody else', buildUser({ id: KEY_USER })],
    ['somebody without custom fields', buildUser({ customFields: undefined })],
    ['somebody without a moment', buildUser({ updated: undefined })],
    ['a broken record', buildUser({ email: 7 })],
  ])('has still to be read where the rental shows %s', async (_, shown) => {
    expect((await asking('rental', rental({ owner: shown }))).owner).toEqual({ id: ID });
  });

  it.each([
    ['names its owner', { id: 'r1', ownerId: ID, state: 'occupied' }, { id: ID }],
    ['names nobody', { id: 'r1', state: 'occupied' }, undefined],
  ])('is read where the rental shows none at all, and %s', async (_, shown, owner) => {
    expect((await asking('rental', buildAnswer(200, shown))).owner).toEqual(owner);
  });

  it.each<[string, HttpAnswer]>([
    ['the rental is not there', NONE],
    ['it names nobody', rental({ ownerId: undefined })],
    ['it names null', rental({ ownerId: null })],
    ['it names an empty text', rental({ ownerId: '' })],
  ])('is nobody where %s', async (_, answer) => {
    expect((await asking('rental', answer)).owner).toBeUndefined();
  });

  it.each<[string, HttpAnswer, string]>([
    ['a list', buildAnswer(200, [{ id: 'r1' }]), 'unavailable'],
    ['an owner that is an object', rental({ ownerId: { id: ID } }), 'unavailable'],
    ['an outage', buildAnswer(500), 'unavailable'],
    ['refused credentials', buildAnswer(401), 'unauthorised'],
  ])('is not known with %s', async (_, answer, kind) => {
    await expect(asking('rental', answer)).rejects.toMatchObject({ kind });
  });

  it.each(['../users', 'a/b?c#d', '%2e%2e'])('is asked for below the rentals: %s', async (id) => {
    const { storeganise, requests } = openStoreganise(NONE);

    await storeganise.readOwnerOfRental(id);

    expect(new URL(requests[0]?.url ?? '').pathname).toBe(`/api/v1/admin/unit-rentals/${encodeURIComponent(id)}`);
  });
});

describe('the owner of a job', () => {
  it.each<[string, object]>([
    ['its result', { result: { unitRentalId: 'r1', ownerId: KEY_USER }, ownerId: KEY_USER }],
    ['its first step', { steps: [{ type: 'start', result: { unitRentalId: 'r1' } }], ownerId: KEY_USER }],
    [
      'a later step that starts it',
      { steps: [{ type: 'await_confirmOrder' }, { type: 'start', result: { unitRentalId: 'r1' } }] },
    ],
    ['its data', { data: { unitRentalId: 'r1' }, userId: KEY_USER }],
  ])('is that of the rental, where the job names one: in %s', async (_, over) => {
    const { owner, calls } = await asking('job', job(over), rental({ owner: buildUser() }));

    expect(calls).toEqual([JOB, RENTAL]);
    expect(owner).toMatchObject({ id: ID, record: { id: ID } });
  });

  it('is that of the rental in its result rather than of another', async () => {
    const { calls } = await asking(
      'job',
      job({
        result: { unitRentalId: 'r1' },
        data: { unitRentalId: 'r2' },
        steps: [{ type: 'start', result: { unitRentalId: 'r3' } }],
      }),
      rental(),
    );

    expect(calls).toEqual([JOB, RENTAL]);
  });

  it.each<[string, object]>([
    ['its result, though the job belongs to the key’s own user', { result: { ownerId: ID }, ownerId: KEY_USER }],
    ['the job', { ownerId: ID, userId: KEY_USER }],
    ['the job, by another name', { userId: ID }],
    ['the job, with a result of another shape', { ownerId: ID, result: 'done', data: 7, steps: 'none' }],
    [
      'the job, with steps that say nothing',
      { ownerId: ID, steps: [{ type: 'start' }, { type: 'start', result: null }] },
    ],
    ['the job, with everything null', { ownerId: ID, result: null, data: null, steps: null, userId: null }],
  ])('is named by %s', async (_, over) => {
    const { owner, calls } = await asking('job', job(over));

    expect(owner).toEqual({ id: ID });
    expect(calls).toEqual([JOB]);
  });

  it('is named by the job where the rental is not there any more', async () => {
    const { owner, calls } = await asking('job', job({ data: { unitRentalId: 'r1' }, ownerId: ID }), NONE);

    expect(owner).toEqual({ id: ID });
    expect(calls).toEqual([JOB, RENTAL]);
  });

  it('is nobody where the job is not there, or names nobody', async () => {
    expect((await asking('job', NONE)).owner).toBeUndefined();
    expect((await asking('job', job({}))).owner).toBeUndefined();
    expect((await asking('job', job({ ownerId: null }))).owner).toBeUndefined();
  });

  it.each<[string, readonly HttpAnswer[], string]>([
    ['a list', [buildAnswer(200, [])], 'unavailable'],
    ['an outage', [buildAnswer(502)], 'unavailable'],
    ['refused credentials', [buildAnswer(403)], 'unauthorised'],
    [
      'an outage at the rental',
      [job({ data: { unitRentalId: 'r1' }, ownerId: KEY_USER }), buildAnswer(502)],
      'unavailable',
    ],
  ])('is not known with %s', async (_, answers, kind) => {
    await expect(asking('job', ...answers)).rejects.toMatchObject({ kind });
  });
});
