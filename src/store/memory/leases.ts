import type { Lease } from '../../domain/records.ts';
import { type Clock, LostCompareAndSet } from '../../ports.ts';
import { LEASE_MS } from '../timing.ts';

/** The end of a lease that was given back. */
const RELEASED = 0;

type TenantLease = Lease & { readonly claimedAt: number; readonly pausedUntil: number };

/** One lease per tenant; its fence only grows. */
export class MemoryLeases {
  readonly #clock: Clock;
  readonly #all = new Map<string, TenantLease>();
  readonly #sweptAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The free tenant among those with due work that has waited longest. */
  claim(worker: string, tenants: readonly string[], hasDueWork: (tenant: string) => boolean): Lease | undefined {
    const now = this.#clock.now();
    const claimedAt = (tenant: string) => this.#all.get(tenant)?.claimedAt ?? 0;
    const free = tenants.filter((tenant) => {
      const lease = this.#all.get(tenant);
      return (!lease || (lease.until <= now && lease.pausedUntil <= now)) && hasDueWork(tenant);
    });
    const [tenant] = free.sort((a, b) => claimedAt(a) - claimedAt(b));
    if (tenant === undefined) return undefined;
    const { fence = 0, marksDisabled = false } = this.#all.get(tenant) ?? {};
    const lease = { tenant, worker, fence: fence + 1, until: now + LEASE_MS, marksDisabled };
    this.#all.set(tenant, { ...lease, claimedAt: now, pausedUntil: 0 });
    return lease;
  }

  renew(lease: Lease): Lease {
    const held = this.#all.get(lease.tenant);
    if (held?.fence !== lease.fence || held.until === RELEASED) throw new LostCompareAndSet(`lease of ${lease.tenant}`);
    const renewed = { ...held, until: this.#clock.now() + LEASE_MS };
    this.#all.set(lease.tenant, renewed);
    return { ...lease, until: renewed.until, marksDisabled: renewed.marksDisabled };
  }

  release(lease: Lease): void {
    this.#change(lease, { until: RELEASED });
  }

  pause(lease: Lease, until: number): void {
    this.#change(lease, { pausedUntil: until });
  }

  /** Each tenant's first sweep is due one interval after it was first asked for. */
  takeSweep(tenants: readonly string[], everyMs: number): string | undefined {
    const now = this.#clock.now();
    for (const tenant of tenants) {
      const last = this.#sweptAt.get(tenant);
      if (last !== undefined && last + everyMs > now) continue;
      this.#sweptAt.set(tenant, now);
      if (last !== undefined) return tenant;
    }
    return undefined;
  }

  rememberMarks(tenant: string): void {
    const held = this.#all.get(tenant);
    if (held) this.#all.set(tenant, { ...held, marksDisabled: true });
  }

  #change({ tenant, fence }: Lease, changes: Partial<TenantLease>): void {
    const held = this.#all.get(tenant);
    if (held?.fence === fence) this.#all.set(tenant, { ...held, ...changes });
  }
}
