// JSON.parse's third argument of a reviver (V8 11.4 and later) is not in TypeScript's library yet.
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Zendesk ids may outgrow JavaScript's safe integers (Zendesk dossier §1.30): such a number stays its own digits. */
const keepDigits: Reviver = (_key, value, context) =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? context.source : value;

/** The parsed text, or `undefined` when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return parse(text, keepDigits);
  } catch {
    return undefined;
  }
}
