import { describe, expect, it } from 'vitest';
import type { AddonRecord, Installation } from '../../src/domain/installation.ts';
import { knowTenant } from '../../src/tenants/know-tenant.ts';
import type { Seal } from '../../src/tenants/seal-secret.ts';
import type { PinnedTenant } from '../../src/tenants/tenant.ts';

const SETTINGS = { zendesk_instance: 'acme', zendesk_webhookSecret: 's3cret', zendesk_defaultPhoneCountryCode: '81' };
const apiUrl = 'https://acme.storeganise.com/api';

const read = (settings: object = SETTINGS, over: Partial<AddonRecord> = {}): AddonRecord => ({
  ...{ at: 5, answer: 'read', state: 'enabled', settings: settings as Record<string, unknown> },
  ...over,
});
const build = (record?: AddonRecord, over: Partial<Installation> = {}): Installation => ({
  ...{ addonId: 'a01', tenant: 'acme', apiUrl, isSecond: false, asked: 1, looked: 0, fence: 0 },
  ...(record ? { record } : {}),
  ...over,
});
const file = (settings: PinnedTenant['settings'] = {}, over: Partial<PinnedTenant> = {}): PinnedTenant => ({
  ...{ code: 'acme', addonId: 'a01', apiUrl, settings },
  ...over,
});
/** Settings as they stand in the record. */
const inClear: Pick<Seal, 'open'> = { open: (settings) => ({ settings, isSecretKnown: true }) };
const know = (record?: AddonRecord, pinned?: PinnedTenant) => knowTenant(build(record), [], pinned, inClear);

describe('the settings of a tenant', () => {
  it('come from its add-on record, in any form', () => {
    const { tenant, facts } = know(
      read({ ...SETTINGS, zendesk_userNameFormat: 'LAST_FIRST', zendesk_createCustomers: 'yes', other: 7 }),
    );

    expect(tenant).toEqual({
      ...{ code: 'acme', addonId: 'a01', apiUrl, zendeskSubdomain: 'acme', webhookSecrets: ['s3cret'] },
      ...{ nameOrder: 'last_first', callingCode: '+81', createsCustomers: true },
    });
    expect(facts).toEqual({
      tenant: 'acme',
      state: 'enabled',
      faults: [],
      subdomain: 'acme',
      isSigned: true,
      seconds: [],
    });
  });

  it('come from its file first, then from the record, then by default', () => {
    const { tenant, facts } = know(
      read({ ...SETTINGS, zendesk_instance: '!', zendesk_userNameFormat: 'Last First' }),
      file({ zendesk_instance: 'pinned', zendesk_defaultPhoneCountryCode: '+1' }),
    );

    expect(tenant).toMatchObject({
      zendeskSubdomain: 'pinned',
      callingCode: '+1',
      nameOrder: 'last_first',
      webhookSecrets: ['s3cret'],
      createsCustomers: false,
    });
    expect(facts.faults).toEqual([]);
  });

  it.each<[string, object, string, string | undefined]>([
    ['a wrong instance', { zendesk_instance: 'evil.example' }, 'Zendesk Instance', 'evil.example'],
    ['no instance', { zendesk_instance: ' ' }, 'Zendesk Instance', undefined],
    ['an unknown calling code', { zendesk_defaultPhoneCountryCode: '+999' }, 'Default Phone Country Code', '+999'],
    ['no calling code', { zendesk_defaultPhoneCountryCode: null }, 'Default Phone Country Code', undefined],
    ['an odd name format', { zendesk_userNameFormat: ['a'] }, 'Zendesk User Name Format', '["a"]'],
    ['an odd key', { zendesk_customerStatusFieldKey: 'a b' }, 'Zendesk Customer Status Field Key', 'a b'],
    ['an odd switch', { zendesk_createCustomers: 'maybe' }, 'Create Customers from Zendesk Users', 'maybe'],
    ['an odd secret', { zendesk_webhookSecret: 1234567 }, 'Zendesk Webhook Secret', 'something that is no text'],
  ])('that cannot be used are named as the operator sees them: %s', (_, changed, label, found) => {
    const { faults } = know(read({ ...SETTINGS, ...changed })).facts;

    expect(faults).toHaveLength(1);
    expect(faults[0]?.label).toBe(label);
    expect(faults[0]?.found).toBe(found);
    expect(faults[0]?.accepted).toMatch(/\w{2}/);
  });

  it('are each read by themselves', () => {
    const { tenant, facts } = know(read({ ...SETTINGS, zendesk_instance: '!', zendesk_userNameFormat: 'x' }));

    expect(facts.faults.map(({ setting }) => setting)).toEqual(['zendesk_instance', 'zendesk_userNameFormat']);
    expect(tenant).toMatchObject({ webhookSecrets: ['s3cret'], callingCode: '+81' });
  });

  it('need nothing where there is a file', () => {
    expect(know(read({}), file()).facts.faults).toEqual([]);
  });
});

