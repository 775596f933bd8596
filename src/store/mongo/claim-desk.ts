import type { Lease } from '../../domain/records.ts';

type Asker = { readonly worker: string; readonly end: PromiseWithResolvers<Lease | undefined> };

/**
 * Where the workers of one process ask for a tenant. A ring wakes all of them at once; they stand in line, and once there is
 * nothing for the first, there is nothing for those who stood behind it then: the server is asked once and not once for each.
 */
export class ClaimDesk {
  readonly #claim: (worker: string, tenants: readonly string[]) => Promise<Lease | undefined>;
  readonly #lines = new Map<string, Asker[]>();

  constructor(claim: (worker: string, tenants: readonly string[]) => Promise<Lease | undefined>) {
    this.#claim = claim;
  }

  ask(worker: string, tenants: readonly string[]): Promise<Lease | undefined> {
    const end = Promise.withResolvers<Lease | undefined>();
    const key = tenants.join();
    const line = this.#lines.get(key);
    if (line) line.push({ worker, end });
    else {
      const begun = [{ worker, end }];
      this.#lines.set(key, begun);
      void this.#serve(key, begun, tenants);
    }
    return end.promise;
  }

  async #serve(key: string, line: Asker[], tenants: readonly string[]): Promise<void> {
    for (let [first] = line; first; [first] = line) {
      // Whoever asks in the same moment stands in line for this look.
      await Promise.resolve();
      const asking = line.length;
      try {
        const lease = await this.#claim(first.worker, tenants);
        for (const { end } of line.splice(0, lease ? 1 : asking)) end.resolve(lease);
      } catch (error) {
        for (const { end } of line.splice(0, asking)) end.reject(error);
      }
    }
    this.#lines.delete(key);
  }
}
