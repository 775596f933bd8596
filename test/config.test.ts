import { describe, expect, it } from 'vitest';
import { readServiceConfig } from '../src/config.ts';
import { readProxyConfig } from '../src/oauth-proxy/config.ts';

describe('the environment of the service', () => {
  it('starts with nothing set, and says in one line each what it assumes', () => {
    const result = readServiceConfig({});

    expect(result.ok && result.config).toMatchObject({
      production: false,
      role: 'all',
      port: 8080,
      host: '127.0.0.1',
      storeganiseHosts: ['*.storeganise.com'],
      oauthProxyUrl: 'http://127.0.0.1:8081',
      tenantsDir: 'tenants',
    });
    expect(result.ok && result.config.notices.map((notice) => notice.split(' ')[0])).toEqual([
      'MONGODB_URI',
      'STOREGANISE_SIGNATURE_SECRET',
      'STOREGANISE_API_KEY',
      'OAUTH_PROXY_URL',
      'OAUTH_PROXY_KEY',
    ]);
  });

  it('reads lists and treats a blank variable as absent', () => {
    const result = readServiceConfig({
      PORT: '',
      STOREGANISE_SIGNATURE_SECRET: 'now, before',
      STOREGANISE_HOSTS: '127.0.0.1:9001, *.storeganise.com',
      OAUTH_PROXY_URL: 'http://proxy.internal:8081/',
    });

    expect(result.ok && result.config).toMatchObject({
      port: 8080,
      storeganiseSignatureSecrets: ['now', 'before'],
      storeganiseHosts: ['127.0.0.1:9001', '*.storeganise.com'],
      oauthProxyUrl: 'http://proxy.internal:8081',
    });
  });

  it('opens /admin with a key of 32 characters, and with none not at all', () => {
    const open = readServiceConfig({ ADMIN_KEY: 'k'.repeat(32) });
    const shut = readServiceConfig({ ADMIN_KEY: ' ' });

    expect(open.ok && open.config.adminKey).toBe('k'.repeat(32));
    expect(shut.ok && 'adminKey' in shut.config).toBe(false);
  });

  it.each([
    ['mongodb://db1,db2:27018/?replicaSet=rs0', 'usersync'],
    ['mongodb://user:secret@db/mine?authSource=admin', 'mine'],
    ['mongodb+srv://cluster.example', 'usersync'],
    ['mongodb://[::1]:27017/', 'usersync'],
  ])('reads in the path of %s the database %s', (uri, database) => {
    const result = readServiceConfig({ MONGODB_URI: uri });

    expect(result.ok && result.config.mongodb).toEqual({ uri, database });
    expect(result.ok && result.config.notices.join()).not.toContain('MONGODB_URI');
  });

  it.each(['web', 'worker'])('takes the role %s only where others see what this process keeps', (ROLE) => {
    const shared = readServiceConfig({ ROLE, MONGODB_URI: 'mongodb://db1' });
    const alone = readServiceConfig({ ROLE });

    expect(shared.ok && shared.config.role).toBe(ROLE);
    expect(alone.ok || alone.faults).toEqual([expect.stringMatching(/^ROLE: all, where MONGODB_URI is not set/)]);
  });

  it('keeps everything in memory where MONGODB_URI is absent', () => {
    const result = readServiceConfig({ MONGODB_URI: ' ' });

    expect(result.ok && 'mongodb' in result.config).toBe(false);
  });

  it('reports every fault of production at once, names only', () => {
    const result = readServiceConfig({
      NODE_ENV: 'production',
      PORT: '99999',
      OAUTH_PROXY_KEY: 'short-secret',
      STOREGANISE_HOSTS: 'localhost:9001',
    });

    const faults = result.ok ? [] : result.faults;
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'PORT',
      'STOREGANISE_SIGNATURE_SECRET',
      'STOREGANISE_API_KEY',
      'STOREGANISE_HOSTS',
      'OAUTH_PROXY_URL',
      'OAUTH_PROXY_PUBLIC_URL',
      'OAUTH_PROXY_KEY',
      'MONGODB_URI',
    ]);
    expect(faults.join()).not.toMatch(/99999|short-secret|9001/);
  });

  it.each([
    ['STOREGANISE_HOSTS', '*'],
    ['STOREGANISE_HOSTS', '*.com'],
    ['STOREGANISE_HOSTS', 'https://acme.storeganise.com'],
    ['STOREGANISE_HOSTS', 'a..b'],
    ['STOREGANISE_SIGNATURE_SECRET', 'now,'],
    ['OAUTH_PROXY_URL', 'http://user:pass@proxy'],
    ['OAUTH_PROXY_URL', 'ftp://proxy'],
    ['OAUTH_PROXY_KEY', 'comma,0123456789012345678901234567890123'],
    ['PUBLIC_URL', 'https://sync.example/?x'],
    ['LOG_LEVEL', 'loud'],
    ['ADMIN_KEY', 'k'.repeat(31)],
    ['ADMIN_KEY', `${'k'.repeat(32)}ü`],
    ['ADMIN_KEY', ` ${'k'.repeat(32)}`],
    ['PORT', '80a'],
    ['ROLE', 'both'],
    ['MONGODB_URI', 'db1:27017'],
    ['MONGODB_URI', 'http://db1/usersync'],
    ['MONGODB_URI', 'mongodb://'],
    ['MONGODB_URI', 'mongodb://db1/user sync'],
    ['MONGODB_URI', 'mongodb://db1/user.sync'],
    ['MONGODB_URI', 'mongodb://db1/a/b'],
  ])('refuses %s=%s', (name, value) => {
    const result = readServiceConfig({ [name]: value });

    expect(result.ok ? [] : result.faults.map((fault) => fault.split(':')[0])).toEqual([name]);
  });
});

