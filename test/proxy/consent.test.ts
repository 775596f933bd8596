import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProxyServer } from './proxy-server.ts';
import { openWorld, type World } from './world.ts';

const DAY_MS = 86_400_000;

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const isConnected = async (tenant = 'acme') => (await world.search(undefined, tenant)).status === 200;

describe('the page behind the link', () => {
  it('names the business and the account, and has one button and no script', async () => {
    const page = await world.openBrowser().open(world.linkFor());

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('Acme Storage');
    expect(page.text).toContain('(acme)');
    expect(page.text).toContain('acme.zendesk.com');
    expect(page.text.match(/<form\b/g)).toHaveLength(1);
    expect(page.text.match(/<button/g)).toHaveLength(1);
    expect(page.text).not.toMatch(/<script|javascript:|\son\w+=/i);
  });

  it('uses nothing up, however often it is opened and by whom', async () => {
    const link = world.linkFor();
    for (let count = 0; count < 5; count += 1) expect((await world.openBrowser().open(link)).status).toBe(200);

    const browser = world.openBrowser();
    const result = await browser.follow(await world.answerZendesk(browser, link));

    expect(result.status).toBe(200);
  });

  it('sends the browser to the account with PKCE, an exact way back and a state, and sets the cookie', async () => {
    const browser = world.openBrowser();

    const answer = await browser.press(await browser.open(world.linkFor()));

    expect(answer.status).toBe(303);
    const target = new URL(answer.headers.get('location') ?? '');
    expect(`${target.origin}${target.pathname}`).toBe(`${world.simulators.zendeskUrl}/acme/oauth/authorizations/new`);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'zdg-usersync-simulated',
      redirect_uri: `${world.publicUrl}/oauth/zendesk/callback`,
      scope: 'read write',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^usersync_consent=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
  });

  it('refuses a button pressed by a page elsewhere', async () => {
    const browser = world.openBrowser();
    const page = await browser.open(world.linkFor());

    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': '', origin: 'https://evil.example' },
      { 'sec-fetch-site': '', origin: 'null' },
    ];
    for (const headers of foreign) {
      const answer = await browser.press(page, {}, headers);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('location')).toBeNull();
    }
    expect((await browser.press(page, {}, { 'sec-fetch-site': '' })).status).toBe(303);
  });
});

