/** How a Zendesk account writes a person's name; Storeganise keeps the two parts apart. */
export type NameOrder = 'first_last' | 'last_first';

export type NameParts = { readonly firstName: string; readonly lastName: string };

/**
 * Storeganise needs a last name; where a name cannot be split this marker stands for it. It never travels to Zendesk.
 */
const MARKER = 'unknown';

const isMarker = (part: string | undefined) => part?.toLowerCase() === MARKER;

/** NFC, control characters dropped, every run of Unicode spaces one blank, no lone surrogates. */
function tidy(text: string): string {
  const visible = text.toWellFormed().replace(/(?!\s)\p{Cc}/gu, '');
  return visible
    .normalize('NFC')
    .replace(/[\s\p{Z}]+/gu, ' ')
    .trim();
}

/** Zendesk's one string in the form names are compared in: tidy, without the marker where the last name stands. */
export function canonicalName(text: string, order: NameOrder): string {
  const parts = tidy(text).split(' ');
  while (parts.length > 0 && isMarker(order === 'first_last' ? parts.at(-1) : parts[0])) {
    if (order === 'first_last') parts.pop();
    else parts.shift();
  }
  return parts.join(' ');
}

/** Storeganise's two parts as the canonical name. */
export function joinName({ firstName, lastName }: NameParts, order: NameOrder): string {
  const first = tidy(firstName);
  const last = tidy(lastName);
  const kept = isMarker(last) ? [first] : order === 'first_last' ? [first, last] : [last, first];
  return canonicalName(kept.join(' '), order);
}

/** The canonical name as Storeganise's two parts: only a name of exactly two parts can be split. */
export function splitName(name: string, order: NameOrder): NameParts {
  const [one = '', two, ...rest] = name.split(' ');
  if (two === undefined || rest.length > 0) return { firstName: name, lastName: MARKER };
  return order === 'first_last' ? { firstName: one, lastName: two } : { firstName: two, lastName: one };
}
