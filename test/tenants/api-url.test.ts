import { describe, expect, it } from 'vitest';
import { isAllowedApiUrl, normaliseApiUrl } from '../../src/tenants/api-url.ts';

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

  it.each([
    '',
    'acme.storeganise.com/api',
    '//acme.storeganise.com/api',
    'http://acme.storeganise.com/api',
    'https://storeganise.com/api',
    'https://storeganise.com.evil.example/api',
    'https://acme.storeganise.com.evil.example/api',
    'https://evilstoreganise.com/api',
    'https://acme.storeganise.com@evil.example/api',
    'https://user:pass@acme.storeganise.com/api',
    'https://evil.example#.storeganise.com',
    'https://evil.example?.storeganise.com',
    'https://evil.example\\.storeganise.com/api',
    'https:\\\\acme.storeganise.com/api',
    'https:/acme.storeganise.com/api',
    'https://acme.storeganise.com:444/api',
    'https://acme.storeganise.com:80/api',
    'https://acme.storeganise.com:/api',
    'https://acme.storeganise.com:0/api',
    'https://acme.storeganise.com:99999/api',
    'https://acme.storeganise.com./api',
    'https://.storeganise.com/api',
    'https://a..storeganise.com/api',
    'https://-a.storeganise.com/api',
    'https://acme。storeganise。com/api',
    'https://ａcme.storeganise.com/api',
    'https://acme.storeganise.com/api?x=1',
    'https://acme.storeganise.com/api#x',
    'https://acme.storeganise.com/a/../b',
    'https://acme.storeganise.com/a/./b',
    'https://acme.storeganise.com/..',
    'https://acme.storeganise.com/a/%2e%2E/b',
    'https://acme.storeganise.com/a/.%2e/b',
    'https://acme.storeganise.com/a%2fb',
    'https://acme.storeganise.com/a%5cb',
    'https://acme.storeganise.com/a\\b',
    'https://acme.storeganise.com/a%zz',
    'https://acme.storeganise.com/a b',
    'https://acme.storeganise.com/api\n',
    '\thttps://acme.storeganise.com/api',
    'https://acme.\tstoreganise.com/api',
    'https://127.0.0.1/api',
    'https://127.1/api',
    'https://2130706433/api',
    'https://0x7f000001/api',
    'https://0177.0.0.1/api',
    'https://[::ffff:127.0.0.1]/api',
    'https://[::1]/api',
    'https://169.254.169.254/latest',
    'https://localhost/api',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ftp://acme.storeganise.com/api',
    'data:text/plain,x',
  ])('refuses %j', (url) => {
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
