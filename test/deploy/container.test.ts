import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readServiceConfig } from '../../src/config.ts';
import { readProxyConfig } from '../../src/oauth-proxy/config.ts';
import { simulatedTenants } from '../../src/simulators/tenants.ts';
import { loadTenants } from '../../src/tenants/load-tenants.ts';
import { parseYaml } from './parse-yaml.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const { scripts, engines } = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};

type Container = {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly network_mode?: string;
  readonly profiles?: readonly string[];
  readonly read_only?: string;
};

const compose = parseYaml(read('compose.yaml')) as unknown as {
  readonly services: Readonly<Record<string, Container>>;
  readonly volumes: Readonly<Record<string, string>>;
};
const OURS = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);
const containers = new Map(Object.entries(compose.services));
const environmentOf = (name: string) => containers.get(name)?.environment ?? {};

/** The script of package.json that starts each process, and where its variables are read. */
const PROCESSES: Readonly<Record<string, { readonly script: string; readonly config: string }>> = {
  'src/main.ts': { script: 'start', config: 'src/config.ts' },
  'src/oauth-proxy/main.ts': { script: 'start:proxy', config: 'src/oauth-proxy/config.ts' },
  'src/simulators/main.ts': { script: 'simulators', config: 'src/simulators/main.ts' },
};
const fileOf = ({ command = [] }: Container) => (command[0] === 'node' ? (command[1] ?? '') : '');
const processOf = (container: Container) => PROCESSES[fileOf(container)] ?? { script: '', config: '' };

const SHARED_KEY = 'a secret of thirty-two characters; at least';
/** What an operator would set, in place of `${NAME:-}`; what may stay empty is empty. */
const OPERATOR: Readonly<Record<string, string>> = {
  STOREGANISE_HOSTS: '',
  ZENDESK_SCOPES: '',
  ZENDESK_MARKETPLACE_NAME: '',
  ZENDESK_MARKETPLACE_ORGANIZATION_ID: '',
  ZENDESK_MARKETPLACE_APP_ID: '',
  STOREGANISE_SIGNATURE_SECRET: 'a signature secret',
  STOREGANISE_API_KEY: 'an-api-key',
  OAUTH_PROXY_KEY: SHARED_KEY,
  PROXY_KEY: SHARED_KEY,
  OAUTH_PROXY_PUBLIC_URL: 'https://oauth.example.com',
  ADMIN_KEY: 'an admin key of thirty-two characters at least',
  ZENDESK_CLIENT_ID: 'zdg-usersync',
  ZENDESK_CLIENT_SECRET: 'a client secret of ours'.replaceAll(' ', '-'),
  TOKEN_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
};
const filled = (environment: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{(\w+):-\}/g, (_, wanted: string) => OPERATOR[wanted] ?? `no such variable: ${wanted}`),
    ]),
  );

describe('the image', () => {
  const lines = read('Dockerfile')
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const argsOf = (instruction: string) =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1).trim());
  const ignored = read('.dockerignore').trim().split('\n');

  it('knows every instruction that it is made of', () => {
    const known = /^(FROM|ENV|WORKDIR|COPY|RUN|USER|EXPOSE|HEALTHCHECK|CMD) /;

    expect(lines.filter((line) => !known.test(line))).toEqual([]);
  });

  it('stands on a Node that the scripts run on, brought by nobody else', () => {
    expect(new Set(argsOf('FROM').map((from) => from.split(' ')[0]))).toEqual(new Set(['node:24-bookworm-slim']));
    expect(engines.node).toBe('>=22.18');
    expect(argsOf('RUN').join()).toContain('npm ci --omit=dev --omit=optional');
  });

  it('copies what is there, and what is not kept away from it', () => {
    const copied = argsOf('COPY')
      .filter((args) => !args.startsWith('--from='))
      .flatMap((args) => args.split(' ').slice(0, -1));

    expect(copied.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(ignored[0]).toBe('*');
    expect(ignored.slice(1).toSorted()).toEqual([...new Set(copied)].map((file) => `!${file}`).toSorted());
  });

  it('holds every file that a process of it reads at its start', () => {
    expect(argsOf('COPY').some((args) => args.startsWith('package.json '))).toBe(true);
    for (const file of Object.keys(PROCESSES)) expect(existsSync(join(ROOT, file)), file).toBe(true);
  });

  it('runs the service, as somebody who owns nothing in it', () => {
    expect(argsOf('USER')).toEqual(['node']);
    expect(lines.findIndex((line) => line.startsWith('USER'))).toBeGreaterThan(
      lines.findLastIndex((line) => /^(COPY|RUN)/.test(line)),
    );
    expect(JSON.parse(argsOf('CMD')[0] ?? '')).toEqual(['node', 'src/main.ts']);
    expect(argsOf('ENV')).toEqual(['NODE_ENV=production']);
  });

  it('exposes the ports that the processes listen on, and asks there how they are', () => {
    const [service, proxy] = [readServiceConfig({}), readProxyConfig({})];
    if (!service.ok || !proxy.ok) throw new Error('the defaults are wrong');

    expect(argsOf('EXPOSE')).toEqual([`${service.config.port} ${proxy.config.port}`]);
    const [, check = ''] = /CMD (\[.*\])$/.exec(argsOf('HEALTHCHECK')[0] ?? '') ?? [];
    const [command, flag, script] = JSON.parse(check) as string[];
    expect([command, flag]).toEqual(['node', '-e']);
    expect(script).toContain(`process.env.PORT || ${service.config.port}}/healthz`);
    expect(() => new Function(script ?? '')).not.toThrow();
  });
});

