import { afterEach, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/ports.ts';
import type { Page } from './browser.ts';
import type { Answer } from './proxy-server.ts';
import { KEY } from './proxy-server.ts';
import { openWorld, type World } from './world.ts';

// Whatever comes in, from whom ever, and whatever goes wrong with it: none of it may come out in a log line, a page, an error or
// a metric. The world besides looks for the tokens, codes and verifiers of each consent, in each suite of the proxy.

/** What nobody may ever see again; each is planted where its name says. */
const CANARY = {
  tokenKey: Buffer.alloc(32, 'canary token key').toString('base64'),
  environmentToken: 'canary-environment-token-77',
  marketplaceName: 'Canary Marketplace 77',
  email: 'canary.person@example.com',
  encodedEmail: 'canary.person%40example.com',
  phone: '+4915112345677',
  name: 'Canary Person-Smith',
  note: 'canary note 77',
  path: 'canary-path-77',
  state: 'canary-state-77',
  code: 'canary-code-77',
  error: 'canary-error-77',
  description: 'canary description 77',
  ticket: 'canary-ticket-77',
  field: 'canary-field-77',
  cookie: 'canary-cookie-77',
  bearer: 'canary-bearer-77',
  signature: 'canary-signature-77',
  forwarded: 'canary.forwarded.example',
  requestId: 'canary request id 77',
  upstream: 'canary-upstream-77',
  upstreamHeader: 'canary-upstream-header-77',
  oauthError: 'canary-oauth-error-77',
  oauthDescription: 'canary oauth description 77',
  databaseUser: 'canary-database-user',
  databasePassword: 'canary-database-password',
  proxyKey: KEY,
} as const;

let world: World;
afterEach(() => world.close());

const SEARCH = `/zendesk/acme/api/v2/users/search?query=email%3A${CANARY.encodedEmail}`;
const PERSON = JSON.stringify({
  user: { name: CANARY.name, email: CANARY.email, phone: CANARY.phone, notes: CANARY.note },
});
const HEADERS = {
  Cookie: `usersync_consent=${CANARY.cookie}`,
  Authorization: `Bearer ${CANARY.bearer}`,
  'X-Forwarded-Host': CANARY.forwarded,
  'X-Request-ID': CANARY.requestId,
};

async function open() {
  world = await openWorld({
    env: {
      TOKEN_KEYS: `k1:${CANARY.tokenKey}`,
      ZENDESK_ACCESS_TOKENS: `beta=sakura=${CANARY.environmentToken}`,
      ZENDESK_MARKETPLACE_NAME: CANARY.marketplaceName,
    },
  });
  const [proxy] = world.proxies;
  if (!proxy) throw new Error('no proxy');
  return proxy;
}

/** Everything that people and the service are shown when something is refused, or nothing is said at all. */
const shownIn = (answers: readonly (Answer | Page | undefined)[]) =>
  answers.map((answer) =>
    answer && 'text' in answer ? answer.text + [...answer.headers].join() : JSON.stringify(answer),
  );

it('no call of the service leaves a trace of what it was about, good, refused or broken', async () => {
  const proxy = await open();
  await world.consent();
  const created = await proxy.call('POST', '/zendesk/acme/api/v2/users', { body: PERSON, headers: HEADERS });
  const found = await proxy.call('GET', SEARCH, { headers: HEADERS });
  expect([created.status, found.status]).toEqual([201, 200]);
  expect(created.body).toContain(CANARY.name);

  const refused: Answer[] = [
    await proxy.send('GET', SEARCH, { headers: { ...HEADERS, 'x-usersync-signature': CANARY.signature } }),
    await proxy.call('GET', `/zendesk/acme/api/v2/${CANARY.path}?${CANARY.field}=${CANARY.encodedEmail}`),
    await proxy.call('GET', `/zendesk/${CANARY.path}/api/v2/users/1`),
    await proxy.call('GET', `/${CANARY.path}`),
    await proxy.call('PUT', '/zendesk/acme/api/v2/users/1', { body: PERSON, headers: { 'Content-Encoding': 'gzip' } }),
    await proxy.call('PUT', '/zendesk/acme/api/v2/users/1', { body: `${PERSON}${' '.repeat(70_000)}` }),
    await proxy.call('GET', '/zendesk/beta/api/v2/users/1'),
    await proxy.call('GET', '/connections/beta'),
  ];
  await world.breakCalls({ pathIncludes: '/users/search', effect: { kind: 'reset' } });
  refused.push(await proxy.call('GET', SEARCH, { headers: HEADERS }));
  const headers = { 'set-cookie': CANARY.upstreamHeader, location: `https://${CANARY.forwarded}/` };
  await world.breakCalls({ pathIncludes: '/users/search', effect: { kind: 'answer', status: 500, headers } });
  refused.push(await proxy.call('GET', SEARCH));
  const body = JSON.stringify({ error: CANARY.oauthError, error_description: CANARY.oauthDescription });
  const asJson = { 'content-type': 'application/json' };
  for (const effect of [
    { kind: 'answer', status: 400, headers: asJson, body },
    { kind: 'answer', status: 200, headers: asJson, body: JSON.stringify({ access_token: CANARY.upstream }) },
    { kind: 'answer', status: 502, body: CANARY.upstream },
  ]) {
    world.zendesk('acme').oauth.expireAll(Date.now());
    await world.breakCalls({ pathIncludes: '/oauth/tokens', effect });
    refused.push(await proxy.call('GET', SEARCH));
    world.time.aheadMs += 60_000;
  }

  expect(refused.map(({ status }) => status)).toEqual([
    401, 403, 401, 404, 415, 413, 401, 200, 504, 500, 503, 503, 503,
  ]);
  await expectNoCanary(refused);
});

it('no page leaves a trace of what people or strangers brought', async () => {
  const proxy = await open();
  const browser = world.openBrowser();
  const link = world.linkFor();
  const callback = (fields: Record<string, string>) =>
    browser.open(`${world.publicUrl}/oauth/zendesk/callback?${new URLSearchParams(fields)}`, {
      cookie: `usersync_consent=${CANARY.cookie}`,
    });
  const way = new URL((await world.answerZendesk(browser, link)).headers.get('location') ?? '');
  way.searchParams.set('code', CANARY.code);
  way.searchParams.set('scope', CANARY.note);
  const denied = new URL(
    (await world.answerZendesk(browser, link, { decision: 'deny' })).headers.get('location') ?? '',
  );
  denied.searchParams.set('error', CANARY.error);
  denied.searchParams.set('error_description', CANARY.description);
  const form = { body: `ticket=${CANARY.ticket}&extra=${CANARY.field}`, headers: HEADERS };

  const pages = [
    await callback({ state: CANARY.state, code: CANARY.code }),
    await callback({ error: CANARY.error, error_description: CANARY.description, state: CANARY.state }),
    await browser.open(way.href),
    await browser.open(denied.href),
    await browser.open(`${world.publicUrl}/oauth/zendesk/start?ticket=${CANARY.ticket}&${CANARY.field}=1`),
    await proxy.send('POST', '/oauth/zendesk/start', form),
    await proxy.send('POST', '/oauth/zendesk/start', {
      ...form,
      headers: { ...HEADERS, Origin: `https://${CANARY.forwarded}` },
    }),
  ];

  expect(pages.map(({ status }) => status)).toEqual([400, 400, 400, 502, 400, 400, 400]);
  await expectNoCanary(pages);
});

it('no failure of the store says more than that there was one', async () => {
  const proxy = await open();
  await world.consent();
  const where = `mongodb://${CANARY.databaseUser}:${CANARY.databasePassword}@db.example/usersync-proxy`;
  const failures = [
    new StoreUnavailable('MongoDB did not answer', { cause: new Error(`connection to ${where} closed`) }),
    Object.assign(new Error(`E11000 duplicate key { email: "${CANARY.email}" }`), { keyValue: { name: CANARY.name } }),
    Object.assign(new Error('validation failed'), { errors: { tokens: { value: CANARY.upstream } }, op: PERSON }),
  ];
  const answers: (Answer | Page)[] = [];
  for (const failure of failures) {
    vi.spyOn(world.store.connections, 'find').mockRejectedValue(failure);
    answers.push(
      await proxy.call('GET', SEARCH),
      await proxy.call('DELETE', '/connections/acme'),
      await world.openBrowser().open(world.linkFor()),
    );
  }

  vi.restoreAllMocks();
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 500, 500, 500, 500, 500, 500]);
  await expectNoCanary(answers);
});

async function expectNoCanary(answers: readonly (Answer | Page)[]): Promise<void> {
  const [proxy] = world.proxies;
  const metrics = await proxy?.send('GET', '/metrics');
  const shown = [...(proxy?.lines ?? []), ...shownIn([...answers, metrics])];
  expect(shown.join()).toContain('usersync_proxy_calls_total');
  for (const [where, canary] of Object.entries(CANARY)) {
    const found = shown.filter((text) => text.includes(canary));
    expect(found, `the canary “${where}” got out`).toEqual([]);
  }
}
