import { z } from 'zod';
import { databaseOf, isMongodbUri } from './mongodb-uri.ts';
import { DEVELOPMENT_PROXY_KEY } from './proxy-signature.ts';
import { isHostRule } from './tenants/api-url.ts';

/** What a process of the service does: it takes webhooks and commands in, it works on what came in, or both. */
export type Role = (typeof ROLES)[number];
const ROLES = ['all', 'web', 'worker'] as const;

/** The environment of the service, read once at start (contract: "Processes and environment"). */
export type ServiceConfig = {
  readonly production: boolean;
  readonly role: Role;
  readonly port: number;
  readonly host: string;
  /** Where the service is for the world, without a slash at the end. */
  readonly publicUrl?: string;
  readonly logLevel: string;
  /** Current first, then previous. */
  readonly storeganiseSignatureSecrets: readonly string[];
  readonly storeganiseApiKey: string;
  /** `host`, `*.host` or `host:port`. */
  readonly storeganiseHosts: readonly string[];
  /** Without a slash at the end. */
  readonly oauthProxyUrl: string;
  /** Where a browser finds the proxy, without a slash at the end. */
  readonly oauthProxyPublicUrl: string;
  readonly oauthProxyKey: string;
  /** Opens `/admin`; absent: those routes do not exist. */
  readonly adminKey?: string;
  readonly tenantsDir: string;
  /** Absent: everything is kept in memory. */
  readonly mongodb?: { readonly uri: string; readonly database: string };
  /** One line each, to be logged loudly: what is assumed because a variable is absent. */
  readonly notices: readonly string[];
};

export type ServiceConfigResult =
  | { readonly ok: true; readonly config: ServiceConfig }
  | { readonly ok: false; readonly faults: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** What stands in outside production where nothing is set, so that `npm start` works at once. */
const DEVELOPMENT_DEFAULTS = {
  STOREGANISE_SIGNATURE_SECRET: 'development-only-signature-secret',
  STOREGANISE_API_KEY: 'development-only-api-key',
  OAUTH_PROXY_URL: 'http://127.0.0.1:8081',
  OAUTH_PROXY_KEY: DEVELOPMENT_PROXY_KEY,
} as const;

const DEFAULT_DATABASE = 'usersync';

const splitList = (text: string) => text.split(',').map((part) => part.trim());
const isBareUrl = (text: string) => /^https?:\/\/[^/?#@\s\\]+(\/[^?#\s\\]*)?$/.test(text) && URL.canParse(text);
const bareUrl = (absent?: string) =>
  z
    .string(absent)
    .refine(isBareUrl, 'an http or https address without user-info, query and fragment')
    .transform((text) => text.replace(/\/+$/, ''));

const mongodbUri = (absent?: string) =>
  z
    .string(absent)
    .refine(isMongodbUri, 'a connection string, mongodb://… or mongodb+srv://…; its path names the database');

const ALONE = 'all, where MONGODB_URI is not set: what is kept in the memory of one process no other one sees';

const environmentSchema = (production: boolean, isAlone: boolean) =>
  z.object({
    ROLE: (isAlone ? z.literal('all', ALONE) : z.enum(ROLES, 'all, web or worker')).default('all'),
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'a port number')
      .transform(Number)
      .refine((port) => port <= 65_535, 'a port number')
      .default(8080),
    HOST: z.string().default(production ? '0.0.0.0' : '127.0.0.1'),
    PUBLIC_URL: bareUrl().optional(),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'a level: fatal … trace, or silent')
      .default('info'),
    STOREGANISE_SIGNATURE_SECRET: z
      .string('required: the current secret, or current,previous')
      .transform(splitList)
      .refine((secrets) => secrets.every((secret) => secret !== ''), 'comma-separated secrets, none of them empty'),
    STOREGANISE_API_KEY: z
      .string('required: the API key of the add-on')
      .regex(/^[\x21-\x7e]+$/, 'visible ASCII characters without blanks'),
    STOREGANISE_HOSTS: z
      .string()
      .default('*.storeganise.com')
      .transform(splitList)
      .refine(
        (hosts) => hosts.every((host) => isHostRule(host, production)),
        production
          ? 'comma-separated host, *.host or host:port, lower-case; no loopback host in production'
          : 'comma-separated host, *.host or host:port, lower-case',
      ),
    OAUTH_PROXY_URL: bareUrl('required: where the OAuth proxy is'),
    OAUTH_PROXY_PUBLIC_URL: production
      ? bareUrl('required: where a browser finds the OAuth proxy, as in its own PUBLIC_URL').refine(
          (url) => url.startsWith('https://'),
          'an https address',
        )
      : bareUrl().optional(),
    OAUTH_PROXY_KEY: z
      .string('required: the secret shared with the OAuth proxy, at least 32 characters')
      .regex(/^[^,]{32,}$/, 'at least 32 characters, no comma')
      .refine((key) => !production || key !== DEVELOPMENT_PROXY_KEY, 'a secret of your own'),
    ADMIN_KEY: z
      .string()
      .regex(/^[\x21-\x7e][\x20-\x7e]{30,}[\x21-\x7e]$/, 'at least 32 characters, visible ASCII')
      .optional(),
    TENANTS_DIR: z.string().default('tenants'),
    MONGODB_URI: production
      ? mongodbUri('required in production: a replica set, as mongodb://… or mongodb+srv://…')
      : mongodbUri().optional(),
  });

