import { z } from 'zod';
import { DEVELOPMENT_PROXY_KEY } from '../proxy-signature.ts';

/** How to reach one Zendesk account. */
export type Connection = { readonly subdomain: string; readonly token: string };

/** The environment of the OAuth proxy, read once at start (contract: "Processes and environment"). */
export type ProxyConfig = {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  readonly logLevel: string;
  /** Current first; all of them verify. */
  readonly keys: readonly string[];
  /** `{subdomain}` is replaced wherever it stands; without a slash at the end. */
  readonly zendeskUrl: string;
  /** By business code. */
  readonly connections: ReadonlyMap<string, Connection>;
  /** Sent with every call to Zendesk (Zendesk dossier §12). */
  readonly marketplaceHeaders: Readonly<Record<string, string>>;
  /** One line each, to be logged loudly: what is assumed because a variable is absent. */
  readonly notices: readonly string[];
};

export type ProxyConfigResult =
  | { readonly ok: true; readonly config: ProxyConfig }
  | { readonly ok: false; readonly faults: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const BUSINESS_CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const header = z
  .string()
  .regex(/^[\x20-\x7e]+$/, 'visible ASCII characters')
  .optional();

function isTemplate(text: string, production: boolean): boolean {
  const filled = text.replaceAll('{subdomain}', 'acme');
  if (!/^https?:\/\/[^/?#@\s\\]+(\/[^?#\s\\]*)?$/.test(filled) || !URL.canParse(filled)) return false;
  const { protocol, hostname } = new URL(filled);
  return !production || (protocol === 'https:' && !LOOPBACK.test(hostname) && text.includes('{subdomain}'));
}

/** `<businessCode>=<subdomain>=<token>`, comma-separated; a token may hold further `=`. `undefined`: another form. */
function readTokens(text: string): Map<string, Connection> | undefined {
  const connections = new Map<string, Connection>();
  const subdomains = new Set<string>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    const [, code = '', subdomain = '', token = ''] = /^([^=]*)=([^=]*)=([\x21-\x7e]+)$/.exec(entry) ?? [];
    if (!BUSINESS_CODE.test(code) || !LABEL.test(subdomain) || connections.has(code) || subdomains.has(subdomain)) {
      return undefined;
    }
    connections.set(code, { subdomain, token });
    subdomains.add(subdomain);
  }
  return connections;
}

const environmentSchema = (production: boolean) =>
  z.object({
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'a port number')
      .transform(Number)
      .refine((port) => port <= 65_535, 'a port number')
      .default(8081),
    HOST: z.string().default(production ? '0.0.0.0' : '127.0.0.1'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'a level: fatal … trace, or silent')
      .default('info'),
    PROXY_KEY: z
      .string('required: the secret shared with the service, at least 32 characters; for rotation current,previous')
      .transform((text) => text.split(',').map((key) => key.trim()))
      .refine((keys) => keys.every((key) => key.length >= 32), 'comma-separated secrets of at least 32 characters each')
      .refine((keys) => !production || !keys.includes(DEVELOPMENT_PROXY_KEY), 'a secret of your own'),
    ZENDESK_URL: z
      .string()
      .default('https://{subdomain}.zendesk.com')
      .refine(
        (text) => isTemplate(text, production),
        production
          ? 'an https address with {subdomain} in it, without user-info, query and fragment, not of this machine'
          : 'an address, with {subdomain} where the account stands, without user-info, query and fragment',
      )
      .transform((text) => text.replace(/\/+$/, '')),
    ZENDESK_ACCESS_TOKENS: z
      .string()
      .refine(() => !production, 'nothing: tokens from the environment are for development, not for production')
      .transform((text, ctx) => {
        const connections = readTokens(text);
        if (!connections) ctx.addIssue('<businessCode>=<subdomain>=<token>,… with each business and account once');
        return connections ?? new Map<string, Connection>();
      })
      .default(new Map()),
    ZENDESK_MARKETPLACE_NAME: header,
    ZENDESK_MARKETPLACE_ORGANIZATION_ID: header,
    ZENDESK_MARKETPLACE_APP_ID: header,
  });

/** Either the whole configuration or every fault in it, each `NAME: what is expected`, never a value. */
export function readProxyConfig(env: Environment): ProxyConfigResult {
  const production = env.NODE_ENV === 'production';
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const defaults = production ? {} : { PROXY_KEY: DEVELOPMENT_PROXY_KEY };
  const result = environmentSchema(production).safeParse({ ...defaults, ...given });
  const faults = [
    ...(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
    ...(production ? ['MONGODB_URI: required in production, and this version keeps everything in memory only'] : []),
  ];
  if (!result.success || faults.length > 0) return { ok: false, faults };
  const values = result.data;
  return {
    ok: true,
    config: {
      production,
      port: values.PORT,
      host: values.HOST,
      logLevel: values.LOG_LEVEL,
      keys: values.PROXY_KEY,
      zendeskUrl: values.ZENDESK_URL,
      connections: values.ZENDESK_ACCESS_TOKENS,
      marketplaceHeaders: marketplaceHeadersOf(values),
      notices: noticesOf(given),
    },
  };
}

function marketplaceHeadersOf(values: z.output<ReturnType<typeof environmentSchema>>): Record<string, string> {
  const headers: Record<string, string> = {};
  if (values.ZENDESK_MARKETPLACE_NAME) headers['X-Zendesk-Marketplace-Name'] = values.ZENDESK_MARKETPLACE_NAME;
  const organization = values.ZENDESK_MARKETPLACE_ORGANIZATION_ID;
  if (organization) headers['X-Zendesk-Marketplace-Organization-Id'] = organization;
  if (values.ZENDESK_MARKETPLACE_APP_ID) headers['X-Zendesk-Marketplace-App-Id'] = values.ZENDESK_MARKETPLACE_APP_ID;
  return headers;
}

function noticesOf(given: Environment): string[] {
  const notices: string[] = [];
  if (given.PROXY_KEY === undefined) {
    notices.push('PROXY_KEY is not set: a value for development that everybody knows is used');
  }
  if (given.ZENDESK_ACCESS_TOKENS !== undefined) {
    notices.push('ZENDESK_ACCESS_TOKENS is set: tokens come from the environment, for development only');
  } else notices.push('ZENDESK_ACCESS_TOKENS is not set: no Zendesk account is connected');
  return notices;
}
