import { describe, expect, it } from 'vitest';
import { addonId, business, dataOf, get, noon, put, read, taro, typesOf, write } from './storeganise-business.ts';

const secondId = '5f0000000000000000000a0f';
const auth = (id: string, key: string) => ({ authorization: `Addon ${id}|${key}` });

describe('storeganise simulator: states of the add-on', () => {
  it.each([
    ['enabled', 200, 1],
    ['paused', 200, 0],
    ['disabled', 403, 0],
  ] as const)('%s', (addonState, status, count) => {
    const sg = business({ addonState });

    const { events } = sg.createUser(taro, noon);

    expect(sg.handle(get(`addons/${addonId}`), noon).response.status).toBe(status);
    expect(events).toHaveLength(count);
  });

  it('answers 401 when disabled and switched so', () => {
    const sg = business({ addonState: 'disabled', switches: { disabledAddonStatus: 401 } });

    expect(sg.handle(get('users'), noon).response.status).toBe(401);
  });

  it('is installed in silence, told when enabled, asked about its settings and ticked daily', () => {
    const sg = business({ addonState: 'paused' });

    const silent = [sg.saveSettings({ zendesk_instance: 'acme' }, noon), sg.tickDaily(noon)].flat();
    const told = [
      sg.setAddonState('enabled', noon),
      sg.saveSettings({ zendesk_instance: 'other' }, noon),
      sg.tickDaily(noon),
      sg.setAddonState('paused', noon),
    ].flat();

    expect(silent).toEqual([]);
    expect(typesOf(told)).toEqual(['addon.installed', 'addon.customFields.validate', 'addon.dailyEvent.started']);
    expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({ addonId, businessCode: 'acme', data: {} });
    expect(read(sg, `addons/${addonId}`)).toMatchObject({
      state: 'paused',
      customFields: { zendesk_instance: 'other' },
    });
    expect(sg.settings()).toEqual({ zendesk_instance: 'other' });
  });

  it('says nothing on enabling when switched so', () => {
    expect(business({ switches: { installedEvent: false } }).setAddonState('enabled', noon)).toEqual([]);
  });

  it('may be installed twice in a business, each with its own key, record and events', () => {
    const sg = business();
    sg.installAddon(secondId, { apiKey: 'second', settings: { zendesk_instance: 'b' } });

    const whilePaused = sg.createUser(taro, noon).events;
    sg.setAddonState('enabled', noon, secondId);
    const both = sg.createUser({ ...taro, email: 'x@example.com' }, noon).events;
    const status = (path: string, headers: Record<string, string>) =>
      sg.handle({ ...get(path), headers }, noon).response.status;

    expect(whilePaused).toHaveLength(1);
    expect(both.map(({ body }) => JSON.parse(body).addonId)).toEqual([addonId, secondId]);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    expect(status(`addons/${secondId}`, auth(secondId, 'second'))).toBe(200);
    expect(status(`addons/${addonId}`, auth(secondId, 'second'))).toBe(404);
    expect(status('users', auth(secondId, 'key'))).toBe(401);
  });
});

describe('storeganise simulator: custom fields', () => {
  it('exist once a webtask made them', async () => {
    const sg = business({ switches: { definedFields: [] } });
    const { id } = sg.createUser(taro, noon);
    const write1 = () => sg.handle(put(id, { customFields: { zendesk_userId: '1' } }), noon);

    const before = write1().events;
    await sg.runWebtask(async ({ api, context }) => {
      await api.ensureCustomField('user', { type: 'string', code: 'zendesk_userId', title: { en: context.addonId } });
    });

    expect([before, sg.customFieldCodes()]).toEqual([[], ['zendesk_userId']]);
    expect(dataOf(write1().events)).toMatchObject([{ changedKeys: ['customFields.zendesk_userId'] }]);
    await expect(
      sg.runWebtask(({ api }) => api.ensureCustomField('invoice', { type: 'string', code: 'x' })),
    ).rejects.toThrow('no model');
  });

  it('refuse a code that is not defined when switched so', () => {
    const sg = business({ switches: { definedFields: [], undefinedField: 'refused' } });
    const { id } = sg.createUser(taro, noon);

    const { response } = sg.handle(put(id, { firstName: 'Jiro', customFields: { zendesk_userId: '1' } }), noon);

    expect([response.status, sg.user(id)?.firstName]).toEqual([400, 'Taro']);
  });

  it.each([
    ['array', 200, 200],
    ['text', 400, 200],
  ] as const)('of type list are written as %s', (listFields, forArray, forText) => {
    const sg = business({ switches: { listFields } });
    const { id } = sg.createUser(taro, noon);
    const send = (zendesk_otherEmails: unknown) =>
      sg.handle(put(id, { customFields: { zendesk_otherEmails } }), noon).response.status;

    expect([send(['a@b.c']), send('a@b.c\nd@e.f')]).toEqual([forArray, forText]);
    expect(sg.user(id)?.customFields).toEqual({ zendesk_otherEmails: 'a@b.c\nd@e.f' });
  });

  it('that are read-only are so for people, not for the add-on', () => {
    const sg = business();
    const { id } = sg.createUser(taro, noon);
    sg.ensureCustomField({ code: 'zendesk_userId', type: 'string', readOnly: true });

    const { response } = sg.handle(put(id, { customFields: { zendesk_userId: '1' } }), noon);

    expect(response.status).toBe(200);
    expect(() => sg.editUser(id, { customFields: { zendesk_userId: '2' } }, noon)).toThrow('read-only');
  });

  it('take their values with them when they are removed', () => {
    const sg = business();
    const { id } = sg.createUser({ ...taro, customFields: { zendesk_userId: '1' } }, noon);

    sg.removeCustomField('zendesk_userId');

    expect(sg.user(id)?.customFields).toEqual({});
    expect(sg.handle(put(id, { customFields: { zendesk_userId: '2' } }), noon).events).toEqual([]);
  });
});

describe('storeganise simulator: settings', () => {
  it('written by the add-on are merged and tell nobody', () => {
    const sg = business({ settings: { a: '1' } });

    const { events } = sg.handle(write('PUT', `addons/${addonId}`, { customFields: { b: '2', a: null } }), noon);

    expect([events, sg.settings()]).toEqual([[], { b: '2' }]);
    expect(sg.calls.at(-1)).toMatchObject({ recordId: addonId, changedFields: ['customFields.a', 'customFields.b'] });
  });
});
