declare global {
  interface JSON {
    /** ECMAScript proposal "JSON.parse source text access", in Node since 21. */
    rawJSON(text: string): object;
  }
}

/** Compact JSON in which a bigint is a bare number with all its digits. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? JSON.rawJSON(inner.toString()) : inner,
  );
}
