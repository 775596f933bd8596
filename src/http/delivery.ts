import type { Middleware, ParameterizedContext } from 'koa';
import getRawBody from 'raw-body';
import type { Platform } from '../domain/contact.ts';
import type { Delivery } from '../domain/records.ts';
import type { Bell, Store } from '../ports.ts';
import type { DoorMetrics } from './metrics.ts';

/** How a webhook was answered; also the label of its count (contract: "Timing and counting"). */
export type WebhookResult =
  | 'accepted'
  | 'duplicate'
  | 'irrelevant'
  | 'unknown_tenant'
  | 'bad_signature'
  | 'too_large'
  | 'not_json'
  | 'not_stored'
  | 'refused';

/** What every webhook endpoint works on; a step may rely on what the steps before it in the array have set. */
export type DeliveryState = { rawBody: Buffer; result: WebhookResult };

/** The real ones have less than 2 KB (Zendesk dossier §7.4). */
const MAX_BODY_BYTES = 64 * 1024;
/** Storeganise once asked for an answer within 2 s, today within 30 s (Storeganise dossier §2.4); Zendesk waits for 10. */
const STORE_DEADLINE_MS = 2_500;
const RETRY_AFTER_S = '30';

const STATUS: Record<WebhookResult, number> = {
  accepted: 200,
  duplicate: 200,
  irrelevant: 200,
  unknown_tenant: 200,
  refused: 200,
  not_json: 400,
  bad_signature: 401,
  too_large: 413,
  not_stored: 503,
};

/** First step: turns the result of the others into status and count. The body never says more than `{}`. */
export function answerResult(platform: Platform, metrics: DoorMetrics): Middleware<DeliveryState> {
  return async function answerResult(ctx, next) {
    ctx.body = {};
    await next();
    const { result } = ctx.state;
    if (result === undefined) return;
    ctx.status = STATUS[result];
    if (result === 'not_stored') ctx.set('Retry-After', RETRY_AFTER_S);
    metrics.countWebhook(platform, result);
  };
}

/** The raw bytes are what is signed; nothing here unpacks them. */
export const refuseEncodings: Middleware<DeliveryState> = async (ctx, next) => {
  const encoding = ctx.get('Content-Encoding').trim().toLowerCase();
  if (encoding !== '' && encoding !== 'identity') {
    ctx.status = 415;
    return;
  }
  await next();
};

/** Reads the body up to its cap; a client that gives up meanwhile is neither counted nor an error of ours. */
export const readRawBody: Middleware<DeliveryState> = async (ctx, next) => {
  const body = await readBody(ctx);
  if (body === 'too_large') ctx.state.result = 'too_large';
  else if (body === 'incomplete') ctx.status = 400;
  else {
    ctx.state.rawBody = body;
    await next();
  }
};

async function readBody(ctx: ParameterizedContext): Promise<Buffer | 'too_large' | 'incomplete'> {
  try {
    return await getRawBody(ctx.req, { length: ctx.request.length, limit: MAX_BODY_BYTES });
  } catch (error) {
    return error instanceof Error && 'type' in error && error.type === 'entity.too.large' ? 'too_large' : 'incomplete';
  }
}

/** Keeps the delivery for good and wakes a worker. A store that fails or takes too long: the platform sends it again. */
export async function keepDelivery(
  parts: { store: Pick<Store, 'accept'>; bell: Pick<Bell, 'ring'>; onFailure: (error: unknown) => void },
  delivery: Omit<Delivery, 'mark' | 'receivedAt'>,
): Promise<WebhookResult> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the store did not answer in time')), STORE_DEADLINE_MS);
  });
  try {
    const result = await Promise.race([parts.store.accept(delivery), deadline]);
    if (result === 'accepted' && !delivery.outcome) parts.bell.ring();
    return result;
  } catch (error) {
    parts.onFailure(error);
    return 'not_stored';
  } finally {
    clearTimeout(timer);
  }
}
