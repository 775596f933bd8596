import type { SimRequest } from '../wire.ts';
import type { Directory } from './directory.ts';
import type { createLimits } from './limits.ts';
import type { Caller } from './oauth-callers.ts';
import type { Grants } from './oauth-grants.ts';
import type { User } from './records.ts';
import type { createSearchIndex } from './search-index.ts';
import type { ZendeskSwitches } from './switches.ts';

/** A mail that the platform would have sent to a customer (Zendesk dossier §3.3). */
export type OutboundMail = { at: number; userId: string; to: string; kind: 'verification' };

/** What the routes of one account work on. */
export type Account = {
  /** How links name the account; it may be another host than the one called (Zendesk dossier §1 item 28). */
  host: string;
  /** The admin of the account, who authorised the token that it begins with; kept outside the directory. */
  tokenOwner: User;
  grants: Grants;
  directory: Directory;
  search: ReturnType<typeof createSearchIndex>;
  limits: ReturnType<typeof createLimits>;
  switches: ZendeskSwitches;
  mail(user: User, to: string, now: number): void;
  spendIdentityWrite(userId: string, now: number): void;
};

/** A request on its way to a route. Ids are empty where the path has none. */
export type Arrived = {
  request: SimRequest;
  url: URL;
  userId: string;
  identityId: string;
  fieldId: string;
  tokenId: string;
  /** Absent where nobody says who calls. */
  caller?: Caller;
  now: number;
};
