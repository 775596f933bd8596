import { describe, expect, it } from 'vitest';
import { simulatedTenants } from '../../src/simulators/tenants.ts';
import { AUTHORISE, goLive, onMarket } from './market.ts';

const [acme, sakura] = simulatedTenants;

describe.concurrent('an installation', () => {
  it(
    'goes from enable to live by one task, one click and one button',
    onMarket(async (market) => {
      await market.enable();
      await market.addCustomer('Pat');
      const link = await market.link();

      expect(market.titles()).toEqual([AUTHORISE]);
      expect(await market.status()).toMatchObject({ isLive: false, notLive: 'Zendesk is not connected' });
      expect(market.zendeskNames()).toEqual([]);
      const page = await market.consent(link);

      expect(page.status).toBe(200);
      expect(page.text).toMatch(/acme[\s\S]*acme\.zendesk\.com/);
      await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
      await market.until(() => expect(market.titles()).toEqual([]));
      await market.addCustomer('Kim');
      await market.until(() => expect(market.zendeskNames()).toEqual(['Kim Doe', 'Pat Doe']));
      expect(market.tasks()).toHaveLength(1);
    }),
  );

  it(
    'is met by whatever event comes first, and that one is applied after consent',
    onMarket(async (market) => {
      await market.act('acme', 'PUT', 'switches', { installedEvent: false });
      await market.enable();
      expect(await market.status()).toBeUndefined();

      await market.addCustomer('Pat');
      await market.consent(await market.link());

      await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
      await market.rest();
    }),
  );

  it(
    'that several events announce at once is one, with one task',
    onMarket(async (market) => {
      await market.act('acme', 'PUT', 'switches', { installedEvent: false });
      await market.enable();

      await Promise.all(['Pat', 'Kim', 'Lee', 'Ann', 'Bob'].map((name) => market.addCustomer(name)));
      await market.consent(await market.link());

      await market.until(() => expect(market.zendeskNames()).toHaveLength(5));
      expect(market.tasks()).toHaveLength(1);
    }),
  );

  it(
    'of one business does not wait for, and does not touch, another',
    onMarket(async (market) => {
      await Promise.all([market.enable('acme'), market.enable('sakura')]);
      await Promise.all([market.addCustomer('Pat', 'acme'), market.addCustomer('Hana', 'sakura')]);
      await market.link('acme');
      await market.consent(await market.link('sakura'));

      await market.until(() => expect(market.zendeskNames('sakura')).toEqual(['Doe Hana']));
      expect(market.zendeskNames('acme')).toEqual([]);
      expect(market.titles('acme')).toEqual([AUTHORISE]);
    }),
  );
});

describe.concurrent('access that is withdrawn', () => {
  it(
    'is one fresh task, however many events come, and what came is applied after consent',
    onMarket(async (market) => {
      await goLive(market);
      await market.control.act('zendesk', 'acme', { method: 'POST', path: 'oauth/revoke' });

      for (const name of ['Pat', 'Kim', 'Lee']) await market.addCustomer(name);
      const link = await market.link();
      await Promise.all(['Ann', 'Bob'].map((name) => market.addCustomer(name)));

      expect(await market.status()).toMatchObject({ notLive: 'access to Zendesk has ended' });
      expect(market.openTasks().map(({ desc }) => desc)).toEqual([expect.stringContaining('has ended')]);
      expect(market.zendeskNames()).toEqual([]);
      await market.consent(link);

      await market.until(() => expect(market.zendeskNames()).toHaveLength(5));
      await market.until(() => expect(market.titles()).toEqual([]));
      expect(market.tasks()).toHaveLength(2);
    }),
  );
});

describe.concurrent('a call that a platform refuses although it lets us in', () => {
  it(
    'is one task about a missing permission, and what needs it is kept',
    onMarket(async (market) => {
      await goLive(market);
      const refuse = { method: 'PUT', times: 100, effect: { kind: 'answer', status: 403 } };
      await market.act('acme', 'POST', 'faults', refuse);

      for (const name of ['Pat', 'Kim', 'Lee']) await market.addCustomer(name);

      await market.until(() => expect(market.titles()).toEqual(['zendesk: A permission is missing in Storeganise']));
      expect(await market.status()).toMatchObject({ isLive: true });
      expect(await market.metric('usersync_backlog')).toBeGreaterThan(0);
    }),
  );
});