describe('the environment of the proxy', () => {
  it('reads tokens that hold further equals signs', () => {
    const result = readProxyConfig({ ZENDESK_ACCESS_TOKENS: 'acme=acme-help=tok==,beta=beta=t2' });

    expect(result.ok && result.config.environmentTokens.get('acme')).toEqual({
      subdomain: 'acme-help',
      token: 'tok==',
    });
    expect(result.ok && result.config.zendeskUrl).toBe('https://{subdomain}.zendesk.com');
  });

  it.each([
    ['ZENDESK_ACCESS_TOKENS', 'acme=acme'],
    ['ZENDESK_ACCESS_TOKENS', 'acme=evil.example/x=tok'],
    ['ZENDESK_ACCESS_TOKENS', 'acme=a=t,acme=b=t'],
    ['ZENDESK_ACCESS_TOKENS', 'acme=a=t,beta=a=t'],
    ['ZENDESK_URL', 'https://{subdomain}.zendesk.com/?x'],
    ['ZENDESK_URL', 'zendesk.com'],
    ['TOKEN_KEYS', 'k1:short'],
    ['TOKEN_KEYS', `k1:${'A'.repeat(43)}=,k1:${'B'.repeat(43)}=`],
    ['PUBLIC_URL', 'https://user@proxy.example'],
    ['PUBLIC_URL', 'proxy.example'],
    ['ZENDESK_CLIENT_ID', 'two words'],
    ['ZENDESK_SCOPES', 'read  write'],
    ['PROXY_KEY', 'too-short'],
    ['PROXY_KEY', `${'k'.repeat(32)},short`],
    ['ZENDESK_MARKETPLACE_NAME', 'a\nb'],
    ['MONGODB_URI', 'db1:27017'],
    ['MONGODB_URI', 'mongodb://db1/a/b'],
  ])('refuses %s=%s', (name, value) => {
    const result = readProxyConfig({ [name]: value });

    expect(result.ok ? [] : result.faults.map((fault) => fault.split(':')[0])).toEqual([name]);
  });

  it('starts with nothing set, and says in one line each what it assumes', () => {
    const result = readProxyConfig({});

    expect(result.ok && result.config).toMatchObject({
      port: 8081,
      host: '127.0.0.1',
      client: { scopes: ['read', 'write'] },
    });
    expect(result.ok && result.config.publicUrl).toBeUndefined();
    expect(result.ok && result.config.notices.map((notice) => notice.split(' ')[0])).toEqual([
      'MONGODB_URI',
      'PROXY_KEY',
      'ZENDESK_CLIENT_ID',
      'ZENDESK_CLIENT_SECRET',
      'TOKEN_KEYS',
    ]);
  });

  it.each([
    ['mongodb://db1,db2:27018/?replicaSet=rs0', 'usersync-proxy'],
    ['mongodb+srv://user:secret@cluster.example/mine', 'mine'],
  ])('reads in the path of %s the database %s', (uri, database) => {
    const result = readProxyConfig({ MONGODB_URI: uri });

    expect(result.ok && result.config.mongodb).toEqual({ uri, database });
    expect(result.ok && result.config.notices.join()).not.toContain('MONGODB_URI');
  });

  it('keeps everything in memory where MONGODB_URI is absent', () => {
    const result = readProxyConfig({ MONGODB_URI: ' ' });

    expect(result.ok && 'mongodb' in result.config).toBe(false);
  });

  const PRODUCTION = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://connect.example',
    PROXY_KEY: 'k'.repeat(32),
    MONGODB_URI: 'mongodb://proxy:secret@db1,db2/?replicaSet=rs0',
    ZENDESK_CLIENT_ID: 'zdg-usersync',
    ZENDESK_CLIENT_SECRET: 'client-secret',
    TOKEN_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  };
  const faultsOf = (env: Record<string, string | undefined>) => {
    const result = readProxyConfig(env);
    return result.ok ? [] : result.faults;
  };
  const namesOf = (faults: readonly string[]) => faults.map((fault) => fault.split(':')[0]);

  it('reports every fault of production at once, names only', () => {
    expect(namesOf(faultsOf({ NODE_ENV: 'production' }))).toEqual([
      'PROXY_KEY',
      'ZENDESK_CLIENT_ID',
      'ZENDESK_CLIENT_SECRET',
      'TOKEN_KEYS',
      'MONGODB_URI',
      'PUBLIC_URL',
    ]);
    expect(faultsOf(PRODUCTION)).toEqual([]);
  });

  it('takes no tokens from the environment and nothing plain or of this machine in production', () => {
    const faults = faultsOf({
      ...PRODUCTION,
      PUBLIC_URL: 'http://connect.example',
      ZENDESK_ACCESS_TOKENS: 'acme=acme=secret-token',
      ZENDESK_URL: 'http://{subdomain}.zendesk.com',
    });

    expect(namesOf(faults)).toEqual(['PUBLIC_URL', 'ZENDESK_URL', 'ZENDESK_ACCESS_TOKENS']);
    expect(faults.join()).not.toContain('secret-token');
    expect(namesOf(faultsOf({ ...PRODUCTION, PUBLIC_URL: 'https://127.0.0.1' }))).toContain('PUBLIC_URL');
  });

  it('takes no value in production that everybody knows', () => {
    const known = readProxyConfig({});
    if (!known.ok) throw new Error(known.faults.join());
    const { keys, client, tokenKeys } = known.config;
    const [proxyKey] = keys;
    const [tokenKey] = tokenKeys;

    const faults = faultsOf({
      ...PRODUCTION,
      PROXY_KEY: proxyKey,
      ZENDESK_CLIENT_SECRET: client.secret,
      TOKEN_KEYS: `${tokenKey?.id}:${tokenKey?.bytes.toString('base64')}`,
    });

    expect(namesOf(faults)).toEqual(['PROXY_KEY', 'ZENDESK_CLIENT_SECRET', 'TOKEN_KEYS']);
  });
});
