import { describe, expect, it } from 'vitest';
import type { Identity, Operation, PlatformRecord } from '../../src/domain/contact.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { AGREED, buildUser as buildRecord } from '../support/builders.ts';
import { hold } from './hold.ts';
import { buildAnswer, callsOf, LOST } from './scripted-transport.ts';
import { buildUser, ID, openZendesk, USERS } from './zendesk-account.ts';

const OLD = '+819012345678';
const NEW = '+81312345678';
const OTHER = '+14155552671';

const number = (id: string, value: string, primary = false): Identity => ({ id, type: 'phone', value, primary });
const OWN = number('1', OLD, true);
const FURTHER = number('3', OTHER);
const MAIL: Identity = { id: '9', type: 'email', value: AGREED.email, primary: true };

const showing = (phone: string, ...identities: readonly Identity[]): PlatformRecord =>
  buildRecord('Pat Doe', { id: ID, contact: { ...AGREED, name: 'Pat Doe', phone }, identities: [MAIL, ...identities] });

async function writing(record: PlatformRecord, answers: readonly HttpAnswer[], over: Partial<Operation> = {}) {
  const { zendesk, requests } = openZendesk(...answers);
  const operation: Operation = { target: 'zendesk', fields: { phone: NEW }, replaces: OLD, ...over };
  const answer = await zendesk
    .write(record, operation, hold)
    .catch((failure: unknown) => ({ kind: 'thrown', failure }) as const);
  return { answer, calls: callsOf(requests, `${USERS}/${ID}`) };
}

const ADD = ['POST', '/identities', { identity: { type: 'phone_number', value: NEW } }];
const put = (phone: string) => ['PUT', '', { user: { phone } }];
const remove = (id: string) => ['DELETE', `/identities/${id}`];

const ADDED = buildAnswer(201, { identity: { id: 7, type: 'phone_number', value: NEW, primary: false } });
const shows = (phone: string | null) => buildAnswer(200, { user: buildUser({ phone }) });
const CLEARED = shows(null);
const SET = shows(NEW);
const GONE = buildAnswer(204);
const REFUSED = buildAnswer(422, {
  details: { phone: { description: 'not properly formatted', error: 'InvalidFormat' } },
});

describe('a first number of a user', () => {
  it('is set on the profile, in one call', async () => {
    const { answer, calls } = await writing(showing(''), [SET], { fields: { phone: NEW } });

    expect(calls).toEqual([put(NEW)]);
    expect(answer).toMatchObject({ kind: 'answered', record: { contact: { phone: NEW } } });
  });

  it('is set on the profile although it is one of the identities already', async () => {
    const { calls } = await writing(showing('', number('5', NEW)), [SET], { fields: { phone: NEW } });

    expect(calls).toEqual([put(NEW)]);
  });
});

