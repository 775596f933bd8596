// Our API key goes wherever an `apiUrl` points, and the `apiUrl` comes out of a webhook: so only plain addresses of
// listed hosts pass (Storeganise dossier §2.3). The text is checked before any URL parser may interpret it.

type ApiUrl = {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
};

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = `(?:${LABEL}(?:\\.${LABEL})*|\\[::1\\])`;
const API_URL = new RegExp(`^(https?)://(${HOST})(?::(\\d{1,5}))?((?:/[a-z0-9._~!$&'()*+,;=:@%-]*)*)$`, 'i');
const HOST_RULE = new RegExp(`^(?:${HOST}(?::\\d{1,5})?|\\*(?:\\.${LABEL}){2,})$`);

const OWN_PORT = { http: 80, https: 443 } as const;

function readApiUrl(text: string): ApiUrl | undefined {
  const [, scheme = '', host = '', port, path = ''] = API_URL.exec(text) ?? [];
  const lowerScheme = scheme.toLowerCase();
  if (lowerScheme !== 'http' && lowerScheme !== 'https') return undefined;
  if (hasDotSegment(path) || !isTheHostItNames(host)) return undefined;
  const number = port === undefined ? OWN_PORT[lowerScheme] : Number(port);
  if (number < 1 || number > 65_535) return undefined;
  return { scheme: lowerScheme, host: host.toLowerCase(), port: number, path: path.replace(/\/+$/, '') };
}

/** Dot segments, plain or escaped, and escaped separators would lead out of the path. */
function hasDotSegment(path: string): boolean {
  if (/%(?![0-9a-f]{2})|%(2f|5c)/i.test(path)) return true;
  return path.split('/').some((segment) => /^\.{1,2}$/.test(segment.replace(/%2e/gi, '.')));
}

/** A parser reads `0x7f.1` and `2130706433` as 127.0.0.1: a host that another name hides is refused. */
function isTheHostItNames(host: string): boolean {
  return URL.canParse(`https://${host}/`) && new URL(`https://${host}/`).hostname === host.toLowerCase();
}

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** The one form in which addresses are compared and pinned, without a slash at the end; `undefined`: not an `apiUrl`. */
export function normaliseApiUrl(text: string): string | undefined {
  const url = readApiUrl(text);
  if (!url) return undefined;
  const port = url.port === OWN_PORT[url.scheme] ? '' : `:${url.port}`;
  return `${url.scheme}://${url.host}${port}${url.path}`;
}

/** Whether `text` is `host`, `*.host` or `host:port`; a loopback host is none in production. */
export function isHostRule(text: string, production: boolean): boolean {
  return HOST_RULE.test(text) && !(production && isLoopback(text.replace(/:\d+$/, '')));
}

/** Whether our key may be sent there; `hosts` as in STOREGANISE_HOSTS: `host`, `*.host` (one or more labels), `host:port`. */
export function isAllowedApiUrl(apiUrl: string, hosts: readonly string[], production: boolean): boolean {
  const url = readApiUrl(apiUrl);
  if (!url) return false;
  return hosts.some((rule) => isHostRule(rule, production) && isAllowedBy(rule, url, production));
}

function isAllowedBy(rule: string, url: ApiUrl, production: boolean): boolean {
  const [, host = '', port] = /^(\[::1\]|[^:]*)(?::(\d+))?$/.exec(rule) ?? [];
  if (host.startsWith('*.') ? !url.host.endsWith(host.slice(1)) : url.host !== host) return false;
  if (url.port !== (port === undefined ? OWN_PORT[url.scheme] : Number(port))) return false;
  return url.scheme === 'https' || (isLoopback(host) && port !== undefined && !production);
}
