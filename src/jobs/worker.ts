import type { Lease } from '../domain/records.ts';
import { type Bell, LostCompareAndSet, StoreUnavailable } from '../ports.ts';
import type { Engine } from '../sync/engine.ts';
import { reportCase } from '../sync/report-case.ts';
import { routeDeliveries } from '../sync/route-deliveries.ts';
import { workChange } from './work-change.ts';

/** One worker works on one tenant at a time, and gives it back after so long, so that tenants share workers in turn. */
const SLICE_MS = 5_000;
/** A tenant that waits may have a long queue: it is not claimed again for its sake at once. */
const WAITING_PAUSE_MS = 1_000;

export type WorkerOptions = {
  readonly id: string;
  /** The backstop for a lost ring. */
  readonly tickMs: number;
  readonly isStopping: () => boolean;
  /** The lease that it has, if any: whoever ends the process in the middle of a change has to give it back. */
  readonly held: Set<Lease>;
};

/**
 * Claims tenants with due work, one after the other, until told to stop; a change under way is finished. While the store does
 * not answer it waits, and leaves the change as in a crash.
 */
export async function runWorker(engine: Engine, bell: Bell, options: WorkerOptions): Promise<void> {
  while (!options.isStopping()) {
    const tenants = [...engine.tenants.keys(), ...engine.activation.waiting.keys()];
    let lease: Lease | undefined;
    try {
      lease = await engine.store.claimTenant(options.id, tenants);
      if (lease) await workTenant(engine, lease, options);
      else await bell.wait(options.tickMs);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      engine.log.warn({ worker: options.id, err: error }, 'the store does not answer');
      await sitOut(engine, bell, lease, options);
    }
  }
}

/** Waits a tick, and gives the lease back as soon as the store answers: nobody has to wait for its end. */
async function sitOut(engine: Engine, bell: Bell, lease: Lease | undefined, options: WorkerOptions): Promise<void> {
  while (!options.isStopping()) {
    await bell.wait(options.tickMs);
    try {
      if (lease) await giveBack(engine, lease, options);
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }
}

/** Looks where the tenant stands, and works until there is nothing more, its turn is over, or the lease is lost. */
async function workTenant(engine: Engine, lease: Lease, options: WorkerOptions): Promise<void> {
  options.held.add(lease);
  const until = engine.clock.now() + SLICE_MS;
  try {
    await engine.activation.look(lease);
    while (!options.isStopping() && engine.clock.now() < until) {
      if (!(await workOnce(engine, lease))) break;
    }
    const isWaiting = engine.activation.waiting.has(lease.tenant);
    if (isWaiting) await engine.store.pauseTenant(lease, engine.clock.now() + WAITING_PAUSE_MS);
  } catch (error) {
    if (!(error instanceof LostCompareAndSet)) throw error;
  } finally {
    await giveBack(engine, lease, options);
  }
}

async function giveBack(engine: Engine, lease: Lease, { held }: WorkerOptions): Promise<void> {
  await engine.store.releaseLease(lease);
  held.delete(lease);
}

/** One change, or one task where no change is due. Returns false when there is nothing more. */
async function workOnce(engine: Engine, lease: Lease): Promise<boolean> {
  const tenant = engine.tenants.get(lease.tenant);
  if (!tenant) return askWhileWaiting(engine, lease);
  const handed = await routeDeliveries(engine, tenant);
  const change = await engine.store.takeChange(lease);
  if (change) return workChange(engine, tenant, lease, change, handed);
  const { code, addonId, connectors } = tenant;
  return reportCase(engine, { code, addonId, tasks: connectors.storeganise }, lease);
}

/** Of a tenant that waits only the tasks that say why, where they may be posted. */
async function askWhileWaiting(engine: Engine, lease: Lease): Promise<boolean> {
  const waiting = engine.activation.waiting.get(lease.tenant);
  return waiting?.tasks ? reportCase(engine, { ...waiting, tasks: waiting.tasks }, lease) : false;
}
