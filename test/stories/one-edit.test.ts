import { describe, expect, it } from 'vitest';
import { countWrites } from '../../src/cli/demo/writes.ts';
import type { Platform } from '../../src/domain/contact.ts';
import type { TenantCode } from '../../src/simulators/tenants.ts';
import { onStage, type Stage } from './stage.ts';

const EMAIL = 'pat@example.com';
const NOTHING = { changes: 0, notes: 0, idle: 0 };

/** What the service wrote since calls were last forgotten. */
const written = (stage: Stage, tenant: TenantCode) => ({
  storeganise: countWrites(stage.callsOf('storeganise', tenant)),
  zendesk: countWrites(stage.callsOf('zendesk', tenant)),
});

const nameOf = async (stage: Stage, platform: Platform, tenant: TenantCode) => {
  const found = await stage.control.find(platform, tenant, EMAIL);
  return found.map(({ shown }) => shown.name ?? `${shown['first name']} | ${shown['last name']}`);
};

const echoesOf = (stage: Stage, platform: Platform) =>
  stage.simulators.deliveries.filter((delivery) => delivery.platform === platform && delivery.status === 200);

async function haveCustomer(stage: Stage, tenant: TenantCode, firstName: string, lastName: string) {
  await stage.control.create('storeganise', tenant, { firstName, lastName, email: EMAIL });
  await stage.rest();
  stage.forgetCalls();
}

async function edit(stage: Stage, platform: Platform, tenant: TenantCode, changes: object) {
  const [record] = await stage.control.find(platform, tenant, EMAIL);
  await stage.control.edit(platform, tenant, record?.id ?? '', changes);
  await stage.rest();
}

describe('one edit', () => {
  it.concurrent(
    'in Storeganise is one write in Zendesk, and its echo writes nothing',
    onStage(async (stage) => {
      await haveCustomer(stage, 'acme', 'Pat', 'Doe');
      const before = echoesOf(stage, 'zendesk').length;

      await edit(stage, 'storeganise', 'acme', { firstName: 'Patricia' });

      expect(await nameOf(stage, 'zendesk', 'acme')).toEqual(['Patricia Doe']);
      expect(written(stage, 'acme')).toEqual({ storeganise: NOTHING, zendesk: { ...NOTHING, changes: 1 } });
      expect(echoesOf(stage, 'zendesk').length).toBeGreaterThan(before);
    }),
  );

  it.concurrent(
    'in Zendesk is one write in Storeganise, and its echo writes nothing',
    onStage(async (stage) => {
      await haveCustomer(stage, 'acme', 'Pat', 'Doe');
      const before = echoesOf(stage, 'storeganise').length;

      await edit(stage, 'zendesk', 'acme', { name: 'Patricia Miller' });

      expect(await nameOf(stage, 'storeganise', 'acme')).toEqual(['Patricia | Miller']);
      expect(written(stage, 'acme')).toEqual({ storeganise: { ...NOTHING, changes: 1 }, zendesk: NOTHING });
      expect(echoesOf(stage, 'storeganise').length).toBeGreaterThan(before);
    }),
  );

  it.concurrent(
    'at a business that writes Last First is split and joined that way round',
    onStage(async (stage) => {
      await haveCustomer(stage, 'sakura', '花子', '山田');
      const created = await nameOf(stage, 'zendesk', 'sakura');

      await edit(stage, 'zendesk', 'sakura', { name: '佐藤 花子' });

      expect(created).toEqual(['山田 花子']);
      expect(await nameOf(stage, 'storeganise', 'sakura')).toEqual(['花子 | 佐藤']);
      expect(written(stage, 'sakura')).toEqual({ storeganise: { ...NOTHING, changes: 1 }, zendesk: NOTHING });
    }),
  );

  it.concurrent(
    'to a name that cannot be split is not sent back by its echo',
    onStage(async (stage) => {
      await haveCustomer(stage, 'acme', 'Pat', 'Doe');

      await edit(stage, 'zendesk', 'acme', { name: 'Pat van der Doe' });

      expect(await nameOf(stage, 'storeganise', 'acme')).toEqual(['Pat van der Doe | unknown']);
      expect(await nameOf(stage, 'zendesk', 'acme')).toEqual(['Pat van der Doe']);
      expect(written(stage, 'acme')).toEqual({ storeganise: { ...NOTHING, changes: 1 }, zendesk: NOTHING });
    }),
  );
});

describe('a new customer', () => {
  it.concurrent(
    'is one new user in Zendesk, and one note of it in Storeganise',
    onStage(async (stage) => {
      await stage.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
      await stage.rest();

      expect(await nameOf(stage, 'zendesk', 'acme')).toEqual(['Pat Doe']);
      expect(written(stage, 'acme')).toEqual({
        storeganise: { ...NOTHING, notes: 1 },
        zendesk: { ...NOTHING, changes: 1 },
      });
    }),
  );

  it.concurrent(
    'whom Zendesk knows already is found, not doubled, and keeps the better name',
    onStage(async (stage) => {
      await stage.control.create('zendesk', 'acme', { name: 'pat', email: EMAIL });
      await stage.rest();
      const whileUnknown = written(stage, 'acme');

      await stage.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
      await stage.rest();

      expect(whileUnknown).toEqual({ storeganise: NOTHING, zendesk: NOTHING });
      expect(await nameOf(stage, 'zendesk', 'acme')).toEqual(['Pat Doe']);
      expect(await nameOf(stage, 'storeganise', 'acme')).toEqual(['Pat | Doe']);
      expect(written(stage, 'acme')).toEqual({
        storeganise: { ...NOTHING, notes: 1 },
        zendesk: { ...NOTHING, changes: 1 },
      });
    }),
  );

  it.concurrent(
    'who changes five times while being created is one user in Zendesk',
    onStage(async (stage) => {
      await stage.control.create('storeganise', 'acme', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
      const [customer] = await stage.control.find('storeganise', 'acme', EMAIL);
      const names = ['Ann', 'Ben', 'Cat', 'Dan', 'Eve'];

      await Promise.all(
        names.map((firstName) => stage.control.edit('storeganise', 'acme', customer?.id ?? '', { firstName })),
      );
      await stage.rest();

      const [name] = await nameOf(stage, 'storeganise', 'acme');
      const creates = stage.callsOf('zendesk', 'acme').filter(({ method }) => method === 'POST');
      expect(await nameOf(stage, 'zendesk', 'acme')).toEqual([name?.replace(' | ', ' ')]);
      expect(creates).toHaveLength(1);
      expect(written(stage, 'acme').zendesk.idle).toBe(0);
    }),
  );
});
