import { SyncFailure } from '../domain/failures.ts';
import { type AddonRecord, type Connection, type Installation, isLookDue } from '../domain/installation.ts';
import { askTenant } from '../domain/questions.ts';
import type { Lease } from '../domain/records.ts';
import {
  askOperator,
  type ConsentWanted,
  judgeTenant,
  SETTINGS_MS,
  type Standing,
  type TenantFacts,
} from '../domain/tenant-standing.ts';
import type { Engine } from './engine.ts';
import { holdLease } from './hold-lease.ts';

/** How often a second installation is looked at. */
const SECOND_MS = 60_000;

/** What brings a tenant from its first event to work, and keeps it there. */
export type ActivationParts = Pick<Engine, 'clock' | 'store' | 'failpoint' | 'log'> & {
  /** The add-on record of an installation. Throws SyncFailure when there is no telling answer. */
  readonly readAddon: (installation: Installation) => Promise<Omit<AddonRecord, 'at'>>;
  /** How the business is connected, as the OAuth proxy tells. Throws SyncFailure. */
  readonly readConnection: (tenant: string) => Promise<Connection>;
  /** The link in an authorise task. */
  readonly linkTo: (wanted: ConsentWanted, now: number) => string;
  /** What is known of a tenant by its installations, the first of them first. */
  readonly know: (first: Installation, others: readonly Installation[]) => TenantFacts;
  /** From now on this process goes by these installations of a tenant. */
  readonly take: (tenant: string, installations: readonly Installation[]) => void;
};

/**
 * Looks at the tenant of the lease where that is due, or because a platform refused a call: reads its record and its
 * connection, asks the operator for what is missing, and sets it to work once nothing is. Every step may be repeated: after a
 * crash the next look begins anew, and what was asked already is not asked twice.
 */
export async function activateTenant(parts: ActivationParts, lease: Lease, refusal?: SyncFailure): Promise<void> {
  const { store, clock } = parts;
  const [known, seconds] = split(await store.installations(lease.tenant));
  const others: Installation[] = [];
  for (const other of seconds) {
    others.push(isLookDue(other, clock.now()) ? await lookAtRecord(parts, lease, other) : other);
  }
  const isNews = others.some((other, index) => other !== seconds[index]);
  const isDue = known !== undefined && (isNews || refusal !== undefined || isLookDue(known, clock.now()));
  const first = isDue ? await look(parts, lease, { known, others, refusal }) : known;
  parts.take(lease.tenant, [...(first ? [first] : []), ...others]);
}

function split(all: readonly Installation[]): [first: Installation | undefined, others: readonly Installation[]] {
  return [all.find(({ isSecond }) => !isSecond), all.filter(({ isSecond }) => isSecond)];
}

/** Of a second installation nothing is called but its record (contract: "Installation"). */
async function lookAtRecord(parts: ActivationParts, lease: Lease, other: Installation): Promise<Installation> {
  const { record, pauseMs } = await readRecord(parts, other);
  const lookAt = parts.clock.now() + Math.max(SECOND_MS, pauseMs);
  return parts.store.saveLook(lease, other.addonId, { looked: other.asked, ...(record ? { record } : {}), lookAt });
}

/** The first installation of a business with the others, and why it is looked at where nothing of its own asked for it. */
type Asked = {
  readonly known: Installation;
  readonly others: readonly Installation[];
  readonly refusal: SyncFailure | undefined;
};

async function look(parts: ActivationParts, lease: Lease, { known, others, refusal }: Asked): Promise<Installation> {
  const { store, clock, failpoint } = parts;
  const { tenant, addonId, asked } = known;
  const before = judgeTenant(parts.know(known, others));
  const isFresh = known.record && known.looked === asked && !refusal && clock.now() - known.record.at < SETTINGS_MS;
  const { record, pauseMs } = isFresh ? { record: known.record, pauseMs: 0 } : await readRecord(parts, known);
  const read: Installation = { ...known, ...(record ? { record } : {}) };
  const connection = await askForConnection(parts, parts.know(read, others));
  const found: Installation = { ...read, ...(connection ? { connection } : {}) };
  const facts = parts.know(found, others);
  const standing = judgeTenant(facts);
  await holdLease(parts, lease);
  await ask(parts, facts, standing, refusal);
  if (before.notLive !== standing.notLive)
    parts.log.info({ tenant, notLive: standing.notLive }, 'the tenant stands elsewhere');
  const isBack = before.notLive !== undefined && standing.notLive === undefined;
  if (isBack) await store.wakeWaiting(tenant);
  await failpoint.reach('before_look_saved');
  const { nextLookMs } = standing;
  return store.saveLook(lease, addonId, {
    looked: asked,
    ...(found.record ? { record: found.record } : {}),
    ...(found.connection ? { connection: found.connection } : {}),
    ...(nextLookMs === undefined ? {} : { lookAt: clock.now() + Math.max(nextLookMs, pauseMs) }),
  });
}

/**
 * The record as it stands now; as it stood, where there is no telling answer, and how long Storeganise is not to be asked. What
 * stood there outlives a refusal.
 */
async function readRecord(
  parts: ActivationParts,
  installation: Installation,
): Promise<{ readonly record: AddonRecord | undefined; readonly pauseMs: number }> {
  try {
    const answer = await parts.readAddon(installation);
    return { record: { ...installation.record, ...answer, at: parts.clock.now() }, pauseMs: 0 };
  } catch (failure) {
    if (!(failure instanceof SyncFailure)) throw failure;
    parts.log.warn({ tenant: installation.tenant, code: failure.code }, 'the add-on record could not be read');
    return { record: installation.record, pauseMs: failure.retryAfterMs ?? 0 };
  }
}

/** How the business is connected, where that matters by now and can be learned. */
async function askForConnection(parts: ActivationParts, facts: TenantFacts): Promise<Connection | undefined> {
  if (facts.state !== 'enabled' || facts.faults.length > 0) return undefined;
  try {
    return await parts.readConnection(facts.tenant);
  } catch (failure) {
    if (!(failure instanceof SyncFailure)) throw failure;
    parts.log.warn({ tenant: facts.tenant, code: failure.code }, 'the OAuth proxy did not tell of the connection');
    return undefined;
  }
}

/** Brings the questions up to date. A platform that lets us in and still refused a call is a question as well. */
async function ask(
  { store, clock, linkTo }: ActivationParts,
  facts: TenantFacts,
  { notLive }: Standing,
  refusal: SyncFailure | undefined,
): Promise<void> {
  const { tenant } = facts;
  const now = clock.now();
  const open = await store.openCases(tenant);
  const rows = [...askOperator(facts, { open, now, linkTo: (wanted) => linkTo(wanted, now) })];
  const platform = refusal && notLive === undefined ? whoRefused(refusal) : undefined;
  if (platform) rows.push(askTenant(tenant, 'missing_permission', { platform }, now));
  for (const row of rows) await store.deliverRow(tenant, row);
}

/** Whether a Zendesk token is refused is up to the OAuth proxy: a 401 of Zendesk shows in the connection. */
function whoRefused({ code }: SyncFailure): string | undefined {
  if (/^storeganise_40[13]$/.test(code)) return 'Storeganise';
  return code === 'zendesk_403' ? 'Zendesk' : undefined;
}
