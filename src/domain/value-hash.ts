import { createHmac } from 'node:crypto';

/** A keyed fingerprint of a field's canonical value: lets a delivery be recognised as an echo without keeping the value. */
export function hashValue(key: string, tenant: string, field: string, value: string): string {
  return createHmac('sha256', key).update([tenant, field, value].join('\0')).digest('base64url');
}
