import { otherPlatform, type Pair, type Platform, type PlatformRecord } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import { draftHalfLink, intendCreate, refuseCreate, settleCreate } from '../domain/new-link.ts';
import type { Link } from '../domain/records.ts';
import { customerStatus } from '../domain/status.ts';
import { type Found, held, noop } from './found.ts';
import type { Pass } from './pass.ts';

/** Search may hide for minutes who holds the address (contract §7): after this long it becomes a question. */
const HIDDEN_LIMIT_MS = 600_000;
/** A create in Storeganise without an answer may still land: it has no key of ours that would refuse the second one. */
const UNANSWERED_PAUSE_MS = 120_000;

/**
 * Creates the other record of a person whom no look-up found. The half link is stored first: it is the intent that
 * makes a twin impossible, since every repeat uses the same keys and the platform accepts them only once.
 */
export async function createCounterpart(
  pass: Pass,
  source: PlatformRecord,
  found: Link | undefined,
  readAt: number,
): Promise<Found> {
  const { clock, random } = pass.engine;
  const target = otherPlatform(source.platform);
  if (source.contact.email === '' && !found) return noop('no_email');
  if (target === 'storeganise') requireRested(found, clock.now());
  const now = clock.now();
  const origin = { tenant: pass.tenant.code, id: found?.id ?? random.id(), since: now, fence: pass.fence };
  const half = await pass.save(found ? intendCreate(found, source, now) : draftHalfLink(origin, source));
  try {
    const created = await create(pass, half, source, target);
    const pair = { [source.platform]: source, [target]: created } as Pair;
    const link = settleCreate(half, pair, target, clock.now());
    return { kind: 'pair', link, pair, lastRead: target, readAt, isFirst: false };
  } catch (failure) {
    if (!(failure instanceof SyncFailure) || failure.kind !== 'rejected') throw failure;
    await pass.save(refuseCreate(half));
    return afterRefusal(pass, half, source, failure);
  }
}

async function create(pass: Pass, half: Link, source: PlatformRecord, target: Platform): Promise<PlatformRecord> {
  const { failpoint } = pass.engine;
  const email = half.intent?.email ?? source.contact.email;
  const name = source.contact.name || (email.split('@')[0] ?? email);
  const status = target === 'zendesk' ? await readStatus(pass, source) : {};
  await failpoint.reach('before_create');
  await pass.holdLease();
  const { phone } = source.contact;
  const answer = await pass.tenant.connectors[target].create({ name, email, phone, pointer: source.id, ...status });
  await failpoint.reach('after_create');
  if (answer.kind === 'answered') return answer.record;
  throw answer.failure;
}

async function readStatus(pass: Pass, { id }: PlatformRecord) {
  if (pass.tenant.statusKey === undefined) return {};
  const status = customerStatus(await pass.tenant.connectors.storeganise.readRentals(id), false);
  return status === undefined ? {} : { status };
}

function requireRested(half: Link | undefined, now: number): void {
  const isSent = half?.intent && half.pending.email !== undefined;
  const restMs = isSent ? half.intent.since + UNANSWERED_PAUSE_MS - now : 0;
  if (restMs > 0) throw new SyncFailure('unavailable', 'storeganise_create_unanswered', { retryAfterMs: restMs });
}

/** Somebody holds the address whom search does not show yet: look again, each time after twice as long, up to 30 s. */
function afterRefusal(pass: Pass, half: Link, source: PlatformRecord, failure: SyncFailure): Found {
  const hiddenMs = pass.engine.clock.now() - (half.intent?.since ?? 0);
  if (failure.isDuplicate && hiddenMs < HIDDEN_LIMIT_MS) {
    const retryAfterMs = Math.min(Math.max(hiddenMs, 1_000), 30_000);
    throw new SyncFailure('unavailable', `${otherPlatform(source.platform)}_duplicate_hidden`, { retryAfterMs });
  }
  const kind = failure.isDuplicate ? 'email_conflict' : 'rejected_write';
  return held(pass.tenant.code, source, { kind, values: { code: failure.code }, since: pass.engine.clock.now() });
}
