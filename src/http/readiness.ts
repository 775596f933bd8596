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

/** Knows whether the service may get traffic; asks the proxy only when asked itself, and never waits long for it. */
export function createReadiness(parts: {
  proxyUrl: string;
  transport: Transport;
  clock: Clock;
  unsignedTenants: number;
}): Readiness {
  let ready = true;
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
      await Promise.race([asking, parts.clock.sleep(PROBE_WAIT_MS)]);
      return { ready, proxy, unsignedTenants: parts.unsignedTenants };
    },
    drain() {
      ready = false;
    },
  };
}
