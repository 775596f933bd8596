import type { SimRandom } from '../wire.ts';
import { emailsOf, type Identity, phonesOf, primaryEmail, type User } from './records.ts';
import type { ZendeskSwitches } from './switches.ts';

type Range = readonly [min: number, max: number];

/** How long after a write a search may show it, in milliseconds, drawn for each write (Zendesk dossier §3.6). */
export type SearchLag = { query: Range; externalId: Range };

/** A user as indexed, and the address the hit displays. */
export type Hit = { user: User; shownEmail: string | null };

type Version = { user: User; visibleAt: { query: number; externalId: number } };

/**
 * The search index of an account. Each write makes a version with its own hour of visibility; until then
 * a search matches and shows the version before (Zendesk dossier §15 items 23 and 24).
 */
export function createSearchIndex(
  random: SimRandom,
  initialLag: SearchLag,
  switches: Pick<ZendeskSwitches, 'hitsShowMatchedEmail' | 'searchFindsInactive'>,
) {
  const versionsOf = new Map<string, Version[]>();
  /** The ids of the users that ever had an external id. */
  const idsOnceNamed = new Map<string, Set<string>>();
  let lag = initialLag;

  const draw = ([min, max]: Range) => Math.round(min + random() * (max - min));

  function search(ids: Iterable<string>, isShown: (version: Version) => boolean, isWanted: (user: User) => boolean) {
    const found: User[] = [];
    for (const id of ids) {
      const user = versionsOf.get(id)?.findLast(isShown)?.user;
      if (!user || (user.state !== 'active' && !switches.searchFindsInactive)) continue;
      if (isWanted(user)) found.push(user);
    }
    return found;
  }

  return {
    /** Applies to later writes. */
    setLag(changed: SearchLag) {
      lag = changed;
    },

    put(user: User, now: number) {
      const versions = versionsOf.get(user.id) ?? [];
      const seenByAll = versions.findLastIndex(({ visibleAt }) => Math.max(...Object.values(visibleAt)) <= now);
      const visibleAt = { query: now + draw(lag.query), externalId: now + draw(lag.externalId) };
      const name = user.externalId?.toLowerCase();
      if (name !== undefined) idsOnceNamed.set(name, (idsOnceNamed.get(name) ?? new Set()).add(user.id));
      versionsOf.set(user.id, [...versions.slice(Math.max(0, seenByAll)), { user: structuredClone(user), visibleAt }]);
    },

    byQuery(query: string, now: number): Hit[] {
      const clauses = parseQuery(query);
      const wanted = clauses.map(matcherOf);
      const isShown = ({ visibleAt }: Version) => visibleAt.query <= now;
      const found = search(versionsOf.keys(), isShown, (user) => wanted.every((isMatch) => isMatch(user)));
      return found.map((user) => ({
        user,
        shownEmail: switches.hitsShowMatchedEmail ? matchedEmail(user, clauses) : primaryEmail(user),
      }));
    },

    byExternalId(externalId: string, now: number): Hit[] {
      const wanted = externalId.toLowerCase();
      const isShown = ({ visibleAt }: Version) => visibleAt.externalId <= now;
      const found = search(
        idsOnceNamed.get(wanted) ?? [],
        isShown,
        (user) => user.externalId?.toLowerCase() === wanted,
      );
      return found.map((user) => ({ user, shownEmail: primaryEmail(user) }));
    },
  };
}

type Clause = { key: string; value: string };

/** `key:value` clauses; a value runs to the next key, so an unencoded `+` (a space) splits no address in two. */
function parseQuery(query: string): Clause[] {
  const [free = '', ...keyed] = ` ${query}`.split(/\s(?=(?:email|phone|name|role|type|external_id|notes|details):)/);
  const clauses = keyed.map((part) => {
    const colon = part.indexOf(':');
    return { key: part.slice(0, colon), value: plain(part.slice(colon + 1)) };
  });
  return plain(free) === '' ? clauses : [{ key: '', value: plain(free) }, ...clauses];
}

function plain(text: string): string {
  return text
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase();
}

/** Partial values of any property match, notes included: neighbours come along (Zendesk dossier §3.6). */
function matcherOf({ key, value }: Clause): (user: User) => boolean {
  const contains = (text: string | null) => text?.toLowerCase().includes(value) ?? false;
  const isEmail = ({ type, value: email }: Identity) => type === 'email' && email.includes(value);
  switch (key) {
    case 'type':
      return () => value === 'user';
    case 'role':
      return (user) => user.role === value;
    case 'email':
      return (user) => user.identities.some(isEmail);
    case 'name':
      return (user) => contains(user.name);
    case 'external_id':
      return (user) => contains(user.externalId);
    case 'notes':
      return (user) => contains(user.notes);
    case 'details':
      return (user) => contains(user.details);
    case 'phone':
      return (user) => isPhoneMatch(user, value);
    default:
      return (user) =>
        [user.name, user.externalId, user.details, user.notes, user.phone, ...emailsOf(user), ...phonesOf(user)].some(
          contains,
        );
  }
}

/** Digits only; a leading `*` also finds other ways to write the number (Zendesk dossier §3.5). */
function isPhoneMatch(user: User, value: string): boolean {
  const wanted = value.replaceAll(/\D/g, '');
  const digits = [user.phone ?? '', ...phonesOf(user)].map((phone) => phone.replaceAll(/\D/g, ''));
  if (wanted === '') return false;
  return digits.some((number) => (value.startsWith('*') ? number.endsWith(wanted) : number === wanted));
}

/** A hit for a secondary address displayed that address as `email` (Zendesk dossier §3.6). */
function matchedEmail(user: User, clauses: Clause[]): string | null {
  return emailsOf(user).find((email) => clauses.some(({ value }) => value === email)) ?? primaryEmail(user);
}
