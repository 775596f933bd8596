import { expect, it } from 'vitest';
import { onMarket } from '../stories/market.ts';
import { databaseUri, describeOnMongodb } from './test-database.ts';

describeOnMongodb('an installation', () => {
  const env = () => ({ env: { MONGODB_URI: databaseUri() } });

  it('is met by one process, worked on by another, and known to all', () =>
    onMarket(async (market) => {
      const other = await market.start();
      await market.control.sendWebhooksTo('storeganise', 'acme', `${market.service.url}/addon/storeganise`);
      await market.control.sendWebhooksTo('zendesk', 'acme', `${other.url}/addon/zendesk/acme`);
      await market.enable();
      await market.addCustomer('Pat');
      await market.consent(await market.link());
      await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
      const [user] = market.tenants.acme.zendesk.users().filter(({ name }) => name === 'Pat Doe');

      await market.control.edit('zendesk', 'acme', user?.id ?? '', { name: 'Patricia Doe' });

      const names = () => market.tenants.acme.storeganise.users().map(({ name }) => name);
      await market.until(() => expect(names()).toEqual(['Patricia Doe']));
      await market.until(() => expect(market.titles()).toEqual([]));
      expect(market.tasks()).toHaveLength(1);
    }, env())());

  it('outlives the process that met it: what waited is applied by the next one, and nothing is asked twice', () =>
    onMarket(async (market) => {
      await market.enable();
      await market.addCustomer('Pat');
      const link = await market.link();
      await market.service.stop();
      await market.consent(link);

      await market.start();

      await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
      await market.until(() => expect(market.titles()).toEqual([]));
      expect(market.tasks()).toHaveLength(1);
    }, env())());

  it('is known to the door at once after a restart, also while Storeganise is away', () =>
    onMarket(async (market) => {
      await market.enable();
      await market.link();
      await market.service.stop();
      await market.setState('disabled');

      const next = await market.start();

      const body = JSON.stringify({ id: 'z1', type: 'zen:event-type:user.deleted', subject: 'zen:user:61' });
      const post = async (headers: Record<string, string>) => {
        const answer = await fetch(`${next.url}/addon/zendesk/acme`, { method: 'POST', body, headers });
        await answer.text();
        return answer.status;
      };
      expect(await post(market.tenants.acme.zendesk.sign(body, Date.now()))).toBe(200);
      expect(await post({})).toBe(401);
    }, env())());
});
