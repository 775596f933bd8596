/** A key that encrypts tokens at rest: AES-256, named so that it can be replaced while old texts are still about. */
export type TokenKey = { readonly id: string; readonly bytes: Buffer };

const ENTRY = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/;

/** `kid:base64 of 32 bytes`, comma-separated, the first encrypts. `undefined`: another form, or an id twice. */
export function readTokenKeys(text: string): readonly TokenKey[] | undefined {
  const keys: TokenKey[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    const [, id = '', base64 = ''] = ENTRY.exec(entry) ?? [];
    if (id === '' || keys.some((key) => key.id === id)) return undefined;
    keys.push({ id, bytes: Buffer.from(base64, 'base64') });
  }
  return keys;
}
