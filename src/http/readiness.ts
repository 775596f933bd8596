import type { Clock, Transport } from '../ports.ts';

const PROBE_EVERY_MS = 5_000;
const PROBE_WAIT_MS = 1_000;

/** The body of `/readyz`. `proxy`: it answered when last asked; without it deliveries are kept and wait. */
export type ReadinessReport = { readonly ready: boolean; readonly proxy: boolean; readonly unsignedTenants: number };

export type Readiness = {
  report(): Promise<ReadinessReport>;
  /** From now on not ready: the process is about to end. */
  drain(): void;
};

/** Knows whether the service may get traffic; asks store and proxy only when asked itself, and never waits long for them. */
export function createReadiness(parts: {
  isStoreReady: () => Promise<boolean>;
  proxyUrl: string;
  transport: Transport;
  clock: Clock;
  /** How many there are now. */
  unsignedTenants: () => number;
}): Readiness {
  let draining = false;
  let proxy = false;
  let askedAt: number | undefined;
  let asking: Promise<void> = Promise.resolve();

  async function ask(): Promise<void> {
    const answer = await parts.transport.send({ method: 'GET', url: `${parts.proxyUrl}/healthz`, headers: {} });
    proxy = answer.kind === 'answer' && answer.status === 200;
  }

  return {
    async report() {
      if (askedAt === undefined || parts.clock.now() - askedAt >= PROBE_EVERY_MS) {
        askedAt = parts.clock.now();
        asking = ask();
      }
      const tooLate = parts.clock.sleep(PROBE_WAIT_MS);
      const [isStoreReady] = await Promise.all([
        Promise.race([parts.isStoreReady(), tooLate.then(() => false)]),
        Promise.race([asking, tooLate]),
      ]);
      return { ready: isStoreReady && !draining, proxy, unsignedTenants: parts.unsignedTenants() };
    },
    drain() {
      draining = true;
    },
  };
}
