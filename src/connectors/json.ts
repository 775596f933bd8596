/** The text is not JSON; `undefined` would be a value like any other. */
export const NOT_JSON = Symbol('not JSON');

/** A second look at every value costs more than parsing: a short text without long digits and half characters has none. */
const needsALook = (text: string) => text.length > 4_000 || /\d{16}|\\ud[89a-f]/i.test(text);

/** The parsed text or `NOT_JSON`; `undefined` when it is JSON, but nested too deep for a look at its values. */
export function parseJson(text: string): unknown {
  try {
    return needsALook(text) ? JSON.parse(text, keepText) : JSON.parse(text);
  } catch (error) {
    // A reviver walks recursively: a value nested too deep for it is JSON all the same, of another shape than ours.
    return error instanceof RangeError ? undefined : NOT_JSON;
  }
}

/** The same for bytes; what is not UTF-8 is not JSON. */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return NOT_JSON;
  }
}

/**
 * Zendesk ids may outgrow JavaScript's safe integers (Zendesk dossier §1.30): such a number stays its own digits. Half of
 * a character is no text that could be stored or asked for: it becomes U+FFFD.
 */
function keepText(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  const isLong = typeof value === 'number' && !Number.isSafeInteger(value);
  return isLong && context?.source !== undefined && /^\d+$/.test(context.source) ? context.source : value;
}

/** A text or a number as text; anything else says nothing. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
