import { SimRefusal, type SimResponse } from '../wire.ts';

export function jsonAnswer(status: number, body: unknown): SimResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

/** Errors are `{error:{message}}` (Storeganise dossier §3.2). */
function refusal(status: number, message: string): SimRefusal {
  return new SimRefusal(message, jsonAnswer(status, { error: { message } }));
}

export const unauthorised = () => refusal(401, 'Unauthorized');
/** Of a disabled add-on nobody knows whether it is 401 or 403 (Storeganise dossier §1.3). */
export const addonDisabled = (status: 401 | 403) => refusal(status, 'Add-on is disabled');
export const notFound = () => refusal(404, 'Not found');
/** Nobody knows the status (Storeganise dossier §3.4). */
export const emailTaken = (status: 409 | 400 | 422) => refusal(status, 'Email already exists');
export const invalid = (message: string) => refusal(400, message);
