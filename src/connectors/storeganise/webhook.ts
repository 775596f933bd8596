import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const MAX_KEY_LENGTH = 200;

/** Bookkeeping fields of ours on the customer: a change of nothing else is the echo of our own write. */
const OWN_FIELDS = 'customFields.zendesk_';

const RELEVANT = new Set(['user.created', 'user.updated', 'user.disabled']);

/** Whether the raw bytes were signed with one of the secrets: base64 HMAC-SHA256 (Storeganise dossier §2.3). */
export function verifyStoreganise(request: {
  secrets: readonly string[];
  header: string | undefined;
  rawBody: Buffer;
}): 'ok' | 'bad' {
  const given = decodeMac(request.header ?? '');
  const isSignedWith = (secret: string) => {
    const mac = createHmac('sha256', secret).update(request.rawBody).digest();
    return given !== undefined && timingSafeEqual(given, mac);
  };
  return request.secrets.some(isSignedWith) ? 'ok' : 'bad';
}

/** The 32 bytes of a MAC in canonical base64, else `undefined`; `Buffer.from` alone would also take sloppy text. */
function decodeMac(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** What a delivery of Storeganise says. Events of the add-on itself name no record. */
export type StoreganiseEvent =
  | { readonly kind: 'not_json' }
  | { readonly kind: 'irrelevant' }
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly type: string;
      readonly addonId: string;
      readonly apiUrl: string;
      readonly businessCode?: string;
      readonly recordId?: string;
      /** Nothing but our own bookkeeping changed (Storeganise dossier §2.6). */
      readonly ownFieldsOnly: boolean;
    };

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** Only `type`, `addonId` and `apiUrl` are required; further keys may appear (Storeganise dossier §2.2). */
const envelopeSchema = z.object({
  id: z.string().min(1).max(MAX_KEY_LENGTH).optional().catch(undefined),
  type: z.string(),
  addonId: id,
  apiUrl: z.string(),
  businessCode: z.string().nullish(),
  data: z
    .object({
      userId: id.optional().catch(undefined),
      changedKeys: z.array(z.string()).optional().catch(undefined),
    })
    .catch({}),
});

/** Reads a verified delivery: which installation and record it points at, and under which key it is known. */
export function parseStoreganise(rawBody: Buffer): StoreganiseEvent {
  const json = parseJson(rawBody);
  if (json === NOT_JSON) return { kind: 'not_json' };
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return { kind: 'irrelevant' };
  const { type, addonId, apiUrl, businessCode, data } = envelope.data;
  const isAddonEvent = /^addon\.[A-Za-z0-9_.]{1,100}$/.test(type);
  if (!isAddonEvent && !(RELEVANT.has(type) && data.userId !== undefined)) return { kind: 'irrelevant' };
  return {
    kind: 'event',
    key: envelope.data.id ?? createHash('sha256').update(rawBody).digest('hex'),
    type,
    addonId,
    apiUrl,
    ...(businessCode ? { businessCode: businessCode.toLowerCase() } : {}),
    ...(isAddonEvent || data.userId === undefined ? {} : { recordId: data.userId }),
    ownFieldsOnly: type === 'user.updated' && isOwn(data.changedKeys ?? []),
  };
}

/** Missing or empty means that anything may have changed (Storeganise dossier §2.7). */
const isOwn = (changedKeys: readonly string[]) =>
  changedKeys.length > 0 && changedKeys.every((key) => key.startsWith(OWN_FIELDS));

const NOT_JSON = Symbol('not JSON');

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return NOT_JSON;
  }
}
