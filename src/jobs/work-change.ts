import { type FailureKind, SyncFailure } from '../domain/failures.ts';
import { askTenant } from '../domain/questions.ts';
import type { Change, Lease } from '../domain/records.ts';
import { DuplicateKey, LostCompareAndSet, type Postponement, StoreUnavailable } from '../ports.ts';
import { recordOutcomes } from '../sync/end-pass.ts';
import type { Engine, OpenTenant } from '../sync/engine.ts';
import { type HandedRecord, Pass } from '../sync/pass.ts';
import { reportCase } from '../sync/report-case.ts';
import { syncContact } from '../sync/sync-contact.ts';
import { retryDelayMs } from './retry-delay.ts';

/** A change is parked after so many thrown defects in a row … */
const MAX_DEFECTS = 3;
/** … or so many takings without an end: whatever it is, it kills the worker. */
const MAX_TAKINGS = 20;
/** Another pass made the same link a moment ago. */
const COLLISION_PAUSE_MS = 1_000;
const DEFECT_PAUSE_MS = 5_000;
/** After an outage the backlog starts within 10 s (contract: "Installation"). */
const PROBE_MS = 8_000;
const LONG_OUTAGE_MS = 72 * 3_600_000;
const FIXED_PAUSES_MS: Partial<Record<FailureKind, number>> = {
  /** Credentials are refused: the tenant's queue is kept, one look a minute. */
  unauthorised: 60_000,
  /** The platform has not caught up with its own last answer. */
  stale: 2_000,
};

/**
 * Works one taken change to its end, and leaves it as its failure says. Returns false when the tenant waits; throws
 * LostCompareAndSet when the lease or the link is somebody else's by now, and StoreUnavailable when nothing can be written:
 * then the change is left as in a crash.
 */
export async function workChange(
  engine: Engine,
  tenant: OpenTenant,
  lease: Lease,
  change: Change,
  handed: ReadonlyMap<string, HandedRecord>,
): Promise<boolean> {
  const pass = new Pass(engine, tenant, lease, change, handed);
  if (change.attempts > MAX_TAKINGS) {
    await park(pass, 'takings');
    return true;
  }
  try {
    await syncContact(pass);
    if (change.retries > 0) await engine.store.wakeWaiting(change.tenant);
    return true;
  } catch (error) {
    if (error instanceof LostCompareAndSet || error instanceof StoreUnavailable) throw error;
    await leave(pass, error);
    return !(error instanceof SyncFailure && (error.kind === 'unauthorised' || error.scope === 'tenant'));
  }
}

async function leave(pass: Pass, error: unknown): Promise<void> {
  const { store, clock, log } = pass.engine;
  const { change } = pass;
  const now = clock.now();
  if (error instanceof DuplicateKey) {
    const collision = { notBefore: now + COLLISION_PAUSE_MS, failure: 'link_collision' };
    return store.postponeChange(change, pass.fence, collision);
  }
  if (!(error instanceof SyncFailure)) return leaveDefect(pass, error);
  const pauseMs = FIXED_PAUSES_MS[error.kind] ?? (await pauseAfter(pass, error));
  log.warn({ tenant: change.tenant, platform: change.platform, code: error.code, pauseMs }, 'change postponed');
  const failure = error.code;
  await store.postponeChange(change, pass.fence, { notBefore: now + pauseMs, failure, ...countedAgain(change, error) });
  if (error.kind === 'unavailable') await tellLongOutage(pass, error.code);
  if (error.kind === 'unauthorised' || error.scope === 'tenant') await store.pauseTenant(pass.lease, now + pauseMs);
  if (error.kind === 'unauthorised') await lookAndTell(pass, error);
}

/** Where the tenant stands now that a call was refused; the tasks about it are posted although its changes rest. */
async function lookAndTell({ engine, tenant, lease }: Pass, refusal: SyncFailure): Promise<void> {
  await engine.activation.look(lease, refusal);
  const { code, addonId, connectors } = tenant;
  const office = { code, addonId, tasks: connectors.storeganise };
  let hasMore = engine.tenants.has(code);
  while (hasMore) hasMore = await reportCase(engine, office, lease);
}

/**
 * One change of a tenant keeps asking whether the platform is back, so that the others start soon after it is; they
 * themselves wait longer and longer.
 */
async function pauseAfter({ engine, change }: Pass, error: SyncFailure): Promise<number> {
  const pauseMs = retryDelayMs(error, change.retries, engine.random.next());
  if (error.retryAfterMs !== undefined || pauseMs <= PROBE_MS) return pauseMs;
  const probe = await engine.store.findProbe(change.tenant);
  const other = probe && (await engine.store.findChange(probe));
  return !other || change.readyAt <= other.readyAt ? PROBE_MS : pauseMs;
}

/** Only pauses of our own choice grow: a platform that says when to come again is kept to its word. */
function countedAgain(change: Change, { kind, retryAfterMs }: SyncFailure): Partial<Postponement> {
  if (kind === 'stale') return { staleReads: change.staleReads + 1 };
  const isOurChoice = kind === 'unavailable' && retryAfterMs === undefined;
  if (isOurChoice || kind === 'unauthorised') return { retries: change.retries + 1 };
  return { isTold: true };
}

/** A platform that stays away is told to a person, once for the business. */
async function tellLongOutage({ engine, change, tenant }: Pass, code: string): Promise<void> {
  const now = engine.clock.now();
  if (now - change.readyAt < LONG_OUTAGE_MS) return;
  await engine.store.deliverRow(tenant.code, askTenant(tenant.code, 'unavailable', { code }, now));
}

async function leaveDefect(pass: Pass, error: unknown): Promise<void> {
  const { store, clock, log } = pass.engine;
  const { change } = pass;
  const defects = change.defects + 1;
  log.error({ tenant: change.tenant, platform: change.platform, recordId: change.recordId, err: error }, 'defect');
  if (defects >= MAX_DEFECTS) return park(pass, 'defect');
  const notBefore = clock.now() + DEFECT_PAUSE_MS * defects;
  await store.postponeChange(change, pass.fence, { notBefore, defects, failure: 'defect' });
}

/** Set aside until the record is marked again; its deliveries end as failed. */
async function park(pass: Pass, code: 'takings' | 'defect'): Promise<void> {
  const { change, engine } = pass;
  const failure = `parked_${code}`;
  await pass.holdLease();
  engine.log.error(
    { tenant: change.tenant, platform: change.platform, recordId: change.recordId, code },
    'change parked',
  );
  await engine.store.postponeChange(change, pass.fence, { notBefore: 0, parked: true, failure });
  await recordOutcomes(pass, { kind: 'failed', code: failure });
}
