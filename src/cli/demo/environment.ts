import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedTenants } from '../../simulators/tenants.ts';

type Environment = Readonly<Record<string, string>>;

const [{ apiKey, signatureSecret }] = simulatedTenants;
const secretName = (code: string) => `${code.toUpperCase()}_ZENDESK_WEBHOOK_SECRET`;

/** Writes one tenant file for each simulated tenant; the secrets in them are names of variables. */
export function writeTenantFiles(dir: string, storeganiseUrl: string): void {
  mkdirSync(dir, { recursive: true });
  for (const { code, addonId, settings } of simulatedTenants) {
    const file = {
      addonId,
      apiUrl: `${storeganiseUrl}/t/${code}/api`,
      settings: { ...settings, zendesk_webhookSecret: { env: secretName(code) } },
    };
    writeFileSync(join(dir, `${code}.json`), JSON.stringify(file, null, 2));
  }
}

/** What the proxy needs to reach the simulated Zendesk; `key` is shared with the service. */
export function proxyEnvironment({ zendeskUrl, key }: { zendeskUrl: string; key: string }): Environment {
  const tokens = simulatedTenants.map(({ code, zendesk }) => `${code}=${zendesk.subdomain}=${zendesk.token}`);
  return {
    PORT: '0',
    PROXY_KEY: key,
    ZENDESK_URL: `${zendeskUrl}/{subdomain}`,
    ZENDESK_ACCESS_TOKENS: tokens.join(','),
  };
}

/** What the service needs to work for the simulated tenants. */
export function serviceEnvironment(parts: {
  storeganiseUrl: string;
  proxyUrl: string;
  key: string;
  tenantsDir: string;
}): Environment {
  const secrets = simulatedTenants.map(({ code, zendesk }) => [secretName(code), zendesk.webhookSecret]);
  return {
    ...Object.fromEntries(secrets),
    PORT: '0',
    STOREGANISE_SIGNATURE_SECRET: signatureSecret,
    STOREGANISE_API_KEY: apiKey,
    STOREGANISE_HOSTS: new URL(parts.storeganiseUrl).host,
    OAUTH_PROXY_URL: parts.proxyUrl,
    OAUTH_PROXY_KEY: parts.key,
    TENANTS_DIR: parts.tenantsDir,
  };
}