describe.concurrent('a consent that comes to nothing', () => {
  it(
    'shows in the task, whose link stays good',
    onMarket(async (market) => {
      await market.enable();
      const link = await market.link();

      expect((await market.consent(link, { decision: 'deny' })).status).toBe(403);
      await market.until(() => expect(market.openTasks()[0]?.desc).toContain('access was denied'));

      expect(await market.link()).toBe(link);
      await market.consent(link);
      await market.until(() => expect(market.titles()).toEqual([]));
      expect(market.tasks()).toHaveLength(1);
    }),
  );

  it(
    'because the account is another business’s is a task of its own',
    onMarket(async (market) => {
      await goLive(market, 'acme');
      await market.save({ zendesk_instance: 'acme' }, 'sakura');
      await market.enable('sakura');

      expect((await market.consent(await market.link('sakura'))).status).toBe(409);
      const taken = 'zendesk: This Zendesk account belongs to another business';
      await market.until(() => expect(market.titles('sakura')).toEqual([AUTHORISE, taken]));

      await market.save({ zendesk_instance: 'sakura' }, 'sakura');
      await market.until(() => expect(market.titles('sakura')).toEqual([AUTHORISE]));
      await market.consent(await market.link('sakura'));
      await market.until(() => expect(market.titles('sakura')).toEqual([]));
    }),
  );
});

describe.concurrent('a setting', () => {
  it(
    'that cannot be used is one task that names it; corrected, the tenant resumes by itself',
    onMarket(async (market) => {
      await market.save({ zendesk_defaultPhoneCountryCode: '+999' });
      await market.enable();
      await market.addCustomer('Pat');
      await market.until(() => expect(market.titles()).toHaveLength(1));
      const [task] = market.openTasks();

      expect(task?.title).toBe('zendesk: The setting “Default Phone Country Code” cannot be used');
      expect(task?.desc).toMatch(/“\+999”[\s\S]*“a calling code such as \+81”/);
      await market.save({ zendesk_defaultPhoneCountryCode: '+1' });

      await market.consent(await market.link());
      await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
      await market.until(() => expect(market.titles()).toEqual([]));
      expect(market.tasks()).toHaveLength(2);
    }),
  );

  it(
    'that becomes wrong stops a live tenant, which keeps its queue until it is corrected',
    onMarket(async (market) => {
      await goLive(market);
      await market.save({ zendesk_instance: 'acme.example.com', zendesk_userNameFormat: 'middle' });
      await market.until(() => expect(market.titles()).toHaveLength(2));

      await market.addCustomer('Pat');
      expect(await market.status()).toMatchObject({ notLive: 'the setting Zendesk Instance cannot be used' });
      await market.save({ zendesk_userNameFormat: null });
      await market.until(() => expect(market.titles()).toHaveLength(1));
      expect(market.zendeskNames()).toEqual([]);
      await market.save({ zendesk_instance: 'https://acme.zendesk.com/agent' });

      await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
      await market.until(() => expect(market.titles()).toEqual([]));
    }),
  );

  it(
    'that names another account asks for consent there, and nothing is written before',
    onMarket(async (market) => {
      await goLive(market);
      await market.save({ zendesk_instance: 'sakura' });
      const link = await market.link();
      await market.addCustomer('Pat');

      expect(market.openTasks()[0]?.desc).toContain('another one is connected');
      expect(await market.status()).toMatchObject({ notLive: 'another Zendesk account is connected' });
      await market.consent(link);

      await market.until(() => expect(market.zendeskNames('sakura')).toEqual(['Pat Doe']));
      expect(market.zendeskNames('acme')).toEqual([]);
    }),
  );

  it(
    'that changes how names and numbers are read rewrites nobody; the next edit goes on in the new form',
    onMarket(async (market) => {
      await goLive(market);
      const id = await market.control.create('storeganise', 'acme', {
        ...{ firstName: 'Pat', lastName: 'Doe', email: 'pat@x.example', phone: '(212) 636-1234' },
      });
      await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
      await market.rest();
      const called = (part: string) => market.callsOf('storeganise').filter(({ path }) => path.includes(part)).length;
      const before = { writes: market.callsOf('zendesk').filter(({ write }) => write).length, looks: called('addons') };
      await market.save({ zendesk_userNameFormat: 'Last First', zendesk_defaultPhoneCountryCode: '+81' });
      await market.until(() => expect(called('addons')).toBeGreaterThan(before.looks));
      const reads = called('users');

      await market.control.edit('storeganise', 'acme', id, { language: 'ja' });
      await market.until(() => expect(called('users')).toBeGreaterThan(reads));
      await market.rest();
      expect(market.callsOf('zendesk').filter(({ write }) => write)).toHaveLength(before.writes);
      await market.control.edit('storeganise', 'acme', id, { firstName: 'Patricia' });

      await market.until(() => expect(market.zendeskNames()).toEqual(['Doe Patricia']));
      await market.rest();
      const [user] = market.tenants.acme.zendesk.users().filter(({ name }) => name === 'Doe Patricia');
      expect(user?.phone).toBe('+12126361234');
      expect(market.tenants.acme.storeganise.user(id)).toMatchObject({ lastName: 'Doe', phone: '(212) 636-1234' });
    }),
  );

  it(
    'for the webhook’s secret that is blank is one task; filled in, the task closes and unsigned webhooks end',
    onMarket(
      async (market) => {
        await market.enable();
        const unsigned = 'zendesk: Webhooks from Zendesk are taken without proof';
        await market.until(() => expect(market.titles()).toEqual([AUTHORISE, unsigned]));
        expect(await market.metric('usersync_tenants_unsigned')).toBe(1);
        const body = JSON.stringify({ id: 'z1', type: 'zen:event-type:user.deleted', subject: 'zen:user:61' });
        const send = async () =>
          (await fetch(`${market.service.url}/addon/zendesk/acme`, { method: 'POST', body })).status;
        expect(await send()).toBe(200);

        await market.save({ zendesk_webhookSecret: acme.zendesk.webhookSecret });

        await market.until(() => expect(market.titles()).toEqual([AUTHORISE]));
        expect(await send()).toBe(401);
        expect(await market.metric('usersync_tenants_unsigned')).toBe(0);
      },
      { settings: { zendesk_webhookSecret: null } },
    ),
  );
});

