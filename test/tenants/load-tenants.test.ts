import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTenants } from '../../src/tenants/load-tenants.ts';
import { tenantOf } from '../../src/tenants/tenant.ts';
import { tenantFileJsonSchema } from '../../src/tenants/tenant-file.ts';

const file = (settings: object, rest: object = {}) => ({
  addonId: 'a01',
  apiUrl: 'https://acme.storeganise.com/api',
  settings,
  ...rest,
});

function load(files: Record<string, unknown>, env: Record<string, string> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'tenants-'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const loaded = loadTenants({ dir, env, hosts: ['*.storeganise.com'], production: false });
  return loaded.ok ? { ...loaded, tenants: loaded.tenants.map((file) => tenantOf(file, file.settings)) } : loaded;
}

const faultsOf = (result: ReturnType<typeof load>) => (result.ok ? [] : result.faults);

describe('tenant files', () => {
  it('makes a tenant of a file, secrets taken from the environment', () => {
    const result = load(
      {
        'acme.json': file({
          zendesk_instance: 'https://Acme-Help.zendesk.com/agent',
          zendesk_webhookSecret: { env: 'SECRET' },
          zendesk_userNameFormat: 'Last First',
        }),
      },
      { SECRET: 's3cret' },
    );

    expect(result).toEqual({
      ok: true,
      tenants: [
        {
          code: 'acme',
          addonId: 'a01',
          apiUrl: 'https://acme.storeganise.com/api',
          zendeskSubdomain: 'acme-help',
          webhookSecrets: ['s3cret'],
          nameOrder: 'last_first',
          callingCode: '',
          createsCustomers: false,
        },
      ],
    });
  });

  it('never loads examples, schemas and other files; no folder is no tenant', () => {
    const ignored = { 'a.example.json': 'x', 'tenant.schema.json': 'x', 'README.md': 'x' };

    expect(load(ignored)).toEqual({ ok: true, tenants: [] });
    expect(loadTenants({ dir: join(tmpdir(), 'is-not-there'), env: {}, hosts: [], production: false })).toEqual({
      ok: true,
      tenants: [],
    });
  });

  it.each([
    ['First Last', 'first_last'],
    ['first_last', 'first_last'],
    ['firstLast', 'first_last'],
    ['LAST FIRST', 'last_first'],
    ['last_first', 'last_first'],
    ['lastFirst', 'last_first'],
    ['  ', 'first_last'],
    [null, 'first_last'],
  ])('reads the name format %j as %s', (given, order) => {
    const result = load({ 'acme.json': file({ zendesk_userNameFormat: given }) });

    expect(result.ok && result.tenants[0]?.nameOrder).toBe(order);
  });

  it.each([
    ['acme', 'acme'],
    ['a', 'a'],
    ['ACME.zendesk.com', 'acme'],
    ['https://acme.zendesk.com/', 'acme'],
  ])('reads the instance %s', (given, subdomain) => {
    const result = load({ 'acme.json': file({ zendesk_instance: given }) });

    expect(result.ok && result.tenants[0]?.zendeskSubdomain).toBe(subdomain);
  });

  it.each([null, '', '  '])('takes the blank secret %j as unsigned mode', (secret) => {
    const result = load({ 'acme.json': file({ zendesk_webhookSecret: secret }) });

    expect(result.ok && result.tenants[0]?.webhookSecrets).toEqual([]);
  });

  it.each([
    ['zendesk_instance', 'evil.example'],
    ['zendesk_instance', 'acme.zendesk.com.evil.example'],
    ['zendesk_instance', 'acme@evil'],
    ['zendesk_instance', 'acme:8080'],
    ['zendesk_instance', '-acme'],
    ['zendesk_instance', 7],
    ['zendesk_userNameFormat', 'middle'],
    ['zendesk_webhookSecret', 1234567],
    ['zendesk_defaultPhoneCountryCode', 'JP'],
    ['zendesk_defaultPhoneCountryCode', '+0'],
    ['zendesk_defaultPhoneCountryCode', '+999'],
    ['zendesk_defaultPhoneCountryCode', '+8 1'],
    ['zendesk_customerStatusFieldKey', 'a b'],
    ['zendesk_createCustomers', 'maybe'],
    ['zendesk_createCustomers', 2],
    ['zendesk_unheardOf', 'x'],
  ])('refuses %s = %j with file and field, without the value', (setting, value) => {
    const faults = faultsOf(load({ 'acme.json': file({ [setting]: value }) }));

    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(`acme.json: settings.${setting}: `);
    expect(faults[0]).not.toContain('1234567');
  });

  it.each([
    [true, true],
    ['true', true],
    ['Yes', true],
    ['1', true],
    [1, true],
    [false, false],
    [0, false],
    ['No', false],
    ['0', false],
    ['', false],
    [null, false],
  ])('knows the switch %j: %s', (value, isOn) => {
    const result = load({ 'acme.json': file({ zendesk_createCustomers: value }) });

    expect(result.ok && result.tenants[0]?.createsCustomers).toBe(isOn);
  });

  it.each([
    ['+81', '+81'],
    ['81', '+81'],
    [' +1 ', '+1'],
    ['', ''],
    [null, ''],
  ])('knows the calling code %j as %j', (value, callingCode) => {
    const result = load({ 'acme.json': file({ zendesk_defaultPhoneCountryCode: value }) });

    expect(result.ok && result.tenants[0]?.callingCode).toBe(callingCode);
  });

  it.each([
    ['customer_status', 'customer_status'],
    [' Status-2 ', 'Status-2'],
    ['', undefined],
    [null, undefined],
  ])('knows the status key %j as %j', (value, statusKey) => {
    const result = load({ 'acme.json': file({ zendesk_customerStatusFieldKey: value }) });

    expect(result.ok && result.tenants[0]?.statusKey).toBe(statusKey);
  });

  it('reports the faults of all files at once', () => {
    const faults = faultsOf(
      load({
        'Acme.json': file({}),
        'beta.json': '{ "secret": "hidden"',
        'gamma.json': { addonId: 7, apiUrl: 'https://evil.example/', state: 'off', extra: 1, settings: {} },
        'delta.json': file({ zendesk_webhookSecret: { env: 'ABSENT' } }),
        'epsilon.json': file({}, { addonId: 'e1', apiUrl: 'https://evil.example/api' }),
        'eta.json': file({ zendesk_instance: 'one' }, { addonId: 'same' }),
        'theta.json': file({ zendesk_instance: 'one' }, { addonId: 'same' }),
        'iota.json': [],
      }),
    );

    expect(faults.map((fault) => fault.split(':').slice(0, 2).join(':'))).toEqual([
      'Acme.json: file name',
      'beta.json: content',
      'delta.json: settings.zendesk_webhookSecret',
      'epsilon.json: apiUrl',
      'gamma.json: addonId',
      'gamma.json: state',
      'gamma.json: extra',
      'iota.json: content',
      'theta.json: addonId',
      'theta.json: settings.zendesk_instance',
    ]);
    expect(faults.join()).not.toContain('hidden');
  });
});

it('keeps tenants/tenant.schema.json up to date; `npm run schema` writes it', () => {
  const written = readFileSync(new URL('../../tenants/tenant.schema.json', import.meta.url), 'utf8');

  expect(JSON.parse(written)).toEqual(tenantFileJsonSchema());
});
