import { SimRefusal, type SimResponse } from '../wire.ts';

export function jsonAnswer(status: number, body: unknown): SimResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

/** Errors are `{error:{message}}` (Storeganise dossier §3.2). */
function refusal(status: number, message: string): SimRefusal {
  return new SimRefusal(message, jsonAnswer(status, { error: { message } }));
}

export const unauthorised = () => refusal(401, 'Unauthorized');
export const notFound = () => refusal(404, 'Not found');
/** Storeganise dossier §6: 409 is the default variant. */
export const emailTaken = () => refusal(409, 'Email already exists');
export const invalid = (message: string) => refusal(400, message);
