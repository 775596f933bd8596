import { exactJson } from '../exact-json.ts';
import { SimRefusal, type SimResponse } from '../wire.ts';

/** A compact JSON answer; bigints inside become bare numbers. */
export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): SimResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-zendesk-api-version': 'v2', ...headers },
    body: exactJson(body),
  };
}

/** 429 bodies are plain text (Zendesk dossier §1 item 11, §2.5). */
export function tooMany(text: string, retryAfterSeconds: number): SimRefusal {
  return new SimRefusal(text, {
    status: 429,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
      'retry-after': String(retryAfterSeconds),
    },
    body: text,
  });
}

/** The JSON variant of a 429 (Zendesk dossier §2.5). */
export function tooManyJson(description: string, retryAfterSeconds: number): SimRefusal {
  const headers = { 'cache-control': 'no-cache', 'retry-after': String(retryAfterSeconds) };
  return new SimRefusal(description, jsonAnswer(429, { error: 'APIRateLimitExceeded', description }, headers));
}

function refusal(status: number, message: string, body: unknown): SimRefusal {
  return new SimRefusal(message, jsonAnswer(status, body, { 'cache-control': 'no-cache' }));
}

/** Zendesk dossier §2.5. */
export function notFound(): SimRefusal {
  return refusal(404, 'Not found', { error: 'RecordNotFound', description: 'Not found' });
}

/** An unknown subdomain (Zendesk dossier §2.1). */
export function noHelpDesk(): SimRefusal {
  const title = 'No help desk at this address';
  const message = 'There is no help desk configured at this address.';
  return refusal(404, message, { error: { title, message } });
}

/** Zendesk dossier §2.5: an expired and a revoked token cannot be told apart. */
export function invalidToken(): SimRefusal {
  const description = 'The access token provided is expired, revoked, malformed or invalid for other reasons.';
  return refusal(401, description, { error: 'invalid_token', error_description: description });
}

/** The role of somebody forbids it (Zendesk dossier §2.5). */
export function forbidden(): SimRefusal {
  const title = 'Forbidden';
  const message =
    'You do not have access to this page. Please contact the account owner of this help desk for further help.';
  return refusal(403, message, { error: { title, message } });
}

/** A 400 with one of the named errors of Zendesk dossier §2.5. */
export function badRequest(error: string, description: string): SimRefusal {
  return refusal(400, description, { error, description });
}

/** A 400 for a value of the wrong JSON type (Zendesk dossier §2.5). */
export function invalidAttribute(attribute: string, expected: string, action: string): SimRefusal {
  const message =
    `You passed an invalid value for the ${attribute} attribute. ` +
    `Invalid parameter: ${attribute} must be ${expected} from api/v2/${action}`;
  return refusal(400, message, { error: { title: 'Invalid attribute', message } });
}

/** A 422 on one attribute (Zendesk dossier §3.7). Some carry no `error` code. */
export function invalidRecord(
  attribute: string,
  description: string,
  code?: 'DuplicateValue' | 'InvalidValue',
): SimRefusal {
  const detail = code === undefined ? { description } : { description, error: code };
  return refusal(422, description, {
    error: 'RecordInvalid',
    description: 'Record validation errors',
    details: { [attribute]: [detail] },
  });
}

/** A 422 whose detail is an object, not a list (Zendesk dossier §3.5). */
export function invalidPhone(attribute: 'phone' | 'value', phone: string): SimRefusal {
  const label = attribute === 'phone' ? 'Phone' : 'Value';
  const description = `${label} ${phone} is not properly formatted`;
  const details = { [attribute]: { description, error: 'InvalidFormat' } };
  return refusal(422, description, { error: 'RecordInvalid', description: 'Record validation errors', details });
}
