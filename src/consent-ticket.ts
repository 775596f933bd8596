import { createHmac, timingSafeEqual } from 'node:crypto';

// The link in an authorise task. The service signs it, the OAuth proxy reads it; nothing is stored, so a link in a task
// stays good however often either process is started anew.

/** What the link asks for: that this Zendesk account be connected to this business. */
export type ConsentTicket = {
  /** The business code. */
  readonly tenant: string;
  /** The name that people know the business by. */
  readonly business: string;
  /** The Zendesk account, one label of a host name. */
  readonly subdomain: string;
  /** Of the connection that the proxy had when the ticket was made; once it has a later one, the ticket is void. */
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
};

export const CONSENT_TICKET_LIFETIME_MS = 90 * 86_400_000;

export type ConsentTicketReading =
  | { readonly ok: true; readonly ticket: ConsentTicket }
  | { readonly ok: false; readonly reason: 'not_a_ticket' | 'expired' };

const FORM = /^([A-Za-z0-9_-]{1,2000})\.([A-Za-z0-9_-]{43})$/;
const BUSINESS_CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Keys are those of the signed calls; the first word keeps a ticket from ever being taken for a call. */
const macOf = (payload: string, key: string) =>
  createHmac('sha256', key).update(`usersync consent ticket 1: ${payload}`).digest();

/** The ticket as it stands in a link: letters, digits, `-`, `_` and `.` only. */
export function signConsentTicket(ticket: ConsentTicket, key: string): string {
  const { tenant, business, subdomain, generation, madeAt } = ticket;
  const name = [...business].slice(0, 200).join('');
  const payload = Buffer.from(JSON.stringify([tenant, name, subdomain, generation, madeAt])).toString('base64url');
  return `${payload}.${macOf(payload, key).toString('base64url')}`;
}

/** What a link asks for, if one of `keys` signed it within 90 days; `now` in milliseconds. */
export function readConsentTicket(text: string, from: { keys: readonly string[]; now: number }): ConsentTicketReading {
  const [, payload = '', mac = ''] = FORM.exec(text) ?? [];
  const given = Buffer.from(mac, 'base64url');
  const isSignedWith = (key: string) => given.length === 32 && timingSafeEqual(given, macOf(payload, key));
  const ticket = from.keys.some(isSignedWith) ? parseTicket(payload) : undefined;
  if (!ticket) return { ok: false, reason: 'not_a_ticket' };
  if (from.now - ticket.madeAt >= CONSENT_TICKET_LIFETIME_MS) return { ok: false, reason: 'expired' };
  return { ok: true, ticket };
}

/** A good signature says who made it, not that it was made by this version: the form is checked all the same. */
function parseTicket(payload: string): ConsentTicket | undefined {
  const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  const [tenant, business, subdomain, generation, madeAt] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  if (typeof tenant !== 'string' || !BUSINESS_CODE.test(tenant) || typeof business !== 'string') return undefined;
  if (typeof subdomain !== 'string' || !SUBDOMAIN.test(subdomain)) return undefined;
  if (!Number.isSafeInteger(generation) || !Number.isSafeInteger(madeAt)) return undefined;
  return { tenant, business, subdomain, generation: Number(generation), madeAt: Number(madeAt) };
}
