import type { Owner } from '../connectors/connector.ts';
import { SyncFailure } from '../domain/failures.ts';
import type { Delivery } from '../domain/records.ts';
import type { Engine, OpenTenant } from './engine.ts';
import type { HandedRecord } from './pass.ts';
import { SECOND_LOOK_MS } from './second-look.ts';

const MAX_PAUSE_MS = 60_000;
/** A rental that is not shown yet may only lag behind its event. */
const MAX_LOOKS = 6;
const MAX_DEFECTS = 2;

/**
 * Brings deliveries to their changes: a crash between keeping one and marking its record loses nothing, and whose a
 * rental is has to be read first. Returns the customers that were shown on the way.
 */
export async function routeDeliveries(engine: Engine, tenant: OpenTenant): Promise<ReadonlyMap<string, HandedRecord>> {
  await engine.store.markStrays(tenant.code);
  const shown = new Map<string, { record: NonNullable<Owner['record']>; marks: number[] }>();
  for (const delivery of await engine.store.unroutedDeliveries(tenant.code)) {
    try {
      const owner = await findOwner(tenant, delivery);
      if (!owner && (delivery.retries ?? 0) < MAX_LOOKS) await postpone(engine, delivery);
      else if (!owner) await engine.store.recordOutcome(tenant.code, delivery.platform, delivery.key, GONE);
      else {
        const mark = await route(engine, delivery, owner);
        const earlier = shown.get(owner.id);
        const record = owner.record ?? earlier?.record;
        if (record) shown.set(owner.id, { record, marks: [...(earlier?.marks ?? []), mark] });
      }
    } catch (failure) {
      if (failure instanceof SyncFailure) {
        await postpone(engine, delivery, failure);
        break;
      }
      // A defect of ours in one delivery stops no other one.
      engine.log.error({ tenant: tenant.code, err: failure }, 'defect in routing a delivery');
      await giveUpOrPostpone(engine, delivery);
    }
  }
  return shown;
}

const GONE = { kind: 'noop', reason: 'record_gone' } as const;
const DEFECT = { kind: 'failed', code: 'parked_defect' } as const;

async function findOwner({ connectors }: OpenTenant, { rental }: Delivery): Promise<Owner | undefined> {
  for (const rentalId of rental?.rentalIds ?? []) {
    const owner = await connectors.storeganise.readOwnerOfRental(rentalId);
    if (owner) return owner;
  }
  return rental?.jobId === undefined ? undefined : connectors.storeganise.readOwnerOfJob(rental.jobId);
}

/** The second look first: after a crash in between, routing again only repeats it. */
async function route(engine: Engine, delivery: Delivery, owner: Owner): Promise<number> {
  const ref = { tenant: delivery.tenant, platform: delivery.platform, recordId: owner.id };
  const at = delivery.receivedAt + SECOND_LOOK_MS;
  await engine.store.deliverRow(delivery.tenant, { kind: 'look', ref, at });
  return engine.store.routeDelivery(delivery, owner.id);
}

async function giveUpOrPostpone(engine: Engine, delivery: Delivery): Promise<void> {
  if ((delivery.retries ?? 0) < MAX_DEFECTS) return postpone(engine, delivery);
  await engine.store.recordOutcome(delivery.tenant, delivery.platform, delivery.key, DEFECT);
}

async function postpone(engine: Engine, delivery: Delivery, failure?: SyncFailure): Promise<void> {
  const retries = (delivery.retries ?? 0) + 1;
  const pauseMs = failure?.retryAfterMs ?? Math.min(1_000 * 2 ** retries, MAX_PAUSE_MS);
  engine.log.warn({ tenant: delivery.tenant, code: failure?.code ?? 'not_found', pauseMs }, 'delivery not routed yet');
  await engine.store.postponeDelivery(delivery, { notBefore: engine.clock.now() + pauseMs, retries });
}