describe('compose.yaml', () => {
  it.each(OURS)('starts %s as package.json does', (_, container) => {
    const file = fileOf(container);

    expect(container.build).toBe('.');
    expect(scripts[processOf(container).script]).toBe(`exec node ${file}`);
    expect(container.command).toEqual(['node', file]);
  });

  it.each(OURS)('sets for %s only variables that it reads', (_, container) => {
    const source = read(processOf(container).config);
    const names = Object.keys(container.environment ?? {}).filter((name) => name !== 'NODE_ENV');

    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
  });

  it.each(OURS)('lets %s write to no disk, and publishes the port that it listens on', (_, container) => {
    expect(container.read_only).toBe('true');
    for (const port of container.ports ?? []) {
      expect(port).toBe(`127.0.0.1:${container.environment?.PORT}:${container.environment?.PORT}`);
    }
  });

  it('names only containers, volumes and files that are there', () => {
    for (const [name, { depends_on = {}, network_mode, volumes = [] }] of containers) {
      for (const other of Object.keys(depends_on)) expect(containers.has(other), `${name}: ${other}`).toBe(true);
      if (network_mode !== undefined) expect(containers.has(network_mode.replace('service:', ''))).toBe(true);
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        const isThere = source.startsWith('./')
          ? existsSync(join(ROOT, source))
          : Object.hasOwn(compose.volumes, source);
        expect(isThere, `${name}: ${volume}`).toBe(true);
      }
    }
  });

  it('gives the service what production asks for, a replica set among it', () => {
    const read = readServiceConfig(filled(environmentOf('service')));

    expect(read).toMatchObject({ ok: true, config: { production: true, mongodb: { database: 'usersync' } } });
    expect(read.ok && read.config.notices).toEqual([]);
    expect(containers.get('mongodb')?.command).toContain('--replSet');
    expect(environmentOf('service').MONGODB_URI).toContain('replicaSet=rs0');
  });

  it('gives the proxy what production asks for, with a database of its own', () => {
    const read = readProxyConfig(filled(environmentOf('proxy')));

    expect(read.ok ? [] : read.faults).toEqual([]);
    expect(read.ok && read.config.notices).toEqual([]);
    expect(environmentOf('proxy').MONGODB_URI).toContain('/usersync-proxy?');
    expect(filled(environmentOf('proxy')).PROXY_KEY).toBe(filled(environmentOf('service')).OAUTH_PROXY_KEY);
  });

  it('names what an operator sets, and nothing else', () => {
    const wanted = [...read('compose.yaml').matchAll(/\$\{(\w+):-\}/g)].map(([, name]) => name);

    expect([...new Set(wanted)].toSorted()).toEqual(Object.keys(OPERATOR).toSorted());
    expect(read('compose.yaml').replaceAll(/\$\{\w+:-\}/g, '')).not.toContain('$');
  });
});

describe('the simulators in compose.yaml', () => {
  const { PORT: _, NODE_ENV: nodeEnv, ...settings } = environmentOf('simulated-service');

  it('are started only when they are asked for, and never in production', () => {
    const simulated = [...containers].filter(([name]) => name.startsWith('simulat'));

    expect(simulated).toHaveLength(3);
    for (const [, { profiles, environment }] of simulated) {
      expect(profiles).toEqual(['simulators']);
      expect(environment?.NODE_ENV).toBe('development');
    }
  });

  it('are known to a service that finds them, their businesses and their secrets', () => {
    const config = readServiceConfig(settings);
    if (!config.ok) throw new Error(config.faults.join());
    const { tenantsDir, storeganiseHosts: hosts, storeganiseApiKey, storeganiseSignatureSecrets } = config.config;
    const loaded = loadTenants({ dir: join(ROOT, tenantsDir), env: {}, hosts, production: nodeEnv === 'production' });
    const simulators = environmentOf('simulators');

    expect(
      loaded.ok && loaded.tenants.map(({ code, addonId, settings }) => [code, addonId, settings.zendesk_webhookSecret]),
    ).toEqual(simulatedTenants.map(({ code, addonId, zendesk }) => [code, addonId, zendesk.webhookSecret]));
    expect([storeganiseApiKey, ...storeganiseSignatureSecrets]).toEqual([
      simulatedTenants[0].apiKey,
      simulatedTenants[0].signatureSecret,
    ]);
    expect(hosts).toEqual([`127.0.0.1:${simulators.STOREGANISE_SIMULATOR_PORT}`]);
    expect(simulators.SERVICE_URL).toBe(`http://127.0.0.1:${environmentOf('simulated-service').PORT}`);
  });

  it('are known to a proxy that has their tokens', () => {
    const config = readProxyConfig(environmentOf('simulated-proxy'));
    if (!config.ok) throw new Error(config.faults.join());

    expect(config.config.zendeskUrl).toBe(
      `http://127.0.0.1:${environmentOf('simulators').ZENDESK_SIMULATOR_PORT}/{subdomain}`,
    );
    expect([...config.config.environmentTokens.values()]).toEqual(
      simulatedTenants.map(({ zendesk }) => ({ subdomain: zendesk.subdomain, token: zendesk.token })),
    );
    expect(settings.OAUTH_PROXY_URL).toBe(`http://127.0.0.1:${environmentOf('simulated-proxy').PORT}`);
  });
});
