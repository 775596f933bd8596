import { describe, expect, it } from 'vitest';
import { isAllowedApiUrl, normaliseApiUrl } from '../../src/tenants/api-url.ts';
import { HOSTILE_ADDRESSES } from '../data/hostile-addresses.ts';

const VENDOR = ['*.storeganise.com'];
const LOCAL = ['127.0.0.1:9001', 'localhost:9002', '[::1]:9003', 'sg.example:8443', 'plain.example'];

describe('addresses that our key may be sent to', () => {
  it.each([
    ['https://acme.storeganise.com/api', VENDOR],
    ['https://acme.storeganise.com', VENDOR],
    ['https://acme.storeganise.com:443/api/', VENDOR],
    ['https://a.b.storeganise.com/x/y/z', VENDOR],
    ['HTTPS://ACME.Storeganise.COM/Api', VENDOR],
    ['http://127.0.0.1:9001/acme/api', LOCAL],
    ['http://localhost:9002/api', LOCAL],
    ['http://[::1]:9003/api', LOCAL],
    ['https://sg.example:8443/api', LOCAL],
    ['https://plain.example/api', LOCAL],
  ])('allows %s', (url, hosts) => {
    expect(isAllowedApiUrl(url, hosts, false)).toBe(true);
  });

  it.each(HOSTILE_ADDRESSES)('refuses %j', (url) => {
    expect(isAllowedApiUrl(url, VENDOR, false)).toBe(false);
  });

  it.each([
    ['another port of a listed host', 'http://127.0.0.1:9004/api'],
    ['no port where one is listed', 'http://127.0.0.1/api'],
    ['another spelling of a listed address', 'http://127.1:9001/api'],
    ['http on a host that is not this machine', 'http://sg.example:8443/api'],
    ['http without a port', 'http://plain.example/api'],
    ['a name below a host that is not a wildcard', 'https://x.plain.example/api'],
  ])('refuses %s', (_, url) => {
    expect(isAllowedApiUrl(url, LOCAL, false)).toBe(false);
  });

  it('knows no loopback in production, listed or not', () => {
    for (const url of ['http://127.0.0.1:9001/api', 'https://127.0.0.1:9001/api', 'http://localhost:9002/api']) {
      expect(isAllowedApiUrl(url, LOCAL, true)).toBe(false);
    }
  });
});

it.each([
  ['HTTPS://Acme.Storeganise.com:443/Api//', 'https://acme.storeganise.com/Api'],
  ['http://127.0.0.1:9001/', 'http://127.0.0.1:9001'],
  ['https://acme.storeganise.com/a?b', undefined],
  ['https://127.1/api', undefined],
  ['https://2130706433/api', undefined],
])('normalises %s to %s', (text, expected) => {
  expect(normaliseApiUrl(text)).toBe(expected);
});
