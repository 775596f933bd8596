import { answerRefusals, createFrontDoor } from '../front-door.ts';
import { makeUlid } from '../identifiers.ts';
import type { SimEvent, SimRandom } from '../wire.ts';
import type { Account, OutboundMail } from './account.ts';
import { createDirectory, type DirectorySwitches } from './directory.ts';
import { requireEmail } from './email-address.ts';
import { createEventMaker, type EventSwitches } from './events.ts';
import { budgetExceeded, createLimits } from './limits.ts';
import { requireName } from './read-user.ts';
import { emailsOf, type User, viewUser, type ZendeskRole, type ZendeskUserView } from './records.ts';
import { createRouting } from './routes.ts';
import { createSearchIndex, type SearchLag } from './search-index.ts';
import { signDelivery } from './sign-delivery.ts';

export type { OutboundMail } from './account.ts';
export type { ZendeskRole, ZendeskUserView } from './records.ts';
export type { SearchLag } from './search-index.ts';

export type ZendeskSwitches = DirectorySwitches &
  EventSwitches & {
    /** A hit for a secondary address displays that address (Zendesk dossier §15 item 24). */
    hitsShowMatchedEmail: boolean;
    /** Identity calls count towards the five updates a minute (Zendesk dossier §16). */
    identityWritesCount: boolean;
    /** Calls per clock minute for the whole account (Zendesk dossier §9.1). */
    callsPerMinute: number;
  };

export type ZendeskOptions = {
  subdomain: string;
  accountId: number;
  token: string;
  secret: string;
  random: SimRandom;
  searchLagMs?: SearchLag;
  switches?: Partial<ZendeskSwitches>;
};

export type NewZendeskUser = {
  name: string;
  email?: string;
  external_id?: string;
  role?: ZendeskRole;
  notes?: string;
  createdAt?: number;
};

export type Zendesk = ReturnType<typeof createZendesk>;

const defaultSwitches: ZendeskSwitches = {
  externalIdEventOnCreate: false,
  eventOnNoOpUpdate: false,
  idsBeyondDouble: true,
  compactEvents: false,
  slashEventTypes: false,
  hitsShowMatchedEmail: true,
  identityWritesCount: false,
  callsPerMinute: 700,
};

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

  const search = createSearchIndex(random, options.searchLagMs ?? defaultSearchLag, switches.hitsShowMatchedEmail);
  const directory = createDirectory({
    random,
    makeEvent: createEventMaker(accountId, random, switches),
    index: search.put,
    switches,
  });
  const limits = createLimits(switches.callsPerMinute);
  const account: Account = {
    subdomain,
    tokenOwner: tokenOwnerOf(subdomain),
    directory,
    search,
    limits,
    mail: (user, to, at) => mails.push({ at, userId: user.id, to, kind: 'verification' }),
    spendIdentityWrite: (userId, now) => {
      if (switches.identityWritesCount) limits.spendUpdate(userId, now);
    },
  };

  const route = createRouting(account, options.token);
  const door = createFrontDoor((request, now) => {
    const { headers, exceeded } = limits.spendCall(now);
    const commit = answerRefusals((arrived, at) => {
      if (exceeded) throw budgetExceeded(at);
      return route(arrived, at);
    })(request, now);
    return (landedAt) => {
      const landing = commit(landedAt);
      const { response } = landing;
      return { ...landing, response: { ...response, headers: { ...headers, ...response.headers } } };
    };
  });

  function addEmail(id: string, value: string, now: number): SimEvent[] {
    const fresh = { type: 'email', value: requireEmail(value, 'value'), verified: false, primary: false };
    return directory.addIdentity(directory.require(id), fresh, now).events;
  }

  function makePrimary(id: string, value: string, now: number): SimEvent[] {
    const user = directory.require(id);
    const identity = user.identities.find((other) => other.value === requireEmail(value, 'value'));
    if (identity === undefined) throw new Error(`Zendesk user ${id} has no identity ${value}`);
    return identity.primary ? [] : directory.makePrimary(user, identity, now);
  }

  return {
    ...door,
    mails: mails as readonly OutboundMail[],

    /** An agent or a mail from a stranger makes a user. Throws `SimRefusal` where the platform would refuse. */
    createUser(fresh: NewZendeskUser, now: number): { id: string; events: SimEvent[] } {
      const { name, email, external_id: externalId = null, role = 'end-user', notes = null } = fresh;
      directory.requireFreeExternalId(externalId);
      const address = email === undefined ? {} : { email: requireEmail(email, 'email') };
      const attributes = { name: requireName(name), externalId, role, notes, verified: false, ...address };
      const { user, events } = directory.create(attributes, now, fresh.createdAt);
      return { id: user.id, events };
    },

    /** An agent edits attributes in place; nothing changed, nothing touched. */
    editUser(
      id: string,
      changes: { name?: string; external_id?: string | null; role?: ZendeskRole; notes?: string | null },
      now: number,
    ): SimEvent[] {
      const { external_id: externalId, ...others } = changes;
      const user = directory.require(id);
      if (changes.name !== undefined) requireName(changes.name);
      directory.requireFreeExternalId(externalId, id);
      const wanted = { ...others, ...(externalId === undefined ? {} : { externalId }) };
      const isSame = Object.entries({ ...user, ...wanted }).every(([key, value]) => value === user[key as keyof User]);
      return isSame ? [] : directory.update(user, wanted, now);
    },

    /** An agent adds an address that is not the primary one. */
    addEmail,

    /** An agent adds an identity of another type (`google`, `twitter` …), which the API may list (§4.1). */
    addForeignIdentity(id: string, type: string, value: string, now: number): SimEvent[] {
      return directory.addIdentity(directory.require(id), { type, value, verified: true, primary: false }, now).events;
    },

    /** An agent makes an address that the user has the primary one. */
    makePrimary,

    /** An agent gives the user another primary address; the old one stays as a secondary one (§4.3, option B). */
    changeEmail(id: string, value: string, now: number): SimEvent[] {
      const isHeld = emailsOf(directory.require(id)).includes(requireEmail(value, 'value'));
      const added = isHeld ? [] : addEmail(id, value, now);
      return [...added, ...makePrimary(id, value, now)];
    },

    users: (): readonly ZendeskUserView[] => directory.all().map(viewUser),

    user(id: string): ZendeskUserView | undefined {
      const user = directory.find(id);
      return user === undefined ? undefined : viewUser(user);
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
    notes: null,
    createdAt,
    updatedAt: createdAt,
    identities: [{ ...email, id: '6000000000002', createdAt, updatedAt: createdAt }],
  };
}
