import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { BarHint, RentalHint } from '../../domain/records.ts';
import { NOT_JSON, parseJsonBytes } from '../json.ts';
import { decodeMac } from '../mac.ts';

const MAX_KEY_LENGTH = 200;

/** Bookkeeping fields of ours on the customer: a change of nothing else is the echo of our own write. */
const OWN_FIELDS = 'customFields.zendesk_';

const USER_EVENTS = new Set(['user.created', 'user.updated', 'user.disabled']);

/** Events after which somebody may have begun or ended to rent (Storeganise dossier §2.7, §4.4). */
const RENTAL_EVENTS = new Set([
  'job.unit_moveIn.created',
  'job.unit_moveIn.started',
  'job.unit_moveIn.completed',
  'job.unit_moveIn.cancelled',
  'job.unit_moveOut.completed',
  'job.unit_moveOut.cancelled',
  'job.unit_transfer.completed',
  'unitRental.updated',
]);

/** How a record may say that its customer is disabled: nobody knows which it is (Storeganise dossier §3.4.1). */
const BAR_KEYS = new Set(['disabled', 'isDisabled', 'disabledAt', 'enabled', 'isEnabled', 'state', 'status']);

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

/** Which delivery this is, and where it comes from. */
export type Sender = {
  readonly key: string;
  readonly type: string;
  readonly addonId: string;
  readonly apiUrl: string;
  readonly businessCode?: string;
};

/** What a delivery of Storeganise says. Events of the add-on itself name no record. */
export type StoreganiseEvent =
  | { readonly kind: 'not_json' }
  /** Nothing of ours; without `sender` it does not even say where it comes from. */
  | { readonly kind: 'irrelevant'; readonly sender?: Sender }
  | (Sender & {
      readonly kind: 'event';
      readonly recordId?: string;
      readonly rental?: RentalHint;
      /** What it says about the customer's being disabled. */
      readonly bar?: BarHint['kind'];
      /** When it happened, by the platform's own clock. */
      readonly toldAt?: number;
      /** Nothing but our own bookkeeping changed (Storeganise dossier §2.6). */
      readonly ownFieldsOnly: boolean;
    });

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** A transfer names its rentals as text or as an object (Storeganise dossier §2.7). */
const rentalId = z
  .union([id, z.object({ id }).transform((rental) => rental.id)])
  .optional()
  .catch(undefined);

/** Only `type`, `addonId` and `apiUrl` are required; further keys may appear (Storeganise dossier §2.2). */
const envelopeSchema = z.object({
  id: z.string().min(1).max(MAX_KEY_LENGTH).optional().catch(undefined),
  type: z.string(),
  addonId: id,
  apiUrl: z.string(),
  businessCode: z.string().nullish(),
  created: z.string().optional().catch(undefined),
  data: z
    .object({
      userId: id.optional().catch(undefined),
      jobId: id.optional().catch(undefined),
      unitRentalId: id.optional().catch(undefined),
      newRentalId: rentalId,
      oldRentalId: rentalId,
      changedKeys: z.array(z.string()).optional().catch(undefined),
    })
    .catch({}),
});

/** Reads a verified delivery: which installation and record it points at, and under which key it is known. */
export function parseStoreganise(rawBody: Buffer): StoreganiseEvent {
  const json = parseJsonBytes(rawBody);
  if (json === NOT_JSON) return { kind: 'not_json' };
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return { kind: 'irrelevant' };
  const { type, addonId, apiUrl, businessCode, data } = envelope.data;
  const isAddonEvent = /^addon\.[A-Za-z0-9_.]{1,100}$/.test(type);
  const about = isAddonEvent ? {} : aboutWhom(envelope.data);
  const sender: Sender = {
    key: envelope.data.id ?? createHash('sha256').update(rawBody).digest('hex'),
    ...{ type, addonId, apiUrl },
    ...(businessCode ? { businessCode: businessCode.toLowerCase() } : {}),
  };
  if (!about) return { kind: 'irrelevant', sender };
  return {
    kind: 'event',
    ...sender,
    ...about,
    ownFieldsOnly: type === 'user.updated' && isOwn(data.changedKeys ?? []),
  };
}

type Envelope = z.output<typeof envelopeSchema>;
type About = Pick<Extract<StoreganiseEvent, { kind: 'event' }>, 'recordId' | 'rental' | 'bar' | 'toldAt'>;

/** The customer, or the rental or job whose customer has to be read; `undefined`: nothing of ours. */
function aboutWhom({ type, data, created }: Envelope): About | undefined {
  if (USER_EVENTS.has(type)) {
    if (data.userId === undefined) return undefined;
    const bar = barOf(type, data.changedKeys ?? []);
    const toldAt = Date.parse(created ?? '');
    return { recordId: data.userId, ...(bar ? { bar } : {}), ...(Number.isNaN(toldAt) ? {} : { toldAt }) };
  }
  if (!RENTAL_EVENTS.has(type)) return undefined;
  const rentalIds = [data.unitRentalId, data.newRentalId, data.oldRentalId].filter((rental) => rental !== undefined);
  if (rentalIds.length === 0 && data.jobId === undefined) return undefined;
  return { rental: { rentalIds, ...(data.jobId === undefined ? {} : { jobId: data.jobId }) } };
}

function barOf(type: string, changedKeys: readonly string[]): BarHint['kind'] | undefined {
  if (type === 'user.disabled') return 'disabled';
  const mayConcern = changedKeys.length === 0 || changedKeys.some((key) => BAR_KEYS.has(key));
  return type === 'user.updated' && mayConcern ? 'may_be_enabled' : undefined;
}

/** Missing or empty means that anything may have changed (Storeganise dossier §2.7). */
const isOwn = (changedKeys: readonly string[]) =>
  changedKeys.length > 0 && changedKeys.every((key) => key.startsWith(OWN_FIELDS));
