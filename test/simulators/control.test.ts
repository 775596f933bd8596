import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Act } from '../../src/simulators/act.ts';
import { type RunningSimulators, startSimulators } from '../../src/simulators/start-simulators.ts';
import { createStoreganiseActs } from '../../src/simulators/storeganise/acts.ts';
import { createZendeskActs } from '../../src/simulators/zendesk/acts.ts';
import { business } from './storeganise-business.ts';
import { account } from './zendesk-account.ts';

type Platform = 'storeganise' | 'zendesk';

const actsOf: Record<Platform, readonly Act[]> = {
  storeganise: createStoreganiseActs(business()),
  zendesk: createZendeskActs(account()),
};
const allActs = (Object.keys(actsOf) as Platform[]).flatMap((platform) =>
  actsOf[platform].map((act) => [platform, act.method, act.path, act] as const),
);

let simulators: RunningSimulators;

beforeAll(async () => {
  // Nobody listens there: what is sent is only recorded.
  simulators = await startSimulators({ storeganisePort: 0, zendeskPort: 0, serviceUrl: 'http://127.0.0.1:9', seed: 1 });
});

afterAll(() => simulators.close());

function control(platform: Platform, method: string, path: string, body?: unknown) {
  const url = platform === 'storeganise' ? simulators.storeganiseUrl : simulators.zendeskUrl;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${url}/_control/${path}`, { method, ...(body === undefined ? {} : { body: text }) });
}

async function done(platform: Platform, method: string, path: string, body?: unknown) {
  const response = await control(platform, method, `acme/${path}`, body);
  const answer = JSON.parse(await response.text());
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

describe('control: Storeganise', () => {
  it('a customer signs up, is edited, disabled, enabled and deleted', async () => {
    const { id } = await done('storeganise', 'POST', 'users', {
      firstName: 'Pat',
      lastName: 'Doe',
      email: 'pat@example.com',
      phone: '090',
    });

    expect(await done('storeganise', 'PATCH', `users/${id}`, { phone: null, roles: ['admin'] })).toMatchObject({
      roles: ['admin'],
    });
    expect(await done('storeganise', 'POST', `users/${id}/disable`)).toMatchObject({ isDisabled: true });
    expect(await done('storeganise', 'POST', `users/${id}/enable`)).toMatchObject({ isDisabled: false });
    await done('storeganise', 'DELETE', `users/${id}`);
    expect((await control('storeganise', 'GET', `acme/users/${id}`)).status).toBe(404);
  });

  it('a customer rents, moves out, is transferred and overdue', async () => {
    const { id } = await done('storeganise', 'POST', 'users', {
      firstName: 'R',
      lastName: 'R',
      email: 'r@example.com',
    });

    const first = await done('storeganise', 'POST', `users/${id}/rentals`, { state: 'reserved' });
    expect(await done('storeganise', 'PUT', `rentals/${first.id}`, { state: 'occupied' })).toMatchObject({
      state: 'occupied',
    });
    expect(await done('storeganise', 'PUT', `rentals/${first.id}/overdue`)).toHaveProperty('overdue');
    expect(await done('storeganise', 'DELETE', `rentals/${first.id}/overdue`)).not.toHaveProperty('overdue');
    const later = await done('storeganise', 'POST', `rentals/${first.id}/transfer`, { later: true });
    await done('storeganise', 'POST', `rentals/${first.id}/complete-transfer/${later.id}`);
    await done('storeganise', 'POST', `rentals/${later.id}/move-out`, { endDate: '2026-12-31' });
    await done('storeganise', 'DELETE', `rentals/${later.id}/move-out`);
    await done('storeganise', 'PUT', `rentals/${later.id}`, { state: 'ended' });

    const states = (await done('storeganise', 'GET', 'rentals')).map(({ state }: { state: string }) => state);
    expect(states).toEqual(['ended', 'ended']);
  });

  it('the operator turns the add-on, its form, its fields and the switches', async () => {
    expect(await done('storeganise', 'PUT', 'settings', { zendesk_createCustomers: 'yes' })).toMatchObject({
      zendesk_createCustomers: 'yes',
      zendesk_instance: 'acme',
    });
    await done('storeganise', 'PUT', 'addon', { state: 'paused' });
    const silent = await control('storeganise', 'POST', 'acme/forgeries', { kind: 'get', userId: 'x' });
    await done('storeganise', 'PUT', 'addon', { state: 'enabled' });
    await done('storeganise', 'POST', 'addons', { id: '5f0000000000000000000a0f', apiKey: 'k' });
    await done('storeganise', 'POST', 'daily-tick');
    expect(await done('storeganise', 'PUT', 'custom-fields/vip', { type: 'string' })).toContain('vip');
    expect(await done('storeganise', 'DELETE', 'custom-fields/vip')).not.toContain('vip');
    expect(await done('storeganise', 'PUT', 'switches', { readLagMs: 5 })).toMatchObject({
      readLagMs: 5,
      takenEmail: '409',
    });
    await done('storeganise', 'PUT', 'switches', { readLagMs: 0 });

    expect([silent.status, await done('storeganise', 'GET', 'manners')]).toEqual([409, []]);
  });

  it('awkward customers sign up, and an admin sees tasks and ticks them off', async () => {
    const ids = await done('storeganise', 'POST', 'fixtures');
    const url = `${simulators.storeganiseUrl}/t/acme/api/v1/admin/jobs`;
    const data = { targetType: 'user', targetId: ids[0], title: 'zendesk: look', desc: 'x' };
    const headers = {
      authorization: 'Addon 5f0000000000000000000a01|simulated-api-key',
      'content-type': 'application/json',
    };
    await fetch(url, { method: 'POST', headers, body: JSON.stringify({ type: 'task', ownerId: null, data }) });

    const [task] = await done('storeganise', 'GET', 'jobs');
    await done('storeganise', 'POST', `jobs/${task.id}/complete`);

    expect([ids.length, task.title]).toEqual([23, 'zendesk: look']);
    expect(await done('storeganise', 'GET', `jobs/${task.id}`)).toMatchObject({ state: 'completed', type: 'task' });
    expect(await done('storeganise', 'POST', `jobs/${task.id}/cancel`)).toMatchObject({ state: 'cancelled' });
  });
});

describe('control: Zendesk', () => {
  it('a user gets identities, loses them, is suspended, merged and deleted for good', async () => {
    const { id } = await done('zendesk', 'POST', 'users', { name: 'Pat', email: 'a@example.com' });
    const winner = (await done('zendesk', 'POST', 'users', { name: 'Win', email: 'w@example.com' })).id;
    const at = `users/${id}`;

    await done('zendesk', 'POST', `${at}/identities`, { type: 'email', value: 'b@example.com' });
    await done('zendesk', 'PUT', `${at}/identities`, { value: 'b@example.com', changed: 'c@example.com' });
    await done('zendesk', 'PUT', `${at}/verified`, { value: 'c@example.com' });
    const primary = await done('zendesk', 'PUT', `${at}/primary`, { value: 'c@example.com' });
    const edited = await done('zendesk', 'PATCH', at, { phone: '+81', user_fields: { customer_status: 'active' } });
    const removed = await done('zendesk', 'DELETE', `${at}/identities`, { value: 'a@example.com' });
    const suspended = await done('zendesk', 'POST', `${at}/suspend`);
    const back = await done('zendesk', 'POST', `${at}/unsuspend`);
    await done('zendesk', 'POST', `${at}/sign-in`);
    const merged = await done('zendesk', 'POST', `${at}/merge-into/${winner}`);
    const deleted = await done('zendesk', 'DELETE', `users/${winner}`);
    await done('zendesk', 'DELETE', `deleted-users/${winner}`);

    expect([primary.email, primary.verified, edited.phone, edited.user_fields]).toEqual([
      'c@example.com',
      true,
      '+81',
      { customer_status: 'active' },
    ]);
    expect(removed.identities).toHaveLength(2);
    expect([suspended.suspended, back.suspended, deleted.active]).toEqual([true, false, false]);
    expect(merged.identities.map(({ value }: { value: string }) => value).toSorted()).toEqual([
      '+81',
      'c@example.com',
      'w@example.com',
    ]);
    expect((await control('zendesk', 'GET', `acme/users/${winner}`)).status).toBe(404);
    expect(await done('zendesk', 'GET', 'mails')).toEqual([]);
  });

  it('an admin turns fields and switches, and others make noise', async () => {
    const { id } = await done('zendesk', 'POST', 'users', { name: 'Noisy' });

    await done('zendesk', 'POST', 'user-fields', { key: 'vip', type: 'checkbox' });
    await done('zendesk', 'PUT', 'user-fields/vip', { active: false });
    await done('zendesk', 'DELETE', 'user-fields/customer_status/options/active');
    const fields = await done('zendesk', 'GET', 'user-fields');
    const left = await done('zendesk', 'DELETE', 'user-fields/vip');
    await done('zendesk', 'POST', 'tickets', { requester: id });
    await done('zendesk', 'POST', 'organizations', { name: 'Acme', member: id });
    await done('zendesk', 'PUT', 'search-lag', { queryMs: [0, 600_000] });

    expect(fields).toMatchObject([{ options: ['new_prospect', 'deactivated'] }, { key: 'vip', active: false }]);
    expect(left).toHaveLength(1);
    expect(await done('zendesk', 'PUT', 'switches', { unknownOption: 'refused' })).toMatchObject({
      unknownOption: 'refused',
    });
    expect(await done('zendesk', 'GET', 'switches')).toMatchObject({
      unknownOption: 'refused',
      phoneValidation: false,
    });
  });
});

describe('control: webhooks', () => {
  it('travel as they are told to, and each act sends its own', async () => {
    await done('zendesk', 'PUT', 'webhooks', { delayMs: [0, 0], duplicateChance: 0, retries: 'none' });
    const { id } = await done('zendesk', 'POST', 'users', { name: 'Sent', email: 'sent@example.com' });
    const sent = () => simulators.deliveries.filter(({ platform }) => platform === 'zendesk');

    await done('zendesk', 'POST', `users/${id}/suspend`);
    await vi.waitFor(() => expect(sent().map(({ type }) => type)).toContain('user.suspended_changed'), 5000);

    const suspended = sent().filter(({ type }) => type === 'user.suspended_changed');
    expect(suspended.at(-1)).toMatchObject({ tenant: 'acme', outcome: 'unreachable', attempt: 1 });
    const poor = JSON.parse(await (await control('zendesk', 'GET', 'deliveries/poor')).text());
    expect(poor).toContainEqual(suspended.at(-1));
    expect(await done('zendesk', 'GET', 'webhooks')).toMatchObject({
      delayMs: [0, 0],
      perMinute: null,
      retries: 'none',
    });
  });
});

describe('control: what it cannot do', () => {
  const filled = (path: string) => path.replaceAll(/:\w+/g, '123456789012345678901234');

  it.each(allActs)('%s %s %s is explained by the help', async (platform, method, path) => {
    const url = platform === 'storeganise' ? simulators.storeganiseUrl : simulators.zendeskUrl;

    const help = await (await fetch(`${url}/`)).text();

    expect(help).toContain(`${url}/_control/acme${path.replaceAll(/:(\w+)/g, '<$1>')}`);
    if (method === 'PUT' || method === 'PATCH' || method === 'DELETE') expect(help).toContain(`curl -X ${method} `);
  });

  it.each(allActs.filter(([, , path]) => /:(id|key)/.test(path)))(
    '%s %s %s answers 404 for a record that is not there',
    async (platform, method, path, { example }) => {
      const response = await control(
        platform,
        method,
        `acme${filled(path)}`,
        method === 'GET' ? undefined : (example ?? {}),
      );

      expect([response.status, await response.json()]).toEqual([404, { error: 'Not found' }]);
    },
  );

  it.each(allActs.filter(([, , path, { example }]) => example !== undefined && path !== '/settings'))(
    '%s %s %s answers 400 for a body that it does not understand',
    async (platform, method, path) => {
      const bodies = [{ nonsense: 1 }, [], 'not json', '7', 'null'];

      const answers = await Promise.all(bodies.map((body) => control(platform, method, `acme${filled(path)}`, body)));

      expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 400));
      for (const answer of answers) expect(await answer.json()).toEqual({ error: expect.any(String) });
    },
  );

  it.each([
    ['GET', 'nobody/users', undefined, 404],
    ['GET', 'acme/nothing', undefined, 404],
    ['PATCH', 'acme/users', {}, 404],
    ['PUT', 'acme/webhooks', { lossChance: 2 }, 400],
    ['PUT', 'acme/webhooks', { delayMs: [0, 600_001] }, 400],
    ['POST', 'acme/forgeries', { kind: 'nonsense', userId: '1' }, 400],
    ['POST', 'acme/forgeries', { kind: 'get', userId: '1' }, 404],
    ['POST', 'acme/faults', { effect: { kind: 'answer', status: 99 } }, 400],
    ['PUT', 'acme/switches', { phoneValidation: 'yes' }, 400],
    ['PUT', 'acme/switches', { idsBeyondDouble: false }, 400],
  ] as const)('%s %s %j answers %i', async (method, path, body, status) => {
    expect((await control('zendesk', method, path, body)).status).toBe(status);
  });
});
