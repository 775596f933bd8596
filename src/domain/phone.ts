import type { CountryCode } from 'libphonenumber-js';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';

/** A phone text as it is compared: E.164 without its extension, blank, or a text that is no valid number. */
export type PhoneReading =
  | { readonly kind: 'number'; readonly e164: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unreadable' };

/** An E.164 number has 15 digits; what is ten times longer is no number, whatever it is. */
const MAX_LENGTH = 150;

const mainCountries: Readonly<Record<string, readonly string[]>> = metadata.country_calling_codes;

/** The main country of an assigned calling code such as `+81`; of codes shared by several the first, as libphonenumber orders them. */
export const mainCountry = (callingCode: string): CountryCode | undefined =>
  mainCountries[callingCode.replace(/^\+/, '')]?.[0] as CountryCode | undefined;

/** A number that is only good in a place of its own. libphonenumber reads it differently from one call to the next (1.13.16). */
const LOCAL_CONTEXT = ';phone-context=';

/**
 * Reads a phone text with the tenant's calling code. The international prefix `00` is taken for the plus sign, since
 * the library strips it only for countries that use it; only a number that is valid counts.
 */
export function readPhone(text: string, callingCode: string): PhoneReading {
  const typed = text.normalize('NFKC').trim();
  if (typed === '') return { kind: 'blank' };
  if (typed.length > MAX_LENGTH || typed.includes(LOCAL_CONTEXT)) return { kind: 'unreadable' };
  const international = typed.replace(/^00(?=[\s()-]*[1-9])/, '+');
  const country = mainCountry(callingCode);
  const number = parsePhoneNumberFromString(international, country ? { defaultCountry: country } : {});
  return number?.isValid() ? { kind: 'number', e164: number.number } : { kind: 'unreadable' };
}

/** The canonical phone for a contact: E.164, or `''`. */
export function canonicalPhone(text: string, callingCode: string): string {
  const reading = readPhone(text, callingCode);
  return reading.kind === 'number' ? reading.e164 : '';
}
