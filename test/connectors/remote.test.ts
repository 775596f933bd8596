import { describe, expect, it } from 'vitest';
import type { Platform } from '../../src/domain/contact.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { BASES, buildAnswer, NOW, openRemote } from './scripted-transport.ts';

async function askRemote(platform: Platform, answer: HttpAnswer) {
  const { remote } = openRemote(platform, answer);
  return remote.call('PUT', '/x', {});
}

/** The reply to one answer of Zendesk where it failed. */
async function failureOf(answer: HttpAnswer, platform: Platform = 'zendesk') {
  const reply = await askRemote(platform, answer);
  if (reply.kind !== 'failed') throw new Error('expected a failure');
  const { kind, code, retryAfterMs, scope, isDuplicate } = reply.failure;
  return { kind, code, retryAfterMs, scope, isDuplicate, mayHaveHappened: reply.mayHaveHappened, status: reply.status };
}

const HTML = '<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>';
const PER_USER = 'You have exceeded the rate limit for updating a single unique user. user email:  id:  external_id: ';
const PER_ACCOUNT = 'Number of allowed API requests per minute exceeded';

describe('an answer that can be used', () => {
  it.each([
    ['an object', 200, '{"user":{"id":1}}', { user: { id: 1 } }],
    ['a created object', 201, '{"user":{"id":1}}', { user: { id: 1 } }],
    ['a bare list', 200, '[{"id":"a"}]', [{ id: 'a' }]],
    ['pretty-printed', 200, '\n{\n  "a": 1\n}\n', { a: 1 }],
  ])('is %s', async (_, status, body, expected) => {
    expect(await askRemote('zendesk', buildAnswer(status, body))).toEqual({ kind: 'ok', body: expected });
  });

  it('keeps every digit of an id', async () => {
    const body = '{"id":90071992547409931234,"small":9007199254740991,"half":1.5,"list":[9007199254740993]}';

    expect(await askRemote('zendesk', buildAnswer(200, body))).toEqual({
      kind: 'ok',
      body: { id: '90071992547409931234', small: 9007199254740991, half: 1.5, list: ['9007199254740993'] },
    });
  });
});

describe('a good status over an answer that cannot be used', () => {
  it.each([
    ['empty', ''],
    ['HTML', HTML],
    ['plain text', 'ok'],
    ['cut off', '{"user":{"id":1'],
    ['null', 'null'],
    ['a number', '42'],
    ['a text', '"ok"'],
    ['nested without end', '['.repeat(200_000)],
    ['nested very deep', '['.repeat(50_000) + ']'.repeat(50_000)],
    [
      'an error of the search',
      { error: 'unavailable', description: 'Sorry, we could not complete your search query.' },
    ],
  ])('is no knowledge: %s', async (_, body) => {
    expect(await failureOf(buildAnswer(200, body))).toMatchObject({
      kind: 'unavailable',
      code: 'zendesk_200_odd',
      mayHaveHappened: true,
    });
  });
});

