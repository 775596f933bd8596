import type { Bell } from '../ports.ts';
import type { Engine } from '../sync/engine.ts';
import { sweepTenant } from '../sync/sweep.ts';

/** How often a tenant is swept. */
const SWEEP_MS = 600_000;
/** How often this process looks whether one is due. */
const LOOK_MS = 15_000;

/** Sweeps tenants one after the other, until told to stop; several processes share the work. */
export async function runSweeper(engine: Engine, bell: Bell, isStopping: () => boolean): Promise<void> {
  const tenants = [...engine.tenants.keys()];
  while (!isStopping()) {
    const due = await engine.store.takeSweep(tenants, SWEEP_MS);
    const tenant = due === undefined ? undefined : engine.tenants.get(due);
    if (tenant) {
      await sweepTenant(engine, tenant);
      bell.ring();
    } else await bell.wait(LOOK_MS);
  }
}
