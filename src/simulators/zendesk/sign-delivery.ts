import { createHmac } from 'node:crypto';
import { makeUlid } from '../identifiers.ts';
import type { SimRandom } from '../wire.ts';
import { isoSeconds } from './records.ts';

/**
 * The headers of one delivery attempt (Zendesk dossier §7.2, §7.3): the timestamp is the attempt's, signed in
 * front of the body; the invocation id is new each time.
 */
export function signDelivery(options: {
  body: string;
  now: number;
  secret: string;
  accountId: number;
  webhookId: string;
  random: SimRandom;
}): Record<string, string> {
  const timestamp = isoSeconds(options.now);
  const signature = createHmac('sha256', options.secret).update(timestamp).update(options.body).digest('base64');
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Zendesk Webhook',
    'x-zendesk-account-id': String(options.accountId),
    'x-zendesk-webhook-id': options.webhookId,
    'x-zendesk-webhook-invocation-id': makeUlid(options.random, options.now),
    'x-zendesk-webhook-signature': signature,
    'x-zendesk-webhook-signature-timestamp': timestamp,
  };
}
