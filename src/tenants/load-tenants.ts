import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { isAllowedApiUrl, normaliseApiUrl } from './api-url.ts';
import { BUSINESS_CODE, type PinnedTenant } from './tenant.ts';
import { tenantFileSchema } from './tenant-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Source = {
  readonly dir: string;
  readonly env: Environment;
  /** STOREGANISE_HOSTS. */
  readonly hosts: readonly string[];
  readonly production: boolean;
};

export type LoadedTenants =
  | { readonly ok: true; readonly tenants: readonly PinnedTenant[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The tenants pinned by files, or every fault in those files at once: `file: field: what is expected`, never a value. */
export function loadTenants(source: Source): LoadedTenants {
  const tenants: PinnedTenant[] = [];
  const faults: string[] = [];
  for (const file of tenantFiles(source.dir)) {
    const read = readTenant(file, source);
    if (Array.isArray(read)) faults.push(...read.map((fault) => `${file}: ${fault}`));
    else tenants.push(read);
  }
  faults.push(...sharedIdentities(tenants));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, tenants };
}

function tenantFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((file) => file.endsWith('.json') && !/\.(example|schema)\.json$/.test(file))
    .sort();
}

function readTenant(file: string, source: Source): PinnedTenant | string[] {
  const code = file.slice(0, -'.json'.length);
  if (!BUSINESS_CODE.test(code))
    return ['file name: expected <businessCode>.json, lower-case letters, digits and hyphens'];
  const json = parseJson(readFileSync(join(source.dir, file), 'utf8'));
  if (json === undefined) return ['content: expected JSON'];
  const { value, faults } = withEnvironment(json, source.env);
  const parsed = tenantFileSchema.safeParse(value);
  const found = [...faults, ...(parsed.success ? [] : parsed.error.issues.flatMap(faultsOf))];
  if (parsed.success && !isAllowedApiUrl(parsed.data.apiUrl, source.hosts, source.production)) {
    found.push('apiUrl: expected an address of a host in STOREGANISE_HOSTS, without query, fragment and user-info');
  }
  if (!parsed.success || found.length > 0) return found;
  return pinnedOf(code, parsed.data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Replaces each setting `{"env": "NAME"}` by the value of that variable; `$schema` is for editors only. */
function withEnvironment(json: unknown, env: Environment): { value: unknown; faults: string[] } {
  if (!isObject(json)) return { value: json, faults: [] };
  const { $schema: _, ...value } = json;
  if (!isObject(value.settings)) return { value, faults: [] };
  const faults: string[] = [];
  const settings = Object.entries(value.settings).map(([name, setting]) => {
    if (!isObject(setting) || typeof setting.env !== 'string' || Object.keys(setting).length > 1)
      return [name, setting];
    const given = env[setting.env];
    if (given === undefined)
      faults.push(`settings.${name}: expected the environment variable ${setting.env} to be set`);
    return [name, given];
  });
  return { value: { ...value, settings: Object.fromEntries(settings) }, faults };
}

function faultsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${issue.path.join('.') || 'content'}: ${issue.message}`];
  return issue.keys.map((key) => `${[...issue.path, key].join('.')}: unknown key`);
}

function pinnedOf(code: string, file: z.output<typeof tenantFileSchema>): PinnedTenant {
  const { addonId, apiUrl, state, settings } = file;
  const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return {
    code,
    addonId,
    apiUrl: normaliseApiUrl(apiUrl) ?? apiUrl,
    ...(state === undefined ? {} : { state }),
    settings: set,
  };
}

/** One add-on installation and one Zendesk account each belong to one business. */
function sharedIdentities(tenants: readonly PinnedTenant[]): string[] {
  return tenants.flatMap((tenant, index) => {
    const others = tenants.slice(0, index);
    const faults: string[] = [];
    const addon = others.find((other) => other.addonId === tenant.addonId);
    if (addon) faults.push(`${tenant.code}.json: addonId: expected another id than ${addon.code}.json has`);
    const { zendesk_instance: account } = tenant.settings;
    const instance = account !== undefined && others.find(({ settings }) => settings.zendesk_instance === account);
    if (instance) {
      faults.push(
        `${tenant.code}.json: settings.zendesk_instance: expected another account than ${instance.code}.json has`,
      );
    }
    return faults;
  });
}
