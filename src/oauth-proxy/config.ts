import { z } from 'zod';
import { databaseOf, isMongodbUri } from '../mongodb-uri.ts';
import { DEVELOPMENT_PROXY_KEY } from '../proxy-signature.ts';
import { type EnvironmentToken, readEnvironmentTokens } from './environment-tokens.ts';
import { readTokenKeys, type TokenKey } from './token-keys.ts';

/** The environment of the OAuth proxy, read once at start (contract: "Processes and environment"). */
export type ProxyConfig = {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Where browsers find the proxy, without a slash at the end; absent: where it listens. */
  readonly publicUrl?: string;
  readonly logLevel: string;
  /** Current first; all of them verify. */
  readonly keys: readonly string[];
  /** `{subdomain}` is replaced wherever it stands; without a slash at the end. */
  readonly zendeskUrl: string;
  readonly client: OAuthClient;
  /** The first encrypts, all decrypt. */
  readonly tokenKeys: readonly TokenKey[];
  /** Absent: everything is kept in memory. */
  readonly mongodb?: { readonly uri: string; readonly database: string };
  /** By business code. */
  readonly environmentTokens: ReadonlyMap<string, EnvironmentToken>;
  /** Sent with every call to Zendesk (Zendesk dossier §12). */
  readonly marketplaceHeaders: Readonly<Record<string, string>>;
  /** One line each, to be logged loudly: what is assumed because a variable is absent. */
  readonly notices: readonly string[];
};

/** The global OAuth client (Zendesk dossier §8.8), and what it asks for. */
export type OAuthClient = { readonly id: string; readonly secret: string; readonly scopes: readonly string[] };

export type ProxyConfigResult =
  | { readonly ok: true; readonly config: ProxyConfig }
  | { readonly ok: false; readonly faults: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** What stands in outside production where nothing is set; the client is the one that the simulators know. */
const DEVELOPMENT_DEFAULTS = {
  PROXY_KEY: DEVELOPMENT_PROXY_KEY,
  ZENDESK_CLIENT_ID: 'zdg-usersync-simulated',
  ZENDESK_CLIENT_SECRET: 'simulated-client-secret',
  TOKEN_KEYS: `development:${Buffer.alloc(32, 'development only').toString('base64')}`,
} as const;

const DEFAULT_DATABASE = 'usersync-proxy';

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

function isPublicUrl(text: string, production: boolean): boolean {
  if (!/^https?:\/\/[^/?#@\s\\]+(\/[^?#\s\\]*)?$/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return !production || (protocol === 'https:' && !LOOPBACK.test(hostname));
}

const mongodbUri = (absent?: string) =>
  z
    .string(absent)
    .refine(isMongodbUri, 'a connection string, mongodb://… or mongodb+srv://…; its path names the database');

const environmentSchema = (production: boolean) =>
  z.object({
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'a port number')
      .transform(Number)
      .refine((port) => port <= 65_535, 'a port number')
      .default(8081),
    HOST: z.string().default(production ? '0.0.0.0' : '127.0.0.1'),
    PUBLIC_URL: z
      .string()
      .refine(
        (text) => isPublicUrl(text, production),
        production
          ? 'an https address without user-info, query and fragment, not of this machine'
          : 'an http or https address without user-info, query and fragment',
      )
      .transform((text) => text.replace(/\/+$/, ''))
      .optional(),
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
    ZENDESK_CLIENT_ID: z
      .string('required: the unique identifier of the OAuth client')
      .regex(/^[\x21-\x7e]+$/, 'visible ASCII characters without blanks'),
    ZENDESK_CLIENT_SECRET: z
      .string('required: the secret of the OAuth client')
      .regex(/^[\x21-\x7e]+$/, 'visible ASCII characters without blanks')
      .refine((secret) => !production || secret !== DEVELOPMENT_DEFAULTS.ZENDESK_CLIENT_SECRET, 'a secret of your own'),
    ZENDESK_SCOPES: z
      .string()
      .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'scopes with one blank between them, such as read write')
      .default('read write')
      .transform((text) => text.split(' ')),
    TOKEN_KEYS: z
      .string('required: the keys that encrypt tokens at rest, <kid>:<base64 of 32 bytes>,…')
      .refine((text) => !production || text !== DEVELOPMENT_DEFAULTS.TOKEN_KEYS, 'keys of your own')
      .transform((text, ctx) => {
        const keys = readTokenKeys(text);
        if (!keys) ctx.addIssue('<kid>:<base64 of 32 bytes>,… with each kid once');
        return keys ?? [];
      }),
    ZENDESK_ACCESS_TOKENS: z
      .string()
      .refine(() => !production, 'nothing: tokens from the environment are for development, not for production')
      .transform((text, ctx) => {
        const tokens = readEnvironmentTokens(text);
        if (!tokens) ctx.addIssue('<businessCode>=<subdomain>=<token>,… with each business and account once');
        return tokens ?? new Map<string, EnvironmentToken>();
      })
      .default(new Map()),
    MONGODB_URI: production
      ? mongodbUri('required in production: a replica set, as mongodb://… or mongodb+srv://…')
      : mongodbUri().optional(),
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
  const defaults = production ? {} : DEVELOPMENT_DEFAULTS;
  const result = environmentSchema(production).safeParse({ ...defaults, ...given });
  const faults = [
    ...(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
    ...(production && given.PUBLIC_URL === undefined ? ['PUBLIC_URL: required: where browsers find this process'] : []),
  ];
  if (!result.success || faults.length > 0) return { ok: false, faults };
  const values = result.data;
  return {
    ok: true,
    config: {
      production,
      port: values.PORT,
      host: values.HOST,
      ...(values.PUBLIC_URL === undefined ? {} : { publicUrl: values.PUBLIC_URL }),
      logLevel: values.LOG_LEVEL,
      keys: values.PROXY_KEY,
      zendeskUrl: values.ZENDESK_URL,
      client: {
        id: values.ZENDESK_CLIENT_ID,
        secret: values.ZENDESK_CLIENT_SECRET,
        scopes: values.ZENDESK_SCOPES,
      },
      tokenKeys: values.TOKEN_KEYS,
      ...(values.MONGODB_URI === undefined
        ? {}
        : { mongodb: { uri: values.MONGODB_URI, database: databaseOf(values.MONGODB_URI) ?? DEFAULT_DATABASE } }),
      environmentTokens: values.ZENDESK_ACCESS_TOKENS,
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
  const assumed = Object.keys(DEVELOPMENT_DEFAULTS).filter((name) => given[name] === undefined);
  return [
    ...(given.MONGODB_URI === undefined
      ? ['MONGODB_URI is not set: consents are kept in memory, a restart forgets them all']
      : []),
    ...assumed.map((name) => `${name} is not set: a value for development that everybody knows is used`),
    ...(given.ZENDESK_ACCESS_TOKENS === undefined
      ? []
      : ['ZENDESK_ACCESS_TOKENS is set: tokens come from the environment, for development only']),
  ];
}
