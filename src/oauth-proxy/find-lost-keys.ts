import type { ConnectionStore } from './connection-store.ts';
import type { TokenKey } from './token-keys.ts';

/** The key ids under which tokens are stored although TOKEN_KEYS has them no more: with any, the proxy must not start. */
export async function findLostKeys(
  keys: readonly TokenKey[],
  connections: Pick<ConnectionStore, 'tokenKeyIds'>,
): Promise<string[]> {
  const known = keys.map(({ id }) => id);
  return (await connections.tokenKeyIds()).filter((id) => !known.includes(id));
}
