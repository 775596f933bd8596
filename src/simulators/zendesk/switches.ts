import { z } from 'zod';

/** What the dossier leaves open, or what accounts set differently. Tests should pass at any setting. */
export const zendeskSwitches = z.strictObject({
  // Users
  /** Ids above 2^53, close enough together that a double cannot tell them apart (Zendesk dossier §15 item 3). */
  idsBeyondDouble: z.boolean(),
  /** Whether an e-mail in use refuses the `whole` update or only itself, `e-mail` (Zendesk dossier §3.4, §16). */
  takenEmailRefuses: z.enum(['whole', 'e-mail']),
  /** What becomes of the primary mark when its e-mail is deleted (Zendesk dossier §4.2). */
  primaryDeleted: z.enum(['promotes', 'leaves_none']),
  /** Whether users have `tags` (Zendesk dossier §3.2). */
  userTagging: z.boolean(),
  /** What suspending an agent or admin is answered (Zendesk dossier §3.8). */
  suspendStaff: z.enum(['forbidden', 'invalid', 'allowed']),
  /** What becomes of a dropdown value that is none of its tags (Zendesk dossier §5, §15 item 21). */
  unknownOption: z.enum(['dropped', 'refused']),

  // Departures
  /** Which events a deletion emits (Zendesk dossier §7.6). */
  deleteEvents: z.enum(['both', 'deleted', 'active_changed']),
  /** What an update of a deleted user is answered (Zendesk dossier §3.8). */
  deletedUserUpdate: z.literal([404, 422]),
  /** Whether the loser of a merge can still be read (Zendesk dossier §3.9, §16). */
  mergedLoser: z.enum(['inactive', 'gone']),
  /** Whose event a merge is: the direction is not told (Zendesk dossier §7.6, §16). */
  mergedEventOn: z.enum(['loser', 'winner', 'both', 'none']),
  /** Direct lines of the loser move along (Zendesk dossier §3.9). */
  mergeMovesPhones: z.boolean(),
  /** A merge also tells of the identities that moved and of the loser's end: not told anywhere. */
  otherEventsOnMerge: z.boolean(),

  // Phones
  /** The account setting "Validate user phone numbers" (Zendesk dossier §3.5). */
  phoneValidation: z.boolean(),
  /** What `phone` does with a number that another user has (Zendesk dossier §3.5). */
  takenPhone: z.enum(['shared', 'refused']),
  /** What `phone` does with a further number that is an identity of the user already: not told anywhere. */
  ownPhoneOnPut: z.enum(['ignored', 'selected']),
  /** The profile goes on showing a number whose identity is deleted (Zendesk dossier §3.5). */
  phoneOutlivesIdentity: z.boolean(),

  // Search
  /** A hit for a secondary address displays that address (Zendesk dossier §15 item 24). */
  hitsShowMatchedEmail: z.boolean(),
  /** An unencoded `+` in a query is a space (Zendesk dossier §1 item 16, §15 item 25). */
  plusIsSpace: z.boolean(),
  /** Search finds deleted users (Zendesk dossier §3.6, §15 item 24). */
  searchFindsInactive: z.boolean(),

  // Limits
  /** Identity calls count towards the five updates a minute (Zendesk dossier §16). */
  identityWritesCount: z.boolean(),
  /** The body of a 429 for the account (Zendesk dossier §2.5, §15 item 28). */
  budgetRefusal: z.enum(['text', 'json']),
  /** Calls per clock minute for the whole account: its plan (Zendesk dossier §9.1). */
  callsPerMinute: z.int().positive(),

  // OAuth
  /** How the token endpoint says yes (Zendesk dossier §8.2). */
  tokenStatus: z.literal([200, 201]),
  /** Off: tokens of the old kind, for ever and without a refresh token (Zendesk dossier §8.2). */
  tokensExpire: z.boolean(),
  /** How long access tokens live, whatever the client asks for; `null` = as it asks. */
  tokenSeconds: z.int().positive().nullable(),
  /** What a token may do, whatever was asked for; `null` = what was asked for (Zendesk dossier §8.5). */
  grantedScope: z.string().nullable(),
  /** The scopes that an admin allows the client; `null` = all (Zendesk dossier §8.5). */
  allowedScopes: z.array(z.string()).nullable(),
  /** The status of `invalid_grant` (Zendesk dossier §8.6). */
  invalidGrantStatus: z.literal([400, 401]),

  // Events
  /** Compact bodies in place of the recorded layout (Zendesk dossier §15 item 40). */
  compactEvents: z.boolean(),
  /** `zen:event-type/user.…` in place of the colon (Zendesk dossier §7.2). */
  slashEventTypes: z.boolean(),
  /** `detail` shows the user as it was before the change (Zendesk dossier §15 item 48). */
  staleDetail: z.boolean(),
  /** A creation with `external_id` also emits `user.external_id_changed` (Zendesk dossier §15 item 41). */
  externalIdEventOnCreate: z.boolean(),
  /** A creation with a phone also emits its `user.identity_created` (Zendesk dossier §15 item 41). */
  phoneEventOnCreate: z.boolean(),
  /** A creation also emits what an update would for suspension, notes, fields and tags (Zendesk dossier §15 item 41). */
  otherEventsOnCreate: z.boolean(),
  /** The key of the field in `user.custom_field_changed` (Zendesk dossier §7.6). */
  customFieldEventKey: z.enum(['custom_field', 'field']),
  /** A PUT that changes nothing emits `user.name_changed` (Zendesk dossier §15 item 9). */
  eventOnNoOpUpdate: z.boolean(),
  /** Verifying an identity emits `user.identity_changed`, although its event shows no difference: not told anywhere. */
  eventOnVerify: z.boolean(),
  /** The key of the identity in created and deleted events: sources disagree (Zendesk dossier §7.6). */
  identityEventKey: z.enum(['identity', 'current']),
  /** How `identity.type` is written in events (Zendesk dossier §7.6). */
  identityTypeCase: z.enum(['lower', 'upper']),
});

export type ZendeskSwitches = z.output<typeof zendeskSwitches>;

export const defaultSwitches: ZendeskSwitches = {
  idsBeyondDouble: true,
  takenEmailRefuses: 'whole',
  primaryDeleted: 'promotes',
  userTagging: true,
  suspendStaff: 'forbidden',
  unknownOption: 'dropped',
  deleteEvents: 'both',
  deletedUserUpdate: 404,
  mergedLoser: 'inactive',
  mergedEventOn: 'loser',
  mergeMovesPhones: true,
  otherEventsOnMerge: true,
  phoneValidation: false,
  takenPhone: 'shared',
  ownPhoneOnPut: 'ignored',
  phoneOutlivesIdentity: true,
  hitsShowMatchedEmail: true,
  plusIsSpace: true,
  searchFindsInactive: false,
  identityWritesCount: false,
  budgetRefusal: 'text',
  callsPerMinute: 700,
  tokenStatus: 201,
  tokensExpire: true,
  tokenSeconds: null,
  grantedScope: null,
  allowedScopes: null,
  invalidGrantStatus: 400,
  compactEvents: false,
  slashEventTypes: false,
  staleDetail: false,
  externalIdEventOnCreate: false,
  phoneEventOnCreate: true,
  otherEventsOnCreate: false,
  customFieldEventKey: 'custom_field',
  eventOnNoOpUpdate: false,
  eventOnVerify: false,
  identityEventKey: 'identity',
  identityTypeCase: 'lower',
};
