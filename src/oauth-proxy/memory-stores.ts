import { setImmediate } from 'node:timers/promises';
import { type Clock, DuplicateKey, LostCompareAndSet } from '../ports.ts';
import type { Authorization, AuthorizationStore } from './authorization-store.ts';
import type { Connected, ConnectionStore, StoredConnection } from './connection-store.ts';
import type { ProxyStore } from './proxy-store.ts';

// As unforgiving as a database: everything is copied on its way in and out, nothing answers at once.

/** What one process remembers until it ends. */
export function openMemoryStore(clock: Clock): ProxyStore {
  return {
    connections: new MemoryConnectionStore(clock),
    authorizations: new MemoryAuthorizationStore(clock),
    clock,
    isPrepared: () => true,
    isReady: async () => true,
    close: async () => {},
  };
}

/** The connections of one process; a restart forgets them. */
export class MemoryConnectionStore implements ConnectionStore {
  readonly #documents = new Map<string, StoredConnection>();
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  async find(businessCode: string): Promise<StoredConnection | undefined> {
    await setImmediate();
    return structuredClone(this.#documents.get(businessCode));
  }

  async save(connection: StoredConnection): Promise<StoredConnection> {
    await setImmediate();
    const { businessCode, revision } = connection;
    if ((this.#documents.get(businessCode)?.revision ?? 0) !== revision) {
      throw new LostCompareAndSet('the connection has moved on');
    }
    if (this.#isTaken(connection)) throw new DuplicateKey('the account belongs to another business');
    const saved = structuredClone({ ...connection, revision: revision + 1 });
    this.#documents.set(businessCode, saved);
    return structuredClone(saved);
  }

  async claimRefresh(
    { businessCode, revision }: Connected,
    { holder, forMs }: { holder: string; forMs: number },
  ): Promise<Connected | undefined> {
    await setImmediate();
    const now = this.#clock.now();
    const present = this.#documents.get(businessCode);
    if (present?.state !== 'connected' || present.revision !== revision) return undefined;
    const { lease } = present;
    if (lease !== undefined && lease.holder !== holder && lease.until > now) return undefined;
    const claimed: Connected = { ...present, lease: { holder, until: now + forMs }, revision: revision + 1 };
    this.#documents.set(businessCode, claimed);
    return structuredClone(claimed);
  }

  async dueForRefresh(time: number, limit: number): Promise<readonly Connected[]> {
    await setImmediate();
    const refreshBy = ({ tokens }: Connected) => tokens.refreshBy ?? Number.POSITIVE_INFINITY;
    return this.#connected()
      .filter((connection) => refreshBy(connection) <= time)
      .toSorted((one, other) => refreshBy(one) - refreshBy(other))
      .slice(0, limit);
  }

  async tokenKeyIds(): Promise<readonly string[]> {
    await setImmediate();
    return [...new Set(this.#connected().map(({ tokens }) => tokens.keyId))];
  }

  #connected(): Connected[] {
    const all = [...this.#documents.values()];
    return structuredClone(all.filter((connection) => connection.state === 'connected'));
  }

  #isTaken(connection: StoredConnection): boolean {
    if (connection.state === 'none') return false;
    const { businessCode, subdomain } = connection;
    return [...this.#documents.values()].some(
      (other) => other.businessCode !== businessCode && other.state !== 'none' && other.subdomain === subdomain,
    );
  }
}

/** The consents under way in one process. */
export class MemoryAuthorizationStore implements AuthorizationStore {
  readonly #documents = new Map<string, Authorization & { expiresAt: number }>();
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  async insert(authorization: Authorization, lifetimeMs: number): Promise<void> {
    await setImmediate();
    this.#forgetExpired();
    if (this.#documents.has(authorization.stateHash)) throw new DuplicateKey('the state is taken');
    const expiresAt = this.#clock.now() + lifetimeMs;
    this.#documents.set(authorization.stateHash, structuredClone({ ...authorization, expiresAt }));
  }

  async take(from: { stateHash: string; browserHash: string }): Promise<Authorization | undefined> {
    await setImmediate();
    this.#forgetExpired();
    const found = this.#documents.get(from.stateHash);
    if (found?.browserHash !== from.browserHash) return undefined;
    this.#documents.delete(from.stateHash);
    const { expiresAt: _, ...authorization } = found;
    return structuredClone(authorization);
  }

  #forgetExpired(): void {
    const now = this.#clock.now();
    for (const [stateHash, { expiresAt }] of this.#documents) if (expiresAt <= now) this.#documents.delete(stateHash);
  }
}
