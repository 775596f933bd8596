import { invalidRecord } from './answers.ts';

/** An address as Zendesk stores it: trimmed, in lower case (Zendesk dossier §2.4); a malformed one is refused (§3.7). */
export function requireEmail(typed: string, attribute: 'email' | 'value'): string {
  const email = typed.trim().toLowerCase();
  const label = attribute === 'email' ? 'Email' : 'Value';
  if (!/^[^\s@<>(),;:"[\]\\]+@[^\s@]+\.[^\s@.]+$/.test(email)) {
    throw invalidRecord(attribute, `${label}: ${typed} is not properly formatted`);
  }
  return email;
}
