import { createHmac } from 'node:crypto';

/** The headers of one delivery: the signature covers the raw body and no clock (Storeganise dossier §2.1, §2.3). */
export function signDelivery(body: string, secret: string): Record<string, string> {
  return {
    'content-type': 'application/json;charset=UTF-8',
    'sg-signature': createHmac('sha256', secret).update(body).digest('base64'),
  };
}

/** What the vendor's own template signs: the body read and written again (Storeganise dossier §2.3). */
export function reserialise(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}