describe('a new number of a user', () => {
  it('is added, and set on a profile that was cleared; then our old one goes', async () => {
    const { answer, calls } = await writing(showing(OLD, OWN, FURTHER), [ADDED, CLEARED, SET, GONE]);

    expect(calls).toEqual([ADD, put(''), put(NEW), remove('1')]);
    expect(answer).toMatchObject({ kind: 'answered', record: { contact: { phone: NEW } } });
    expect(answer.kind === 'answered' && answer.record.identities?.map(({ value }) => value)).toEqual([
      MAIL.value,
      OTHER,
      NEW,
    ]);
  });

  it('that is one of the identities already is not added again', async () => {
    const { calls } = await writing(showing(OLD, OWN, number('5', NEW)), [CLEARED, SET, GONE]);

    expect(calls).toEqual([put(''), put(NEW), remove('1')]);
  });

  it.each<[string, Partial<Operation>, readonly Identity[]]>([
    ['none that was agreed on', { replaces: undefined as never }, [OWN]],
    ['one that is no identity, such as a shared number', { replaces: OLD }, [FURTHER]],
    ['the new one itself', { replaces: NEW }, [OWN]],
    ['an address that looks the same', { replaces: MAIL.value }, [OWN]],
  ])('takes no number away where it replaces %s', async (_, over, identities) => {
    const { answer, calls } = await writing(showing(OLD, ...identities), [ADDED, CLEARED, SET], over);

    expect(calls).toEqual([ADD, put(''), put(NEW)]);
    expect(answer).toMatchObject({ kind: 'answered' });
  });

  it('takes away only the number that we had written, not what an agent has set since', async () => {
    const { calls } = await writing(showing(OTHER, number('3', OTHER, true), number('1', OLD)), [
      ADDED,
      CLEARED,
      SET,
      GONE,
    ]);

    expect(calls.at(-1)).toEqual(remove('1'));
  });

  it('asks for the identities first where they are not known', async () => {
    const { identities: _, ...record } = showing(OLD);
    const listed = buildAnswer(200, { identities: [{ id: 1, type: 'phone_number', value: OLD, primary: true }] });

    const { calls } = await writing(record, [listed, ADDED, CLEARED, SET, GONE]);

    expect(calls).toEqual([['GET', '/identities'], ADD, put(''), put(NEW), remove('1')]);
  });

  it('that cannot be an identity, such as a shared one, is set on the profile all the same', async () => {
    const { answer, calls } = await writing(showing(OLD, OWN), [REFUSED, CLEARED, SET, GONE]);

    expect(calls).toEqual([ADD, put(''), put(NEW), remove('1')]);
    expect(answer).toMatchObject({ kind: 'answered', record: { contact: { phone: NEW } } });
  });

  it('is set although the profile could not be cleared', async () => {
    const { answer, calls } = await writing(showing(OLD, OWN), [ADDED, REFUSED, SET, GONE]);

    expect(calls).toEqual([ADD, put(''), put(NEW), remove('1')]);
    expect(answer).toMatchObject({ kind: 'answered' });
  });

  it('that the profile does not show is answered as it is shown, and nothing is taken away', async () => {
    const { answer, calls } = await writing(showing(OLD, OWN), [ADDED, CLEARED, shows(OLD)]);

    expect(calls).toEqual([ADD, put(''), put(NEW)]);
    expect(answer).toMatchObject({ kind: 'answered', record: { contact: { phone: OLD } } });
  });

  it('that is refused on the profile is refused, and nothing is taken away', async () => {
    const { answer, calls } = await writing(showing(OLD, OWN), [ADDED, CLEARED, REFUSED]);

    expect(calls).toEqual([ADD, put(''), put(NEW)]);
    expect(answer).toMatchObject({ kind: 'thrown', failure: { kind: 'rejected' } });
  });

  it.each<[string, readonly HttpAnswer[], number]>([
    ['the adding', [LOST], 1],
    ['the adding, with an odd answer', [buildAnswer(201, { identity: { id: 7 } })], 1],
    ['the clearing', [ADDED, LOST], 2],
    ['the clearing, which was cut off', [ADDED, buildAnswer(502)], 2],
    ['the setting', [ADDED, CLEARED, LOST], 3],
    ['the setting, with an odd answer', [ADDED, CLEARED, buildAnswer(200, { user: null })], 3],
  ])('is not known to be written when no answer says so about %s', async (_, answers, count) => {
    const { answer, calls } = await writing(showing(OLD, OWN), answers);

    expect(calls).toEqual([ADD, put(''), put(NEW)].slice(0, count));
    expect(answer).toMatchObject({ kind: 'unknown', failure: { kind: 'unavailable' } });
  });

  it.each<[string, HttpAnswer]>([
    ['no answer', LOST],
    ['an outage', buildAnswer(503)],
    ['a refusal', buildAnswer(422)],
    ['one who is not there any more', buildAnswer(404)],
    ['too many calls', buildAnswer(429)],
  ])('is written although taking the old one away ended in %s', async (_, last) => {
    const { answer } = await writing(showing(OLD, OWN), [ADDED, CLEARED, SET, last]);

    expect(answer).toMatchObject({ kind: 'answered', record: { contact: { phone: NEW } } });
  });

  it.each([401, 403])('tells of credentials that are refused at any step with %i', async (status) => {
    const good = [ADDED, CLEARED, SET];
    for (let step = 0; step <= good.length; step++) {
      const { answer } = await writing(showing(OLD, OWN), [...good.slice(0, step), buildAnswer(status)]);

      expect(answer).toMatchObject({ kind: 'thrown', failure: { kind: 'unauthorised' } });
    }
  });

  it('waits when the user was updated too often', async () => {
    const { answer } = await writing(showing(OLD, OWN), [ADDED, buildAnswer(429, 'single unique user')]);

    expect(answer).toMatchObject({ kind: 'thrown', failure: { kind: 'rate_limited', scope: 'record' } });
  });

  it('goes on where it was lost: what is there by then is not added again', async () => {
    const { calls } = await writing(showing('', OWN, number('7', NEW)), [SET, GONE]);

    expect(calls).toEqual([put(NEW), remove('1')]);
  });

  it('takes at most five calls together with reading the identities', async () => {
    const { identities: _, ...record } = showing(OLD);
    const listed = buildAnswer(200, { identities: [{ id: 1, type: 'phone_number', value: OLD }] });

    expect((await writing(record, [listed, ADDED, CLEARED, SET, GONE])).calls).toHaveLength(5);
  });
});
