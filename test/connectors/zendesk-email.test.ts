import { describe, expect, it } from 'vitest';
import type { Identity, PlatformRecord } from '../../src/domain/contact.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { buildUser as buildRecord } from '../support/builders.ts';
import { hold } from './hold.ts';
import { buildAnswer, callsOf, LOST } from './scripted-transport.ts';
import { ID, openZendesk, USERS } from './zendesk-account.ts';

const OLD = 'pat@example.com';
const NEW = 'pat.doe@example.com';
const write = { target: 'zendesk', fields: { email: NEW } } as const;

const own: Identity = { id: '1', type: 'email', value: OLD, primary: true };
const second: Identity = { id: '2', type: 'email', value: NEW, primary: false };
const withIdentities = (...identities: readonly Identity[]) => buildRecord('Pat Doe', { id: ID, identities });

const shown = (id: number, value: string, primary: boolean) => ({ id, type: 'email', value, primary });
const ADDED = buildAnswer(201, { identity: shown(7, NEW, false) });
const ALL = buildAnswer(200, { identities: [shown(7, NEW, true), shown(1, OLD, false)] });

async function writing(record: PlatformRecord, ...answers: readonly HttpAnswer[]) {
  const { zendesk, requests } = openZendesk(...answers);
  const answer = await zendesk
    .write(record, write, hold)
    .catch((failure: unknown) => ({ kind: 'thrown', failure }) as const);
  return { answer, calls: callsOf(requests, `${USERS}/${ID}`) };
}

const ADD = ['POST', '/identities', { identity: { type: 'email', value: NEW, skip_verify_email: true } }];
const makePrimary = (id: string) => ['PUT', `/identities/${id}/make_primary`, {}];

describe('a new address of a user', () => {
  it('is added without a mail, and made the first; the old one stays', async () => {
    const { answer, calls } = await writing(withIdentities(own), ADDED, ALL);

    expect(calls).toEqual([ADD, makePrimary('7')]);
    expect(answer).toMatchObject({
      kind: 'answered',
      record: {
        id: ID,
        contact: { name: 'Pat Doe', email: NEW },
        identities: [
          { id: '7', value: NEW, primary: true },
          { id: '1', value: OLD, primary: false },
        ],
      },
    });
  });

  it('that the user has already is only made the first', async () => {
    const { answer, calls } = await writing(withIdentities(own, second), ALL);

    expect(calls).toEqual([makePrimary('2')]);
    expect(answer).toMatchObject({ kind: 'answered', record: { contact: { email: NEW } } });
  });

  it('that is the first already asks nothing', async () => {
    const { answer, calls } = await writing(withIdentities({ ...second, primary: true }));

    expect(calls).toEqual([]);
    expect(answer).toMatchObject({ kind: 'answered', record: { contact: { email: NEW } } });
  });

  it('of a user who has none is the first at once', async () => {
    const { answer, calls } = await writing(withIdentities(), buildAnswer(201, { identity: shown(7, NEW, true) }));

    expect(calls).toEqual([ADD]);
    expect(answer).toMatchObject({
      kind: 'answered',
      record: { contact: { email: NEW }, identities: [{ id: '7', value: NEW, primary: true }] },
    });
  });

  it('asks for the identities first where they are not known', async () => {
    const listed = buildAnswer(200, { identities: [shown(1, OLD, true), shown(2, NEW, false)], next_page: null });

    const { calls } = await writing(buildRecord('Pat Doe', { id: ID }), listed, ALL);

    expect(calls).toEqual([['GET', '/identities'], makePrimary('2')]);
  });

  it('is not taken for a number that reads the same', async () => {
    const number: Identity = { id: '5', type: 'phone', value: NEW, primary: false };

    expect((await writing(withIdentities(own, number), ADDED, ALL)).calls).toEqual([ADD, makePrimary('7')]);
  });

  it('that somebody else holds is taken; nothing else is asked or changed', async () => {
    const taken = buildAnswer(422, {
      error: 'RecordInvalid',
      details: { value: [{ description: `Value: ${NEW} is already being used by another user` }] },
    });

    const { answer, calls } = await writing(withIdentities(own), taken);

    expect(calls).toEqual([ADD]);
    expect(answer).toMatchObject({ kind: 'thrown', failure: { kind: 'rejected', isDuplicate: true } });
  });

  it('that is no good is refused, and not taken for a held one', async () => {
    const bad = buildAnswer(422, { details: { value: [{ description: 'Email is not properly formatted' }] } });

    expect((await writing(withIdentities(own), bad)).answer).toMatchObject({
      kind: 'thrown',
      failure: { kind: 'rejected', isDuplicate: false },
    });
  });

  it('that did not become the first is answered as it is shown', async () => {
    const unmoved = buildAnswer(200, { identities: [shown(1, OLD, true), shown(7, NEW, false)] });

    expect((await writing(withIdentities(own), ADDED, unmoved)).answer).toMatchObject({
      kind: 'answered',
      record: { contact: { email: OLD } },
    });
  });

  it('never takes a number for the first address', async () => {
    const phoneFirst = buildAnswer(200, {
      identities: [{ id: 9, type: 'phone_number', value: '+81312345678', primary: true }, shown(7, NEW, true)],
    });

    expect((await writing(withIdentities(own), ADDED, phoneFirst)).answer).toMatchObject({
      record: { contact: { email: NEW } },
    });
  });

  it.each<[string, readonly HttpAnswer[], readonly unknown[]]>([
    ['the adding', [LOST], [ADD]],
    ['the adding, which was cut off', [buildAnswer(502)], [ADD]],
    ['the adding, with an odd answer', [buildAnswer(201, { identity: null })], [ADD]],
    ['the making first', [ADDED, LOST], [ADD, makePrimary('7')]],
    ['the making first, which was cut off', [ADDED, buildAnswer(504)], [ADD, makePrimary('7')]],
    ['the making first, with an odd answer', [ADDED, buildAnswer(200, {})], [ADD, makePrimary('7')]],
  ])('is not known to be written when no answer says so about %s', async (_, answers, expected) => {
    const { answer, calls } = await writing(withIdentities(own), ...answers);

    expect(calls).toEqual(expected);
    expect(answer).toMatchObject({ kind: 'unknown', failure: { kind: 'unavailable' } });
  });

  it('goes on where it was lost: what is there by then is not added again', async () => {
    const listed = buildAnswer(200, { identities: [shown(1, OLD, true), shown(7, NEW, false)] });

    const { calls } = await writing(buildRecord('Pat Doe', { id: ID }), listed, ALL);

    expect(calls).toEqual([['GET', '/identities'], makePrimary('7')]);
  });

  it.each<[string, HttpAnswer, object]>([
    ['refused credentials', buildAnswer(401), { kind: 'unauthorised' }],
    ['a scope that is too small', buildAnswer(403), { kind: 'unauthorised' }],
    ['too many updates of the user', buildAnswer(429, 'single unique user'), { kind: 'rate_limited', scope: 'record' }],
    ['a collision', buildAnswer(409), { kind: 'unavailable' }],
    ['a request that never left', { ...LOST, sent: false } as HttpAnswer, { kind: 'unavailable' }],
    ['a user who is gone', buildAnswer(404), { kind: 'rejected', isDuplicate: false }],
  ])('is known not to be written with %s', async (_, answer, failure) => {
    expect((await writing(withIdentities(own), answer)).answer).toMatchObject({ kind: 'thrown', failure });
    expect((await writing(withIdentities(own), ADDED, answer)).answer).toMatchObject({ kind: 'thrown', failure });
  });
});
