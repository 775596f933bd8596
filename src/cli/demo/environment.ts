import { simulatedTenants } from '../../simulators/tenants.ts';

type Environment = Readonly<Record<string, string>>;

const [{ apiKey, signatureSecret }] = simulatedTenants;

/** What the proxy needs to reach the simulated Zendesk; `key` is shared with the service. */
export const proxyEnvironment = ({ zendeskUrl, key }: { zendeskUrl: string; key: string }): Environment => ({
  PORT: '0',
  PROXY_KEY: key,
  ZENDESK_URL: `${zendeskUrl}/{subdomain}`,
});

/** What the service needs to meet the simulated businesses; who they are it learns from them. */
export const serviceEnvironment = (parts: {
  storeganiseUrl: string;
  proxyUrl: string;
  key: string;
  /** Pins nobody where there is no such folder. */
  tenantsDir: string;
}): Environment => ({
  PORT: '0',
  STOREGANISE_SIGNATURE_SECRET: signatureSecret,
  STOREGANISE_API_KEY: apiKey,
  STOREGANISE_HOSTS: new URL(parts.storeganiseUrl).host,
  OAUTH_PROXY_URL: parts.proxyUrl,
  OAUTH_PROXY_KEY: parts.key,
  TENANTS_DIR: parts.tenantsDir,
});