describe('the secret of the webhook', () => {
  it.each<[string, AddonRecord | undefined, PinnedTenant | undefined, readonly string[] | undefined]>([
    ['is not known before the record is read', undefined, undefined, undefined],
    ['is not known before the record is read, with a file', undefined, file(), undefined],
    ['is known at once where the file has it', undefined, file({ zendesk_webhookSecret: 'f' }), ['f']],
    ['is blank where the record leaves it blank', read({}), undefined, []],
    ['is blank where there is a file and no record', { at: 5, answer: 'missing' }, file(), []],
    ['is not known where it cannot be used', read({ zendesk_webhookSecret: {} }), undefined, undefined],
    ['outlives that the installation is let in', read(SETTINGS, { answer: 'refused' }), undefined, ['s3cret']],
  ])('%s', (_, record, pinned, secrets) => {
    expect(know(record, pinned).tenant.webhookSecrets).toEqual(secrets);
  });
});

it('knows the account as long as the settings name it', () => {
  const account = { subdomain: 'acme', id: '900' };
  const idOf = (settings: object) =>
    knowTenant(build(read(settings), { account }), [], undefined, inClear).tenant.zendeskAccountId;

  expect(idOf(SETTINGS)).toBe('900');
  expect(idOf({ ...SETTINGS, zendesk_instance: 'other' })).toBeUndefined();
});

it.each([
  ['a secret that is set', {}, true],
  ['a blank one', { zendesk_webhookSecret: ' ' }, false],
  ['one that cannot be used, of which nobody knows that it is blank', { zendesk_webhookSecret: 7 }, true],
])('takes webhooks without a signature by what it knows of the secret: %s', (_, changed, isSigned) => {
  expect(know(read({ ...SETTINGS, ...changed })).facts.isSigned).toBe(isSigned);
});

it('knows no secret that another key has sealed, and takes nothing unsigned for it', () => {
  const { tenant, facts } = knowTenant(build(read()), [], undefined, {
    open: ({ zendesk_webhookSecret: _, ...settings }) => ({ settings, isSecretKnown: false }),
  });

  expect(tenant.webhookSecrets).toBeUndefined();
  expect(facts).toMatchObject({ isSigned: true, faults: [], subdomain: 'acme' });
});

describe('the state of a tenant', () => {
  it.each<[string, AddonRecord | undefined, PinnedTenant | undefined, string]>([
    ['unread before anybody looked', undefined, undefined, 'unread'],
    ['unread before anybody looked, with a file', undefined, file({}, { state: 'enabled' }), 'unread'],
    ['that of the record', read(SETTINGS, { state: 'paused' }), undefined, 'paused'],
    ['that of the file', read(SETTINGS, { state: 'paused' }), file({}, { state: 'enabled' }), 'enabled'],
    ['that of the record where the file has none', read(SETTINGS, { state: 'paused' }), file(), 'paused'],
    [
      'refused where it is not let in',
      read(SETTINGS, { answer: 'refused' }),
      file({}, { state: 'enabled' }),
      'refused',
    ],
    ['refused where it has no record', { at: 5, answer: 'missing' }, undefined, 'refused'],
    ['enabled where it has a file and no record', { at: 5, answer: 'missing' }, file(), 'enabled'],
    ['disabled by its file, whatever the record says', undefined, file({}, { state: 'disabled' }), 'disabled'],
  ])('is %s', (_, record, pinned, state) => {
    expect(know(record, pinned).facts.state).toBe(state);
  });
});

it('knows of further installations that are in use', () => {
  const second = (addonId: string, record?: AddonRecord) => build(record, { addonId, isSecond: true });
  const others = [
    second('enabled', read()),
    second('paused', read(SETTINGS, { state: 'paused' })),
    second('disabled', read(SETTINGS, { state: 'disabled' })),
    second('refused', read(SETTINGS, { answer: 'refused' })),
    second('unread'),
  ];

  expect(knowTenant(build(read()), others, undefined, inClear).facts.seconds).toEqual(['enabled', 'paused']);
});
