import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Field } from '../../domain/contact.ts';
import { NOT_JSON, parseJsonBytes } from '../json.ts';
import { decodeMac } from '../mac.ts';

/**
 * Signs what an operator's click on "Test webhook" sends. It is printed in Zendesk's documentation, so whoever knows it
 * proves nothing (Zendesk dossier §7.3).
 */
const PUBLIC_TEST_SECRET = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';

/** The timestamp is that of the attempt, so a retry is always fresh (Zendesk dossier §7.3). */
const WINDOW_MS = 15 * 60_000;

const MAX_KEY_LENGTH = 200;

/** The events after which a contact may look different (Zendesk dossier §7.6). */
const RELEVANT = new Set([
  'user.created',
  'user.name_changed',
  'user.identity_created',
  'user.identity_changed',
  'user.identity_deleted',
  'user.active_changed',
  'user.deleted',
  'user.merged',
  'user.suspended_changed',
  'user.external_id_changed',
  'user.role_changed',
]);

/** `unsigned`: no secret is set, nothing was proven; `test`: signed with Zendesk's public test secret. */
export type ZendeskSignature = 'ok' | 'unsigned' | 'test' | 'bad';

/** Whose request this is: base64 HMAC-SHA256 over timestamp and raw bytes, the secret used as the text it is. */
export function verifyZendesk(request: {
  secrets: readonly string[];
  headers: { signature: string | undefined; timestamp: string | undefined };
  rawBody: Buffer;
  now: number;
}): ZendeskSignature {
  const { secrets, headers, rawBody, now } = request;
  const { signature = '', timestamp = '' } = headers;
  const given = decodeMac(signature);
  const sentAt = readTimestamp(timestamp);
  const isFresh = sentAt !== undefined && Math.abs(now - sentAt) <= WINDOW_MS;
  const isSignedWith = (secret: string) => {
    const mac = createHmac('sha256', secret).update(timestamp, 'utf8').update(rawBody).digest();
    return given !== undefined && timingSafeEqual(given, mac);
  };
  if (isFresh && isSignedWith(PUBLIC_TEST_SECRET)) return 'test';
  if (secrets.length === 0) return 'unsigned';
  return isFresh && secrets.some(isSignedWith) ? 'ok' : 'bad';
}

/** ISO 8601 with a zone, or Unix seconds; in milliseconds. */
function readTimestamp(text: string): number | undefined {
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** The values that an event shows, as sent; they are kept as keyed hashes only. */
export type ValueHint = {
  readonly field: Field;
  readonly current?: string;
  readonly previous?: string;
  readonly isDemoted?: true;
};

/** What a delivery of Zendesk says. `accountId` is the account it came from. */
export type ZendeskEvent =
  | { readonly kind: 'not_json' }
  | { readonly kind: 'irrelevant'; readonly accountId?: string }
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly type: string;
      readonly accountId?: string;
      readonly recordId: string;
      readonly hint?: ValueHint;
      /** The other user of a merge; which of the two survives is not told (Zendesk dossier §7.6). */
      readonly mergedWith?: string;
    };

const id = z.union([z.string(), z.number()]).transform(String);
const userId = id.pipe(z.string().regex(/^[1-9]\d{0,19}$/));
const identity = z.object({ type: z.string(), value: z.string(), primary: z.boolean().optional().catch(undefined) });

/** A part of another shape than ours counts as absent: only names and identities are looked at here. */
const eventSchema = z.object({
  current: z.union([z.string(), identity]).optional().catch(undefined),
  previous: z.union([z.string(), identity]).optional().catch(undefined),
  identity: identity.optional().catch(undefined),
  user: z.object({ id: userId }).optional().catch(undefined),
});
type ChangeEvent = z.output<typeof eventSchema>;
type Identity = z.output<typeof identity>;

/** A part of another shape than ours counts as absent; further keys may appear at any time (Zendesk dossier §7.2). */
const envelopeSchema = z.object({
  id: id.optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  account_id: id
    .pipe(z.string().regex(/^\d{1,20}$/))
    .optional()
    .catch(undefined),
  subject: z.string().optional().catch(undefined),
  detail: z.object({ id: userId }).optional().catch(undefined),
  event: eventSchema.optional().catch(undefined),
});

/** Reads a verified delivery: which record it points at, and under which key it is known. */
export function parseZendesk(rawBody: Buffer): ZendeskEvent {
  const json = parseJsonBytes(rawBody);
  if (json === NOT_JSON) return { kind: 'not_json' };
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return { kind: 'irrelevant' };
  const { data } = envelope;
  const account = data.account_id === undefined ? {} : { accountId: data.account_id };
  const type = /^zen:event-type[:/]([a-z_.]+)$/.exec(data.type ?? '')?.[1];
  const recordId = data.detail?.id ?? /^zen:user:([1-9]\d{0,19})$/.exec(data.subject ?? '')?.[1];
  if (type === undefined || !RELEVANT.has(type) || recordId === undefined) return { kind: 'irrelevant', ...account };
  const hint = hintOf(type, data.event ?? {});
  const merged = type === 'user.merged' && data.event?.user ? { mergedWith: data.event.user.id } : {};
  return {
    kind: 'event',
    key: keyOf(data.id, rawBody),
    type,
    ...account,
    recordId,
    ...(hint ? { hint } : {}),
    ...merged,
  };
}

function hintOf(type: string, { current, previous, identity }: ChangeEvent): ValueHint | undefined {
  const isText = typeof current === 'string' && typeof previous === 'string';
  if (type === 'user.name_changed') return isText ? { field: 'name', current, previous } : undefined;
  // Sources disagree on the key of a created or deleted identity (Zendesk dossier §7.6).
  const shown = identity ?? (typeof current === 'object' ? current : undefined);
  const field = shown && fieldOf(shown);
  if (!shown || !field) return undefined;
  if (type === 'user.identity_created') return { field, current: shown.value };
  if (type === 'user.identity_deleted') return { field, previous: shown.value };
  if (type !== 'user.identity_changed') return undefined;
  const before = typeof previous === 'object' ? { previous: previous.value } : {};
  return { field, current: shown.value, ...before, ...(shown.primary === false ? { isDemoted: true as const } : {}) };
}

function fieldOf({ type }: Identity): Field | undefined {
  if (type.toLowerCase() === 'email') return 'email';
  return type.toLowerCase() === 'phone_number' ? 'phone' : undefined;
}

function keyOf(eventId: string | undefined, rawBody: Buffer): string {
  if (eventId !== undefined && eventId !== '' && eventId.length <= MAX_KEY_LENGTH) return eventId;
  return createHash('sha256').update(rawBody).digest('hex');
}
