import { answerRefusals, createFrontDoor } from '../front-door.ts';
import { makeUlid } from '../identifiers.ts';
import { onlyGiven, type Turned } from '../turned.ts';
import type { SimEvent, SimRandom, SimRequest, SimResult } from '../wire.ts';
import type { Account, OutboundMail } from './account.ts';
import { createAgents } from './agents.ts';
import { createBystanders } from './bystanders.ts';
import { createDirectory } from './directory.ts';
import { createEvents } from './events.ts';
import { budgetExceeded, createLimits } from './limits.ts';
import { createOAuthDoor } from './oauth.ts';
import { type OAuthClient, simulatedClient } from './oauth-client.ts';
import { createGrants } from './oauth-grants.ts';
import type { User, ZendeskRole } from './records.ts';
import { createRouting } from './routes.ts';
import { createSearchIndex, type SearchLag } from './search-index.ts';
import { signDelivery } from './sign-delivery.ts';
import { defaultSwitches, type ZendeskSwitches } from './switches.ts';
import { createUserFields, type NewUserField } from './user-fields.ts';
import { viewUser, type ZendeskUserView } from './view-user.ts';

export type { OutboundMail } from './account.ts';
export type { IdentityType, NewZendeskUser, ZendeskEdit } from './agents.ts';
export { type OAuthClient, simulatedClient } from './oauth-client.ts';
export type { ZendeskRole } from './records.ts';
export type { SearchLag } from './search-index.ts';
export type { ZendeskSwitches } from './switches.ts';
export { customerStatusField, type NewUserField } from './user-fields.ts';
export type { ZendeskUserView } from './view-user.ts';

export type ZendeskOptions = {
  subdomain: string;
  accountId: number;
  /** Of the admin, good for ever and for everything. */
  token: string;
  secret: string;
  /** The simulated add-on when absent. */
  oauthClient?: OAuthClient;
  random: SimRandom;
  /** How links name the account where not by its subdomain: accounts have aliases (Zendesk dossier §2.1). */
  aliasHost?: string;
  searchLagMs?: SearchLag;
  /** None when absent. */
  userFields?: readonly NewUserField[];
  switches?: Partial<ZendeskSwitches>;
};

export type Zendesk = ReturnType<typeof createZendesk>;

const defaultSearchLag: SearchLag = { query: [0, 180_000], externalId: [0, 0] };

/**
 * One Zendesk Support account as a state machine: requests in, answers and webhook events out. It reads no clock
 * and rolls no dice of its own. Which behaviours it has: Zendesk dossier §15.
 */
export function createZendesk(options: ZendeskOptions) {
  const { subdomain, accountId, random } = options;
  const switches = { ...defaultSwitches, ...options.switches };
  const webhookId = makeUlid(random, 0);
  const mails: OutboundMail[] = [];
  let secret = options.secret;

  const search = createSearchIndex(random, options.searchLagMs ?? defaultSearchLag, switches);
  const events = createEvents(accountId, random, switches);
  const fields = createUserFields(options.userFields ?? [], switches);
  const directory = createDirectory({ random, events, fields, index: search.put, switches });
  const limits = createLimits(switches);
  const account: Account = {
    host: options.aliasHost ?? `${subdomain}.zendesk.com`,
    tokenOwner: tokenOwnerOf(subdomain),
    grants: createGrants(random, switches),
    directory,
    search,
    limits,
    switches,
    mail: (user, to, at) => mails.push({ at, userId: user.id, to, kind: 'verification' }),
    spendIdentityWrite: (userId, now) => {
      if (switches.identityWritesCount) limits.spendUpdate(userId, now);
    },
  };

  const oauth = createOAuthDoor(account, options.oauthClient ?? simulatedClient);
  const route = createRouting(account, options.token);
  const door = createFrontDoor((request, now) => {
    const { headers, exceeded } = limits.spendCall(now);
    const commit = answerRefusals((arrived, at) => {
      if (exceeded) throw budgetExceeded(switches, at);
      return route(arrived, at);
    })(request, now);
    return (landedAt) => {
      const landing = commit(landedAt);
      const { response } = landing;
      return { ...landing, response: { ...response, headers: { ...headers, ...response.headers } } };
    };
  });

  const arrive: typeof door.arrive = (request, now) =>
    (request.path.startsWith('/oauth/') ? oauth : door).arrive(request, now);

  return {
    arrive,
    handle: (request: SimRequest, now: number): SimResult => arrive(request, now).land(now),
    calls: door.calls,
    ...createAgents(directory),
    ...createBystanders(directory),

    mails: mails as readonly OutboundMail[],

    /** Deleted users, too, as long as they can be read. */
    users: (): readonly ZendeskUserView[] =>
      directory
        .all()
        .filter(({ state }) => state !== 'purged')
        .map((user) => viewUser(user, fields)),

    user(id: string): ZendeskUserView | undefined {
      const user = directory.find(id);
      return user === undefined ? undefined : viewUser(user, fields);
    },

    oauth: {
      /** What came to the addresses of OAuth; `calls` has the API's. */
      calls: oauth.calls,
      grants: account.grants.all,
      revokeAll: account.grants.revokeAll,
      expireAll: account.grants.expireAll,

      /** The admin of the account loses or gets back rights; tokens follow (Zendesk dossier §15 item 38). */
      changeAdmin(changed: { role?: ZendeskRole; suspended?: boolean }) {
        Object.assign(account.tokenOwner, changed);
        const { role, suspended } = account.tokenOwner;
        return { role, suspended };
      },
    },

    /** The headers of one delivery attempt, names in lower case. */
    sign: (body: string, now: number): Record<string, string> =>
      signDelivery({ body, now, secret, accountId, webhookId, random }),

    /** The admin resets the signing secret; it counts from the next attempt on (§7.3). */
    useSecret(changed: string) {
      secret = changed;
    },

    /** Applies to later writes. */
    setSearchLag: search.setLag,

    switches: (): Readonly<ZendeskSwitches> => ({ ...switches }),

    /** Turns switches while the account lives; the form of ids alone is settled at the start. */
    setSwitches(changed: Turned<ZendeskSwitches>) {
      Object.assign(switches, onlyGiven(changed));
    },

    /** An event that says nothing new. */
    mention(id: string, now: number): SimEvent[] {
      const user = directory.require(id);
      return [events.changed(user, 'user.name_changed', user.name, user.name, now)];
    },
  };
}

function tokenOwnerOf(subdomain: string): User {
  const createdAt = Date.UTC(2020, 0, 1);
  const email = { type: 'email', value: `admin@${subdomain}.example`, primary: true, verified: true };
  return {
    id: '6000000000001',
    name: 'Account Admin',
    role: 'admin',
    externalId: null,
    alias: null,
    details: null,
    notes: null,
    tags: [],
    userFields: {},
    suspended: false,
    state: 'active',
    phone: null,
    sharedPhone: false,
    createdAt,
    updatedAt: createdAt,
    identities: [{ ...email, id: '6000000000002', createdAt, updatedAt: createdAt }],
  };
}
