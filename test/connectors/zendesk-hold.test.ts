import { describe, expect, it } from 'vitest';
import { createZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import type { Identity, Operation } from '../../src/domain/contact.ts';
import { LostCompareAndSet } from '../../src/ports.ts';
import { AGREED, buildUser as buildRecord } from '../support/builders.ts';
import { buildAnswer, openRemote } from './scripted-transport.ts';
import { buildUser, ID, SETTINGS } from './zendesk-account.ts';

const OLD = '+819012345678';
const NEW = '+81312345678';
const own: readonly Identity[] = [
  { id: '1', type: 'phone', value: OLD, primary: true },
  { id: '2', type: 'email', value: AGREED.email, primary: true },
];
const record = buildRecord('Pat Doe', { id: ID, contact: { ...AGREED, phone: OLD }, identities: own });

const added = (type: string, value: string) => buildAnswer(201, { identity: { id: 7, type, value, primary: false } });
const user = (phone: string | null) => buildAnswer(200, { user: buildUser({ phone }) });

const WRITES: readonly (readonly [string, Operation, readonly ReturnType<typeof buildAnswer>[], readonly string[]])[] =
  [
    [
      'a phone',
      { target: 'zendesk', fields: { phone: NEW }, replaces: OLD },
      [added('phone_number', NEW), user(null), user(NEW), buildAnswer(204)],
      ['POST', 'hold', 'PUT', 'hold', 'PUT', 'hold', 'DELETE'],
    ],
    [
      'an address',
      { target: 'zendesk', fields: { email: 'new@example.com' } },
      [added('email', 'new@example.com'), buildAnswer(200, { identities: [] })],
      ['POST', 'hold', 'PUT'],
    ],
    ['a name', { target: 'zendesk', fields: { name: 'B' } }, [user(OLD)], ['PUT']],
  ];

/** What is asked and held, in order; the lease is lost at the hold with this number. */
async function writing(operation: Operation, answers: readonly ReturnType<typeof buildAnswer>[], lostAt = 0) {
  const { remote, requests } = openRemote('zendesk', ...answers);
  const steps: string[] = [];
  let holds = 0;
  const noted: typeof remote = {
    call(method, ...rest) {
      steps.push(method);
      return remote.call(method, ...rest);
    },
  };
  const hold = async () => {
    steps.push('hold');
    holds += 1;
    if (holds === lostAt) throw new LostCompareAndSet('lease of acme');
  };
  const answer = await createZendesk(noted, SETTINGS)
    .write(record, operation, hold)
    .catch((failure: unknown) => failure);
  return { answer, steps, requests };
}

describe('a write of several calls', () => {
  it.each(WRITES)('holds the lease before each further one: %s', async (_, operation, answers, expected) => {
    expect((await writing(operation, answers)).steps).toEqual(expected);
  });

  it.each(WRITES)('asks nothing more once the lease is lost: %s', async (_, operation, answers, expected) => {
    const holds = expected.filter((step) => step === 'hold').length;
    for (let lostAt = 1; lostAt <= holds; lostAt++) {
      const { answer, steps } = await writing(operation, answers, lostAt);

      expect(answer).toBeInstanceOf(LostCompareAndSet);
      expect(steps).toEqual(expected.slice(0, 2 * lostAt));
    }
  });
});