describe('a refusal', () => {
  const DUPLICATE = 'Email: pat@example.com is already being used by another user';
  const invalid = (details: unknown) => ({ error: 'RecordInvalid', description: 'Record validation errors', details });

  it.each<[string, Platform, HttpAnswer, string]>([
    ['400', 'zendesk', buildAnswer(400, { error: { title: 'Invalid attribute' } }), 'rejected'],
    ['400 as text', 'zendesk', buildAnswer(400, 'Bad Request'), 'rejected'],
    ['401', 'zendesk', buildAnswer(401, { error: 'invalid_token' }), 'unauthorised'],
    ['403', 'zendesk', buildAnswer(403, { error: 'Forbidden' }), 'unauthorised'],
    ['404', 'zendesk', buildAnswer(404, { error: 'RecordNotFound' }), 'rejected'],
    ['404 as HTML', 'zendesk', buildAnswer(404, HTML), 'rejected'],
    ['a database collision', 'zendesk', buildAnswer(409, { error: 'DatabaseConflict' }), 'unavailable'],
    ['410', 'zendesk', buildAnswer(410), 'rejected'],
    ['413', 'zendesk', buildAnswer(413), 'rejected'],
    ['418', 'zendesk', buildAnswer(418), 'rejected'],
    ['422', 'zendesk', buildAnswer(422, invalid({ name: [{ description: 'Name: is too short' }] })), 'rejected'],
    ['401', 'storeganise', buildAnswer(401, { error: { message: 'unknown key' } }), 'unauthorised'],
    ['403', 'storeganise', buildAnswer(403, HTML), 'unauthorised'],
    ['a taken e-mail', 'storeganise', buildAnswer(409, { error: { message: 'Email already exists' } }), 'rejected'],
  ])('%s of %s', async (_, platform, answer, kind) => {
    const status = answer.kind === 'answer' ? answer.status : 0;

    expect(await failureOf(answer, platform)).toEqual({
      kind,
      code: `${platform}_${status}`,
      retryAfterMs: undefined,
      scope: 'record',
      isDuplicate: false,
      mayHaveHappened: false,
      status,
    });
  });

  it.each([
    ['by its code', invalid({ email: [{ description: 'déjà utilisé', error: 'DuplicateValue' }] })],
    ['by its code in an object', invalid({ phone: { description: 'x', error: 'DuplicateValue' } })],
    ['by its text', invalid({ email: [{ description: DUPLICATE }] })],
    ['by its older text', invalid({ external_id: [{ description: 'External has already been taken' }] })],
    ['as plain text', DUPLICATE],
  ])('of a value that another record holds is told %s', async (_, body) => {
    expect(await failureOf(buildAnswer(422, body))).toMatchObject({ kind: 'rejected', isDuplicate: true });
  });

  it.each([
    ['another status', buildAnswer(400, DUPLICATE)],
    ['another detail', buildAnswer(422, invalid({ email: [{ description: 'badmail is not properly formatted' }] }))],
    ['no detail', buildAnswer(422)],
  ])('is not taken for one with %s', async (_, answer) => {
    expect(await failureOf(answer)).toMatchObject({ kind: 'rejected', isDuplicate: false });
  });
});

describe('too many calls', () => {
  const inDate = (ms: number) => new Date(NOW + ms).toUTCString();

  it.each<[string, HttpAnswer, number, 'record' | 'tenant']>([
    ['seconds', buildAnswer(429, PER_ACCOUNT, { 'retry-after': '27' }), 27_000, 'tenant'],
    ['a date', buildAnswer(429, PER_ACCOUNT, { 'retry-after': inDate(45_000) }), 45_000, 'tenant'],
    ['no time', buildAnswer(429, PER_ACCOUNT), 60_000, 'tenant'],
    ['zero', buildAnswer(429, PER_ACCOUNT, { 'retry-after': '0' }), 60_000, 'tenant'],
    ['less than zero', buildAnswer(429, PER_ACCOUNT, { 'retry-after': '-5' }), 60_000, 'tenant'],
    ['a fraction', buildAnswer(429, PER_ACCOUNT, { 'retry-after': '1.5' }), 60_000, 'tenant'],
    ['nonsense', buildAnswer(429, PER_ACCOUNT, { 'retry-after': 'soon' }), 60_000, 'tenant'],
    ['a date gone by', buildAnswer(429, PER_ACCOUNT, { 'retry-after': inDate(-9_000) }), 60_000, 'tenant'],
    ['digits without end', buildAnswer(429, PER_ACCOUNT, { 'retry-after': '9'.repeat(400) }), 60_000, 'tenant'],
    ['JSON', buildAnswer(429, { errors: [{ code: 'TooManyRequests' }] }, { 'retry-after': '3' }), 3_000, 'tenant'],
    ['HTML', buildAnswer(429, HTML, { 'retry-after': '3' }), 3_000, 'tenant'],
    ['the text of one user', buildAnswer(429, PER_USER, { 'retry-after': '27' }), 27_000, 'record'],
    ['plenty left', buildAnswer(429, '', { 'x-rate-limit-remaining': '668' }), 60_000, 'record'],
    ['plenty left, spelt otherwise', buildAnswer(429, '', { 'ratelimit-remaining': '9' }), 60_000, 'record'],
    ['nothing left', buildAnswer(429, '', { 'x-rate-limit-remaining': '0' }), 60_000, 'tenant'],
    ['an odd remainder', buildAnswer(429, '', { 'x-rate-limit-remaining': 'many' }), 60_000, 'tenant'],
  ])('with %s', async (_, answer, retryAfterMs, scope) => {
    expect(await failureOf(answer)).toEqual({
      kind: 'rate_limited',
      code: 'zendesk_429',
      retryAfterMs,
      scope,
      isDuplicate: false,
      mayHaveHappened: false,
      status: 429,
    });
  });
});

