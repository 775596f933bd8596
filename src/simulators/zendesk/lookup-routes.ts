import type { Commit } from '../front-door.ts';
import type { Account, Arrived } from './account.ts';
import { badRequest, jsonAnswer } from './answers.ts';
import { anonymousUser, describeUser } from './describe.ts';
import { offsetPage } from './paging.ts';

/** `GET users/me`: the person behind the token; without credentials anybody (Zendesk dossier §3.1). */
export function showMe(account: Account, { caller }: Arrived): Commit {
  const me = caller === undefined ? anonymousUser : describeUser(caller.user, account);
  return () => ({ response: jsonAnswer(200, { user: me }) });
}

/** `GET users/{id}` (Zendesk dossier §3.1). */
export function showUser(account: Account, { userId }: Arrived): Commit {
  return () => {
    const user = account.directory.require(userId);
    return { recordId: userId, response: jsonAnswer(200, { user: describeUser(user, account) }) };
  };
}

/** `GET users/show_many?ids=` or `?external_ids=`: unknown ids are simply absent (Zendesk dossier §3.1). */
export function showMany(account: Account, { url }: Arrived): Commit {
  const list = (name: string) => (url.searchParams.get(name) ?? '').split(',').filter((id) => id !== '');
  const byExternalId = list('external_ids').map((id) => id.toLowerCase());
  const ids = [...list('ids'), ...byExternalId];
  if (ids.length === 0) throw badRequest('ParameterMissing', 'Parameter ids is required');
  if (ids.length > 100) throw badRequest('TooManyValues', 'Maximum 100 users may be shown per call');
  return () => {
    const users = account.directory
      .all()
      .filter(({ state }) => state !== 'purged')
      .filter(({ id, externalId }) => ids.includes(id) || byExternalId.includes(externalId?.toLowerCase() ?? ''));
    return listAnswer(
      account,
      users.map((user) => describeUser(user, account)),
      url,
    );
  };
}

/** `GET users/search`: the index answers, not the records (Zendesk dossier §3.6). */
export function searchUsers(account: Account, { url }: Arrived): Commit {
  const query = url.searchParams.get('query');
  const externalId = url.searchParams.get('external_id');
  if (url.searchParams.has('page[size]')) throw badRequest('InvalidPaginationParameter', 'page[size] is not valid');
  if (query === null && externalId === null) throw badRequest('ParameterMissing', 'Parameter query is required');
  return (now) => {
    const hits =
      externalId === null ? account.search.byQuery(query ?? '', now) : account.search.byExternalId(externalId, now);
    return listAnswer(
      account,
      hits.map(({ user, shownEmail }) => describeUser(user, account, shownEmail)),
      url,
    );
  };
}

function listAnswer(account: Account, users: ReturnType<typeof describeUser>[], url: URL) {
  const { items, envelope } = offsetPage(users, url, account.host);
  return { response: jsonAnswer(200, { users: items, ...envelope }) };
}
