import { describe, expect, it } from 'vitest';
import { createZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import type { Operation, PlatformRecord } from '../../src/domain/contact.ts';
import { buildUser as buildRecord } from '../support/builders.ts';
import { hold } from './hold.ts';
import { buildAnswer, callsOf, openRemote } from './scripted-transport.ts';
import { buildUser, ID, openZendesk, USERS } from './zendesk-account.ts';

const NOTE = '2026-03-01: This account was suspended because the customer was disabled in Storeganise.';
const suspension = (count = 1) => ({ note: NOTE, count });

async function writing(over: Partial<PlatformRecord>, rest: Omit<Partial<Operation>, 'target'>) {
  const { zendesk, requests } = openZendesk(buildAnswer(200, { user: buildUser() }));
  const record = buildRecord('Pat Dow', { id: ID, isBarred: false, notes: '', ...over });
  const answer = await zendesk.write(record, { target: 'zendesk', fields: {}, ...rest }, hold);
  const [[method, path, body] = []] = callsOf(requests, USERS);
  expect([requests.length, method, path]).toEqual([1, 'PUT', `/${ID}`]);
  return { answer, user: (body as { user: object }).user };
}

describe('the profile of a user', () => {
  it.each<[string, Omit<Partial<Operation>, 'target'>, object]>([
    ['a name', { fields: { name: 'Pat Doe' } }, { name: 'Pat Doe' }],
    ['a pointer', { pointer: 'sg-42' }, { external_id: 'sg-42' }],
    ['a status', { status: 'active' }, { user_fields: { customer_status: 'active' } }],
    ['a suspension', { suspension: suspension() }, { suspended: true, notes: NOTE }],
    [
      'all of them',
      { fields: { name: 'Pat Doe' }, pointer: 'sg-42', status: 'deactivated', suspension: suspension() },
      {
        name: 'Pat Doe',
        external_id: 'sg-42',
        user_fields: { customer_status: 'deactivated' },
        suspended: true,
        notes: NOTE,
      },
    ],
  ])('is sent %s in one call, and nothing else', async (_, rest, user) => {
    expect((await writing({}, rest)).user).toEqual(user);
  });

  it.each([
    ['text', 'VIP'],
    ['text of several lines', 'VIP\n\ncall before noon'],
    ['blanks around it', '  VIP \n'],
    ['line ends of another kind', 'VIP\r\ncall\r\n'],
    ['characters that an escape could spoil', '<b>"VIP"</b> \\ \u2028 $& $1 \ud83d\ude00 é e\u0301'],
    ['an earlier note of another day', '2026-02-01: This account was suspended.'],
    ['a lot of text', 'x'.repeat(60_000)],
  ])('keeps agents’ notes byte for byte, and appends after a blank line: %s', async (_, notes) => {
    expect((await writing({ notes }, { suspension: suspension() })).user).toEqual({
      suspended: true,
      notes: `${notes}\n\n${NOTE}`,
    });
  });

  it.each([
    ['that stands there already', NOTE, 1, false],
    ['that stands there among text', `VIP\n\n${NOTE}\n\nmore`, 1, false],
    ['that stands there once of an earlier time', NOTE, 2, true],
    ['that stands there twice', `${NOTE}\n\n${NOTE}`, 2, false],
  ])('is sent a note only where it is missing: one %s', async (_, notes, count, isSent) => {
    const { user } = await writing({ notes }, { suspension: suspension(count) });

    expect(user).toEqual({ suspended: true, ...(isSent ? { notes: `${notes}\n\n${NOTE}` } : {}) });
  });

  it('is not suspended again where it is already', async () => {
    expect((await writing({ isBarred: true }, { suspension: suspension() })).user).toEqual({ notes: NOTE });
  });

  it('is sent no status where the account keeps none', async () => {
    const { remote, requests } = openRemote('zendesk', buildAnswer(200, { user: buildUser() }));
    const zendesk = createZendesk(remote, { nameOrder: 'first_last', callingCode: '' });

    await zendesk.write(
      buildRecord('A', { id: ID }),
      { target: 'zendesk', fields: { name: 'B' }, status: 'active' },
      hold,
    );

    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ user: { name: 'B' } });
  });

  it('is answered as Zendesk shows it, with the identities as they were read', async () => {
    const identities = [{ id: '1', type: 'email', value: 'pat@example.com', primary: true }] as const;

    const { answer } = await writing({ identities }, { fields: { name: 'Pat Doe' } });

    expect(answer).toMatchObject({ kind: 'answered', record: { contact: { name: 'Pat Doe' }, identities } });
  });
});
