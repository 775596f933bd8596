type Rule = { readonly name: string; readonly method: string; readonly path: RegExp };

/** An id of Zendesk: digits only, so nothing of it can change the address. */
const ID = '[1-9]\\d{0,19}';

const rule = (method: string, name: string): Rule => ({
  name: `${method} ${name}`,
  method,
  path: new RegExp(`^${name.replaceAll('{id}', ID)}$`),
});

const RULES = [
  rule('GET', 'users/{id}'),
  rule('GET', 'users/search'),
  rule('GET', 'users/show_many'),
  rule('GET', 'incremental/users/cursor'),
  rule('POST', 'users'),
  rule('PUT', 'users/{id}'),
  rule('GET', 'users/{id}/identities'),
  rule('POST', 'users/{id}/identities'),
  rule('PUT', 'users/{id}/identities/{id}/make_primary'),
  rule('DELETE', 'users/{id}/identities/{id}'),
] as const;

/** Everything that the service may ask of Zendesk, `METHOD path`; whatever is not here is refused. */
export const ALLOWED_CALLS: readonly string[] = RULES.map(({ name }) => name);

/** The characters of a query as RFC 3986 has them. */
const QUERY = /^(\?[A-Za-z0-9\-._~%!$&'()*+,;=:@/?[\]]*)?$/;

/** The name of the rule that allows the call, `undefined` where none does. `path` is what stands after `/api/v2/`, raw. */
export function findRule(method: string, path: string, query: string): string | undefined {
  if (!QUERY.test(query)) return undefined;
  return RULES.find((candidate) => candidate.method === method && candidate.path.test(path))?.name;
}
