import { afterEach, describe, expect, it } from 'vitest';
import type { Pin } from '../../src/domain/installation.ts';
import type { Reception } from '../../src/tenants/reception.ts';
import { openReception } from '../support/settled-tenants.ts';
import { openDoor, signedByStoreganise, signedByZendesk } from './door-server.ts';

const API_URL = 'https://gamma.storeganise.com/api';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const act of undo.splice(0)) await act();
});

/** A door whose reception notes what it was told. */
async function open(changed: Partial<Reception> = {}) {
  const installed: Pin[] = [];
  const heard: string[] = [];
  const reception: Reception = {
    ...openReception(),
    install: async (pin) => {
      installed.push(pin);
      return pin;
    },
    hear: async ({ addonId }, type) => void heard.push(`${addonId} ${type}`),
    ...changed,
  };
  const door = await openDoor({ reception });
  undo.push(door.close);
  const send = (event: object) => {
    const body = JSON.stringify({
      ...{ id: 's1', type: 'user.updated', addonId: 'g01', apiUrl: API_URL, businessCode: 'gamma' },
      ...{ data: { userId: 'u1' }, ...event },
    });
    return door.post('/addon/storeganise', body, signedByStoreganise(body));
  };
  return { ...door, installed, heard, send };
}

describe('the first event of an installation', () => {
  it('pins it, and is itself kept', async () => {
    const { send, installed, kept, counted } = await open();

    expect(await send({})).toMatchObject({ status: 200, body: '{}' });

    expect(installed).toEqual([{ addonId: 'g01', tenant: 'gamma', apiUrl: API_URL }]);
    expect(kept).toMatchObject([{ tenant: 'gamma', recordId: 'u1', key: 's1' }]);
    expect(await counted()).toEqual({ accepted: 1 });
  });

  it.each(['addon.installed', 'addon.dailyEvent.started', 'invoice.created', 'unit.repainted'])(
    'may be of any type: %s',
    async (type) => {
      const { send, installed, kept } = await open();

      await send({ type, data: undefined });

      expect(installed).toHaveLength(1);
      expect(kept).toEqual([
        {
          ...{ tenant: 'gamma', platform: 'storeganise', recordId: '', key: 's1', type },
          outcome: { kind: 'noop', reason: 'addon_event' },
        },
      ]);
    },
  );

  it.each([
    ['its body', { businessCode: 'Delta', apiUrl: 'https://gamma.eu.storeganise.com/api' }, 'delta'],
    ['the first label of its host', { businessCode: undefined }, 'gamma'],
    [
      'the first label of a longer host',
      { businessCode: null, apiUrl: 'https://epsilon.eu.storeganise.com/api' },
      'epsilon',
    ],
  ])('belongs to the business that is named by %s', async (_, event, tenant) => {
    const { send, installed } = await open();

    await send(event);

    expect(installed).toMatchObject([{ tenant }]);
  });

  it.each([
    ['names no business', { apiUrl: 'https://x_y.storeganise.com', businessCode: '_' }, 'refused'],
    ['names what is no code', { apiUrl: 'https://a.b.storeganise.com', businessCode: 'a.b' }, 'unknown_tenant'],
    [
      'brings a known business under another address',
      { businessCode: 'acme', apiUrl: 'https://a.b.storeganise.com/' },
      'refused',
    ],
  ])('pins nothing where it %s', async (_, event, result) => {
    const { send, installed, kept, counted } = await open();

    expect((await send(event)).status).toBe(200);

    expect([installed, kept]).toEqual([[], []]);
    expect(await counted()).toEqual({ [result]: 1 });
  });

  it('is refused where the installation turns out to be pinned to something else', async () => {
    const install = async (pin: Pin) => ({ ...pin, tenant: 'delta' });
    const { send, kept, counted, lines } = await open({ install });

    await send({});

    expect(kept).toEqual([]);
    expect(await counted()).toEqual({ refused: 1 });
    expect(lines.filter((line) => line.includes('"security"'))).toHaveLength(1);
  });

  it('is to be sent again where it could not be pinned', async () => {
    const install = () => Promise.reject(new Error('the store is away'));
    const { send, kept } = await open({ install });

    expect((await send({})).status).toBe(503);
    expect(kept).toEqual([]);
  });
});

describe('a later event of an installation', () => {
  it('pins nothing, and is heard', async () => {
    const { send, installed, heard } = await open();

    await send({ addonId: 'a01', businessCode: 'acme', apiUrl: 'https://acme.storeganise.com/api' });

    expect(installed).toEqual([]);
    expect(heard).toEqual(['a01 user.updated']);
  });

  it('of a type that we do not know is dropped', async () => {
    const { send, heard, counted } = await open();

    await send({ addonId: 'a01', type: 'unit.repainted' });

    expect(heard).toEqual([]);
    expect(await counted()).toEqual({ irrelevant: 1 });
  });

  it('is answered although nobody could hear it', async () => {
    const { send, kept } = await open({ hear: () => Promise.reject(new Error('the store is away')) });

    expect((await send({ type: 'addon.customFields.validate' })).status).toBe(200);
    expect(kept).toHaveLength(1);
  });
});

describe('a delivery of Zendesk', () => {
  const body = JSON.stringify({ id: 'z1', type: 'zen:event-type:user.name_changed', subject: 'zen:user:61' });

  it('never installs', async () => {
    const { post, installed, counted } = await open();

    expect((await post('/addon/zendesk/gamma', body, signedByZendesk(body))).status).toBe(200);
    expect(installed).toEqual([]);
    expect(await counted()).toEqual({ unknown_tenant: 1 });
  });

  it('is to be sent again while not all installations are known', async () => {
    const { post } = await open({ isOpen: () => false });

    expect((await post('/addon/zendesk/gamma', body, signedByZendesk(body))).status).toBe(503);
    expect((await post('/addon/zendesk/acme', body, signedByZendesk(body))).status).toBe(200);
  });

  it('is to be sent again while nobody could read what it is signed with', async () => {
    const { post, kept } = await open();

    expect((await post('/addon/zendesk/unread', body, signedByZendesk(body))).status).toBe(503);
    expect(kept).toEqual([]);
  });
});
