import { SimRefusal } from '../wire.ts';
import { jsonAnswer } from './answers.ts';
import type { ZendeskSwitches } from './switches.ts';

function refusal(status: number, error: string, description: string): SimRefusal {
  const body = { error, error_description: description };
  return new SimRefusal(description, jsonAnswer(status, body, { 'cache-control': 'no-cache' }));
}

/** A code or refresh token that is not good, whatever the reason (Zendesk dossier §8.6). */
export function invalidGrant({ invalidGrantStatus }: Pick<ZendeskSwitches, 'invalidGrantStatus'>): SimRefusal {
  const description =
    'The provided access grant is invalid, expired, or revoked (e.g. invalid assertion, expired authorization token, ' +
    'bad end-user password credentials, or mismatching authorization code and redirection URI).';
  return refusal(invalidGrantStatus, 'invalid_grant', description);
}

/** Unknown id or wrong secret (Zendesk dossier §8.6, after RFC 6749). */
export function invalidClient(): SimRefusal {
  return refusal(401, 'invalid_client', 'Client authentication failed.');
}

/** A scope that the account does not allow the client (Zendesk dossier §8.5). */
export function invalidScope(): SimRefusal {
  return refusal(400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.');
}

export function invalidRequest(description: string): SimRefusal {
  return refusal(400, 'invalid_request', description);
}

export function unsupportedGrantType(): SimRefusal {
  return refusal(400, 'unsupported_grant_type', 'The grant type is not supported.');
}

/** The recorded 403 of a token that may do less (Zendesk dossier §8.5). */
export function missingScope(scope: string): SimRefusal {
  const description = `You are missing the following required scopes: ${scope}`;
  return new SimRefusal(description, jsonAnswer(403, { error: 'Forbidden', description }));
}