describe.concurrent('an add-on', () => {
  it(
    'that is paused is only read, keeps its queue, and drains once it is enabled',
    onMarket(async (market) => {
      await goLive(market);
      await market.setState('paused');
      await market.send('addon.dailyEvent.started');
      await market.until(async () => expect(await market.status()).toMatchObject({ notLive: 'its add-on is paused' }));
      market.callsOf('storeganise').length = 0;

      const kim = { name: 'Kim Doe', email: 'kim@x.example' };
      await market.control.act('zendesk', 'acme', { method: 'POST', path: 'users', body: kim });
      await market.until(async () => expect(await market.metric('usersync_backlog')).toBeGreaterThan(0));

      expect(market.callsOf('storeganise').filter(({ method }) => method !== 'GET')).toEqual([]);
      await market.enable();
      await market.rest();
      expect(market.openTasks()).toEqual([]);
    }),
  );

  it(
    'that is disabled is asked for its record once a minute, not called otherwise, and drains once it is enabled',
    onMarket(async (market) => {
      await goLive(market);
      await market.setState('disabled');
      market.callsOf('storeganise').length = 0;
      const kim = { name: 'Kim Doe', email: 'kim@x.example' };
      await market.control.act('zendesk', 'acme', { method: 'POST', path: 'users', body: kim });

      await market.until(async () =>
        expect(await market.status()).toMatchObject({ notLive: 'Storeganise does not let its installation in' }),
      );
      expect(await market.metric('usersync_backlog')).toBeGreaterThan(0);
      const paths = market.callsOf('storeganise').map(({ method, path }) => `${method} ${path}`);
      expect(paths.filter((path) => path === `GET /v1/admin/addons/${acme.addonId}`)).toHaveLength(1);
      expect(paths.length).toBeLessThanOrEqual(2);

      await market.enable();
      await market.rest();
      expect(market.openTasks()).toEqual([]);
    }),
  );

  it(
    'that is installed twice is one task; the second is paused, and only its record is read',
    onMarket(async (market) => {
      await goLive(market);
      market.callsOf('storeganise').length = 0;
      const second = { id: '5f0000000000000000000a0f', apiKey: acme.apiKey, state: 'enabled' };
      await market.act('acme', 'POST', 'addons', second);

      await market.addCustomer('Pat');
      await market.until(() => expect(market.titles()).toEqual(['zendesk: This add-on is installed twice']));
      await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
      await market.rest();

      expect(market.openTasks()[0]?.desc).toContain(second.id);
      expect(market.callsOf('storeganise').filter(({ path }) => path.includes(second.id))).toHaveLength(1);
      await market.act('acme', 'PUT', 'addon', { state: 'disabled', addonId: second.id });
    }),
  );
});

describe.concurrent('an address that is not allowed', () => {
  it(
    'is never called, and nothing is kept',
    onMarket(async (market) => {
      const apiUrl = 'https://storeganise.com.evil.example/api';

      const answer = await market.send('user.updated', { addonId: sakura.addonId, businessCode: 'sakura', apiUrl });

      expect(answer.status).toBe(200);
      expect(await market.status('sakura')).toBeUndefined();
      expect(await market.metric('usersync_webhooks_total{platform="storeganise",result="refused"}')).toBe(1);
    }),
  );
});