/** Either the whole configuration or every fault in it, each `NAME: what is expected`, never a value. */
export function readServiceConfig(env: Environment): ServiceConfigResult {
  const production = env.NODE_ENV === 'production';
  const given = withoutBlanks(env);
  const schema = environmentSchema(production, !production && given.MONGODB_URI === undefined);
  const result = schema.safeParse(production ? given : { ...DEVELOPMENT_DEFAULTS, ...given });
  if (!result.success) {
    return { ok: false, faults: result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
  }
  const values = result.data;
  return {
    ok: true,
    config: {
      production,
      role: values.ROLE,
      port: values.PORT,
      host: values.HOST,
      ...(values.PUBLIC_URL === undefined ? {} : { publicUrl: values.PUBLIC_URL }),
      logLevel: values.LOG_LEVEL,
      storeganiseSignatureSecrets: values.STOREGANISE_SIGNATURE_SECRET,
      storeganiseApiKey: values.STOREGANISE_API_KEY,
      storeganiseHosts: values.STOREGANISE_HOSTS,
      oauthProxyUrl: values.OAUTH_PROXY_URL,
      oauthProxyPublicUrl: values.OAUTH_PROXY_PUBLIC_URL ?? values.OAUTH_PROXY_URL,
      oauthProxyKey: values.OAUTH_PROXY_KEY,
      ...(values.ADMIN_KEY === undefined ? {} : { adminKey: values.ADMIN_KEY }),
      tenantsDir: values.TENANTS_DIR,
      ...(values.MONGODB_URI === undefined ? {} : { mongodb: mongodbOf(values.MONGODB_URI) }),
      notices: noticesOf(given),
    },
  };
}

const mongodbOf = (uri: string) => ({ uri, database: databaseOf(uri) ?? DEFAULT_DATABASE });

/** A variable set to nothing counts as absent. */
function withoutBlanks(env: Environment): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && value.trim() !== '') given[name] = value;
  return given;
}

function noticesOf(given: Readonly<Record<string, string>>): string[] {
  const assumed = Object.keys(DEVELOPMENT_DEFAULTS).filter((name) => given[name] === undefined);
  return [
    ...(given.MONGODB_URI === undefined
      ? ['MONGODB_URI is not set: everything is kept in memory, a restart forgets it all']
      : []),
    ...assumed.map((name) => `${name} is not set: a value for development that everybody knows is used`),
  ];
}
