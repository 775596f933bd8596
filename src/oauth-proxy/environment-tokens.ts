/** A token that the environment gives for one business, for development. */
export type EnvironmentToken = { readonly subdomain: string; readonly token: string };

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const BUSINESS_CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** `<businessCode>=<subdomain>=<token>`, comma-separated; a token may hold further `=`. `undefined`: another form. */
export function readEnvironmentTokens(text: string): ReadonlyMap<string, EnvironmentToken> | undefined {
  const tokens = new Map<string, EnvironmentToken>();
  const subdomains = new Set<string>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    const [, code = '', subdomain = '', token = ''] = /^([^=]*)=([^=]*)=([\x21-\x7e]+)$/.exec(entry) ?? [];
    if (!BUSINESS_CODE.test(code) || !LABEL.test(subdomain) || tokens.has(code) || subdomains.has(subdomain)) {
      return undefined;
    }
    tokens.set(code, { subdomain, token });
    subdomains.add(subdomain);
  }
  return tokens;
}
