import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../src/ports.ts';
import { BASES, buildAnswer, callsOf, LOST } from './scripted-transport.ts';
import { buildUser, ID, openStoreganise } from './storeganise-business.ts';

const NEW = { name: 'Yamada Taro', email: 'taro@example.com', phone: '+819012345678', pointer: '9001' };
const NOBODY = buildAnswer(404);
const CREATED = buildAnswer(201, buildUser());
const REFUSED = buildAnswer(400, { error: { message: 'unknown field' } });

const user = { firstName: 'Taro', lastName: 'Yamada', email: 'taro@example.com', phone: '+819012345678' };
const WITH_POINTER = ['POST', '', { ...user, customFields: { zendesk_userId: '9001' } }];
const WITHOUT = ['POST', '', user];
const LOOK = ['GET', '/taro%40example.com?include=customFields'];

async function creating(answers: readonly HttpAnswer[], over: Partial<typeof NEW> = {}) {
  const { storeganise, requests } = openStoreganise(...answers);
  const answer = await storeganise
    .create({ ...NEW, ...over })
    .catch((failure: unknown) => ({ kind: 'thrown', failure }) as const);
  return { answer, calls: callsOf(requests, `${BASES.storeganise}/users`) };
}

describe('a new customer', () => {
  it('is posted once, with the pointer', async () => {
    const { answer, calls } = await creating([CREATED]);

    expect(calls).toEqual([WITH_POINTER]);
    expect(answer).toMatchObject({ kind: 'answered', record: { id: ID, pointer: '9001' } });
  });

  it('has no phone where there is none, and the marker where there is no last name', async () => {
    expect((await creating([CREATED], { name: 'Taro', phone: '' })).calls).toEqual([
      [
        'POST',
        '',
        {
          firstName: 'Taro',
          lastName: 'unknown',
          email: 'taro@example.com',
          customFields: { zendesk_userId: '9001' },
        },
      ],
    ]);
  });

  it('is posted without the pointer where that is refused and nobody has the address', async () => {
    const { answer, calls } = await creating([REFUSED, NOBODY, CREATED]);

    expect(calls).toEqual([WITH_POINTER, LOOK, WITHOUT]);
    expect(answer).toMatchObject({ kind: 'answered' });
  });

  it('whose address somebody has is not posted again', async () => {
    const { answer, calls } = await creating([REFUSED, buildAnswer(200, buildUser())]);

    expect(calls).toEqual([WITH_POINTER, LOOK]);
    expect(answer).toMatchObject({ kind: 'thrown', failure: { kind: 'rejected', isDuplicate: true } });
  });

  it('that is refused either way is refused', async () => {
    expect((await creating([REFUSED, NOBODY, REFUSED])).answer).toMatchObject({
      kind: 'thrown',
      failure: { kind: 'rejected', isDuplicate: false },
    });
  });

  it.each<[string, readonly HttpAnswer[]]>([
    ['at once', [LOST]],
    ['by an outage', [buildAnswer(502)]],
    ['by an odd answer', [buildAnswer(201, '')]],
    ['without the pointer', [REFUSED, NOBODY, LOST]],
  ])('is not known to be created, and not posted again, when its answer is lost %s', async (_, answers) => {
    const { answer, calls } = await creating(answers);

    expect(calls).toHaveLength(answers.length);
    expect(answer).toMatchObject({ kind: 'unknown' });
  });

  it('is not posted again where nobody knows who has the address', async () => {
    const { answer, calls } = await creating([REFUSED, buildAnswer(503)]);

    expect(calls).toEqual([WITH_POINTER, LOOK]);
    expect(answer).toMatchObject({ kind: 'thrown', failure: { kind: 'unavailable' } });
  });

  it.each<[string, HttpAnswer, string]>([
    ['credentials', buildAnswer(403), 'unauthorised'],
    ['too many calls', buildAnswer(429), 'rate_limited'],
  ])('is not posted again because of %s', async (_, answer, kind) => {
    const { answer: told, calls } = await creating([answer]);

    expect(calls).toEqual([WITH_POINTER]);
    expect(told).toMatchObject({ kind: 'thrown', failure: { kind } });
  });
});
