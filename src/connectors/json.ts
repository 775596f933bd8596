/** The text is not JSON; `undefined` would be a value like any other. */
export const NOT_JSON = Symbol('not JSON');

/** The parsed text or `NOT_JSON`; `undefined` when it is JSON, but nested too deep for a look at its numbers. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits);
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

/** Zendesk ids may outgrow JavaScript's safe integers (Zendesk dossier §1.30): such a number stays its own digits. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isLong = typeof value === 'number' && !Number.isSafeInteger(value);
  return isLong && context?.source !== undefined && /^\d+$/.test(context.source) ? context.source : value;
}
