import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runVerb } from '../../src/cli/admin/run-verb.ts';
import { ADMIN_VERBS } from '../../src/cli/admin/verbs.ts';

type Heard = { method: string; url: string; body: string; headers: IncomingHttpHeaders };

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of undo.splice(0)) await act();
});

/** Something that answers in place of the service. */
async function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    heard.push({ method: request.method ?? '', url: request.url ?? '', body: text, headers: request.headers });
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

function verbOf(...words: string[]) {
  const verb = ADMIN_VERBS.find((one) => one.words.join(' ') === words.join(' '));
  if (!verb) throw new Error(`there is no verb ${words.join(' ')}`);
  return verb;
}

const asked = { operands: [] as string[], tenant: undefined, json: false, key: 'k'.repeat(32) };

describe('a verb', () => {
  it.each<[string[], string[], string | undefined, Pick<Heard, 'method' | 'url' | 'body'>]>([
    [['status'], [], undefined, { method: 'GET', url: '/admin/status', body: '' }],
    [['cases', 'list'], [], undefined, { method: 'GET', url: '/admin/cases', body: '' }],
    [['cases', 'list'], [], 'a&b', { method: 'GET', url: '/admin/cases?tenant=a%26b', body: '' }],
    [['cases', 'agree'], ['c1'], undefined, { method: 'POST', url: '/admin/agree', body: '{"case":"c1"}' }],
    [['cases', 'create'], ['c1'], undefined, { method: 'POST', url: '/admin/create', body: '{"case":"c1"}' }],
    [
      ['explain'],
      ['acme', 'a@b'],
      undefined,
      { method: 'POST', url: '/admin/explain', body: '{"tenant":"acme","record":"a@b"}' },
    ],
    [
      ['sync'],
      ['acme', '1'],
      undefined,
      { method: 'POST', url: '/admin/sync', body: '{"tenant":"acme","record":"1"}' },
    ],
    [
      ['activate'],
      ['acme', 'a01', 'https://x'],
      undefined,
      { method: 'POST', url: '/admin/activate', body: '{"tenant":"acme","addonId":"a01","apiUrl":"https://x"}' },
    ],
  ])('%j %j asks for what it means, with the key', async (words, operands, tenant, request) => {
    const { url, heard } = await answering(200, '{}');

    await runVerb(verbOf(...words), { ...asked, operands, tenant, url });

    expect(heard).toMatchObject([{ ...request, headers: { authorization: `Bearer ${asked.key}` } }]);
  });

  it('prints the answer as it came when JSON is asked for', async () => {
    const { url } = await answering(200, '[{"id":"c1","more":[1]}]');

    const { code, out } = await runVerb(verbOf('cases', 'list'), { ...asked, json: true, url });

    expect([code, JSON.parse(out)]).toEqual([0, [{ id: 'c1', more: [1] }]]);
  });

  it('shows nothing that a terminal would act on', async () => {
    const { url } = await answering(200, JSON.stringify({ case: 'c1', tenant: 'acme', says: 'a\u001b[2Jb' }));

    expect(await runVerb(verbOf('cases', 'agree'), { ...asked, url })).toEqual({ code: 0, out: 'a\\u{1b}[2Jb' });
  });
});

describe('one sentence says why it was not done:', () => {
  it.each<[string, number, string, RegExp]>([
    ['a refusal', 404, '{"error":"there is no such case"}', /^There is no such case\.$/],
    ['a wrong key', 401, '{"error":"expected …"}', /^The service at http:\S+ refuses this ADMIN_KEY\.$/],
    ['no /admin', 404, '{}', /^The service at http:\S+ has no \/admin: it was started without ADMIN_KEY\.$/],
    ['a defect', 500, '{}', /^The service at http:\S+ answered 500\.$/],
    ['something else', 200, '<html>', /^What answers at http:\S+ is not this service\.$/],
    ['another version', 200, '{"new":1}', /^What answers at http:\S+ is another version of the service: try --json\.$/],
    ['a refusal that would act on the terminal', 409, '{"error":"x\\u001b[2J"}', /^X\\u\{1b\}\[2J\.$/],
  ])('%s', async (_, status, body, sentence) => {
    const { url } = await answering(status, body);

    const { code, out } = await runVerb(verbOf('status'), { ...asked, url });

    expect([code, out]).toEqual([1, expect.stringMatching(sentence)]);
  });

  it.each<[string, Partial<{ url: string; key: string | undefined }>, RegExp]>([
    ['nobody is there', { url: 'http://127.0.0.1:9' }, /^No service answers at http:\/\/127\.0\.0\.1:9: /],
    ['no key', { key: undefined }, /^ADMIN_KEY is not set\./],
    ['a blank key', { key: ' ' }, /^ADMIN_KEY is not set\./],
    ['a key that no header can hold', { key: 'k\nk' }, /^ADMIN_KEY holds characters/],
  ])('%s', async (_, service, sentence) => {
    const { url } = await answering(200, '{}');

    const { code, out } = await runVerb(verbOf('status'), { ...asked, url, ...service });

    expect([code, out]).toEqual([1, expect.stringMatching(sentence)]);
  });

  it('a way to somewhere else, which the key does not follow', async () => {
    const elsewhere = await answering(200, '{}');
    const { url } = await answering(302, '', { location: `${elsewhere.url}/admin/status` });

    const { code } = await runVerb(verbOf('status'), { ...asked, url });

    expect([code, elsewhere.heard]).toEqual([1, []]);
  });
});
