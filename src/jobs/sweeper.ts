import type { Bell } from '../ports.ts';
import type { Engine } from '../sync/engine.ts';
import { sweepTenant } from '../sync/sweep.ts';

/** How often a tenant is swept. */
const SWEEP_MS = 600_000;
/** How often somebody looks whether a sweep is due. */
export const LOOK_FOR_SWEEPS_MS = 15_000;

/** Sweeps the tenants that are due, one after the other, until none is left or it is told to stop. */
export async function sweepDue(engine: Engine, bell: Bell, isStopping: () => boolean): Promise<void> {
  while (!isStopping()) {
    const due = await engine.store.takeSweep([...engine.tenants.keys()], SWEEP_MS);
    const tenant = due === undefined ? undefined : engine.tenants.get(due);
    if (!tenant) return;
    await sweepTenant(engine, tenant);
    bell.ring();
  }
}
