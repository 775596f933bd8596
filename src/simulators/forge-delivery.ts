import { createHmac } from 'node:crypto';
import type { WireRequest } from './webhook-sender.ts';

/** Deliveries that must be refused or dropped and must leave no trace (Storeganise dossier §6, Zendesk dossier §15). */
export const forgeries = [
  'no_signature',
  'hex_signature',
  'wrong_secret',
  'altered_byte',
  'truncated',
  'not_json',
  'oversized',
  'get',
  'foreign_api_url',
  'foreign_account',
  'old_timestamp',
] as const;

export type Forgery = (typeof forgeries)[number];

type Sign = (body: string, now: number) => Record<string, string>;

const twentyMinutesMs = 20 * 60_000;

/** Makes one out of the body of a real event. The last four are signed as they should be. */
export function forgeDelivery(kind: Forgery, body: string, sign: Sign, now: number): WireRequest {
  const signed = (text: string, at = now): WireRequest => ({ method: 'POST', headers: sign(text, at), body: text });
  const genuine = signed(body);
  switch (kind) {
    case 'no_signature':
      return withSignature(genuine, () => undefined);
    case 'hex_signature':
      return withSignature(genuine, (signature) => Buffer.from(signature, 'base64').toString('hex'));
    case 'wrong_secret':
      return withSignature(genuine, () => createHmac('sha256', 'not the secret').update(body).digest('base64'));
    case 'altered_byte':
      return { ...genuine, body: body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) };
    case 'truncated':
      return { ...genuine, body: body.slice(0, -20) };
    case 'get':
      return { ...genuine, method: 'GET' };
    case 'not_json':
      return signed(`${body}}`);
    case 'oversized':
      return signed(body.replace('{', `{"padding":${JSON.stringify('x'.repeat(70_000))},`));
    case 'foreign_api_url':
      return signed(body.replace(/"apiUrl":"[^"]*"/, '"apiUrl":"https://evil.example/api"'));
    case 'foreign_account':
      return signed(body.replace(/"account_id": ?\d+/, '"account_id": 999999999'));
    case 'old_timestamp':
      return signed(body, now - twentyMinutesMs);
  }
}

function withSignature(request: WireRequest, change: (signature: string) => string | undefined): WireRequest {
  const headers = Object.entries(request.headers).flatMap(([name, value]) => {
    const changed = /signature$/.test(name) ? change(value) : value;
    return changed === undefined ? [] : [[name, changed]];
  });
  return { ...request, headers: Object.fromEntries(headers) };
}
