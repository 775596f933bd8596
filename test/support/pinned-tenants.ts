import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedTenants } from '../../src/simulators/tenants.ts';

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

/** The variables that those files name. */
export const secretsOfTenants = (): Record<string, string> =>
  Object.fromEntries(simulatedTenants.map(({ code, zendesk }) => [secretName(code), zendesk.webhookSecret]));

/** What connects every simulated tenant at the start of the proxy. */
export const tokensOfTenants = () => ({
  ZENDESK_ACCESS_TOKENS: simulatedTenants
    .map(({ code, zendesk }) => `${code}=${zendesk.subdomain}=${zendesk.token}`)
    .join(','),
});
