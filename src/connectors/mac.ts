/** The 32 bytes of a MAC in canonical base64, else `undefined`; `Buffer.from` alone would also take sloppy text. */
export function decodeMac(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
