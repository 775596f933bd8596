import { describe, expect, it } from 'vitest';
import type { ZendeskConnector } from '../../src/connectors/connector.ts';
import { buildUser as buildRecord } from '../support/builders.ts';
import { hold } from './hold.ts';
import { buildAnswer } from './scripted-transport.ts';
import { buildUser, openZendesk, USERS } from './zendesk-account.ts';

describe('creating and writing a user', () => {
  const NEW = { name: 'Pat Doe', email: 'pat@example.com', phone: '', pointer: 'sg-42' };
  const shown = (id: string) => buildRecord('Pat Dow', { id });
  const write = { target: 'zendesk', fields: { name: 'Pat Doe' } } as const;

  it('creates an end user with its pointer, and has nobody mailed', async () => {
    const { zendesk, requests } = openZendesk(buildAnswer(201, { user: buildUser() }));

    expect(await zendesk.create(NEW)).toMatchObject({ kind: 'answered', record: { id: '6100000000001' } });

    expect(requests).toMatchObject([{ method: 'POST', url: USERS }]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      user: {
        name: 'Pat Doe',
        email: 'pat@example.com',
        external_id: 'sg-42',
        role: 'end-user',
        skip_verify_email: true,
      },
    });
  });

  it.each<[string, Parameters<ZendeskConnector['write']>[1], object]>([
    ['the name', write, { name: 'Pat Doe' }],
    ['the pointer', { target: 'zendesk', fields: {}, pointer: 'sg-42' }, { external_id: 'sg-42' }],
    ['both', { ...write, pointer: 'sg-42' }, { name: 'Pat Doe', external_id: 'sg-42' }],
  ])('writes %s and nothing else', async (_, operation, user) => {
    const { zendesk, requests } = openZendesk(buildAnswer(200, { user: buildUser() }));

    expect(await zendesk.write(shown('61'), operation, hold)).toMatchObject({ kind: 'answered' });

    expect(requests).toMatchObject([{ method: 'PUT', url: `${USERS}/61` }]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ user });
  });

  it.each(['../x', 'a/b?c#d', '..%2fx'])('stays below the users: %s', async (id) => {
    const { zendesk, requests } = openZendesk(buildAnswer(404));

    await expect(zendesk.write(shown(id), write, hold)).rejects.toMatchObject({ kind: 'rejected' });

    expect(requests[0]?.url).toBe(`${USERS}/${encodeURIComponent(id)}`);
  });

  const acts = [
    ['create', (zendesk: ZendeskConnector) => zendesk.create(NEW)],
    ['write', (zendesk: ZendeskConnector) => zendesk.write(shown('61'), write, hold)],
  ] as const;

  describe.each(acts)('%s', (_name, act) => {
    it.each([
      ['an empty answer', buildAnswer(200)],
      ['HTML', buildAnswer(200, '<html></html>')],
      ['a broken record', buildAnswer(200, { user: buildUser({ id: null }) })],
      ['500', buildAnswer(500)],
      ['an answer that was lost behind the proxy', buildAnswer(504, '', { 'x-usersync-sent': '1' })],
      ['no answer', { kind: 'no_answer', sent: true, reason: 'ETIMEDOUT' } as const],
    ])('does not know with %s', async (_, answer) => {
      expect(await act(openZendesk(answer).zendesk)).toMatchObject({
        kind: 'unknown',
        failure: { kind: 'unavailable' },
      });
    });

    it.each([
      ['a refusal', buildAnswer(422), { kind: 'rejected', isDuplicate: false }],
      ['a taken value', buildAnswer(422, '{"error":"DuplicateValue"}'), { kind: 'rejected', isDuplicate: true }],
      ['nobody there', buildAnswer(404), { kind: 'rejected' }],
      ['refused credentials', buildAnswer(401), { kind: 'unauthorised' }],
      ['a database collision', buildAnswer(409), { kind: 'unavailable' }],
      ['too many calls', buildAnswer(429), { kind: 'rate_limited' }],
      ['a request that never left', { kind: 'no_answer', sent: false, reason: 'x' } as const, { kind: 'unavailable' }],
      ['a request that stayed in the proxy', buildAnswer(504, '', { 'x-usersync-sent': '0' }), { kind: 'unavailable' }],
    ])('knows that nothing was written with %s', async (_, answer, failure) => {
      await expect(act(openZendesk(answer).zendesk)).rejects.toMatchObject({ name: 'SyncFailure', ...failure });
    });
  });
});
