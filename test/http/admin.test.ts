import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildCase, buildCustomer, buildLink } from '../support/builders.ts';
import { ADMIN_KEY, NOW, openAdmin } from './admin-server.ts';
import { openDoor } from './door-server.ts';

let admin: Awaited<ReturnType<typeof openAdmin>>;
beforeEach(async () => {
  admin = await openAdmin();
});
afterEach(() => admin.close());

const PAT = { tenant: 'acme', platform: 'storeganise', recordId: 'sg1' } as const;

const CALLS = [
  ['GET', 'status'],
  ['GET', 'cases'],
  ['POST', 'agree'],
  ['POST', 'create'],
  ['POST', 'explain'],
  ['POST', 'sync'],
  ['GET', 'anything/else'],
] as const;

describe('without ADMIN_KEY', () => {
  it.each(CALLS)('%s /admin/%s does not exist', async (method, path) => {
    const door = await openDoor();

    const answer = await fetch(`${door.url}/admin/${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });

    expect([answer.status, await answer.text()]).toEqual([404, '{}']);
    await door.close();
  });
});

describe('the key', () => {
  it.each(CALLS)('guards %s /admin/%s', async (method, path) => {
    const wrong = await admin.ask(method, path, undefined, { authorization: `Bearer ${ADMIN_KEY.slice(0, -1)}x` });

    expect(wrong.status).toBe(401);
    expect(wrong.json).toEqual({ error: 'expected Authorization: Bearer <ADMIN_KEY>' });
    expect(wrong.headers.get('cache-control')).toBe('no-store');
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    ['no header', ''],
    ['another scheme', `Basic ${ADMIN_KEY}`],
    ['the bare key', ADMIN_KEY],
    ['a longer key', `Bearer ${ADMIN_KEY}x`],
    ['a key of other letters', `Bearer ${ADMIN_KEY.toUpperCase()}`],
  ])('is refused as %s', async (_, authorization) => {
    expect((await admin.ask('GET', 'status', undefined, { authorization })).status).toBe(401);
  });

  it('is taken with the scheme in any case', async () => {
    expect((await admin.ask('GET', 'status', undefined, { authorization: `bearer  ${ADMIN_KEY}` })).status).toBe(200);
  });

  it('is asked for before the body is looked at', async () => {
    const answer = await admin.ask('POST', 'sync', '{', { authorization: 'Bearer no' });

    expect(answer.status).toBe(401);
  });
});

describe('what cannot be done', () => {
  it.each<[string, Parameters<typeof admin.ask>, number, string | RegExp]>([
    ['an unknown address', ['GET', 'tenants'], 404, 'there is no such call under /admin'],
    ['another method', ['POST', 'status', {}], 404, 'there is no such call under /admin'],
    ['a body that is not JSON', ['POST', 'sync', '{'], 400, 'the body is not JSON'],
    ['a body of another shape', ['POST', 'sync', []], 400, /expected object/],
    ['a missing record', ['POST', 'explain', { tenant: 'acme' }], 400, 'record: expected an id or an e-mail address'],
    ['a blank record', ['POST', 'explain', { tenant: 'acme', record: ' ' }], 400, /^record: /],
    ['a further key', ['POST', 'agree', { case: 'x', also: 1 }], 400, /also/],
    ['a body too large', ['POST', 'agree', { case: 'x'.repeat(9_000) }], 413, 'the body is larger than 8192 bytes'],
    ['an unknown tenant', ['POST', 'sync', { tenant: 'nobody', record: '1' }], 404, 'there is no tenant "nobody"'],
    ['an unknown tenant to list', ['GET', 'cases?tenant=nobody'], 404, 'there is no tenant "nobody"'],
    ['two tenants to list', ['GET', 'cases?tenant=acme&tenant=beta'], 400, 'tenant: expected once'],
    ['an unknown case', ['POST', 'agree', { case: 'nothing' }], 404, 'there is no such case'],
  ])('%s', async (_, request, status, error) => {
    const answer = await admin.ask(...request);

    expect(answer.status).toBe(status);
    expect(answer.json.error).toEqual(error instanceof RegExp ? expect.stringMatching(error) : error);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('a defect of ours is logged, and not shown', async () => {
    admin.store.openCases = async () => {
      throw new Error('secret of the store');
    };

    const answer = await admin.ask('GET', 'cases');

    expect([answer.status, answer.json]).toEqual([500, { error: 'the service failed at this; its log says why' }]);
    expect(admin.lines.join()).toContain('admin call failed');
  });
});

describe('status', () => {
  it('shows the process, and of each tenant what waits and why', async () => {
    await admin.store.mark({ tenant: 'acme', platform: 'zendesk', recordId: '9001' });
    await admin.askPat();

    const { json } = await admin.ask('GET', 'status');

    expect(json.service).toEqual({
      version: '1.2.3',
      node: 'v24',
      store: 'memory',
      startedAt: '2026-01-10T08:03:30.000Z',
      uptimeMs: 90_000,
      isReady: true,
      hasProxy: false,
    });
    expect(json.tenants).toMatchObject([
      {
        tenant: 'acme',
        isLive: true,
        isSigned: true,
        backlog: 0,
        waiting: 1,
        oldest: { platform: 'zendesk', recordId: '9001', says: 'has waited for 0 s; its turn is now' },
        parked: [],
        cases: { unproven_email_change: 1 },
      },
      { tenant: 'beta', isLive: false, notLive: 'its add-on is paused', isSigned: false, waiting: 0 },
      { tenant: 'gone', isLive: false, notLive: 'its add-on is disabled' },
    ]);
  });
});

describe('cases', () => {
  it('are listed with exactly what the contract names', async () => {
    const question = await admin.askPat();

    const { text } = await admin.ask('GET', 'cases');

    expect(JSON.parse(text)).toEqual([
      {
        id: question.id,
        tenant: 'acme',
        kind: 'unproven_email_change',
        subject: 'sg1',
        since: '2026-01-10T08:05:00.000Z',
        values: { field: 'email', storeganise: 'new@example.com', zendesk: 'pat@example.com' },
        action: `If the change is right: npm run cli -- cases agree ${question.id}. If it is not: put the old address back in Storeganise.`,
      },
    ]);
  });

  it('are listed with the oldest first, and counted by kind', async () => {
    for (const [id, since] of Object.entries({ young: NOW, old: NOW - 2, middle: NOW - 1 })) {
      await admin.store.deliverRow('acme', { kind: 'case', case: buildCase({ id, since }) });
    }

    const listed = JSON.parse((await admin.ask('GET', 'cases')).text) as { id: string }[];
    const { json } = await admin.ask('GET', 'status');

    expect(listed.map(({ id }) => id)).toEqual(['old', 'middle', 'young']);
    expect(json.tenants).toMatchObject([{ cases: { field_conflict: 3 } }, { cases: {} }, { cases: {} }]);
  });

  it('of a tenant that is not live are noted and kept', async () => {
    await admin.store.insertLink(buildLink({ tenant: 'beta', isProven: false }));
    const question = { ...(await admin.askPat()), tenant: 'beta', id: 'beta-case' };
    await admin.store.deliverRow('beta', { kind: 'case', case: question });

    const { json } = await admin.ask('POST', 'agree', { case: 'beta-case' });

    expect(json.says).toBe('Noted, and kept until beta is live: its add-on is paused.');
  });

  it('are listed of one tenant alone', async () => {
    await admin.askPat();

    expect(JSON.parse((await admin.ask('GET', 'cases?tenant=beta')).text)).toEqual([]);
    expect(JSON.parse((await admin.ask('GET', 'cases?tenant=ACME')).text)).toHaveLength(1);
  });

  it('are agreed to: the link counts as proven, and the customer is looked at', async () => {
    await admin.store.insertLink(buildLink({ isProven: false }));
    const question = await admin.askPat();

    const answer = await admin.ask('POST', 'agree', { case: question.id });

    expect(answer.json).toMatchObject({
      case: question.id,
      tenant: 'acme',
      says: expect.stringMatching(/^The address/),
    });
    expect(await admin.store.findLink(PAT)).toMatchObject({ isProven: true });
    expect(await admin.store.findChange(PAT)).toMatchObject({ dirty: 1 });
    expect(admin.rings()).toBe(1);
  });

  it('are decided although a pass moves the link on at the same moment', async () => {
    await admin.store.insertLink(buildLink());
    const question = await admin.askPat();
    const take = admin.store.takeLink.bind(admin.store);
    let moves = 2;
    admin.store.takeLink = async (link, fence) => {
      if (moves-- > 0) await take(link, fence);
      return take(link, fence);
    };

    expect((await admin.ask('POST', 'agree', { case: question.id })).status).toBe(200);
  });

  it('are not decided while a pass never lets go of the link', async () => {
    await admin.store.insertLink(buildLink());
    const question = await admin.askPat();
    const take = admin.store.takeLink.bind(admin.store);
    admin.store.takeLink = async (link, fence) => {
      await take(link, fence);
      return take(link, fence);
    };

    const answer = await admin.ask('POST', 'agree', { case: question.id });

    expect([answer.status, answer.json.error]).toEqual([
      409,
      'the customer is being worked on at this moment; try again',
    ]);
  });

  it('are not decided twice, nor by the wrong verb', async () => {
    const question = await admin.askPat();

    const wrong = await admin.ask('POST', 'create', { case: question.id });
    await admin.store.deliverRow('acme', { kind: 'case_closed', caseId: question.id });
    const closed = await admin.ask('POST', 'agree', { case: question.id });

    expect(wrong.status).toBe(409);
    expect(wrong.json.error).toMatch(/^“cases create” is no answer to unproven_email_change\. If the change is right/);
    expect([closed.status, closed.json.error]).toEqual([409, 'the case is closed already']);
    expect(admin.rings()).toBe(0);
  });
});

describe('sync', () => {
  it('marks the customer of whichever id or address, and wakes a worker', async () => {
    await admin.havePat();

    for (const record of ['sg1', '9001', 'Pat@Example.com']) {
      const { json } = await admin.ask('POST', 'sync', { tenant: 'Acme', record });
      expect(json).toEqual({ tenant: 'acme', platform: 'storeganise', recordId: 'sg1' });
    }

    expect(await admin.store.findChange(PAT)).toMatchObject({ dirty: 3 });
    expect(admin.rings()).toBe(3);
  });

  it('of nobody marks nobody, and says where it looked', async () => {
    admin.platforms.down.set('zendesk', 'zendesk_503');

    const { status, json } = await admin.ask('POST', 'sync', { tenant: 'acme', record: '4711' });

    expect(status).toBe(404);
    expect(json.error).toBe(
      'nobody found in acme. Searched: our links: no such id; Storeganise customer by id: nobody; ' +
        'Zendesk user by id: could not be read: zendesk_503: Zendesk answered with an error',
    );
    expect(admin.rings()).toBe(0);
  });

  it('of a tenant that is not live is kept, and says so', async () => {
    admin.platforms.records.push(buildCustomer('A'));

    const { json } = await admin.ask('POST', 'sync', { tenant: 'beta', record: 'sg1' });

    expect(json).toMatchObject({ tenant: 'beta', recordId: 'sg1', notLive: 'its add-on is paused' });
    expect(await admin.store.findChange({ ...PAT, tenant: 'beta' })).toMatchObject({ dirty: 1 });
  });
});

describe('personal data', () => {
  it('of those asked about is in no line of the log', async () => {
    await admin.havePat();
    await admin.askPat();

    await admin.ask('POST', 'explain', { tenant: 'acme', record: 'pat@example.com' });
    await admin.ask('POST', 'sync', { tenant: 'acme', record: 'pat@example.com' });
    await admin.ask('GET', 'cases');

    expect(admin.lines.length).toBeGreaterThan(2);
    expect(admin.lines.join()).not.toMatch(/example\.com|sg1|9001/);
  });
});
