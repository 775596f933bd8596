import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signDelivery } from '../../src/simulators/storeganise/sign-delivery.ts';
import { simulatedTenants } from '../../src/simulators/tenants.ts';
import { listen, openStage, type Stage } from './stage.ts';

const [acme] = simulatedTenants;
const EMAIL = 'pat@example.com';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** An event of Storeganise that no simulator would send. */
function storeganiseEvent(changed: object): string {
  const apiUrl = `${stage.simulators.storeganiseUrl}/t/acme/api`;
  const { code: businessCode, addonId } = acme;
  return JSON.stringify({
    id: randomUUID(),
    type: 'user.updated',
    businessCode,
    apiUrl,
    addonId,
    data: {},
    ...changed,
  });
}

const zendeskEvent = (recordId: string) =>
  JSON.stringify({
    account_id: acme.zendesk.accountId,
    id: randomUUID(),
    type: 'zen:event-type:user.name_changed',
    subject: `zen:user:${recordId}`,
    detail: { id: recordId },
    event: { current: 'A', previous: 'B' },
  });

const signZendesk = (body: string) => stage.simulators.tenants.acme.zendesk.sign(body, Date.now());
const counted = (platform: string, result: string) =>
  stage.metric(`usersync_webhooks_total{platform="${platform}",result="${result}"}`);

describe('a webhook', () => {
  it('is answered while both platforms hang', async () => {
    const hang = { times: 100, effect: { kind: 'slow', ms: 60_000 } } as const;
    await stage.breakCalls('storeganise', 'acme', hang);
    await stage.breakCalls('zendesk', 'acme', hang);
    await stage.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
    await vi.waitFor(async () => expect(await stage.breaksLeft('storeganise', 'acme')).toBeLessThan(100), 10_000);
    const [customer] = await stage.control.find('storeganise', 'acme', EMAIL);
    const body = storeganiseEvent({ data: { userId: customer?.id } });
    const other = zendeskEvent('36028797018963968');

    const first = await stage.post('/addon/storeganise', body, signDelivery(body, acme.signatureSecret));
    const second = await stage.post('/addon/zendesk/acme', other, signZendesk(other));

    expect([first, second]).toEqual([
      { status: 200, body: '{}' },
      { status: 200, body: '{}' },
    ]);
    expect(stage.allCalls()).toEqual([]);
    expect(await stage.metric('usersync_backlog')).toBeGreaterThanOrEqual(3);
  });

  it('that names a foreign address is answered, counted as refused, and causes no connection', async () => {
    let connections = 0;
    const foreign = await listen((_, response) => response.end('{}'));
    foreign.server.on('connection', () => connections++);
    await stage.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
    await stage.rest();
    const [customer] = await stage.control.find('storeganise', 'acme', EMAIL);
    stage.forgetCalls();
    const accepted = await counted('storeganise', 'accepted');
    const addresses = [
      `${foreign.url}/t/acme/api`,
      'https://evil.example/api',
      `${stage.simulators.storeganiseUrl}/t/sakura/api`,
    ];

    for (const apiUrl of addresses) {
      const body = storeganiseEvent({ apiUrl, data: { userId: customer?.id } });
      const answer = await stage.post('/addon/storeganise', body, signDelivery(body, acme.signatureSecret));
      expect(answer).toEqual({ status: 200, body: '{}' });
    }
    await stage.rest();

    expect(await counted('storeganise', 'refused')).toBe(addresses.length);
    expect(await counted('storeganise', 'accepted')).toBe(accepted);
    expect(stage.allCalls()).toEqual([]);
    expect(connections).toBe(0);
    await foreign.close();
  });

  it('with a wrong signature is refused, and nothing of it is stored', async () => {
    await stage.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
    await stage.rest();
    const [customer] = await stage.control.find('storeganise', 'acme', EMAIL);
    const [user] = await stage.control.find('zendesk', 'acme', EMAIL);
    stage.forgetCalls();
    const storeganise = storeganiseEvent({ data: { userId: customer?.id } });
    const zendesk = zendeskEvent(user?.id ?? '');
    const anHourAgo = Date.now() - 3_600_000;
    const stored = [await counted('storeganise', 'accepted'), await counted('zendesk', 'accepted')];

    const answers = [
      await stage.post('/addon/storeganise', storeganise, signDelivery(storeganise, 'another secret')),
      await stage.post('/addon/storeganise', `${storeganise} `, signDelivery(storeganise, acme.signatureSecret)),
      await stage.post('/addon/storeganise', storeganise, {}),
      await stage.post(
        '/addon/zendesk/acme',
        zendesk,
        stage.simulators.tenants.sakura.zendesk.sign(zendesk, Date.now()),
      ),
      await stage.post('/addon/zendesk/acme', `${zendesk} `, signZendesk(zendesk)),
      await stage.post('/addon/zendesk/acme', zendesk, stage.simulators.tenants.acme.zendesk.sign(zendesk, anHourAgo)),
      await stage.post('/addon/zendesk/acme', zendesk, {}),
    ];
    await stage.rest();

    expect(answers).toEqual(answers.map(() => ({ status: 401, body: '{}' })));
    expect(await counted('storeganise', 'bad_signature')).toBe(3);
    expect(await counted('zendesk', 'bad_signature')).toBe(4);
    expect([await counted('storeganise', 'accepted'), await counted('zendesk', 'accepted')]).toEqual(stored);
    expect(stage.allCalls()).toEqual([]);
  });
});
