import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../src/ports.ts';
import { buildCustomer } from '../support/builders.ts';
import { hold } from './hold.ts';
import { BASES, buildAnswer, callsOf, LOST } from './scripted-transport.ts';
import { buildUser, ID, openStoreganise } from './storeganise-business.ts';

const NEW = 'hanako+1@example.com';
const OTHER_ID = '5f0000000000000000000b02';

const NOBODY = buildAnswer(404, { error: { message: 'not found' } });
const WRITTEN = buildAnswer(200, buildUser({ email: NEW }));
const HELD = buildAnswer(200, buildUser({ id: OTHER_ID, email: NEW }));

const LOOK = ['GET', '/hanako%2B1%40example.com?include=customFields'];
const WRITE = ['PUT', `/${ID}`, { email: NEW }];

async function writing(...answers: readonly HttpAnswer[]) {
  const { storeganise, requests } = openStoreganise(...answers);
  const answer = await storeganise
    .write(buildCustomer('A', { id: ID }), { target: 'storeganise', fields: { email: NEW } }, hold)
    .catch((failure: unknown) => ({ kind: 'thrown', failure }) as const);
  return { answer, calls: callsOf(requests, `${BASES.storeganise}/users`) };
}

describe('a new address of a customer', () => {
  it('is written where nobody has it', async () => {
    const { answer, calls } = await writing(NOBODY, WRITTEN);

    expect(calls).toEqual([LOOK, WRITE]);
    expect(answer).toMatchObject({ kind: 'answered', record: { id: ID, contact: { email: NEW } } });
  });

  it('is not written where somebody has it', async () => {
    const { answer, calls } = await writing(HELD);

    expect(calls).toEqual([LOOK]);
    expect(answer).toMatchObject({ kind: 'thrown', failure: { kind: 'rejected', isDuplicate: true } });
  });

  it.each([
    ['the customer', buildAnswer(200, buildUser({ email: NEW }))],
    ['the customer, in capitals', buildAnswer(200, buildUser({ email: NEW.toUpperCase() }))],
    ['somebody with another address', buildAnswer(200, buildUser({ id: OTHER_ID }))],
  ])('is written where the look-up shows %s', async (_, shown) => {
    expect((await writing(shown, WRITTEN)).calls).toEqual([LOOK, WRITE]);
  });

  it.each([400, 409, 422])('that is refused with %i because somebody has it by then is taken', async (status) => {
    const { answer, calls } = await writing(NOBODY, buildAnswer(status), HELD);

    expect(calls).toEqual([LOOK, WRITE, LOOK]);
    expect(answer).toMatchObject({ kind: 'thrown', failure: { kind: 'rejected', isDuplicate: true } });
  });

  it.each([400, 409, 422])('that is refused with %i and that nobody has is no good', async (status) => {
    const { answer, calls } = await writing(NOBODY, buildAnswer(status), NOBODY);

    expect(calls).toEqual([LOOK, WRITE, LOOK]);
    expect(answer).toMatchObject({
      kind: 'thrown',
      failure: { kind: 'rejected', isDuplicate: false, code: `storeganise_${status}` },
    });
  });

  it('is not written where the look-up fails', async () => {
    for (const [answer, kind] of [
      [buildAnswer(503), 'unavailable'],
      [buildAnswer(401), 'unauthorised'],
      [buildAnswer(429), 'rate_limited'],
      [LOST, 'unavailable'],
    ] as const) {
      const { answer: told, calls } = await writing(answer);

      expect(calls).toEqual([LOOK]);
      expect(told).toMatchObject({ kind: 'thrown', failure: { kind } });
    }
  });

  it('is not known to be written where the write is not answered', async () => {
    for (const answer of [LOST, buildAnswer(502), buildAnswer(200), buildAnswer(200, buildUser({ id: OTHER_ID }))]) {
      expect((await writing(NOBODY, answer)).answer).toMatchObject({ kind: 'unknown' });
    }
  });

  it('that was taken silently is answered as it is shown', async () => {
    expect((await writing(NOBODY, buildAnswer(200, buildUser()))).answer).toMatchObject({
      kind: 'answered',
      record: { contact: { email: 'taro@example.com' } },
    });
  });
});