describe('a platform that is down', () => {
  it.each([
    ['500', buildAnswer(500, { errors: [{ code: 'Unavailable' }] }), undefined],
    ['502 as HTML', buildAnswer(502, HTML), undefined],
    ['503 that names a time', buildAnswer(503, '', { 'retry-after': '3' }), 3_000],
    ['503 that names none', buildAnswer(503), undefined],
    ['504', buildAnswer(504, { error: 'no_answer' }, { 'x-usersync-sent': '1' }), undefined],
    ['520', buildAnswer(520, HTML), undefined],
    ['599', buildAnswer(599), undefined],
    ['999', buildAnswer(999), undefined],
  ])('%s may have done what it was asked', async (_, answer, retryAfterMs) => {
    expect(await failureOf(answer)).toMatchObject({ kind: 'unavailable', retryAfterMs, mayHaveHappened: true });
  });

  it('did nothing where the proxy says that nothing was sent', async () => {
    const answer = buildAnswer(504, { error: 'no_answer' }, { 'x-usersync-sent': '0' });

    expect(await failureOf(answer)).toMatchObject({ kind: 'unavailable', mayHaveHappened: false });
  });

  it.each([301, 302, 307, 304, 100])('did nothing with status %i, which is not followed', async (status) => {
    const answer = buildAnswer(status, '', { location: 'https://evil.example/' });

    expect(await failureOf(answer)).toMatchObject({
      kind: 'unavailable',
      code: `zendesk_${status}`,
      mayHaveHappened: false,
    });
  });

  it.each([true, false])('may have done it without an answer only if the request left: %s', async (sent) => {
    expect(await failureOf({ kind: 'no_answer', sent, reason: 'ETIMEDOUT' })).toEqual({
      kind: 'unavailable',
      code: 'zendesk_ETIMEDOUT',
      retryAfterMs: undefined,
      scope: 'record',
      isDuplicate: false,
      mayHaveHappened: sent,
      status: 0,
    });
  });
});

describe('a failure tells nothing that is secret or personal', () => {
  const LEAK = 'pat@example.com +819012345678 SECRET-KEY Pat Doe';

  it.each([200, 302, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503, 999])('of status %i', async (status) => {
    const { remote } = openRemote('storeganise', buildAnswer(status, LEAK, { location: LEAK, 'x-request-id': LEAK }));

    const reply = await remote.call('PUT', `/users/${encodeURIComponent('pat@example.com')}?x=SECRET-KEY`, { a: LEAK });

    const told = reply.kind === 'failed' ? { ...reply.failure, text: String(reply.failure.stack) } : reply;
    expect(reply.kind).toBe('failed');
    expect(JSON.stringify(told)).not.toMatch(/pat|doe|8190|secret|storeganise\.com/i);
  });
});

describe('a request', () => {
  it('goes below the base, with its headers and its body, signed as it stands on the wire', async () => {
    const { remote, requests } = openRemote('zendesk', buildAnswer(200, {}));

    await remote.call('PUT', '/api/v2/users/7?x=a%20b', { user: { name: 'Pat "ö"' } });

    const body = '{"user":{"name":"Pat \\"ö\\""}}';
    expect(requests).toEqual([
      {
        method: 'PUT',
        url: `${BASES.zendesk}/api/v2/users/7?x=a%20b`,
        body,
        headers: {
          accept: 'application/json',
          'user-agent': 'usersync',
          'content-type': 'application/json',
          authorization: 'Addon a01|SECRET-KEY',
          'x-signed': `PUT /zendesk/acme/api/v2/users/7?x=a%20b ${body}`,
        },
      },
    ]);
  });

  it('without a body names no content type', async () => {
    const { remote, requests } = openRemote('zendesk', buildAnswer(200, {}));

    await remote.call('GET', '/api/v2/users/7');

    expect(requests[0]).not.toHaveProperty('body');
    expect(requests[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each([
    '//evil.example/x',
    '/@evil.example/x',
    '/\\evil.example',
    '/https://evil.example',
    '/users/a:b@evil.example',
  ])('never leaves the host of its base: %s', async (path) => {
    const { remote, requests } = openRemote('storeganise', buildAnswer(200, {}));

    await remote.call('GET', path);

    expect(new URL(requests[0]?.url ?? '').origin).toBe('https://acme.storeganise.com');
  });

  it('is sent once, whatever is answered', async () => {
    const { remote, requests } = openRemote('zendesk', buildAnswer(503), buildAnswer(200, {}));

    await remote.call('GET', '/x');

    expect(requests).toHaveLength(1);
  });
});
