import { describe, expect, it } from 'vitest';
import { readAddon } from '../../src/connectors/storeganise/addon.ts';
import { readConnection } from '../../src/connectors/zendesk/connection.ts';
import type { SyncFailure } from '../../src/domain/failures.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { buildAnswer, LOST, openRemote } from './scripted-transport.ts';

const failureOf = (asked: Promise<unknown>): Promise<SyncFailure> =>
  asked.then(
    () => Promise.reject(new Error('no failure')),
    (failure: SyncFailure) => failure,
  );

describe('an add-on record', () => {
  const read = (answer: HttpAnswer) => readAddon(openRemote('storeganise', answer).remote, 'a01');

  it('is asked for by the id of its installation', async () => {
    const { remote, requests } = openRemote('storeganise', buildAnswer(200, { customFields: {} }));

    await readAddon(remote, 'a/../01');

    expect(requests).toMatchObject([
      { method: 'GET', url: 'https://acme.storeganise.com/api/v1/admin/addons/a%2F..%2F01' },
    ]);
  });

  it.each<[string, object, object]>([
    [
      'settings',
      { customFields: { zendesk_instance: 'acme' } },
      { state: 'enabled', settings: { zendesk_instance: 'acme' } },
    ],
    ['a state', { state: 'paused', customFields: {} }, { state: 'paused', settings: {} }],
    ['a state that nobody knows', { state: 'asleep', customFields: {} }, { state: 'enabled', settings: {} }],
    ['nothing', {}, { state: 'enabled', settings: {} }],
    ['null', { customFields: null, state: null }, { state: 'enabled', settings: {} }],
    [
      'settings of others',
      { customFields: { salto_password: 'x', zendesk_x: 1 } },
      { state: 'enabled', settings: { zendesk_x: 1 } },
    ],
  ])('is read with %s', async (_, body, record) => {
    expect(await read(buildAnswer(200, body))).toEqual({ answer: 'read', ...record });
  });

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [404, 'missing'],
    [400, 'missing'],
  ])('that is answered %i is %s', async (status, answer) => {
    expect(await read(buildAnswer(status, { error: { message: 'no' } }))).toEqual({ answer });
  });

  it.each<[string, HttpAnswer, string]>([
    ['is a failure of the platform', buildAnswer(500), 'storeganise_500'],
    ['is none', LOST, 'storeganise_ETIMEDOUT'],
    ['is of another shape', buildAnswer(200, { customFields: 'x' }), 'storeganise_odd_addon'],
    ['is a list', buildAnswer(200, []), 'storeganise_odd_addon'],
  ])('is not known where the answer %s', async (_, answer, code) => {
    expect(await failureOf(read(answer))).toMatchObject({ kind: 'unavailable', code });
  });

  it('is not asked for before its time', async () => {
    const failure = await failureOf(read(buildAnswer(429, '', { 'retry-after': '30' })));

    expect(failure).toMatchObject({ kind: 'rate_limited', retryAfterMs: 30_000 });
  });
});

describe('a connection', () => {
  const read = (answer: HttpAnswer) => readConnection(openRemote('zendesk', answer).remote, 'acme');

  it.each<[string, object]>([
    ['nobody has made', { state: 'not_connected', generation: 0 }],
    ['stands', { state: 'connected', generation: 2, subdomain: 'acme' }],
    ['has ended', { state: 'revoked', generation: 2, subdomain: 'acme' }],
    ['was refused', { state: 'not_connected', generation: 0, refusal: { reason: 'not_admin', subdomain: 'acme' } }],
  ])('that %s is told with what matters of it', async (_, view) => {
    const whole = { businessCode: 'acme', scope: 'read write', since: '2026-01-10T08:00:00Z', ...view };

    expect(await read(buildAnswer(200, whole))).toEqual(view);
  });

  it.each<[string, HttpAnswer, object]>([
    ['answers nothing', LOST, { kind: 'unavailable' }],
    ['refuses our signature', buildAnswer(401, { error: 'bad_signature' }), { kind: 'unauthorised' }],
    ['answers another shape', buildAnswer(200, { state: 'odd' }), { code: 'zendesk_odd_connection' }],
  ])('is not known where the proxy %s', async (_, answer, failure) => {
    expect(await failureOf(read(answer))).toMatchObject(failure);
  });
});