describe('a consent', () => {
  it('connects the business, says so and what follows, and lets the service call', async () => {
    expect(await isConnected()).toBe(false);

    const page = await world.consent();

    expect(page.status).toBe(200);
    for (const words of ['It worked', 'Acme Storage', 'acme.zendesk.com', 'Existing customers follow on their next']) {
      expect(page.text).toContain(words);
    }
    expect(await isConnected()).toBe(true);
    expect(await world.view()).toEqual({
      businessCode: 'acme',
      state: 'connected',
      generation: 1,
      subdomain: 'acme',
      scope: 'read write',
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it('keeps tokens sealed', async () => {
    await world.consent();

    const stored = JSON.stringify(await world.store.connections.find('acme'));
    const [grant] = world.zendesk('acme').oauth.grants();
    expect(grant?.accessToken).toMatch(/^[0-9a-f]{64}$/);
    for (const token of [grant?.accessToken, grant?.refreshToken]) expect(stored).not.toContain(token);
  });

  it('makes every link from before it void, and the page says what to do', async () => {
    const link = world.linkFor();
    const late = world.openBrowser();
    const openPage = await late.open(link);
    const onItsWay = world.openBrowser();
    const way = await world.answerZendesk(onItsWay, link);
    await world.consent();

    for (const page of [await world.openBrowser().open(link), await late.press(openPage), await onItsWay.follow(way)]) {
      expect(page.status).toBe(410);
      expect(page.text).toContain('newer task');
      expect(page.text).not.toMatch(/<form/);
    }
    expect(await world.view()).toMatchObject({ generation: 1, state: 'connected' });
  });

  it('can be given anew under a link of the present generation', async () => {
    await world.consent();

    expect((await world.consent({ generation: 1 })).status).toBe(200);

    expect(await world.view()).toMatchObject({ generation: 2, state: 'connected' });
    expect(await isConnected()).toBe(true);
  });

  it('can move the business to another account, and gives the old one back', async () => {
    await world.consent();

    expect((await world.consent({ generation: 1, subdomain: 'sakura' })).status).toBe(200);

    expect(await world.view()).toMatchObject({ generation: 2, subdomain: 'sakura' });
    expect(world.zendesk('acme').oauth.grants()).toEqual([]);
    expect((await world.consent({ tenant: 'beta', business: 'Beta' })).status).toBe(200);
  });

  it('asks again where the person said no, and the link stays good', async () => {
    const browser = world.openBrowser();
    const link = world.linkFor();

    const refused = await browser.follow(await world.answerZendesk(browser, link, { decision: 'deny' }));

    expect(refused.status).toBe(403);
    expect(refused.text).toContain('try again');
    expect(await isConnected()).toBe(false);
    expect(await world.view()).toMatchObject({
      state: 'not_connected',
      generation: 0,
      refusal: { reason: 'denied', subdomain: 'acme', at: expect.any(String) },
    });
    const [, again = ''] = /<a [^>]*href="([^"]*)"/.exec(refused.text) ?? [];
    const result = await browser.follow(
      await world.answerZendesk(browser, new URL(again.replaceAll('&amp;', '&'), refused.url).href),
    );
    expect(result.status).toBe(200);
    expect(await world.view()).not.toHaveProperty('refusal');
  });
});

describe('the state', () => {
  it('is good once: whoever comes again is told that all is well if it worked', async () => {
    const browser = world.openBrowser();
    const way = await world.answerZendesk(browser, world.linkFor());
    expect((await browser.follow(way)).status).toBe(200);

    const again = await browser.follow(way);

    expect(again.status).toBe(400);
    expect(again.text).toContain('If you have just seen that it worked, all is well');
    expect(await isConnected()).toBe(true);
  });

  it('is bound to the browser, and another one uses nothing up', async () => {
    const mine = world.openBrowser();
    const way = await world.answerZendesk(mine, world.linkFor());
    const other = world.openBrowser();
    await other.press(await other.open(world.linkFor()));

    for (const browser of [other, world.openBrowser()]) expect((await browser.follow(way)).status).toBe(400);
    expect(world.requests).toEqual([]);

    expect((await mine.follow(way)).status).toBe(200);
  });

  it('is good for ten minutes', async () => {
    const browser = world.openBrowser();
    const [early, late] = [
      await world.answerZendesk(browser, world.linkFor()),
      await world.answerZendesk(browser, world.linkFor()),
    ];

    world.time.aheadMs = 595_000;
    expect((await browser.follow(early)).status).toBe(200);
    world.time.aheadMs = 600_000;
    expect((await browser.follow(late)).status).toBe(400);
  });

  it('lets two tabs of one browser stand side by side', async () => {
    const browser = world.openBrowser();
    const acme = await world.answerZendesk(browser, world.linkFor());
    const sakura = await world.answerZendesk(
      browser,
      world.linkFor({ tenant: 'sakura', business: 'Sakura', subdomain: 'sakura' }),
    );

    expect((await browser.follow(acme)).text).toContain('acme.zendesk.com');
    expect((await browser.follow(sakura)).text).toContain('sakura.zendesk.com');
  });

  it.each([
    ['an invented one', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
    ['none', (url: URL) => url.searchParams.delete('state')],
    ['two', (url: URL) => url.searchParams.append('state', url.searchParams.get('state') ?? '')],
  ])('is refused as %s', async (_, change) => {
    const browser = world.openBrowser();
    const way = await world.answerZendesk(browser, world.linkFor());
    const url = new URL(way.headers.get('location') ?? '');
    change(url);

    const page = await browser.open(url.href);

    expect(page.status).toBe(400);
    expect(world.requests).toEqual([]);
  });

  it('leads to the account that it was made for: the code of another account opens nothing', async () => {
    const browser = world.openBrowser();
    const acme = new URL((await world.answerZendesk(browser, world.linkFor())).headers.get('location') ?? '');
    const sakura = new URL(
      (await world.answerZendesk(browser, world.linkFor({ tenant: 'sakura', subdomain: 'sakura' }))).headers.get(
        'location',
      ) ?? '',
    );
    acme.searchParams.set('code', sakura.searchParams.get('code') ?? '');

    const page = await browser.open(acme.href);

    expect(page.status).toBe(400);
    expect(page.text).toContain('came from another account');
    expect(world.requests.map(({ url }) => new URL(url).pathname)).toEqual(['/acme/oauth/tokens']);
    expect([await isConnected('acme'), await isConnected('sakura')]).toEqual([false, false]);
  });

  it.each([
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['no code', (url: URL) => url.searchParams.delete('code')],
    ['two codes', (url: URL) => url.searchParams.append('code', 'x')],
  ])('with %s never reaches an account', async (_, change) => {
    const browser = world.openBrowser();
    const url = new URL((await world.answerZendesk(browser, world.linkFor())).headers.get('location') ?? '');
    change(url);

    expect((await browser.open(url.href)).status).toBe(400);
    expect(world.requests).toEqual([]);
  });
});

describe('what is refused after a look at the account', () => {
  const expectNothing = async (reason: string) => {
    expect(await isConnected()).toBe(false);
    expect(await world.view()).toMatchObject({ state: 'not_connected', refusal: { reason } });
    expect(world.zendesk('acme').oauth.grants()).toEqual([]);
    expect((await world.openBrowser().open(world.linkFor())).status).toBe(200);
  };

  it('is a scope too small', async () => {
    world.zendesk('acme').setSwitches({ grantedScope: 'read' });

    const page = await world.consent();

    expect(page.status).toBe(403);
    expect(page.text).toContain('allow both read and write');
    await expectNothing('scope_too_small');
  });

  it('is a scope that the admin does not allow', async () => {
    world.zendesk('acme').setSwitches({ allowedScopes: ['read'] });

    expect((await world.consent()).status).toBe(403);
    await expectNothing('scope_too_small');
  });

  it.each(['users:read users:write', 'everything'])(
    'is a scope that looks right and does not reach: %s',
    async (scopes) => {
      await world.close();
      world = await openWorld({ env: { ZENDESK_SCOPES: scopes } });

      expect((await world.consent()).status).toBe(403);
      expect(await world.view()).toMatchObject({ refusal: { reason: 'scope_too_small' } });
    },
  );

  it.each(['agent', 'end-user'] as const)('is consent by an %s', async (role) => {
    world.zendesk('acme').oauth.changeAdmin({ role });

    const page = await world.consent();

    expect(page.status).toBe(403);
    expect(page.text).toContain('sign in as an admin');
    await expectNothing('not_admin');
  });

  it('is consent by an agent beside the admin', async () => {
    const { id } = world.zendesk('acme').createUser({ name: 'Ann Agent', role: 'agent' }, Date.now());

    expect((await world.consent({}, { user: id })).status).toBe(403);
    await expectNothing('not_admin');
  });

  it('is a second business for the same account, and the first stays connected', async () => {
    await world.consent();

    const page = await world.consent({ tenant: 'beta', business: 'Beta Boxes' });

    expect(page.status).toBe(409);
    expect(page.text).toContain('connected to another Storeganise business');
    expect(page.text).not.toContain('Acme');
    expect([await isConnected('acme'), await isConnected('beta')]).toEqual([true, false]);
    expect(await world.view('beta')).toMatchObject({
      state: 'not_connected',
      refusal: { reason: 'account_taken', subdomain: 'acme' },
    });
    expect(world.zendesk('acme').oauth.grants()).toHaveLength(1);
  });

  it('is the later of two consents that race under one link', async () => {
    const browsers = [world.openBrowser(), world.openBrowser()];
    const ways = await Promise.all(browsers.map((browser) => world.answerZendesk(browser, world.linkFor())));

    const pages = await Promise.all(ways.map((way, place) => browsers[place]?.follow(way)));

    expect(pages.map((page) => page?.status).toSorted()).toEqual([200, 410]);
    expect(world.zendesk('acme').oauth.grants()).toHaveLength(1);
    expect(await world.view()).toMatchObject({ generation: 1 });
    expect(await isConnected()).toBe(true);
  });

  it('is the later of two consents that race for one account', async () => {
    const browsers = ['beta', 'gamma'].map((tenant) => ({ tenant, browser: world.openBrowser() }));
    const ways = await Promise.all(
      browsers.map(({ tenant, browser }) => world.answerZendesk(browser, world.linkFor({ tenant }))),
    );

    const pages = await Promise.all(
      browsers.map(({ browser }, place) =>
        browser.follow(ways[place] ?? (Promise.reject(new Error('no way')) as never)),
      ),
    );

    expect(pages.map((page) => page?.status).toSorted()).toEqual([200, 409]);
    expect(world.zendesk('acme').oauth.grants()).toHaveLength(1);
  });

  it('is nothing when Zendesk does not answer: the page says so, and a later try works', async () => {
    const broken = [
      { pathIncludes: '/oauth/tokens', effect: { kind: 'answer', status: 503 } },
      { pathIncludes: '/oauth/tokens', effect: { kind: 'reset' } },
      { pathIncludes: '/oauth/tokens', effect: { kind: 'answer', status: 200, body: '<html>' } },
      { pathIncludes: '/users/me', effect: { kind: 'answer', status: 500 } },
      { pathIncludes: '/users/me', effect: { kind: 'answer', status: 401 } },
    ];
    for (const rule of broken) {
      await world.breakCalls(rule);
      expect((await world.consent()).status).toBe(503);
      expect(await world.view()).toEqual({ businessCode: 'acme', state: 'not_connected', generation: 0 });
    }

    expect((await world.consent()).status).toBe(200);
  });

  it('is our own mistake where Zendesk does not know the client', async () => {
    await world.close();
    world = await openWorld({ env: { ZENDESK_CLIENT_SECRET: 'another-client-secret' } });

    const page = await world.consent();

    expect(page.status).toBe(502);
    expect(world.proxies[0]?.lines.join()).toContain('ZENDESK_CLIENT_ID');
    expect(page.text + world.proxies[0]?.lines.join()).not.toContain('another-client-secret');
  });
});

describe('a link', () => {
  it('is good for 90 days', async () => {
    const browser = world.openBrowser();
    const old = world.linkFor({ madeAt: Date.now() - 90 * DAY_MS });

    const page = await browser.open(old);

    expect(page.status).toBe(410);
    expect(page.text).toContain('90 days');
    expect((await browser.open(world.linkFor({ madeAt: Date.now() - 90 * DAY_MS + 60_000 }))).status).toBe(200);
  });

  it('that ran out on the way connects nothing', async () => {
    const browser = world.openBrowser();
    const way = await world.answerZendesk(browser, world.linkFor({ madeAt: Date.now() - 90 * DAY_MS + 60_000 }));

    world.time.aheadMs = 60_000;
    expect((await browser.follow(way)).status).toBe(410);
    expect(world.requests).toEqual([]);
  });

  it.each(['', '?ticket=', '?ticket=x.y', '?ticket=a&ticket=b', '?ticket=%3Cscript%3Ealert(1)%3C/script%3E'])(
    'that is none is refused and not shown: %s',
    async (query) => {
      const page = await world.openBrowser().open(`${world.publicUrl}/oauth/zendesk/start${query}`);

      expect(page.status).toBe(400);
      expect(page.text).not.toContain('<script');
    },
  );

  it('outlives whatever the proxy forgot: a later generation is no earlier one', async () => {
    expect((await world.consent({ generation: 4 })).status).toBe(200);

    expect(await world.view()).toMatchObject({ generation: 5 });
    expect((await world.openBrowser().open(world.linkFor({ generation: 4 }))).status).toBe(410);
  });
});

describe('every page', () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\r\nSet-Cookie: a=b';

  async function allPages() {
    const browser = world.openBrowser();
    const link = world.linkFor({ business: evil });
    const denied = await browser.follow(await world.answerZendesk(browser, link, { decision: 'deny' }));
    const asked = await browser.open(link);
    const done = await browser.follow(await world.answerZendesk(browser, link));
    const query = new URLSearchParams({ error: evil, error_description: evil, state: evil });
    return [
      asked,
      denied,
      done,
      await browser.open(link),
      await browser.open(`${world.publicUrl}/oauth/zendesk/callback?${query}`),
      await browser.open(`${world.publicUrl}/oauth/zendesk/start?ticket=${encodeURIComponent(evil)}`),
    ];
  }

  it('runs no script, stands in no frame, is kept nowhere and tells nobody its address', async () => {
    for (const { headers } of await allPages()) {
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' https: http:\/\/127\.0\.0\.1:\d+; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  it('shows names as text and nothing of its own address', async () => {
    const pages = await allPages();

    expect(pages.map(({ status }) => status)).toEqual([200, 403, 200, 410, 400, 400]);
    for (const { text } of pages) {
      expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
      expect(text.replaceAll('<!doctype html>', '').match(/<style>/g)).toHaveLength(1);
    }
    expect(pages[0]?.text).toContain('&quot;&gt;&lt;script&gt;');
    for (const page of pages.slice(4)) expect(page.text).not.toContain('alert');
  });

  it('shows an error of Zendesk in our own words', async () => {
    const browser = world.openBrowser();
    const way = await world.answerZendesk(browser, world.linkFor(), { decision: 'deny' });
    const url = new URL(way.headers.get('location') ?? '');
    url.searchParams.set('error_description', evil);

    expect((await browser.open(url.href)).text).not.toContain('alert');
  });
});

it('lets the button lead to accounts that stand in the host name', async () => {
  const proxy = await openProxyServer({ zendeskUrl: '', env: { ZENDESK_URL: 'http://{subdomain}.localhost:9/help' } });
  const { search } = new URL(world.linkFor());

  const { headers } = await proxy.send('GET', `/oauth/zendesk/start${search}`);

  await proxy.close();
  expect(headers['content-security-policy']).toContain("form-action 'self' https: http://*.localhost:9;");
});

it('uses a cookie of the host alone, over TLS only, where people come by https', async () => {
  const proxy = await openProxyServer({
    zendeskUrl: world.simulators.zendeskUrl,
    publicUrl: 'https://connect.example',
  });
  const ticket = new URL(world.linkFor()).searchParams.get('ticket') ?? '';

  const answer = await proxy.send('POST', '/oauth/zendesk/start', {
    body: `ticket=${ticket}`,
    headers: { origin: 'https://connect.example' },
  });

  await proxy.close();
  expect(answer.status).toBe(303);
  expect(answer.headers['set-cookie']?.[0]).toMatch(
    /^__Host-usersync_consent=[\w-]{43}; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
  );
  const target = new URL(answer.headers.location ?? '');
  expect(target.searchParams.get('redirect_uri')).toBe('https://connect.example/oauth/zendesk/callback');
});
