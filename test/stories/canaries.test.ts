import { describe, expect, it } from 'vitest';
import { simulatedTenants, type TenantCode } from '../../src/simulators/tenants.ts';
import { KEY } from '../proxy/proxy-server.ts';
import { ADMIN_KEY, goLive, type Market, onMarket } from './market.ts';

const [acme, sakura] = simulatedTenants;

/** People of one business; nothing of them stands anywhere else. */
const peopleOf = (code: TenantCode) =>
  Array.from({ length: 6 }, (_, index) => ({
    firstName: `Quill${code}${index}`,
    lastName: `Featherby${code}${index}`,
    email: `nest.${code}.${index}@canary.example`,
    phone: code === 'acme' ? `(415) 555-26${70 + index}` : `03-1234-567${index}`,
  }));
const PEOPLE = { acme: peopleOf('acme'), sakura: peopleOf('sakura') };
const digits = (phone: string) => phone.replace(/\D/g, '').slice(-9);

/** Somebody in Zendesk has it whom no customer matches. */
const TAKEN = 'nest.taken@canary.example';

/** What nobody but the two platforms may be told about a business. */
const ownOf = (code: TenantCode) => PEOPLE[code].flatMap(({ phone, ...texts }) => [...Object.values(texts), phone]);

const SECRETS = [
  ...[acme.signatureSecret, acme.apiKey, acme.zendesk.webhookSecret, sakura.zendesk.webhookSecret],
  ...[KEY, ADMIN_KEY, 'canary-answer-77', 'canary-bearer-77', 'canary-body-77', 'canary-path-77'],
];

/** Two businesses go through all that may go wrong; returns what outsiders were answered. */
async function play(market: Market): Promise<string[]> {
  const answers: string[] = [];
  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${market.service.url}${path}`, { method: 'POST', body, headers });
    answers.push(`${await answer.text()} ${JSON.stringify([...answer.headers])}`);
  };
  for (const code of ['acme', 'sakura'] as const) {
    await goLive(market, code);
    for (const person of PEOPLE[code]) await market.control.create('storeganise', code, person);
    await market.until(() => expect(market.zendeskNames(code)).toHaveLength(6));
  }
  const fault = { times: 2, effect: { kind: 'answer', status: 500, body: 'canary-answer-77' } };
  for (const platform of ['storeganise', 'zendesk'] as const) {
    await market.control.act(platform, 'acme', { method: 'POST', path: 'faults', body: fault });
  }
  // A value that Zendesk refuses, and an address that somebody else has.
  const refuse = { method: 'PUT', pathIncludes: '/users/', times: 1, effect: { kind: 'answer', status: 422 } };
  await market.control.act('zendesk', 'acme', { method: 'POST', path: 'faults', body: refuse });
  const [first, second] = await market.control.records('storeganise', 'acme');
  await market.control.edit('storeganise', 'acme', first?.id ?? '', { firstName: 'Quillacme0again' });
  await market.control.create('zendesk', 'acme', { name: 'Nobody', email: TAKEN });
  await market.control.edit('storeganise', 'acme', second?.id ?? '', { email: TAKEN });
  await market.until(() => expect(market.titles('acme')).toHaveLength(2));
  for (let time = 0; time < 21; time += 1) {
    await post('/addon/zendesk/acme', `{"email":"${PEOPLE.acme[0]?.email}","x":"canary-body-77"}`);
  }
  await post('/addon/storeganise', '{"x":"canary-body-77"', { 'sg-signature': 'canary-bearer-77' });
  await post('/addon/zendesk/canary-path-77?x=canary-path-77', 'canary-body-77');
  await post('/admin/explain', JSON.stringify({ tenant: 'canary-body-77', record: 'x' }), {
    authorization: 'Bearer canary-bearer-77',
  });
  await market.save({ zendesk_webhookSecret: 12345678, zendesk_userNameFormat: 'odd' }, 'sakura');
  await market.control.act('zendesk', 'acme', { method: 'POST', path: 'oauth/revoke' });
  await market.control.edit('storeganise', 'acme', first?.id ?? '', { lastName: 'Featherbyacme0again' });
  await market.until(() => expect(market.titles('acme')).toHaveLength(4));
  await market.until(() => expect(market.titles('sakura')).toHaveLength(2));
  for (const path of ['/readyz', '/metrics', '/healthz', '/canary-path-77']) {
    answers.push(await (await fetch(`${market.service.url}${path}`)).text());
  }
  return answers;
}

describe('what is secret or somebody’s own', () => {
  it(
    'stands in no line of any log, no metric, no answer, and no task of another business',
    onMarket(async (market) => {
      const tokens = () =>
        (['acme', 'sakura'] as const).flatMap((code) =>
          market.tenants[code].zendesk.oauth.grants().flatMap((grant) => [grant.accessToken, grant.refreshToken ?? []]),
        );
      const answers = await play(market);

      const canaries = [...SECRETS, ...tokens().flat(), ...ownOf('acme'), ...ownOf('sakura'), TAKEN, '12345678'];
      const numbers = [...PEOPLE.acme, ...PEOPLE.sakura].map(({ phone }) => digits(phone));
      expect(canaries.length).toBeGreaterThan(40);
      const seenIn = (text: string, wanted: readonly string[]) =>
        wanted.filter((canary) => text.toLowerCase().includes(canary.toLowerCase()));
      const shown = [...market.lines, ...market.proxy.lines, ...answers].join('\n');
      expect(market.lines.length).toBeGreaterThan(100);
      expect(seenIn(shown, [...canaries, ...numbers])).toEqual([]);

      const textsOf = (code: TenantCode) =>
        market
          .tasks(code)
          .map(({ title, desc }) => `${title}\n${desc}`)
          .join('\n');
      expect(seenIn(textsOf('acme'), [...SECRETS, ...tokens().flat(), ...ownOf('sakura')])).toEqual([]);
      expect(seenIn(textsOf('sakura'), [...SECRETS, ...tokens().flat(), ...ownOf('acme'), TAKEN, '12345678'])).toEqual(
        [],
      );
      expect(textsOf('acme')).toContain(TAKEN);
    }),
  );
});
